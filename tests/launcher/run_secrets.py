"""Runs jobs that read secrets from a Key Vault, and looks where the secrets went.

usage: run_secrets.py PROGRAM TESTDATA [CASE...]

B2A_PYTHON may name the python that an image without python3 has, an old one for instance.
"""

import concurrent.futures
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import traceback

from azureml import Run
from vault import IDENTITY_SECRET, TOKEN, Vault

CASES = []
TOOLS = ("bash cat dirname env ln mkdir mktemp mv readlink rm sleep touch wc").split()
VALUE = "it's \"odd\" \\ $HOME `x` é 日 \U0001f511\tend\n\n"
# The same in the two forms that JSON writers have: characters as they are, and escapes.
AS_IT_IS = ('{"value":"it\'s \\"odd\\" \\\\ $HOME `x` é 日 \U0001f511\\tend\\n\\n",'
            '"contentType":"text"}').encode()
ESCAPED = (b'{\n  "value" : "it\\u0027s \\"odd\\" \\\\ $HOME \\u0060x\\u0060 \\u00e9 \\u65e5 '
           b'\\ud83d\\udd11\\tend\\n\\n", "attributes": {"enabled": true}}')
TOKEN_URL = "demo.vault.azure.net/secrets/token/0123abcd"
SECRETS = {
    TOKEN_URL: AS_IT_IS,
    "demo.vault.azure.net/secrets/password": {"value": "pass word*"},
    "demo.vault.azure.net/secrets/connection": {"value": "k/+=="},
    "demo.vault.azure.net/secrets/key": {"value": "set-up's own"},
    "demo.vault.azure.cn/secrets/token": {"value": "fake-of-china"},
}


def case(function):
    CASES.append(function)
    return function


def same(found, wanted, what=""):
    if found != wanted:
        raise AssertionError(f"{what}\n   found  {found!r}\n   wanted {wanted!r}")


class Starter:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)

    def tools(self, *more):
        """A folder with these programs and what any image has; cases run at once, each has its own."""
        folder = pathlib.Path(tempfile.mkdtemp(prefix="tools-", dir=self.folder))
        for name in [*TOOLS, *more]:
            program = shutil.which(name, path="/usr/bin:/bin")
            if name == "python":
                program = os.environ.get("B2A_PYTHON", "/usr/bin/python3")
            (folder / name).symlink_to(program)
        return folder

    def run(self, job):
        bundle, = [path for path in self.bundles() if (path / "jobs" / job).exists()]
        return Run(bundle, job, self.folder / "runs")

    def bundles(self):
        return sorted(self.folder.glob("bundle-*"))

    def vault(self, secrets=None, plan=None):
        return Vault(self.folder, secrets or SECRETS, plan)


def texts(folder):
    """What lies in the folder, but for the probe's notes."""
    for path in pathlib.Path(folder).rglob("*"):
        if path.is_file() and path.parent.name != "records":
            yield path, path.read_bytes()


def nothing_leaked(run, process, vault, words):
    """Neither what is printed, nor a file, nor an argument of a program holds a secret."""
    places = [("standard output", process.out.encode()), ("standard error", process.err.encode())]
    places += [("an argument", line) for folder, line in vault.seen if str(run.folder) in folder]
    places += texts(run.folder)
    places += [found for node in run.nodes for found in texts(node)]
    for name, text in places:
        for word in [*words, TOKEN, IDENTITY_SECRET]:
            same(word.encode() in text, False, f"{name} holds {word!r}")


def reads(start, *tools, secrets=None):
    with start.vault(secrets) as vault, start.run("reads") as run:
        main = run.start(variables=vault.variables(), tools=start.tools(*tools))
        same(main.wait(), 0, main.err)
        preparation, job = main.records()
        for record in (preparation, job):
            environment = record["env"]
            same(environment["TOKEN"], VALUE)
            same(environment["HEADER"], f"Bearer {VALUE}")
            same(environment["CONNECTION"], "AccountName=demo;AccountKey=k/+==;x=1")
            same("PLAIN" in environment, False, "a secret without an address")
        same(preparation["argv"], ["prepare"])
        same(job["argv"], ["https://me:pass word*@example.org/x", "--key", "AccountKey=k/+==", VALUE])
        same(any(str(run.folder) in folder for folder, _ in vault.seen), True, "arguments are seen")
        nothing_leaked(run, main, vault, [VALUE, "it's \"odd\"", "pass word", "k/+=="])
        same({query["resource"] for kind, _, _, query in vault.requests if kind == "identity"},
             {"https://vault.azure.net"})
        same([host + path for kind, host, path, _ in vault.requests if kind == "vault"],
             [TOKEN_URL, "demo.vault.azure.net/secrets/password",
              "demo.vault.azure.net/secrets/connection"])


@case
def python3_reads(start):
    reads(start, "python3")


@case
def python_reads_where_there_is_no_python3(start):
    for secrets in (SECRETS, {**SECRETS, TOKEN_URL: ESCAPED}):
        reads(start, "python", secrets=secrets)


@case
def curl_reads_where_there_is_no_python(start):
    reads(start, "curl")


@case
def escapes_of_json_are_read(start):
    for tool in ("python3", "curl"):
        reads(start, tool, secrets={**SECRETS, TOKEN_URL: ESCAPED})


@case
def long_values_are_read(start):
    long = "a\\\"b" * 2000
    for tool in ("python3", "curl"):
        with start.vault({**SECRETS, "demo.vault.azure.cn/secrets/token": {"value": long}}) as vault:
            with start.run("china") as run:
                main = run.start(variables=vault.variables(), tools=start.tools(tool))
                same(main.wait(), 0, main.err)
                same(main.records()[0]["env"]["TOKEN"], long)


@case
def python_that_speaks_no_tls_is_passed_by(start):
    folder = start.tools("curl", "python3").with_name("tools-old-python")
    shutil.copytree(start.tools("curl"), folder, symlinks=True)
    (folder / "python3").write_text("#!/bin/bash\nexit 1\n")
    (folder / "python3").chmod(0o755)
    with start.vault() as vault, start.run("china") as run:
        main = run.start(variables=vault.variables(), tools=folder)
        same(main.wait(), 0, main.err)


@case
def each_cloud_has_its_audience_and_each_identity_its_id(start):
    for tool in ("python3", "curl"):
        with start.vault() as vault, start.run("china") as run:
            variables = {**vault.variables(), "DEFAULT_IDENTITY_CLIENT_ID": "11-22"}
            main = run.start(variables=variables, tools=start.tools(tool))
            same(main.wait(), 0, main.err)
            same(main.records()[0]["env"]["TOKEN"], "fake-of-china")
            same(vault.requests[0][3], {"api-version": "2017-09-01", "clientid": "11-22",
                                        "resource": "https://vault.azure.cn"})


@case
def files_beside_the_script_are_not_imported(start):
    with start.vault() as vault, start.run("china") as run:
        job = run.job_folder
        run.job_folder = start.folder / "with-json"
        shutil.copytree(job, run.job_folder)
        (run.job_folder / "code" / "json.py").write_text("raise SystemExit(9)\n")
        main = run.start(variables=vault.variables(), tools=start.tools("python3"))
        same(main.wait(), 0, main.err)


def fails(start, words, *tools, plan=None, variables=None, patience=0):
    """The job ends before anything of it runs, says why, and leaks nothing."""
    with start.vault(plan=plan) as vault, start.run("china") as run:
        given = {**vault.variables(), **(variables or {})}
        main = run.start(variables={k: v for k, v in given.items() if v is not None},
                         tools=start.tools(*tools))
        main.deadline += patience
        same(main.wait(), 1, main.err)
        same(main.records(), [], "nothing runs")
        for word in words:
            same(word in main.err, True, f"{word!r} in {main.err!r}")
        nothing_leaked(run, main, vault, ["fake-of-china"])
        return vault.requests


@case
def refusal_names_the_role(start):
    body = {"error": {"code": "Forbidden", "message": TOKEN}}
    for tool in ("python3", "curl"):
        fails(start, ["the Key Vault answers: HTTP 403", "the secret TOKEN", "Key Vault Secrets User",
                      "https://demo.vault.azure.cn/secrets/token"],
              tool, plan={"vault": [(403, body)]})
        requests = fails(start, ["the identity endpoint answers: HTTP 400"], tool,
                         plan={"identity": [(400, body)]})
        same(len(requests), 1, "a refusal is not tried again")


@case
def what_is_busy_is_asked_again(start):
    for tool in ("python3", "curl"):
        plan = {"identity": [(429, {})], "vault": [(503, {}), (500, b"")]}
        with start.vault(plan=plan) as vault, start.run("china") as run:
            main = run.start(variables=vault.variables(), tools=start.tools(tool))
            same(main.wait(), 0, main.err)
            same([kind for kind, *_ in vault.requests],
                 ["identity", "identity", "vault", "vault", "vault"])


@case
def python_gives_up_on_a_vault_that_never_answers(start):
    fails(start, ["the Key Vault answers", "the secret TOKEN"], "python3",
          plan={"vault": ["hang"] * 9}, patience=60)


@case
def curl_gives_up_on_a_vault_that_never_answers(start):
    fails(start, ["the Key Vault answers", "the secret TOKEN"], "curl",
          plan={"vault": ["hang"] * 9}, patience=60)


@case
def token_goes_nowhere_else(start):
    away = [("Location", "https://elsewhere.example/secrets/token")]
    for tool in ("python3", "curl"):
        requests = fails(start, ["HTTP 302"], tool, plan={"vault": [(302, {}, away)]})
        same([host for kind, host, *_ in requests if kind == "vault"], ["demo.vault.azure.cn"])


@case
def answer_that_is_none_shows_nothing(start):
    for tool in ("python3", "curl"):
        fails(start, ["the secret TOKEN"], tool, plan={"vault": [(200, b"{\"fake-of-china\": 1}")]})
        fails(start, ["the secret TOKEN"], tool, plan={"vault": [(200, b"fake-of-china")]})
        # A token that would be two lines of a header.
        fails(start, ["the secret TOKEN"], tool,
              plan={"identity": [(200, {"access_token": "fake\r\n" + TOKEN})]})


@case
def certificate_must_be_known(start):
    fails(start, ["the secret TOKEN", "certificate"], "python3", variables={"SSL_CERT_FILE": None})


@case
def compute_needs_an_identity(start):
    for name in ("MSI_ENDPOINT", "MSI_SECRET"):
        requests = fails(start, ["no managed identity"], "python3", variables={name: None})
        same(requests, [])


@case
def image_needs_python_or_curl(start):
    fails(start, ["neither a python that speaks TLS nor curl"])


@case
def set_up_task_comes_before_the_preparation(start):
    with start.vault() as vault, start.run("after") as run:
        main = run.start(variables=vault.variables(), tools=start.tools("python3"))
        same(main.wait(), 0, main.err)
        set_up, preparation, job = main.records()
        root = set_up["env"]["AZ_BATCHAI_MOUNT_ROOT"]
        same(set_up["argv"], ["set-up", f"{root}/tools it's", f"{root}/tools/install.sh"])
        same(set_up["env"]["KEY"], "set-up's own")
        for record in (preparation, job):
            same([name for name in ("KEY", "PLACE", "LEAK") if name in record["env"]], [])
        nothing_leaked(run, main, vault, ["set-up's own"])


@case
def set_up_task_that_fails_ends_the_job(start):
    with start.vault(plan={"vault": [(403, {})]}) as vault, start.run("after") as run:
        main = run.start(variables=vault.variables(), tools=start.tools("curl"))
        same(main.wait(), 1, main.err)
        same(main.records(), [])


@case
def launchers_are_clean(start):
    for script in sorted(start.folder.glob("bundle-*/jobs/*/code/launch.sh")):
        checks = [["bash", "-n", str(script)]]
        if shutil.which("shellcheck"):
            checks.append(["shellcheck", "-s", "bash", str(script)])
        for check in checks:
            result = subprocess.run(check, capture_output=True, text=True, timeout=60, check=False)
            same((result.returncode, result.stdout + result.stderr), (0, ""), " ".join(check))


def convert(program, definitions, bundle):
    url = "https://demo.vault.azure.net/secrets"
    result = subprocess.run(
        [program, "convert", definitions, "--storage-account-name", "acct",
         "--setup-task-in-preparation", "-d", bundle,
         "--secret", f"reads/BATCHAI_SECRET_1={url}/password",
         "--secret", f"reads/BATCHAI_SECRET_2={url}/connection"],
        capture_output=True, text=True, timeout=60, check=False)
    if result.returncode != 0:
        sys.exit(f"convert: exit code {result.returncode}\n{result.stdout}{result.stderr}")


def attempt(function, start):
    try:
        function(start)
        return ""
    except Exception:  # pylint: disable=broad-except
        return traceback.format_exc(limit=-3)


def main():
    program, testdata, *names = sys.argv[1:]
    chosen = [c for c in CASES if not names or c.__name__ in names]
    if not chosen:
        sys.exit("no such case")
    with tempfile.TemporaryDirectory(prefix="b2a-secrets-") as folder:
        for part in ("set-up", "vault"):
            convert(program, os.path.join(testdata, part), os.path.join(folder, f"bundle-{part}"))
        start = Starter(folder)
        with start.vault():  # makes the certificate, once
            pass
        with concurrent.futures.ThreadPoolExecutor(max_workers=6) as pool:
            results = list(pool.map(lambda c: attempt(c, start), chosen))
    failed = 0
    for function, error in zip(chosen, results):
        print("failed" if error else "ok    ", function.__name__.replace("_", " "))
        if error:
            failed += 1
            print(error)
    print(f"{len(chosen)} cases, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
