#!/usr/bin/env python3
"""Microsoft's own SDK lives with the stand-in for Azure: azure-identity signs in, azure-ai-ml makes
clusters, environments and connections, and reads lists.

usage: sdk_journeys.py EMULATOR START [PYTHON]     PYTHON: of the folder that scripts/oracles makes,
                                                   to run in

One line for each journey, then a summary. Exit 1 when one fails, 77 when the SDK is not installed,
unless B2A_JUDGES=required.
"""
import json
import logging
import os
import subprocess
import sys
import tempfile
import traceback
import urllib.error
import urllib.request
import warnings

SUBSCRIPTION = "00000000-0000-0000-0000-000000000001"
TENANT = "11111111-1111-1111-1111-111111111111"
CLIENT = "22222222-2222-2222-2222-222222222222"
GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg"


class StandIn:
    """The stand-in in a folder, and what it is asked without the SDK."""

    def __init__(self, emulator, start, folder, options=()):
        self.start, self.folder = start, folder
        key = os.path.join(folder, "principal.key")
        certificate = os.path.join(folder, "principal.crt")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj",
                        "/CN=principal", "-keyout", key, "-out", certificate], check=True, capture_output=True)
        self.pem = os.path.join(folder, "principal.pem")
        with open(self.pem, "w", encoding="utf-8") as file:
            file.write(open(key, encoding="utf-8").read() + open(certificate, encoding="utf-8").read())
        said = subprocess.run([start, emulator, folder, "--page-size", "2", "--client-certificate", certificate,
                               *options],
                              check=True, capture_output=True, text=True)
        self.https, self.http = said.stdout.split()

    def stop(self):
        subprocess.run([self.start, "--stop", self.folder], check=True)

    def ask(self, method, path, token="", body=None, form=None):
        text = form if form is not None else None if body is None else json.dumps(body)
        request = urllib.request.Request(self.http + path, None if text is None else text.encode(),
                                         {"Authorization": f"Bearer {token}"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                text = answer.read()
                return json.loads(text) if text else None
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{method} {path}: {error.code} {error.read().decode()}") from error

    def control(self, what, body):
        self.ask("POST", "/_emulator/" + what, body=body)

    def put(self, token, path, version, body):
        self.ask("PUT", f"{path}?api-version={version}", token, body)

    def get(self, token, path, version):
        return self.ask("GET", f"{path}?api-version={version}", token)

    def make_workspace(self, token, version="2024-10-01"):
        providers = GROUP + "/providers/"
        account = providers + "Microsoft.Storage/storageAccounts/wsstore"
        vault = providers + "Microsoft.KeyVault/vaults/wsvault"
        logs = providers + "Microsoft.OperationalInsights/workspaces/wslogs"
        insights = providers + "Microsoft.Insights/components/wsinsights"
        where = {"location": "westeurope"}
        self.put(token, GROUP, "2021-04-01", where)
        self.put(token, account, "2023-01-01", {**where, "kind": "StorageV2", "sku": {"name": "Standard_LRS"}})
        self.put(token, vault, "2022-07-01",
                 {**where, "properties": {"tenantId": TENANT, "sku": {"family": "A", "name": "standard"}}})
        self.put(token, logs, "2022-10-01", where)
        self.put(token, insights, "2020-02-02",
                 {**where, "kind": "web", "properties": {"Application_Type": "web", "WorkspaceResourceId": logs}})
        workspace = providers + "Microsoft.MachineLearningServices/workspaces/work"
        for resource, its_version in ((account, "2023-01-01"), (vault, "2022-07-01"), (logs, "2022-10-01")):
            self.wait(token, resource, its_version)
        self.put(token, workspace, version,
                 {**where, "identity": {"type": "SystemAssigned"},
                  "properties": {"storageAccount": account, "keyVault": vault, "applicationInsights": insights}})
        self.wait(token, workspace, version)

    def wait(self, token, resource, version):
        for _ in range(50):
            if self.get(token, resource, version)["properties"]["provisioningState"] == "Succeeded":
                return
        raise AssertionError(f"{resource} is never ready")


class Journeys:
    def __init__(self, stand_in):
        self.stand_in = stand_in
        from azure.ai import ml
        from azure.ai.ml import _azure_environments as clouds
        from azure.identity import CertificateCredential, ClientSecretCredential
        self.ml = ml
        cloud = clouds._environments["AzureCloud"]
        cloud[clouds.EndpointURLS.RESOURCE_MANAGER_ENDPOINT] = stand_in.https + "/"
        cloud[clouds.EndpointURLS.ACTIVE_DIRECTORY_ENDPOINT] = stand_in.https + "/"
        how = {"authority": stand_in.https, "disable_instance_discovery": True}
        self.secret = ClientSecretCredential(TENANT, CLIENT, "stand-in-secret", **how)
        self.certificate = CertificateCredential(TENANT, CLIENT, stand_in.pem, **how)
        self.client = ml.MLClient(self.secret, SUBSCRIPTION, "rg", "work", show_progress=False)

    def token(self, credential):
        return credential.get_token(self.stand_in.https + "/.default").token

    def cluster(self, name, size="Standard_D2_v2", least=0, most=2, tier="dedicated"):
        from azure.ai.ml.entities import AmlCompute
        return AmlCompute(name=name, size=size, min_instances=least, max_instances=most, tier=tier,
                          idle_time_before_scale_down=120, location="westeurope")

    def create(self, *arguments, **named):
        return self.client.compute.begin_create_or_update(self.cluster(*arguments, **named)).result()

    def nodes(self, name, state):
        """Those in the state, once all have come to rest. (The SDK fills the wire's names into its object.)"""
        for _ in range(50):
            states = [vars(node).get("nodeState") or node.node_state for node in self.client.compute.list_nodes(name)]
            if states and "preparing" not in states:
                return [node_state for node_state in states if node_state == state]
        raise AssertionError(f"the nodes of {name} never come to rest")

    # Each journey asserts what the SDK shows its user.

    def sign_in_with_a_certificate(self):
        assert self.token(self.certificate) != self.token(self.secret)

    def read_the_workspace(self):
        workspace = self.client.workspaces.get("work")
        assert workspace.storage_account.endswith("/wsstore") and workspace.discovery_url

    def create_a_cluster(self):
        made = self.create("cpu", least=1, most=3)
        assert made.provisioning_state == "Succeeded", made.provisioning_state
        assert (made.min_instances, made.max_instances, made.idle_time_before_scale_down) == (1, 3, 120)
        assert len(self.nodes("cpu", "idle")) == 1

    def resize_it(self):
        cluster = self.client.compute.get("cpu")
        cluster.min_instances, cluster.max_instances = 2, 4
        made = self.client.compute.begin_update(cluster).result()
        assert (made.min_instances, made.max_instances) == (2, 4)
        assert len(self.nodes("cpu", "idle")) == 2

    def delete_it(self):
        from azure.core.exceptions import ResourceNotFoundError
        self.client.compute.begin_delete("cpu").result()
        try:
            self.client.compute.get("cpu")
        except ResourceNotFoundError as error:
            assert error.error.code == "ResourceNotFound", error
        else:
            raise AssertionError("it is still there")

    def be_refused_a_size(self):
        from azure.core.exceptions import HttpResponseError
        for size, code, text in (
                ("Standard_NC24ads_A100_v4", "ClusterMinNodesExceedCoreQuota", "vCPU quota of 0"),
                ("Standard_NV18ads_A10_v5", "InvalidPropertyValue", "not a supported VM size")):
            try:
                self.create("gpu", size=size)
            except HttpResponseError as error:
                assert error.status_code == 400 and error.error.code == code, error
                assert text in str(error), error
            else:
                raise AssertionError(f"{size} is given")

    def lose_a_node_at_low_priority(self):
        made = self.create("low", least=2, most=2, tier="low_priority")
        assert made.tier.lower().replace("_", "") == "lowpriority", made.tier
        assert len(self.nodes("low", "idle")) == 2
        self.stand_in.control("preempt", {"compute": "low"})
        assert len(self.nodes("low", "preempted")) == 1

    def meet_a_version_that_is_there(self):
        from azure.ai.ml.entities import Environment
        from azure.core.exceptions import ResourceExistsError
        environments = self.client.environments
        made = environments.create_or_update(Environment(name="tf", version="1", image="python:3.9"))
        assert made.id.endswith("/environments/tf/versions/1"), made.id
        environments.create_or_update(Environment(name="tf", version="1", image="python:3.9"))
        try:
            environments.create_or_update(Environment(name="tf", version="1", image="python:3.8"))
        except ResourceExistsError as error:
            assert error.status_code == 409, error
        else:
            raise AssertionError("another definition is taken under the same version")
        # Without a version the SDK asks for the next one.
        assert environments.create_or_update(Environment(name="tf", image="python:3.8")).version == "2"
        assert environments.get("tf", label="latest").version == "2"

    def read_lists_of_several_pages(self):
        for number in range(5):
            self.create(f"page-{number}x")
        names = [compute.name for compute in self.client.compute.list()]
        assert [name for name in names if name.startswith("page-")] == [f"page-{n}x" for n in range(5)], names
        for version in ("3", "4", "5"):
            from azure.ai.ml.entities import Environment
            self.client.environments.create_or_update(Environment(name="tf", version=version, image="a:" + version))
        versions = sorted(item.version for item in self.client.environments.list(name="tf"))
        assert versions == ["1", "2", "3", "4", "5"], versions
        assert [item.name for item in self.client.workspaces.list()] == ["work"]

    def read_sizes_and_usage(self):
        sizes = {size.name: size for size in self.client.compute.list_sizes(location="westeurope")}
        assert sizes["Standard_NC4as_T4_v3"].gpus == 1
        usage = list(self.client.compute.list_usage(location="westeurope"))
        assert len(usage) > 4

    def keep_a_registry(self):
        from azure.ai.ml.entities import UsernamePasswordConfiguration, WorkspaceConnection
        registry = WorkspaceConnection(
            name="registry", type="container_registry", target="https://example.azurecr.io",
            credentials=UsernamePasswordConfiguration(username="u", password="not-a-password"))
        assert self.client.connections.create_or_update(registry).name == "registry"
        assert self.client.connections.get("registry").target == "https://example.azurecr.io"


def main():
    emulator, start = (os.path.abspath(path) for path in sys.argv[1:3])
    if len(sys.argv) > 3:
        if not os.path.exists(sys.argv[3]):
            print("the judges are not installed: run scripts/oracles")
            return 1 if os.environ.get("B2A_JUDGES") == "required" else 77
        return subprocess.call([sys.argv[3], "-B", __file__, emulator, start])
    warnings.filterwarnings("ignore")
    logging.disable(logging.WARNING)
    failed = 0
    done = 0
    with tempfile.TemporaryDirectory() as folder:
        stand_in = StandIn(emulator, start, folder)
        # Read by the SDK's transport and by azure-identity's; no word goes to anybody else.
        os.environ.update({"REQUESTS_CA_BUNDLE": os.path.join(folder, "ca.pem"),
                           "AZURE_CORE_COLLECT_TELEMETRY": "no", "AZUREML_DEV": "0"})
        try:
            try:
                journeys = Journeys(stand_in)
            except ImportError as error:
                print(f"skipped: {error}")
                return 77
            stand_in.make_workspace(journeys.token(journeys.secret))
            for name in ("sign_in_with_a_certificate", "read_the_workspace", "create_a_cluster", "resize_it",
                         "delete_it", "be_refused_a_size", "lose_a_node_at_low_priority",
                         "meet_a_version_that_is_there", "read_lists_of_several_pages", "read_sizes_and_usage",
                         "keep_a_registry"):
                done += 1
                try:
                    getattr(journeys, name)()
                    print(f"{name}: ok")
                except Exception as error:  # whatever the SDK throws is its verdict
                    failed += 1
                    line = traceback.extract_tb(error.__traceback__)[1].line
                    print(f"{name}: {line}: {type(error).__name__}: {' '.join(str(error).split())[:900]}")
        finally:
            stand_in.stop()
    print(f"{done} journeys, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
