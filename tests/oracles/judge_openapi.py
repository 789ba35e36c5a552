#!/usr/bin/env python3
"""Every answer of the stand-in for Azure Machine Learning, judged by npm oav against Microsoft's OpenAPI
files of 2023-04-01, the version whose files REFERENCE_DIR has.

usage: judge_openapi.py EMULATOR START NODE_MODULES [PROGRAM]

Each operation is asked here in the states that it has; with PROGRAM, our own client then makes a
workspace and clusters of its own, and its requests are judged too. Exit 77 (skipped) without
REFERENCE_DIR, or when oav is not installed, unless B2A_JUDGES=required.
"""
import os
import subprocess
import sys
import tempfile
import urllib.parse

from sdk_journeys import CLIENT, GROUP, SUBSCRIPTION, TENANT, StandIn

VERSION = "2023-04-01"
WORKSPACES = GROUP + "/providers/Microsoft.MachineLearningServices/workspaces"
WORKSPACE = WORKSPACES + "/work"
REGION = (f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.MachineLearningServices"
          "/locations/westeurope/")


class Asker:
    """Asks without a client's opinions, also what is refused."""

    def __init__(self, stand_in):
        self.stand_in = stand_in
        form = urllib.parse.urlencode({"grant_type": "client_credentials", "client_id": CLIENT,
                                       "client_secret": "stand-in-secret", "scope": stand_in.https + "/.default"})
        self.token = stand_in.ask("POST", f"/{TENANT}/oauth2/v2.0/token", form=form)["access_token"]

    def ask(self, method, path, body=None, refused=False):
        question = "&" if "?" in path else "?"
        try:
            answer = self.stand_in.ask(method, f"{path}{question}api-version={VERSION}", self.token, body)
        except AssertionError:
            if not refused:
                raise
            return None
        if refused:
            raise AssertionError(f"{method} {path} is not refused")
        return answer

    def wait(self, path):
        self.stand_in.wait(self.token, path, VERSION)


def compute(size, least, most, priority="Dedicated", **more):
    return {"location": "westeurope", "tags": {"a": "b"},
            "properties": {"computeType": "AmlCompute", "description": "d",
                           "properties": {"vmSize": size, "vmPriority": priority, **more,
                                          "scaleSettings": {"minNodeCount": least, "maxNodeCount": most,
                                                            "nodeIdleTimeBeforeScaleDown": "PT2M"}}}}


def ask_all(asker):
    ask = asker.ask
    # Workspaces: one that is made, changed and deleted beside the one that the rest is in.
    ask("GET", WORKSPACE)
    body = ask("GET", WORKSPACE)
    again = {"location": "westeurope", "identity": {"type": "SystemAssigned"},
             "properties": {name: body["properties"][name]
                            for name in ("storageAccount", "keyVault", "applicationInsights")}}
    ask("PUT", WORKSPACE, again)
    ask("PUT", WORKSPACES + "/other", again)
    asker.wait(WORKSPACES + "/other")
    ask("PATCH", WORKSPACE, {"properties": {"description": "new"}})
    ask("GET", WORKSPACES + "/none", refused=True)
    ask("PUT", WORKSPACES + "/broken", {**again, "properties": {}}, refused=True)
    ask("GET", WORKSPACES)
    ask("GET", f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.MachineLearningServices/workspaces")
    ask("POST", WORKSPACE + "/listKeys")
    ask("POST", WORKSPACE + "/listStorageAccountKeys")
    ask("DELETE", WORKSPACES + "/other")
    ask("DELETE", WORKSPACES + "/none")
    # Computes, and their nodes in each state.
    cpu = WORKSPACE + "/computes/cpu"
    ask("PUT", cpu, compute("Standard_D2_v2", 1, 2, subnet={"id": GROUP + "/subnet"},
                            userAccountCredentials={"adminUserName": "u", "adminUserSshPublicKey": "k"}))
    for _ in range(12):
        ask("GET", cpu)
        ask("POST", cpu + "/listNodes")
    ask("PATCH", cpu, {"properties": {"properties": {"scaleSettings": {"minNodeCount": 0, "maxNodeCount": 3}}}})
    asker.wait(cpu)
    ask("PUT", cpu, compute("Standard_D2_v2", 2, 3), refused=True)  # without its subnet
    ask("PUT", WORKSPACE + "/computes/low", compute("Standard_D2_v2", 2, 2, "LowPriority"))
    asker.wait(WORKSPACE + "/computes/low")
    ask("GET", WORKSPACE + "/computes/low")
    asker.stand_in.control("preempt", {"compute": "low"})
    ask("GET", WORKSPACE + "/computes/low")
    ask("POST", WORKSPACE + "/computes/low/listNodes")
    ask("PUT", WORKSPACE + "/computes/bad", compute("Standard_ND96isr_H100_v5", 0, 1, "LowPriority"))
    asker.wait(WORKSPACE + "/computes/bad")
    ask("GET", WORKSPACE + "/computes/bad")
    ask("PUT", WORKSPACE + "/computes/gpu", compute("Standard_NC24ads_A100_v4", 0, 1), refused=True)
    ask("GET", WORKSPACE + "/computes/gpu", refused=True)
    ask("GET", WORKSPACE + "/computes")
    ask("GET", WORKSPACE + "/computes?%24skip=2")
    ask("DELETE", cpu + "?underlyingResourceAction=Delete")
    ask("GET", cpu)
    ask("DELETE", WORKSPACE + "/computes/none?underlyingResourceAction=Delete")
    # What the region offers.
    for what in ("vmSizes", "usages", "quotas"):
        ask("GET", REGION + what)
    # Environments and connections.
    environment = WORKSPACE + "/environments/tf"
    ask("PUT", environment + "/versions/1", {"properties": {"image": "python:3.9"}})
    ask("PUT", environment + "/versions/1", {"properties": {"image": "python:3.9"}})
    ask("PUT", environment + "/versions/1", {"properties": {"image": "python:3.8"}}, refused=True)
    ask("PUT", environment + "/versions/2",
        {"properties": {"build": {"contextUri": "https://a.blob.example/c/d/"}, "tags": {"a": "b"}}})
    ask("GET", environment + "/versions/1")
    ask("GET", environment + "/versions/9", refused=True)
    ask("GET", environment + "/versions")
    ask("GET", WORKSPACE + "/environments")
    ask("PUT", environment, {"properties": {"description": "d"}})
    ask("GET", environment)
    ask("DELETE", environment + "/versions/2")
    ask("DELETE", environment + "/versions/2")
    registry = WORKSPACE + "/connections/registry"
    ask("PUT", registry, {"properties": {"category": "ContainerRegistry", "target": "https://x.azurecr.io",
                                         "authType": "UsernamePassword",
                                         "credentials": {"username": "u", "password": "not-a-password"}}})
    ask("GET", registry)
    ask("GET", WORKSPACE + "/connections")
    ask("DELETE", registry)
    ask("DELETE", registry)


def ask_with_ours(program, folder):
    """Our own client makes a workspace and a cluster, in the version that there are files of."""
    for words in (["workspace", "create", "ours", "-g", "ours", "-l", "westeurope"],
                  ["workspace", "show", "ours", "-g", "ours"],
                  ["cluster", "create", "-n", "cpu", "-s", "Standard_D2s_v3", "--min", "0", "--max", "2",
                   "-l", "westeurope", "-g", "ours", "-w", "ours"],
                  ["cluster", "update", "cpu", "--max", "4", "-g", "ours", "-w", "ours"],
                  ["cluster", "status", "cpu", "-g", "ours", "-w", "ours"],
                  ["cluster", "nodes", "cpu", "-g", "ours", "-w", "ours"],
                  ["cluster", "list", "-g", "ours", "-w", "ours"],
                  ["cluster", "sizes", "--location", "westeurope", "-g", "ours", "-w", "ours"],
                  ["cluster", "delete", "cpu", "--yes", "-g", "ours", "-w", "ours"]):
        done = subprocess.run(
            ["bash", "-c", 'source ./environment && exec "$@"', "bash", program, *words, "--cloud",
             "cloud.json", "--api-version", VERSION],
            cwd=folder, env={"PATH": os.environ["PATH"], "HOME": folder}, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, check=False, timeout=120)
        if done.returncode != 0:
            print(" ".join(words), "is exit", done.returncode, done.stderr[-2000:])
            return False
    return True


def main():
    emulator, start, modules = (os.path.abspath(path) for path in sys.argv[1:4])
    reference = os.environ.get("REFERENCE_DIR")
    if not reference:
        print("REFERENCE_DIR is not set: no OpenAPI files")
        return 77
    if not os.path.isdir(os.path.join(modules, "oav")):
        print("oav is not installed: run scripts/oracles")
        return 1 if os.environ.get("B2A_JUDGES") == "required" else 77
    with tempfile.TemporaryDirectory() as folder:
        stand_in = StandIn(emulator, start, folder, ["--traffic", "traffic"])
        try:
            asker = Asker(stand_in)
            stand_in.make_workspace(asker.token, VERSION)
            ask_all(asker)
            if len(sys.argv) > 4 and not ask_with_ours(os.path.abspath(sys.argv[4]), folder):
                return 1
        finally:
            stand_in.stop()
        judge = os.path.join(os.path.dirname(os.path.abspath(__file__)), "judge_answers.js")
        return subprocess.call(["node", judge, os.path.join(reference, "oracles", "openapi"), VERSION,
                                os.path.join(folder, "traffic")], env={**os.environ, "NODE_PATH": modules})


if __name__ == "__main__":
    sys.exit(main())
