#!/usr/bin/env python3
"""Converts the published recipes and counts the bundle.

usage: count_recipes.py PROGRAM FOLDER
The recipes are looked for in $REFERENCE_DIR/corpus/recipes; exit 77 (skipped) without them.
"""

import os
import pathlib
import shutil
import subprocess
import sys

import count_fates


def main():
    program, folder = sys.argv[1:]
    recipes = pathlib.Path(os.environ.get("REFERENCE_DIR", "/nowhere")) / "corpus" / "recipes"
    if not recipes.is_dir():
        print("skipped: no recipes in $REFERENCE_DIR/corpus/recipes")
        return 77
    shutil.rmtree(folder, ignore_errors=True)
    done = subprocess.run(
        [program, "convert", str(recipes), "-d", folder], stdin=subprocess.DEVNULL, check=False
    )
    if done.returncode not in (0, 4):
        print(f"convert ended with {done.returncode}")
        return 1
    count = count_fates.Count(folder, [recipes])
    faults = count.run()
    for fault in faults:
        print(fault)
    print(count.summary())
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
