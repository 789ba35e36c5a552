#!/usr/bin/env python3
"""count_fates must pass a bundle that is in order and find each fault planted into it."""

import copy
import hashlib
import json
import pathlib
import sys
import tempfile
import unittest

import count_fates
import positions

SOURCE = '\ufeff{\r\n  "a/b": "é", "n": null,\n  "n": {"x~": [1, {}]},\n  "e": []\n}\n'
JOB = "type: command\ninputs:\n  data: {path: p, mode: ro_mount}\ntags: {}\n"
LAUNCHER = "#!/bin/bash\n"


def sha(text):
    return hashlib.sha256(text.encode()).hexdigest()


def fate(pointer, line, column, cls, to):
    return {"pointer": pointer, "line": line, "column": column, "class": cls, "to": to, "rule": "R1"}


def zeros(**counts):
    return {name: counts.get(name, 0) for name in count_fates.CLASSES}


REPORT = {
    "version": 1,
    "totals": {
        "files": 2,
        "input_fields": {"total": 4, "with_fate": 4},
        "output_fields": {"total": 4, "with_origin": 4},
        "fates": zeros(exact=1, rewritten=2, dropped=1),
        "findings": zeros(dropped=1),
    },
    "files": [
        {
            "path": "sub/job.json",
            "kind": "job",
            "outputs": [
                {"path": "jobs/j/job.yml", "sha256": sha(JOB)},
                {"path": "jobs/j/code/launch.sh", "sha256": sha(LAUNCHER)},
            ],
            "findings": [{"class": "dropped"}],
            "fates": [
                fate("/a~1b", 2, 10, "exact", ["jobs/j/job.yml#/inputs/data/path"]),
                fate("/n/x~0/0", 3, 16, "rewritten", ["jobs/j/code/launch.sh", "jobs/j/job.yml#/tags"]),
                fate("/n/x~0/1", 3, 19, "rewritten", []),
                fate("/e", 4, 8, "dropped", []),
            ],
        },
        {"path": "notes.json", "kind": "unknown", "outputs": [], "findings": [], "fates": []},
    ],
    "origins": [
        {"field": "jobs/j/job.yml#/type", "rule": "R2"},
        {"field": "jobs/j/job.yml#/inputs/data/mode", "rule": "R3"},
    ],
}


class CountFates(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.top = pathlib.Path(folder.name)
        self.write("in/sub/job.json", SOURCE)
        self.write("in/notes.json", "{}")
        self.write("out/jobs/j/job.yml", JOB)
        self.write("out/jobs/j/code/launch.sh", LAUNCHER)
        self.report = copy.deepcopy(REPORT)
        self.job = self.report["files"][0]

    def write(self, name, text):
        path = self.top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())

    def faults(self, limit=None):
        self.write("out/report.json", json.dumps(self.report))
        return count_fates.Count(self.top / "out", [self.top / "in"]).run(limit)

    def assertFault(self, *words):
        found = self.faults()
        for word in words:
            self.assertTrue(any(word in fault for fault in found), (word, found))

    def test_a_bundle_in_order_has_no_fault(self):
        self.assertEqual(self.faults(), [])

    def test_a_file_as_argument(self):
        self.job["path"] = "job.json"
        self.report["files"].pop()
        self.report["totals"]["files"] = 1
        self.write("out/report.json", json.dumps(self.report))
        count = count_fates.Count(self.top / "out", [self.top / "in/sub/job.json"])
        self.assertEqual(count.run(None), [])

    def test_a_leaf_without_fate(self):
        self.job["fates"].pop()
        self.assertFault("sub/job.json#/e: 0 fates", "totals.fates.dropped", "input_fields.with_fate")

    def test_a_leaf_with_two_fates(self):
        self.job["fates"].append(self.job["fates"][0])
        self.assertFault("#/a~1b: 2 fates")

    def test_a_fate_of_no_leaf(self):
        self.job["fates"].append(fate("/n", 2, 20, "dropped", []))
        self.assertFault("#/n: has a fate, but is no leaf")

    def test_a_wrong_place(self):
        self.job["fates"][1]["column"] += 1
        self.assertFault("stands at 3:16, the report says 3:17")

    def test_an_exact_fate_that_leads_nowhere(self):
        self.job["fates"][0]["to"] = []
        self.assertFault("exact, but leads nowhere", "neither a target nor an origin")

    def test_an_unknown_class(self):
        self.job["fates"][0]["class"] = "perfect"
        self.assertFault("class 'perfect'")

    def test_targets_that_do_not_exist(self):
        self.job["fates"][0]["to"] = [
            "jobs/j/job.yml#/inputs/data",
            "jobs/k/job.yml#/type",
            "jobs/j/code/launch.sh#/1",
        ]
        self.assertFault(
            "jobs/j/job.yml#/inputs/data: no such leaf",
            "jobs/k/job.yml#/type: no such file",
            "a text file has no fragment",
        )

    def test_an_output_leaf_without_origin(self):
        self.report["origins"].pop()
        self.assertFault("jobs/j/job.yml#/inputs/data/mode: neither", "output_fields.with_origin")

    def test_an_origin_of_no_leaf(self):
        self.report["origins"].append({"field": "jobs/j/job.yml#/none", "rule": "R2"})
        self.assertFault("origins: jobs/j/job.yml#/none: no such leaf")

    def test_a_rule_that_is_missing(self):
        self.report["origins"][0]["rule"] = ""
        self.job["fates"][0]["rule"] = ""
        self.assertFault("origin jobs/j/job.yml#/type: no rule", "#/a~1b: no rule")

    def test_a_changed_output(self):
        self.write("out/jobs/j/code/launch.sh", "changed")
        self.assertFault("launch.sh has another sha256")

    def test_a_kept_file_has_the_new_one_beside_it(self):
        self.write("out/jobs/j/job.yml", "changed: by hand\n")
        self.write("out/jobs/j/job.yml.new", JOB)
        self.assertEqual(self.faults(), [])

    def test_totals_that_do_not_agree(self):
        self.report["totals"]["findings"]["manual"] = 1
        self.report["totals"]["output_fields"]["total"] = 5
        self.report["totals"]["files"] = 1
        self.assertFault("totals.findings.manual", "totals.output_fields.total", "totals.files")

    def test_a_file_that_is_not_there(self):
        self.job["path"] = "other.json"
        self.assertFault("other.json: not below any of the inputs")

    def test_an_unknown_file_with_fates(self):
        self.report["files"][1]["fates"] = [fate("", 1, 1, "dropped", [])]
        self.assertFault("of no kind we know, yet it has fates")

    def test_the_limit_on_what_is_dropped(self):
        self.assertIn("1 of 4 fields are dropped, more than 15%", self.faults(limit=0.15))
        self.assertEqual(self.faults(limit=0.25), [])


class Positions(unittest.TestCase):
    def test_json(self):
        self.assertEqual(
            positions.leaves(b'{"a": {"b": 1}, "c": [true, -1.5e3],\n"a": "\\u0041\\"" }', "x.json"),
            {"/a": (2, 6), "/c/0": (1, 23), "/c/1": (1, 29)},
        )

    def test_yaml(self):
        text = "a:\n  - x\n  - {}\n'b/c': |\n  text\nnothing:\n"
        found = positions.leaves(text.encode(), "x.yml")
        self.assertEqual(list(found), ["/a/0", "/a/1", "/b~1c", "/nothing"])
        self.assertEqual(found["/a/1"], (3, 5))
        self.assertEqual(found["/b~1c"], (4, 8))

    def test_what_is_not_json(self):
        for text in ['{"a": 1,}', "{'a': 1}", '{"a": 01}', '["\t"]', "[1] 2", "[1", '{"a" 1}']:
            with self.assertRaises(positions.Unreadable, msg=text):
                positions.leaves(text.encode(), "x.json")


if __name__ == "__main__":
    sys.exit(unittest.main())
