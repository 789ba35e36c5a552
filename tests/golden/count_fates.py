#!/usr/bin/env python3
"""Counts a bundle from outside: does report.json tell the truth about what went in and came out?

usage: count_fates.py [--no-dropped-limit] BUNDLE INPUT…

INPUT are the arguments that convert was given. Written from the contract of report.json alone:
every leaf of the input has one fate with its place; every target and origin names a leaf that
exists; every leaf of the emitted YAML is a target or an origin; totals and hashes agree. At most
15 % of the input may be dropped. Prints each fault; exit 1 when there is one.
"""

import argparse
import collections
import hashlib
import json
import pathlib
import sys

import positions

CLASSES = ["exact", "rewritten", "defaulted", "dropped", "approximated", "manual", "error"]
MAY_LEAD_NOWHERE = {"rewritten", "dropped", "manual", "error"}
MOST_DROPPED = 0.15


class Count:
    def __init__(self, bundle, inputs, report=None):
        self.bundle = pathlib.Path(bundle)
        self.inputs = [pathlib.Path(path) for path in inputs]
        self.report = report
        self.faults = []
        self.input_leaves = 0
        self.fates = collections.Counter()
        self.output_leaves = {}  # "file#pointer" of the YAML that was emitted
        self.reached = set()

    def fault(self, text):
        self.faults.append(text)

    def run(self, limit=MOST_DROPPED):
        if self.report is None:
            self.report = json.loads((self.bundle / "report.json").read_text("utf-8"))
        if self.report.get("version") != 1:
            self.fault(f"version is {self.report.get('version')!r}, not 1")
        self.read_outputs()
        paths = collections.Counter(entry["path"] for entry in self.report["files"])
        for path, times in paths.items():
            if times > 1:
                self.fault(f"{path}: {times} entries in files")
        for entry in self.report["files"]:
            self.check_input(entry)
            self.check_hashes(entry)
        self.check_origins()
        self.check_coverage()
        self.check_totals()
        total = sum(self.fates.values())
        if limit is not None and total and self.fates["dropped"] / total > limit:
            self.fault(f"{self.fates['dropped']} of {total} fields are dropped, more than {limit:.0%}")
        return self.faults

    # The bundle's side.

    def file(self, name):
        """A file changed by hand stays; what was meant to be written lies beside it."""
        beside = self.bundle / (name + ".new")
        return beside if beside.is_file() else self.bundle / name

    def read_outputs(self):
        for path in sorted(self.bundle.rglob("*")):
            name = path.relative_to(self.bundle).as_posix()
            if name.startswith("jobs/") and "/code/" in name:
                continue  # the user's own files, not what was emitted
            if path.is_file() and path.suffix in (".yml", ".yaml"):
                try:
                    found = positions.leaves(self.file(name).read_bytes(), name)
                except positions.Unreadable as error:
                    self.fault(f"{name}: cannot be read back: {error}")
                    continue
                for pointer in found:
                    self.output_leaves[f"{name}#{pointer}"] = True

    def check_target(self, target, where):
        name, hash_sign, pointer = target.partition("#")
        path = self.file(name)
        if not path.is_file():
            self.fault(f"{where}: {target}: no such file in the bundle")
        elif path.suffix in (".yml", ".yaml") or name.endswith((".yml", ".yaml")):
            if target not in self.output_leaves:
                self.fault(f"{where}: {target}: no such leaf")
            self.reached.add(target)
        elif path.suffix == ".json" and hash_sign:
            if pointer not in positions.leaves(path.read_bytes(), name):
                self.fault(f"{where}: {target}: no such leaf")
        elif hash_sign:
            self.fault(f"{where}: {target}: a text file has no fragment")

    def check_hashes(self, entry):
        for output in entry.get("outputs", []):
            path = self.file(output["path"])
            if not path.is_file():
                self.fault(f"{entry['path']}: output {output['path']} does not exist")
            elif hashlib.sha256(path.read_bytes()).hexdigest() != output["sha256"]:
                self.fault(f"{entry['path']}: output {output['path']} has another sha256")

    def check_origins(self):
        fields = collections.Counter(origin["field"] for origin in self.report["origins"])
        for origin in self.report["origins"]:
            if not origin.get("rule"):
                self.fault(f"origin {origin['field']}: no rule")
        for field, times in fields.items():
            if times > 1:
                self.fault(f"origin {field}: {times} times")
            self.check_target(field, "origins")

    def check_coverage(self):
        for leaf in self.output_leaves:
            if leaf not in self.reached:
                self.fault(f"{leaf}: neither a target nor an origin")

    # The input's side.

    def input_file(self, reported):
        """The path in the report is relative to the argument that reached the file."""
        for argument in self.inputs:
            candidates = [argument / reported] if argument.is_dir() else []
            if argument.is_file() and (argument.name == reported or argument.as_posix() == reported):
                candidates.append(argument)
            for candidate in candidates:
                if candidate.is_file():
                    return candidate
        return None

    def check_input(self, entry):
        name = entry["path"]
        fates = entry.get("fates", [])
        nothing = {"unknown": "of no kind we know", "azureml": "left as it is",
                   "mapping": "a mapping file"}.get(entry["kind"])
        if nothing:
            if fates:
                self.fault(f"{name}: {nothing}, yet it has fates")
            return
        path = self.input_file(name)
        if path is None:
            self.fault(f"{name}: not below any of the inputs")
            return
        try:
            expected = positions.leaves(path.read_bytes(), name)
        except positions.Unreadable as error:
            if fates:
                self.fault(f"{name}: has fates, but cannot be read: {error}")
            return
        self.input_leaves += len(expected)
        self.check_fates(name, fates, expected)

    def check_fates(self, name, fates, expected):
        seen = collections.Counter(fate["pointer"] for fate in fates)
        for pointer in expected:
            if seen[pointer] != 1:
                self.fault(f"{name}#{pointer}: {seen[pointer]} fates")
        for fate in fates:
            where = f"{name}#{fate['pointer']}"
            if fate["pointer"] not in expected:
                self.fault(f"{where}: has a fate, but is no leaf of the input")
            elif (fate["line"], fate["column"]) != expected[fate["pointer"]]:
                line, column = expected[fate["pointer"]]
                said = f"{fate['line']}:{fate['column']}"
                self.fault(f"{where}: stands at {line}:{column}, the report says {said}")
            if fate["class"] not in CLASSES:
                self.fault(f"{where}: class {fate['class']!r}")
            if not fate.get("rule"):
                self.fault(f"{where}: no rule")
            if not fate["to"] and fate["class"] not in MAY_LEAD_NOWHERE:
                self.fault(f"{where}: {fate['class']}, but leads nowhere")
            if len(set(fate["to"])) != len(fate["to"]):
                self.fault(f"{where}: a target twice")
            self.fates[fate["class"]] += 1
            for target in fate["to"]:
                self.check_target(target, where)

    # Both.

    def check_totals(self):
        totals = self.report["totals"]
        findings = collections.Counter(
            finding["class"] for entry in self.report["files"] for finding in entry["findings"]
        )
        with_fate = sum(self.fates.values())
        with_origin = sum(leaf in self.reached for leaf in self.output_leaves)
        for what, said, counted in [
            ("files", totals["files"], len(self.report["files"])),
            ("input_fields.total", totals["input_fields"]["total"], self.input_leaves),
            ("input_fields.with_fate", totals["input_fields"]["with_fate"], with_fate),
            ("output_fields.total", totals["output_fields"]["total"], len(self.output_leaves)),
            ("output_fields.with_origin", totals["output_fields"]["with_origin"], with_origin),
            *[(f"fates.{c}", totals["fates"][c], self.fates[c]) for c in CLASSES],
            *[(f"findings.{c}", totals["findings"][c], findings[c]) for c in CLASSES],
        ]:
            if said != counted:
                self.fault(f"totals.{what}: the report says {said}, counted {counted}")

    def summary(self):
        return (
            f"{len(self.report['files'])} files, {self.input_leaves} input fields, "
            f"{len(self.output_leaves)} output fields, {self.fates['dropped']} dropped"
        )


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--no-dropped-limit", action="store_true")
    parser.add_argument("bundle")
    parser.add_argument("inputs", nargs="+")
    options = parser.parse_args()
    count = Count(options.bundle, options.inputs)
    faults = count.run(None if options.no_dropped_limit else MOST_DROPPED)
    for fault in faults:
        print(fault)
    print(count.summary())
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
