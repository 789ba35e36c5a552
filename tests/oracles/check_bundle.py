#!/usr/bin/env python3
"""Let others judge a bundle: Microsoft's SDK, Microsoft's published schemas, two YAML readers.

usage: check_bundle.py BUNDLE [--arm-checker FILE]

* Each YAML file is read by PyYAML (YAML 1.1) and ruamel.yaml (YAML 1.2) to the same value.
* Each job, compute, datastore, connection and environment is loaded, validated and serialised by azure-ai-ml.
* Where the bundle has an arm/ folder, each body equals what azure-ai-ml would send, field for field,
  but for the differences of DIFFERENCES below, and passes FILE, a script with the functions
  schema(api_version, kind) and errors(schema, body), for two api-versions.
* Each name follows the service's rules and is the name of its file.

One line for each problem, then a summary. Exit 1 on a problem, 77 when a judge is not installed.
"""
import argparse
import importlib.util
import json
import logging
import os
import re
import sys
import warnings

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)

API_VERSIONS = ("2024-10-01", "2026-05-01")
ARM_KINDS = {
    "jobs": "workspaces_jobs",
    "computes": "workspaces_computes",
    "datastores": "workspaces_datastores",
    "connections": "workspaces_connections",
    "environments": "workspaces_environments_versions",
}
NAMES = {
    "job": r"[a-zA-Z0-9][a-zA-Z0-9_-]{0,254}",
    "experiment": r"[a-zA-Z0-9][a-zA-Z0-9_-]{0,254}",
    "compute": r"[a-zA-Z](?![a-zA-Z0-9-]*-\d+$)[a-zA-Z0-9-]{2,23}",
    "datastore": r"(?:REPLACE_ME|[a-z0-9_]){1,255}",
    "connection": r"[a-zA-Z0-9][a-zA-Z0-9_-]{2,32}",
    "environment": r"[a-zA-Z0-9](?:[a-zA-Z0-9_.-]{0,253}[a-zA-Z0-9_-])?",
    "binding": r"[a-zA-Z_][a-zA-Z0-9_]{0,254}",
}
WORKSPACE = (
    r"/subscriptions/[^/]+/resourceGroups/[^/]+/providers/"
    r"Microsoft\.MachineLearningServices/workspaces/[^/]+"
)


# Where a body may differ from the SDK's, and why. Each takes our value and the SDK's (None: absent)
# and says whether the difference is the explained one.
def code_id(ours, theirs):
    """The SDK holds the local folder until it is uploaded; the body names what the upload makes."""
    return theirs is not None and re.fullmatch(WORKSPACE + r"/codes/[0-9a-f]+/versions/1", ours or "")


def compute_id(ours, theirs):
    """Offline the SDK knows the name alone; the body has the full id."""
    return re.fullmatch(WORKSPACE + "/computes/" + re.escape(theirs or ""), ours or "")


def environment_id(ours, theirs):
    """The same for environments. A build context is anonymous in the job's YAML, where the SDK names
    it after the uploaded folder; the body names the environment of the bundle with the same files."""
    return re.fullmatch(WORKSPACE + "/environments/" + re.escape(theirs or ""), ours or "")


def run_name(ours, theirs):
    """The SDK makes up a name for the run; it is in the URL, not in the body."""
    return ours is None


def location(ours, theirs):
    """A compute without location: the SDK asks the workspace for its own."""
    return theirs is None and ours


def context_uri(ours, theirs):
    """Known only after the upload of the folder."""
    return ours == "REPLACE-ME"


DIFFERENCES = {
    "jobs": {
        "/name": run_name,
        "/properties/codeId": code_id,
        "/properties/computeId": compute_id,
        "/properties/environmentId": environment_id,
    },
    "computes": {"/location": location},
    "datastores": {},
    "connections": {},
    "environments": {"/properties/build/contextUri": context_uri},
}


class Bundle:
    def __init__(self, root):
        self.root = root
        self.checked = set()
        self.refused = set()
        self.has_arm = os.path.isdir(os.path.join(root, "arm"))

    def problem(self, path, text):
        self.refused.add(path)
        print(f"{path}: {' '.join(str(text).split())[:900]}")

    def full(self, path):
        return os.path.join(self.root, path)

    def text(self, path):
        with open(self.full(path), encoding="utf-8", newline="") as file:
            return file.read()

    def folder(self, path):
        full = self.full(path)
        return sorted(os.listdir(full)) if os.path.isdir(full) else []

    def name(self, path, kind, name):
        if not re.fullmatch(NAMES[kind], str(name), re.ASCII):
            self.problem(path, f"{kind} name {name!r} is not legal")

    def body(self, kind, name):
        """The ARM body of the object and its path; None where it cannot be had."""
        path = f"arm/{kind}/{name}.json"
        if not self.has_arm:
            return None, path
        try:
            return json.loads(self.text(path)), path
        except (OSError, ValueError) as error:
            self.problem(path, error)
            return None, path


def leaves(value, pointer=""):
    """JSON pointers of all scalars and empty containers."""
    if not isinstance(value, (dict, list)) or not value:
        return {pointer: value}
    children = value.items() if isinstance(value, dict) else enumerate(value)
    out = {}
    for key, child in children:
        out.update(leaves(child, pointer + "/" + str(key).replace("~", "~0").replace("/", "~1")))
    return out


def compare(bundle, kind, path, ours, theirs):
    mine, sdk = leaves(ours), leaves(theirs)
    for pointer in sorted(set(mine) | set(sdk)):
        a, b = mine.get(pointer), sdk.get(pointer)
        if pointer in mine and pointer in sdk and type(a) is type(b) and a == b:
            continue
        explained = DIFFERENCES[kind].get(pointer)
        if not explained or not explained(a, b):
            have = [json.dumps(at[pointer]) if pointer in at else "nothing" for at in (mine, sdk)]
            bundle.problem(path, f"{pointer}: {have[0]}, the SDK sends {have[1]}")


def same(a, b):
    if type(a) is not type(b):
        return False
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[key], b[key]) for key in a)
    if isinstance(a, list):
        return len(a) == len(b) and all(map(same, a, b))
    return a == b


class Yaml:
    """The file as both readers see it."""

    def __init__(self):
        import ruamel.yaml
        import yaml

        self.pyyaml, self.loader = yaml, yaml.SafeLoader
        self.ruamel = ruamel.yaml

    def check(self, bundle, path):
        bundle.checked.add(path)
        try:
            text = bundle.text(path)
            old = self.pyyaml.load(text, Loader=self.loader)
            reader = self.ruamel.YAML(typ="safe", pure=True)
            reader.version = (1, 2)
            new = reader.load(text)
        except Exception as error:  # whatever a reader throws is its verdict
            bundle.problem(path, error)
            return None
        if not same(old, new):
            bundle.problem(path, "YAML 1.1 and 1.2 readers see different values")
        return old


class Sdk:
    """azure-ai-ml, imported once."""

    def __init__(self):
        import azure.ai.ml
        from azure.ai.ml.entities._job.to_rest_functions import to_rest_job_object

        self.ml, self.job_to_rest = azure.ai.ml, to_rest_job_object
        try:
            from azure.ai.ml._restclient.arm_ml_service._utils.model_base import SdkJSONEncoder
        except ImportError:  # before 1.3x the bodies serialise themselves
            SdkJSONEncoder = None
        self.encoder = SdkJSONEncoder

    def plain(self, body):
        if hasattr(body, "serialize"):
            return body.serialize()
        return json.loads(json.dumps(body, cls=self.encoder, exclude_readonly=True))

    def job(self, path, environment=None):
        """The body; its environment as "name/versions/version", or the one given instead."""
        job = self.ml.load_job(path)
        result = job._validate(raise_error=True)
        for message in getattr(result, "error_messages", {}).values():
            raise ValueError(message)
        inline = job.environment
        job.environment = environment or f"{inline.name}/versions/{inline.version}"
        anonymous = None if environment else self.plain(inline._to_rest_object())
        return self.plain(self.job_to_rest(job)), anonymous

    def other(self, kind, path):
        load = getattr(self.ml, "load_" + kind, None) or getattr(self.ml, "load_workspace_" + kind)
        entity = load(path)
        if hasattr(entity, "_set_full_subnet_name"):
            entity._set_full_subnet_name("sub", "group")
        return self.plain(entity._to_rest_object())


def check_object(bundle, sdk, kind, path, name):
    """A compute, datastore or environment against the SDK."""
    singular = kind[:-1]
    try:
        theirs = sdk.other(singular, bundle.full(path))
    except Exception as error:
        bundle.problem(path, error)
        return
    ours, arm_path = bundle.body(kind, name)
    if ours is not None:
        compare(bundle, kind, arm_path, ours, theirs)


def check_flat(bundle, sdk, readers, folder, kind):
    seen = {}
    for file in bundle.folder(folder):
        path = f"{folder}/{file}"
        value = readers.check(bundle, path)
        if value is None:
            continue
        name = value.get("name")
        bundle.name(path, kind[:-1], name)
        if file != f"{name}.yml":
            bundle.problem(path, f"holds {name!r}")
        if seen.setdefault(str(name).lower(), path) != path:
            bundle.problem(path, f"the same name as {seen[str(name).lower()]}")
        check_object(bundle, sdk, kind, path, name)


def check_environments(bundle, sdk, readers):
    """Each built environment's "name/versions/version", by its folder."""
    out = {}
    for name in bundle.folder("environments"):
        path = f"environments/{name}/environment.yml"
        value = readers.check(bundle, path)
        if value is None:
            continue
        bundle.name(path, "environment", name)
        if value.get("name") != name:
            bundle.problem(path, f"holds {value.get('name')!r}")
        check_object(bundle, sdk, "environments", path, name)
        out[name] = f"{name}/versions/{value.get('version')}"
    return out


def check_job(bundle, sdk, readers, name, built, images):
    path = f"jobs/{name}/job.yml"
    value = readers.check(bundle, path)
    if value is None:
        return
    bundle.name(path, "job", name)
    bundle.name(path, "experiment", value.get("experiment_name"))
    bundle.name(path, "compute", str(value.get("compute")).removeprefix("azureml:"))
    for binding in [*value.get("inputs", {}), *value.get("outputs", {})]:
        bundle.name(path, "binding", binding)
    build = value.get("environment", {}).get("build", {}).get("path")
    if build is not None and os.path.basename(build) not in built:
        bundle.problem(path, f"{build} is not in the bundle")
        return
    try:
        theirs, anonymous = sdk.job(bundle.full(path), build and built[os.path.basename(build)])
    except Exception as error:
        bundle.problem(path, error)
        return
    ours, arm_path = bundle.body("jobs", name)
    if ours is None:
        return
    compare(bundle, "jobs", arm_path, ours, theirs)
    if anonymous is not None:
        image = anonymous["properties"]["image"]
        if image not in images:
            bundle.problem(path, f"no body in arm/environments for {image}")
        else:
            compare(bundle, "environments", images[image][0], images[image][1], anonymous)


def image_bodies(bundle):
    """Bodies of environments that are an image alone, by the image."""
    out = {}
    for file in bundle.folder("arm/environments"):
        path = f"arm/environments/{file}"
        try:
            body = json.loads(bundle.text(path))
        except ValueError:
            continue  # reported with the other bodies
        image = body.get("properties", {}).get("image")
        if image is not None:
            out[image] = (path, body)
    return out


def yaml_of(kind, name):
    return {
        "jobs": f"jobs/{name}/job.yml",
        "computes": f"compute/{name}.yml",
        "datastores": f"datastores/{name}.yml",
        "connections": f"connections/{name}.yml",
        "environments": f"environments/{name}/environment.yml",
    }[kind]


def check_bodies(bundle, checker, images):
    schemas = {}
    of_images = {path for path, _ in images.values()}
    for kind, definition in ARM_KINDS.items():
        for file in bundle.folder(f"arm/{kind}"):
            path = f"arm/{kind}/{file}"
            bundle.checked.add(path)
            try:
                body = json.loads(bundle.text(path))
            except ValueError as error:
                bundle.problem(path, error)
                continue
            yaml_path = yaml_of(kind, file.removesuffix(".json"))
            if path not in of_images and not os.path.exists(bundle.full(yaml_path)):
                bundle.problem(path, f"no {yaml_path}")
            for version in API_VERSIONS if checker else ():
                if (version, kind) not in schemas:
                    schemas[version, kind] = checker.schema(version, definition)
                for error in checker.errors(schemas[version, kind], body):
                    bundle.problem(path, f"{version}: {error}")


def load_checker(path):
    if path is None or not os.path.exists(path):
        return None
    spec = importlib.util.spec_from_file_location("arm_checker", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("bundle")
    parser.add_argument("--arm-checker")
    options = parser.parse_args()
    try:
        sdk, readers = Sdk(), Yaml()
        checker = load_checker(options.arm_checker)
    except ImportError as error:
        print(f"skipped: {error}")
        return 77
    bundle = Bundle(options.bundle)
    images = image_bodies(bundle)
    built = check_environments(bundle, sdk, readers)
    check_flat(bundle, sdk, readers, "compute", "computes")
    check_flat(bundle, sdk, readers, "datastores", "datastores")
    for name in bundle.folder("jobs"):
        check_job(bundle, sdk, readers, name, built, images)
    check_flat(bundle, sdk, readers, "connections", "connections")
    for file in bundle.folder("workspaces"):
        readers.check(bundle, f"workspaces/{file}")
    check_bodies(bundle, checker, images)
    total = len(bundle.checked | bundle.refused)
    print(f"{total - len(bundle.refused)} files accepted, {len(bundle.refused)} refused")
    if total == 0:
        print("nothing to check")
    return 1 if bundle.refused or total == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
