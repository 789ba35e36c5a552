#!/usr/bin/env python3
"""Convert what the repository holds (and, where REFERENCE_DIR says, the published recipes) with ARM
bodies, and let the judges of check_bundle.py have each bundle.

usage: judge.py PROGRAM ROOT PYTHON     PYTHON: of the folder that scripts/oracles makes

Exit 77 (skipped) when the judges are not installed, unless B2A_JUDGES=required. A missing
REFERENCE_DIR only leaves its part out, and says so.
"""
import os
import subprocess
import sys
import tempfile


ACCOUNT = ["--storage-account-name", "acct"]


def of_case(folder):
    """Folder, inputs and options of a case of testdata/convert, but for what is written, and where."""
    with open(os.path.join(folder, "args"), encoding="utf-8") as file:
        arguments = iter(file.read().splitlines()[1:])
    inputs, options = [], []
    for argument in arguments:
        if argument in ("-d", "--output-dir", "--format", "-o", "--fail-on"):
            next(arguments)
        elif argument == "--map":
            options += [argument, next(arguments).replace("@IN", os.path.join(folder, "in"))]
        elif argument.startswith("@IN"):
            inputs.append(argument.replace("@IN", os.path.join(folder, "in")))
        elif argument != "--check":
            options.append(argument)
    return folder, inputs, options if ACCOUNT[0] in options else options + ACCOUNT


def main():
    program, root, python = sys.argv[1:4]
    if not os.path.exists(python):
        print("the judges are not installed: run scripts/oracles")
        return 1 if os.environ.get("B2A_JUDGES") == "required" else 77
    reference = os.environ.get("REFERENCE_DIR")
    sources = {"demo": (root, [os.path.join(root, "testdata", "demo")], ACCOUNT)}
    cases = os.path.join(root, "testdata", "convert")
    for case in sorted(os.listdir(cases)):
        sources["convert/" + case] = of_case(os.path.join(cases, case))
    checker = []
    if reference:
        recipes = [os.path.join(reference, "corpus", "recipes")]
        sources["recipes"] = (root, recipes, ACCOUNT)
        sources["recipes, account left open"] = (root, recipes, [])
        checker = ["--arm-checker", os.path.join(reference, "oracles", "check_arm.py")]
    else:
        print("REFERENCE_DIR is not set: no published recipes, no ARM schemas")
    judged = 0
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for name, (place, inputs, options) in sources.items():
            bundle = os.path.join(folder, name)
            done = subprocess.run([program, "convert", *inputs, *options, "--format", "v2,arm", "-d", bundle],
                                  cwd=place, capture_output=True, text=True, timeout=120)
            if not os.path.isdir(os.path.join(bundle, "arm")):
                continue  # nothing in it could be written, which the golden cases say
            judge = os.path.join(os.path.dirname(os.path.abspath(__file__)), "check_bundle.py")
            verdict = subprocess.run([python, "-B", judge, bundle] + checker, capture_output=True, text=True, timeout=300)
            judged += 1
            last = verdict.stdout.strip().splitlines()[-1:] or [verdict.stderr[-500:]]
            print(f"{name}: {last[0]}")
            if verdict.returncode != 0:
                failed += 1
                print(verdict.stdout[-4000:], verdict.stderr[-2000:], f"(convert: exit {done.returncode})")
    print(f"{judged} bundles judged, {failed} refused")
    return 1 if failed or judged < 15 else 0


if __name__ == "__main__":
    sys.exit(main())
