#!/usr/bin/env python3
"""The bench measures something: its definitions differ, are the same each time, and convert.

usage: test_generate.py PROGRAM
"""

import json
import pathlib
import subprocess
import sys
import tempfile

COUNT = 1010  # reaches the second folder and its cluster


def contents(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def main():
    generator = pathlib.Path(__file__).with_name("generate.py")
    with tempfile.TemporaryDirectory() as name:
        first, second = pathlib.Path(name, "a"), pathlib.Path(name, "b")
        for folder in (first, second):
            subprocess.run([sys.executable, generator, str(COUNT), folder], check=True)
        files = contents(first)
        assert len(files) == COUNT, len(files)
        assert len(set(files.values())) == COUNT, "two definitions are the same"
        assert files == contents(second), "the generator is not deterministic"
        done = subprocess.run(
            [sys.argv[1], "convert", first, "--check", "-o", "json"], capture_output=True, check=False
        )
        assert done.returncode in (0, 4), (done.returncode, done.stderr)
        report = json.loads(done.stdout)
        totals = report["totals"]
        assert totals["files"] == COUNT, totals
        assert totals["clusters"] == 2 and totals["jobs"] == COUNT - 2, totals
        assert totals["input_fields"]["total"] == totals["input_fields"]["with_fate"], totals
        errors = [f for entry in report["files"] for f in entry["findings"] if f["class"] == "error"]
        assert not errors, errors[:3]
        print(totals)


if __name__ == "__main__":
    main()
