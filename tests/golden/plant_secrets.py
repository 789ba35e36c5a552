#!/usr/bin/env python3
"""Plants a secret in every place that a definition, an option or the environment has for one, and
looks for each in everything that the program writes and prints.

usage: plant_secrets.py PROGRAM

Each secret is unique, so a hit names its place. Ten bytes of one are enough for a hit: a secret that
was cut is still one. What is said openly (a marker) must be found, or the search itself is broken.
"""
import hashlib
import json
import os
import pty
import re
import subprocess
import sys
import tempfile

MARKER = "openly-said"


class Planted:
    """Secrets by what they look like; `places` has the place of each."""

    def __init__(self):
        self.places = {}

    def plain(self, place):
        secret = hashlib.sha256(("plain " + place).encode()).hexdigest()[:30]
        self.places[secret] = place
        return secret

    def key(self, place):
        """Of the form of an account key: 64 bytes in base64."""
        digits = hashlib.sha256(("key " + place).encode()).hexdigest()
        secret = (digits + digits)[:86] + "=="
        self.places[secret] = place
        return secret

    def pem(self, place):
        body = self.plain(place)
        return f"-----BEGIN RSA PRIVATE KEY-----\n{body}\n-----END RSA PRIVATE KEY-----"

    def recognisable(self, place):
        """Text of a command line with one secret of each kind that is recognised there."""
        return (f"run --conn 'AccountName=a;AccountKey={self.plain(place + ' AccountKey')};x=1' "
                f"--key {self.key(place + ' base64')} \"u?sv=1&sig={self.plain(place + ' sig')}&x\" "
                f"https://me:{self.plain(place + ' URL')}@example.org/x "
                f"'{self.pem(place + ' PEM')}' {MARKER}")

    def vault(self):
        return {"sourceVault": {"id": "x"}, "secretUrl": "https://demo.vault.azure.net/secrets/x"}

    def volumes(self, at):
        sas = f"?sv=1&sig={self.plain(at + ' azureFileUrl')}"
        return {
            "azureFileShares": [
                {"azureFileUrl": "https://acct.file.core.windows.net/share" + sas,
                 "relativeMountPath": "share",
                 "credentials": {"accountKey": self.key(at + " azureFileShares")}},
                {"accountName": self.key(at + " accountName"),
                 "azureFileUrl": "https://other.file.core.windows.net/share",
                 "relativeMountPath": "other",
                 "credentials": {"accountKey": self.plain(at + " short accountKey")}},
            ],
            "azureBlobFileSystems": [
                {"accountName": "<AZURE_BATCHAI_STORAGE_ACCOUNT>", "containerName": "data",
                 "relativeMountPath": "data", "mountOptions": f"--key={self.key(at + ' options')}",
                 "credentials": {"accountKey": self.plain(at + " azureBlobFileSystems")}},
                {"accountName": "acct", "containerName": "keyed", "relativeMountPath": "keyed",
                 "credentials": {"accountKey": "<AZURE_BATCHAI_STORAGE_KEY>"}},
            ],
            "unmanagedFileSystems": [
                {"mountCommand": f"mount -t cifs //h/x -o password={self.plain(at + ' mount')}",
                 "relativeMountPath": "unmanaged"},
            ],
        }

    def job(self, at, toolkit):
        image = {
            "image": "demo.azurecr.io/train:1", "serverUrl": "demo.azurecr.io",
            "credentials": {"username": "demo", "password": self.plain(at + " registry")}}
        return {
            "$schema": "x", "comment": "the key is " + self.plain(at + " comment"),
            "properties": {
                "nodeCount": 1,
                "cluster": {"id": "/clusters/gpu"},
                **toolkit,
                "jobPreparation": {"commandLine": self.recognisable(at + " preparation")},
                "stdOutErrPathPrefix": f"{MARKER}?sig={self.plain(at + ' stdOutErrPathPrefix')}",
                "inputDirectories": [
                    {"id": "A", "path": f"https://a/b?sig={self.plain(at + ' input')}"},
                    {"id": "B", "path": "$AZ_BATCHAI_JOB_MOUNT_ROOT/data/x"}],
                "outputDirectories": [
                    {"id": "C", "pathPrefix": f"https://a/b?sig={self.plain(at + ' output')}",
                     "pathSuffix": f"AccountKey={self.plain(at + ' suffix')}"}],
                "containerSettings": {"imageSourceRegistry": image, "shmSize": self.key(at + " shm")},
                "environmentVariables": [
                    {"name": "CONN", "value": f"AccountKey={self.plain(at + ' variable')}"},
                    {"name": "URL", "value": f"https://me:{self.plain(at + ' URL')}@h/$TOKEN"},
                    {"name": "PEM", "value": self.pem(at + " PEM variable")},
                    {"name": "my-conn", "value": f"AccountKey={self.plain(at + ' odd variable')}"}],
                "secrets": [
                    {"name": "TOKEN", "value": self.plain(at + " secret")},
                    {"name": "BOTH", "value": self.plain(at + " both"),
                     "valueSecretReference": self.vault()},
                    {"name": "not-a-name", "value": self.plain(at + " odd secret")},
                    {"value": self.plain(at + " secret without a name")},
                    {"name": "REF", "valueSecretReference": {
                        "sourceVault": {"id": "x"},
                        "secretUrl": f"https://h/?sig={self.plain(at + ' secretUrl')}"}}],
                "mountVolumes": self.volumes(at),
                "schedulingPriority": self.key(at + " priority"),
                "constraints": {"maxWallClockTime": self.key(at + " time")},
                "passwrd": self.plain(at + " unknown key"),
                "unknown": {"deep": [{"value": self.plain(at + " deep unknown key")}],
                            "pin": 83659274018274},
                "comment": {"note": self.plain(at + " comment below properties")},
            },
        }

    def cluster(self, at):
        return {
            "name": "gpu",
            "properties": {
                "vmSize": "STANDARD_NC6",
                "scaleSettings": {"manual": {"targetNodeCount": 1}},
                "userAccountSettings": {"adminUserName": "demo",
                                        "adminUserPassword": self.plain(at + " password")},
                "nodeSetup": {
                    "setupTask": {
                        "commandLine": self.recognisable(at + " set-up"),
                        "environmentVariables": [
                            {"name": "CONN", "value": f"AccountKey={self.plain(at + ' variable')}"}],
                        "secrets": [{"name": "SETUP", "value": self.plain(at + " set-up secret")}],
                        "stdOutErrPathPrefix": "x"},
                    "mountVolumes": self.volumes(at),
                    "performanceCountersSettings": {"appInsightsReference": {
                        "component": {"id": "/x"},
                        "instrumentationKey": self.plain(at + " instrumentation key")}},
                },
            },
        }

    def template(self, at):
        """Of Azure Resource Manager: values stand in parameters, variables and expressions."""
        return {
            "$schema": "https://schema.management.azure.com/schemas/2015-01-01/"
                       "deploymentTemplate.json#",
            "contentVersion": "1.0.0.0",
            "parameters": {
                "password": {"type": "securestring", "defaultValue": self.plain(at + " default")},
                "key": {"type": "securestring", "defaultValue": self.key(at + " default key"),
                        "metadata": {"description": self.plain(at + " metadata")}}},
            "variables": {"sas": f"https://h/c?sig={self.plain(at + ' variable')}",
                          "unused": self.plain(at + " unused variable")},
            "resources": [
                {"type": "Microsoft.BatchAI/workspaces/clusters", "name": "w/gpu",
                 "apiVersion": "2018-05-01",
                 "properties": {
                     "vmSize": "STANDARD_NC6",
                     "scaleSettings": {"manual": {"targetNodeCount": 1}},
                     "userAccountSettings": {"adminUserName": "demo",
                                             "adminUserPassword": "[parameters('password')]"},
                     "nodeSetup": {"mountVolumes": {"azureBlobFileSystems": [
                         {"accountName": "acct", "containerName": "c", "relativeMountPath": "c",
                          "credentials": {"accountKey": "[parameters('key')]"}}]}}}},
                {"type": "Microsoft.BatchAI/workspaces/experiments/jobs", "name": "w/e/j",
                 "apiVersion": "2018-05-01",
                 "properties": {
                     "nodeCount": 1, "cluster": {"id": "/clusters/gpu"},
                     "stdOutErrPathPrefix": "[variables('sas')]",
                     "environmentVariables": [
                         {"name": "A", "value": "[concat('AccountKey=', parameters('key'))]"},
                         {"name": "B", "value": f"[concat('u?sig={self.plain(at + ' literal')}')]"}],
                     "secrets": [{"name": "S", "value": "[parameters('password')]"}],
                     "customToolkitSettings": {
                         "commandLine": "[concat('run ', variables('sas'))]"}}},
                {"type": "Microsoft.Storage/storageAccounts", "name": "x",
                 "properties": {"key": self.plain(at + " other resource")}}],
            "outputs": {"x": {"type": "string", "value": self.plain(at + " output")}}}

    def file_server(self, at):
        return {"name": "nfs", "type": "Microsoft.BatchAI/workspaces/fileServers", "properties": {
            "vmSize": "STANDARD_D2_V2",
            "sshConfiguration": {"userAccountSettings": {
                "adminUserName": "demo", "adminUserPassword": self.plain(at + " password")}},
            "dataDisks": {"diskSizeInGB": 1, "diskCount": 1, "storageAccountType": "Standard_LRS"}}}

    def configuration(self, at):
        return {
            "subscription_id": "s", "resource_group": "g", "workspace": "w",
            "aad_client_id": "c", "aad_secret": self.plain(at + " aad_secret"), "aad_tenant": "t",
            "storage_account": {"name": "a", "key": self.key(at + " key")},
            "admin_user": {"name": "a", "password": self.plain(at + " password")},
            "container_registry": {"user": "u", "password": self.plain(at + " registry")}}

    def wrong_types(self):
        """Values that do not fit their key, one definition for each."""
        def body(**more):
            return {"properties": {"nodeCount": 1, "customToolkitSettings": {"commandLine": "x"},
                                   **more}}

        def mounts(credentials):
            return {"mountVolumes": {"azureBlobFileSystems": [
                {"accountName": "acct", "containerName": "c", "relativeMountPath": "c",
                 "credentials": credentials}]}}

        def s(place):
            return self.plain("wrong type " + place)

        yield body(**mounts({"accountKey": [s("list")]}))
        yield body(**mounts({"accountKey": {"value": s("object")}}))
        yield body(**mounts(s("credentials")))
        yield body(**mounts([s("credentials in a list")]))
        yield body(secrets=s("secrets"))
        yield body(secrets={"name": "A", "value": s("secrets as an object")})
        yield body(secrets=[s("secrets as texts")])
        yield body(secrets=[{"name": "A", "value": [s("value as a list")]}])
        yield body(secrets=[{"name": "A", "value": {"x": s("value as an object")}}])
        yield body(secrets=[{"name": "A", "valueSecretReference": s("reference as a text")}])
        yield body(mountVolumes=s("mountVolumes"))
        yield body(mountVolumes={"azureFileShares": s("azureFileShares")})
        yield body(containerSettings=s("containerSettings"))
        yield body(containerSettings={"imageSourceRegistry": s("registry")})
        yield body(containerSettings={"imageSourceRegistry": {"image": "a", "credentials": s("c")}})
        yield body(environmentVariables=s("environmentVariables"))
        yield body(environmentVariables={"KEY": s("variables as an object")})
        yield body(jobPreparation=s("jobPreparation"))
        yield body(constraints=s("constraints"))
        yield body(inputDirectories=[s("inputDirectories")])
        yield body(containerSettings={"imageSourceRegistry": {
            "image": f"https://me:{s('URL as an image')}@demo.azurecr.io/x"}})
        yield body(containerSettings={"imageSourceRegistry": {
            "image": f"demo.azurecr.io/x?sig={s('SAS as an image')}"}})
        yield {"properties": {"vmSize": "STANDARD_NC6", "userAccountSettings": s("account")}}
        yield {"properties": {"vmSize": "STANDARD_NC6", "nodeSetup": s("nodeSetup")}}
        yield {"properties": {"vmSize": "STANDARD_NC6", "nodeSetup": {"setupTask": s("setupTask")}}}
        yield {"properties": {"vmSize": "STANDARD_NC6",
                              "nodeSetup": {"performanceCountersSettings": s("counters")}}}
        yield {"properties": s("properties"), "nodeCount": 1}

    def duplicates(self):
        """Keys that stand twice, as text: no writer makes them."""
        def s(place):
            return self.plain("twice " + place)

        yield ('{"properties": {"nodeCount": 1, "secrets": [{"name": "A", "value": "%s", "value": '
               '"%s"}], "customToolkitSettings": {"commandLine": "x"}}}' % (s("value"), s("value 2")))
        yield ('{"properties": {"nodeCount": 1,\n"customToolkitSettings": {"commandLine": "x"},\n'
               '"mountVolumes": {"azureBlobFileSystems": [{"credentials": {\n"accountKey":\n"%s",\n'
               '"accountKey":\n"%s"}}]}}}' % (s("accountKey"), s("accountKey 2")))
        yield ('{"properties": {"nodeCount": 1, "mykey": "%s", "mykey": "%s",\n"nodeCount": 2, '
               '"customToolkitSettings": {"commandLine": "x"}}}' % (s("unknown"), s("unknown 2")))
        yield ('{"properties": {"nodeCount": 1, "credentials": {"accountKey": "%s"}, "credentials": '
               '{}, "customToolkitSettings": {"commandLine": "x"}}}' % s("object"))

    def yaml(self):
        """What only YAML has: comments, tags, anchors, texts of several lines."""
        def s(place):
            return self.plain("YAML " + place)

        head = "properties:\n  nodeCount: 1\n  customToolkitSettings: {commandLine: x}\n"
        yield head + f"  nodecount: 1 # key: {s('comment')}\n# {s('comment line')}\n  vmSize: 5 #{s('c')}\n"
        yield head + f"  secrets:\n  - name: A\n    value: !{s('tag')}\n"
        yield head + f"  secrets:\n  - name: A\n    value: &{s('anchor')} x\n"
        yield head + f"  secrets:\n  - name: A\n    value: *{s('alias')}\n"
        yield head + f"  secrets:\n  - name: A\n    value: |\n      {s('block')}\n      more\n"
        yield head + f"  secrets:\n  - name: A\n    value: >-\n      {s('folded')}\n     bad\n    x: [\n"
        yield head + f"  password: {s('unknown key')}\n  pass word: {s('odd key')}\n"
        yield head + f"  secrets:\n  - name: A\n    value: {s('colon')}: x\n"
        yield head + f"  secrets:\n  - name: A\n    value: '{s('quote')}\n"
        yield head + f"  secrets: {{name: A, value: {s('flow')}\n"
        yield head + f"\t- {s('tab')}\n"


def broken(text):
    """The text cut off at many places, and with characters left out or put in."""
    step = max(1, len(text) // 90)
    for at in range(step, len(text), step):
        yield text[:at]
    for match in list(re.finditer(r'[",:}\]]', text))[::9]:
        yield text[:match.start()] + text[match.end():]
    for match in list(re.finditer(r'[",:]', text))[::23]:
        yield text[:match.start()] + "x" + text[match.start():]
    yield text + text
    yield "// " + text
    yield text.replace('"', "'")
    yield text.encode("utf-16").decode("latin-1")


def write(folder, name, text):
    with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
        file.write(text if isinstance(text, str) else json.dumps(text, indent=1))


def plant(planted, root):
    """Folders of inputs, each one run."""
    toolkits = {
        "custom": lambda at: {"customToolkitSettings": {"commandLine": planted.recognisable(at)}},
        "horovod": lambda at: {"horovodSettings": {
            "pythonScriptFilePath": "$AZ_BATCHAI_JOB_MOUNT_ROOT/data/x.py",
            "commandLineArgs": planted.recognisable(at)}},
        "tensorFlow": lambda at: {"nodeCount": 2, "tensorFlowSettings": {
            "pythonScriptFilePath": "x.py", "masterCommandLineArgs": planted.recognisable(at),
            "workerCommandLineArgs": planted.recognisable(at + " worker"),
            "parameterServerCommandLineArgs": planted.recognisable(at + " server")}},
        "cntk": lambda at: {"cntkSettings": {"languageType": "Python", "pythonScriptFilePath": "x",
                                             "commandLineArgs": planted.recognisable(at)}},
        "none": lambda at: {},
    }
    folders = {name: os.path.join(root, name)
               for name in ("sound", "one-line", "around", "wrong", "twice", "yaml", "broken",
                            "strangers")}
    for folder in folders.values():
        os.makedirs(folder)
    for name, toolkit in toolkits.items():
        job = planted.job(name, toolkit(name))
        write(folders["sound"], f"{name}.job.json", job)
        write(folders["one-line"], f"{name}.job.json", json.dumps(job))
    cluster = planted.cluster("cluster")
    write(folders["sound"], "gpu.cluster.json", cluster)
    write(folders["one-line"], "gpu.cluster.json", json.dumps(cluster))
    for kind, texts in (("wrong", planted.wrong_types()), ("twice", planted.duplicates()),
                        ("yaml", planted.yaml())):
        for i, text in enumerate(texts):
            write(folders[kind], f"{i}.{'yaml' if kind == 'yaml' else 'json'}", text)
    for i, text in enumerate(broken(json.dumps(planted.job("broken", toolkits["custom"]("broken")),
                                               indent=1))):
        write(folders["broken"], f"job-{i}.json", text)
        if i % 3 == 0:
            write(folders["broken"], f"job-{i}.yaml", text)
    for i, text in enumerate(broken(json.dumps(planted.cluster("broken cluster")))):
        write(folders["broken"], f"cluster-{i}.json", text)
    around = folders["around"]
    for name, text in (("template", planted.template("template")),
                       ("server", planted.file_server("server")),
                       ("configuration", planted.configuration("configuration")),
                       ("list", {"value": [planted.job("list", toolkits["custom"]("list")),
                                           planted.cluster("listed cluster")],
                                 "nextLink": f"https://h/?sig={planted.plain('nextLink')}"})):
        write(around, f"{name}.json", text)
        write(around, f"{name}-line.json", json.dumps(text))
    write(folders["strangers"], "package.json", {
        "name": "x", "secret": planted.plain("package"), "key": planted.key("package key")})
    write(folders["strangers"], "notes.yaml", f"password: {planted.plain('notes')}\n")
    return folders


def runs(planted, folders, out):
    """Argument lists and what is added to the environment."""
    key_by_flag = planted.key("--storage-account-key")
    settle = ["--secret", "TOKEN=https://demo.vault.azure.net/secrets/a", "--secret",
              "BATCHAI_SECRET_1=https://demo.vault.azure.net/secrets/b"]
    number = 0
    for folder in folders.values():
        for more in ([], ["--setup-task-in-preparation", *settle], ["--bake-preparation"],
                     ["--bake-preparation", "--setup-task-in-preparation"]):
            number += 1
            yield ["convert", folder, "--format", "v2,arm", "-d", os.path.join(out, str(number)),
                   "--storage-account-key", key_by_flag, *more], {}
        yield ["convert", folder, "--check"], {}
        yield ["convert", folder, "--check", "-o", "json", "--storage-account-name", "acct"], {
            "AZURE_BATCHAI_STORAGE_KEY": planted.key("AZURE_BATCHAI_STORAGE_KEY")}
        for command in (["cluster", "convert"], ["datastore", "convert"], ["submit", "--dry-run"]):
            for form in ("yaml", "json"):
                yield [*command, folder, "-o", form], {}
    for folder in (folders["strangers"], folders["wrong"]):
        for name in sorted(os.listdir(folder)):
            yield ["convert", os.path.join(folder, name), "--check"], {}
    sound = folders["sound"]
    for words in (["--secret", f"TOKEN={planted.plain('--secret')}"],
                  ["--secret", planted.plain("--secret without a name")],
                  ["--secret", f"TOKEN=https://h/?sig={planted.plain('--secret with a SAS')}"],
                  ["--storage-account-ky=" + planted.plain("misspelt option")],
                  ["--storage-account-name", planted.key("--storage-account-name")],
                  ["--image", "a/b?sig=" + planted.plain("--image")],
                  ["--image-prefix", "https://me:%s@h/x" % planted.plain("--image-prefix")]):
        yield ["convert", sound, "--check", *words], {}


def run(program, arguments, environment, terminal):
    """What is said on both streams; with a terminal, standard error is one."""
    env = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", **environment}
    if not terminal:
        done = subprocess.run([program, *arguments], env=env, capture_output=True, timeout=120,
                              check=False)
        return done.returncode, done.stdout + done.stderr
    ours, theirs = pty.openpty()
    with tempfile.TemporaryFile() as out:
        with subprocess.Popen([program, *arguments], env=env, stdout=out, stderr=theirs) as it:
            os.close(theirs)
            said = b""
            try:
                while piece := os.read(ours, 65536):
                    said += piece
            except OSError:  # the other end is closed
                pass
            os.close(ours)
            code = it.wait(timeout=120)
        out.seek(0)
        return code, said + out.read()


class Search:
    def __init__(self, planted):
        self.parts = {}
        for secret, place in planted.places.items():
            for at in (0, len(secret) // 2, len(secret) - 12):
                self.parts[secret[at:at + 10].encode()] = place
        self.expression = re.compile(b"|".join(map(re.escape, sorted(self.parts))))
        self.looked = 0
        self.marked = 0

    def hits(self, text):
        self.looked += 1
        self.marked += MARKER.encode() in text
        return sorted({self.parts[found] for found in self.expression.findall(text)})


def main():
    program = sys.argv[1]
    planted = Planted()
    leaks = []
    with tempfile.TemporaryDirectory(prefix="b2a-planted-") as root:
        folders = plant(planted, os.path.join(root, "in"))
        planned = list(runs(planted, folders, os.path.join(root, "out")))
        search = Search(planted)
        everything = " ".join(planted.places).encode()
        if search.hits(everything) != sorted(set(planted.places.values())):
            sys.exit("the search does not find what was planted")
        for number, (arguments, environment) in enumerate(planned):
            code, said = run(program, arguments, environment, number % 2 == 1)
            line = " ".join(arguments).replace(root, "")
            if code not in (0, 2, 3, 4, 9):
                leaks.append(f"exit code {code} of {line}\n{said[-2000:].decode(errors='replace')}")
            leaks += [f"{place}: printed by {line}" for place in search.hits(said)]
        for folder, _, names in os.walk(os.path.join(root, "out")):
            for name in names:
                path = os.path.join(folder, name)
                with open(path, "rb") as file:
                    leaks += [f"{place}: in {path[len(root):]}" for place in search.hits(file.read())]
    for leak in leaks[:60]:
        print(leak)
    print(f"{len(planted.places)} secrets, {len(planned)} runs, {search.looked} texts, "
          f"{len(leaks)} leaks")
    if search.marked < 20 or search.looked < 200:
        print(f"the marker stands in {search.marked} texts only: nothing was searched")
        return 1
    return 1 if leaks else 0


if __name__ == "__main__":
    sys.exit(main())
