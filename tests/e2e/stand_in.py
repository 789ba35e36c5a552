#!/usr/bin/env python3
"""The program as a process against the stand-in for Azure: whole journeys, connections and answers that
fail, and the process killed after each of its requests.

usage: stand_in.py PROGRAM EMULATOR START journeys|faults|kills

One line for each case, then a summary; exit 1 when one fails.
"""
import collections
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request

GROUP = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg"
WORKSPACE = GROUP + "/providers/Microsoft.MachineLearningServices/workspaces/work"
CREATE_WORKSPACE = ["workspace", "create", "work", "-g", "rg", "-l", "westeurope", "--exist-ok", "-o", "json"]
CREATE_CLUSTER = ["cluster", "create", "-n", "cpu", "-s", "Standard_D2s_v3", "--min", "0", "--max", "2",
                  "-g", "rg", "-w", "work", "-l", "westeurope", "-o", "json"]


class StandIn:
    def __init__(self, emulator, start, folder):
        self.start, self.folder = start, folder
        said = subprocess.run([start, emulator, folder], check=True, capture_output=True, text=True)
        self.http = said.stdout.split()[1]
        self.environment = {"HOME": folder, "PATH": os.environ["PATH"]}
        with open(os.path.join(folder, "environment"), encoding="utf-8") as file:
            for line in file:
                name, value = line.strip().removeprefix("export ").split("=", 1)
                self.environment[name] = value

    def stop(self):
        subprocess.run([self.start, "--stop", self.folder], check=True)

    def control(self, method, what, body=None):
        request = urllib.request.Request(f"{self.http}/_emulator/{what}",
                                         None if body is None else json.dumps(body).encode(), method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def reset(self, state=True):
        """As it was in the beginning; with state=False only what was asked and what goes wrong."""
        self.control("DELETE", "faults")
        self.control("DELETE", "journal")
        if state:
            self.control("DELETE", "state")
            self.control("POST", "settings", {"unregistered": []})

    def journal(self):
        return self.control("GET", "journal")

    def state(self):
        return self.control("GET", "state")

    def created(self):
        """How often each resource was made."""
        return collections.Counter(made for entry in self.journal() for made in entry.get("created", []))


class Cases:
    def __init__(self, program, stand_in, folder):
        self.program, self.stand_in, self.folder = program, stand_in, folder
        self.done = 0
        self.failed = 0

    def home(self):
        """A working folder without a memory."""
        place = os.path.join(self.folder, "here")
        shutil.rmtree(place, ignore_errors=True)
        os.mkdir(place)
        return place

    def arguments(self, command):
        return [self.program, *command, "--cloud", os.path.join(self.stand_in.folder, "cloud.json")]

    def run(self, command, expected=0):
        done = subprocess.run(self.arguments(command), cwd=self.home(), env=self.stand_in.environment,
                              capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL)
        assert done.returncode == expected, f"{' '.join(command)}: exit {done.returncode}: {done.stderr[-1500:]}"
        return done

    def case(self, name, check, *arguments):
        self.done += 1
        try:
            check(*arguments)
        except AssertionError as error:
            self.failed += 1
            print(f"{name}: {error}", flush=True)

    # Journeys

    def workspace_and_clusters(self):
        self.stand_in.reset()
        # Here only: the program looks every ten seconds whether a provider is registered.
        self.stand_in.control("POST", "settings", {"unregistered": ["Microsoft.Storage"]})
        place = ["-g", "rg", "-w", "work"]
        made = json.loads(self.run(CREATE_WORKSPACE).stdout)
        assert made["id"] == WORKSPACE, made
        assert max(self.stand_in.created().values()) == 1, self.stand_in.created()
        self.run(["workspace", "show", *place])
        assert "work" in self.run(["workspace", "list", "-g", "rg", "-o", "tsv"]).stdout

        cluster = json.loads(self.run(CREATE_CLUSTER).stdout)
        assert "cpu" in json.dumps(cluster), cluster
        self.run(CREATE_CLUSTER)  # equal: nothing to do
        assert self.stand_in.created()[WORKSPACE + "/computes/cpu"] == 1
        flags = CREATE_CLUSTER[2:-2]
        self.run(["cluster", "diff", *flags])  # no noise
        self.run(["cluster", "update", "-n", "cpu", "--min", "0", "--max", "4", *place])
        self.run(["cluster", "diff", *flags], 5)
        other = ["Standard_D4s_v3" if word == "Standard_D2s_v3" else word for word in CREATE_CLUSTER]
        refused = self.run(other, 7)
        assert "Standard_D4s_v3" in refused.stderr and "delete" in refused.stderr, refused.stderr
        gpu = [{"cpu": "gpu", "Standard_D2s_v3": "Standard_NC24ads_A100_v4"}.get(word, word)
               for word in CREATE_CLUSTER]
        assert "ClusterMinNodesExceedCoreQuota" in self.run(gpu, 7).stderr
        status = json.loads(self.run(["cluster", "status", "-n", "cpu", *place, "-o", "json"]).stdout)
        assert '"maxNodeCount": 4' in json.dumps(status), status
        self.run(["experiment", "create", "mnist", *place])
        assert "mnist" in self.run(["experiment", "list", *place, "-o", "tsv"]).stdout
        self.run(["cluster", "delete", "-n", "cpu", "--yes", *place])
        self.run(["cluster", "status", "-n", "cpu", *place], 7)

    def dry_run_changes_nothing(self):
        self.stand_in.reset()
        self.run(CREATE_WORKSPACE + ["--dry-run"])
        assert not self.stand_in.created()
        self.run(CREATE_WORKSPACE)
        before = self.stand_in.state()
        self.run(CREATE_CLUSTER + ["--dry-run"])
        assert self.stand_in.state() == before

    def nobody_is_let_in_with_a_wrong_secret(self):
        self.stand_in.reset()
        self.stand_in.environment["AZURE_CLIENT_SECRET"] = "planted-wrong-secret"
        try:
            refused = self.run(["workspace", "list", "-g", "rg"], 6)
        finally:
            self.stand_in.environment["AZURE_CLIENT_SECRET"] = "stand-in-secret"
        assert "planted-wrong-secret" not in refused.stdout + refused.stderr
        authority = self.stand_in.environment.pop("SSL_CERT_FILE"), self.stand_in.environment.pop("CURL_CA_BUNDLE")
        try:
            unknown = self.run(["workspace", "list", "-g", "rg"], 8)
        finally:
            self.stand_in.environment["SSL_CERT_FILE"], self.stand_in.environment["CURL_CA_BUNDLE"] = authority
        assert "authority" in unknown.stderr or "certificate" in unknown.stderr, unknown.stderr

    def journeys(self):
        for check in (self.workspace_and_clusters, self.dry_run_changes_nothing,
                      self.nobody_is_let_in_with_a_wrong_secret):
            self.case(check.__name__, check)

    # What both commands look like when nothing goes wrong.

    def undisturbed(self, command):
        """The state afterwards, and how many requests it took."""
        self.prepare(command)
        self.run(command)
        return self.stand_in.state(), len(self.stand_in.journal())

    def prepare(self, command):
        self.stand_in.reset()
        if command is CREATE_CLUSTER:
            self.run(CREATE_WORKSPACE)
            self.stand_in.reset(state=False)

    def same_in_the_end(self, command, state):
        self.stand_in.control("DELETE", "faults")
        self.run(command)
        now = self.stand_in.state()
        assert now == state, "another state in the end: " + json.dumps(
            {side: {key: value for key, value in one["resources"].items() if other["resources"].get(key) != value}
             for side, one, other in (("now", now, state), ("then", state, now))})[:1500]
        twice = {made: count for made, count in self.stand_in.created().items() if count > 1}
        assert not twice, f"made more than once: {twice}"

    # Each request fails in one way, another for the next: over a whole command all ways come up.

    def struck(self, command, number, kind, state):
        self.prepare(command)
        self.stand_in.control("POST", "faults", {"kind": kind, "nth": number})
        self.run(command)
        # Several go at once, so that a run may need one question less than the other.
        journal = self.stand_in.journal()
        assert kind == "refuse" or len(journal) < number or any(entry.get("fault") == kind for entry in journal)
        self.same_in_the_end(command, state)

    def fails(self, command, fault, expected, state):
        self.prepare(command)
        self.stand_in.control("POST", "faults", fault)
        failed = self.run(command, expected)
        assert failed.stderr.strip(), "it does not say why"
        self.same_in_the_end(command, state)

    def faults(self):
        kinds = ["refuse", "reset-before", "reset-after", "throttle-date", "unavailable", "truncate",
                 "unauthorised", "throttle-seconds"]
        for command in (CREATE_WORKSPACE, CREATE_CLUSTER):
            state, count = self.undisturbed(command)
            print(f"{' '.join(command[:2])}: {count} requests", flush=True)
            for number in range(1, count + 1):
                kind = kinds[number % len(kinds)]
                if kind == "unauthorised" and number == 1:
                    continue  # of the token itself: that is a refusal
                self.case(f"{command[0]}: request {number}: {kind}", self.struck, command, number, kind, state)
            late = [".machinelearningservices/workspaces/work", ".operationalinsights/", "/vaults/"]
            for path in late if command is CREATE_WORKSPACE else ["/computes/cpu"]:
                self.case(f"{command[0]}: {path} fails late", self.fails, command,
                          {"kind": "fail-late", "method": "PUT", "path": path}, 7, state)
            self.case(f"{command[0]}: wrong type", self.fails, command,
                      {"kind": "wrong-type", "times": 0, "path": "/resourcegroups/rg"}, 7, state)

    # Killed after each request, when the work is done and the answer not there yet.

    def killed(self, command, number, state):
        self.prepare(command)
        self.stand_in.control("POST", "faults", {"kind": "timeout", "nth": number, "seconds": 30})
        process = subprocess.Popen(self.arguments(command), cwd=self.home(), env=self.stand_in.environment,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
        try:
            for _ in range(3000):
                if len(self.stand_in.journal()) >= number:
                    break
                if process.poll() is not None:  # it needed one question less this time
                    assert process.returncode == 0, f"it ended by itself: {process.returncode}"
                    break
                time.sleep(0.01)
            else:
                raise AssertionError("the request never came")
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait()
        self.same_in_the_end(command, state)

    def kills(self):
        for command in (CREATE_WORKSPACE, CREATE_CLUSTER):
            state, count = self.undisturbed(command)
            for number in range(1, count + 1):
                self.case(f"{command[0]}: killed at request {number}", self.killed, command, number, state)


def main():
    program, emulator, start = (os.path.abspath(path) for path in sys.argv[1:4])
    what = sys.argv[4]
    assert what in ("journeys", "faults", "kills"), what
    with tempfile.TemporaryDirectory() as folder:
        stand_in = StandIn(emulator, start, os.path.join(folder, "stand-in"))
        try:
            cases = Cases(program, stand_in, folder)
            getattr(cases, what)()
        finally:
            stand_in.stop()
    print(f"{cases.done} cases, {cases.failed} failed")
    return 1 if cases.failed or cases.done == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
