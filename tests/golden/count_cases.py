#!/usr/bin/env python3
"""count_fates over every case below testdata/convert that has a bundle.

usage: count_cases.py TESTDATA/convert
The cases hold odd inputs on purpose, so the limit on dropped fields is not theirs.
"""

import pathlib
import sys

import count_fates

LEAST_CASES = 15


def inputs(case):
    """The arguments that are paths below the case's input."""
    found = []
    for line in (case / "args").read_text("utf-8").splitlines():
        path = pathlib.Path(line.replace("@IN", str(case / "in")))
        if line.startswith("@IN") and path.exists():
            found.append(path)
    return found


def main():
    counted = 0
    bad = 0
    for case in sorted(pathlib.Path(sys.argv[1]).iterdir()):
        if not (case / "out" / "report.json").is_file():
            continue
        counted += 1
        count = count_fates.Count(case / "out", inputs(case))
        faults = count.run(limit=None)
        bad += bool(faults)
        print(f"{case.name}: {count.summary()}")
        for fault in faults:
            print(f"    {fault}")
    if counted < LEAST_CASES:
        print(f"only {counted} cases have a bundle, at least {LEAST_CASES} are expected")
        return 1
    print(f"{counted} bundles, {bad} with faults")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
