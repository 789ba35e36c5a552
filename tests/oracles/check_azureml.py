#!/usr/bin/env python3
"""Let Microsoft's SDK say whether files of Azure ML are read as it reads them.

usage: check_azureml.py PROGRAM FOLDER [PYTHON]     FOLDER: testdata/azureml; PYTHON: of the folder
                                                    that scripts/oracles makes, to run in

* good/<kind>/*.yml: the SDK takes the file and what the program makes of it, and sends the same
  body for both; the program's own body is that one too, but for the ids that only a service knows.
* bad/<kind>/<CODE>-*.yml: the SDK refuses the file, and the program finds CODE in it.

One line for each problem, then a summary. Exit 1 on a problem, 77 when the SDK is not installed.
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

from check_bundle import Sdk, leaves

COMMANDS = {
    "job": ["submit", "--dry-run"],
    "compute": ["cluster", "convert"],
    "datastore": ["datastore", "convert"],
}
SCOPE = ["--subscription", "sub", "-g", "group", "-w", "ws", "--location", "westeurope"]
WORKSPACE = "/subscriptions/sub/resourceGroups/group/providers/Microsoft.MachineLearningServices/workspaces/ws/"

# What the SDK leaves to the service, and the file that is made says. Pointer: the value.
WRITTEN_OUT = {
    "/properties/resources/instanceCount": 1,
    "/properties/resources/properties": {},
    "/properties/distribution/processCountPerInstance": 1,
    "/properties/properties/vmPriority": "Dedicated",
}


def body(sdk, kind, path):
    """What the SDK would send."""
    if kind != "job":
        return sdk.other(kind, path)
    job = sdk.ml.load_job(path)
    result = job._validate(raise_error=True)
    for message in getattr(result, "error_messages", {}).values():
        raise ValueError(message)
    environment = job.environment
    inline = None
    if environment is not None and not isinstance(environment, str):
        inline = sdk.plain(environment._to_rest_object())
        job.environment = "inline"
    out = {"job": sdk.plain(sdk.job_to_rest(job)), "environment": inline}
    if "displayName" in out["job"]["properties"] and "display_name" not in open(path).read():
        del out["job"]["properties"]["displayName"]  # made up, anew each time
    return out


def same(a, b):
    """Whether two values say the same: literals are text, variables of the environment become it."""
    return a == b or (isinstance(a, (bool, int, float)) and isinstance(b, str) and str(a) == b)


def differences(first, second, explained):
    one, two = leaves(first), leaves(second)
    for pointer in sorted(set(one) | set(two)):
        a, b = one.get(pointer), two.get(pointer)
        if pointer in one and pointer in two and same(a, b):
            continue
        if not explained(pointer, a, b):
            have = [json.dumps(at[pointer]) if pointer in at else "nothing" for at in (one, two)]
            yield f"{pointer}: the SDK sends {have[0]}, not {have[1]}"


def written_out(pointer, before, after):
    pointer = pointer.removeprefix("/job")
    if pointer == "/properties/computeId":  # a compute of the workspace, by its name
        return before is not None and before.endswith(f"/computes/{after}")
    if pointer == "/properties/identity/identityType":
        return before == "AMLToken" and after is None  # the default
    return before is None and pointer in WRITTEN_OUT and after == WRITTEN_OUT[pointer]


def ours(pointer, sdk, own):
    """The differences of a body of ours: ids, and what the SDK does not say offline."""
    if pointer in ("/properties/codeId", "/properties/environmentId", "/properties/computeId"):
        return sdk is not None and (own.startswith(WORKSPACE) or own == f"azureml:{sdk}")
    if pointer == "/location":
        return sdk is None
    if re.fullmatch(r"/properties/inputs/[^/]+/uri", pointer):
        return own.startswith(WORKSPACE) and sdk is not None  # an asset by its id
    if pointer in ("/properties/experimentName", "/properties/displayName", "/name"):
        return own is None
    return written_out(pointer, sdk, own)


class Judge:
    def __init__(self, program, sdk):
        self.program, self.sdk = program, sdk
        self.judged = 0
        self.problems = 0

    def problem(self, path, text):
        self.problems += 1
        print(f"{path}: {' '.join(str(text).split())[:900]}")

    def run(self, *arguments):
        return subprocess.run([self.program, *arguments], capture_output=True, text=True, timeout=60)

    def good(self, kind, path):
        self.judged += 1
        made = self.run(*COMMANDS[kind], path)
        sent = self.run(*COMMANDS[kind], path, "-o", "json", *SCOPE)
        if made.returncode != 0 or sent.returncode != 0:
            self.problem(path, made.stderr + sent.stderr)
            return
        beside = path.removesuffix(".yml") + ".made.yml"  # its paths count from the same folder
        with open(beside, "w", encoding="utf-8") as file:
            file.write(made.stdout)
        try:
            before, after = body(self.sdk, kind, path), body(self.sdk, kind, beside)
        except Exception as error:  # whatever the SDK throws is its verdict
            self.problem(path, error)
            return
        finally:
            os.remove(beside)
        for text in differences(before, after, written_out):
            self.problem(path, text)
        sdk = before["job"] if kind == "job" else before
        for text in differences(sdk, json.loads(sent.stdout), ours):
            self.problem(path, f"body: {text}")

    def bad(self, kind, path):
        self.judged += 1
        code = os.path.basename(path).split("-")[0]
        # What lies beside a file only the commands that write it look at.
        found = self.run(*COMMANDS[kind] if code == "AZ115" else ("convert", "--check"), path)
        if found.returncode != 4 or f"[{code}]" not in found.stderr:
            self.problem(path, f"exit {found.returncode}, no {code}: {found.stderr}")
        try:
            body(self.sdk, kind, path)
        except Exception:
            return
        self.problem(path, "the SDK takes it")


def main():
    program, folder = sys.argv[1:3]
    if len(sys.argv) > 3:
        if not os.path.exists(sys.argv[3]):
            print("the judges are not installed: run scripts/oracles")
            return 1 if os.environ.get("B2A_JUDGES") == "required" else 77
        return subprocess.call([sys.argv[3], "-B", __file__, program, folder])
    try:
        sdk = Sdk()
    except ImportError as error:
        print(f"skipped: {error}")
        return 77
    judge = Judge(os.path.abspath(program), sdk)
    with tempfile.TemporaryDirectory() as place:
        root = shutil.copytree(folder, os.path.join(place, "azureml"))
        for verdict in ("good", "bad"):
            for kind in sorted(os.listdir(os.path.join(root, verdict))):
                here = os.path.join(root, verdict, kind)
                for file in sorted(os.listdir(here)):
                    if file.endswith(".yml") and file != "conda.yml":
                        getattr(judge, verdict)(kind, os.path.join(here, file))
    print(f"{judge.judged} files judged, {judge.problems} problems")
    return 1 if judge.problems or judge.judged < 30 else 0


if __name__ == "__main__":
    sys.exit(main())
