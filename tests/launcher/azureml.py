"""A small Azure ML: storage, nodes and processes, enough to run a converted command job.

Datastores are folders, inputs and outputs are paths into them, a node is a run id of its own (the
launcher keeps what belongs to the node under /tmp by that id), and `python`, like other programs that
lines start, is a probe that writes down how it was started.
"""

import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import threading
import time
import uuid

import yaml

TIME_LIMIT = 45  # seconds for a process and all that it starts

PROGRAMS = ("python", "cntk", "caffe")

PROBE = """#!{python} -SEB
import json, os, sys, time
here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
started = time.time()
plan = json.load(open(here + "/plan.json"))
plan = plan.get(sys.argv[1] if len(sys.argv) > 1 else "", plan.get("", {{}}))
record = {{"program": os.path.basename(sys.argv[0]), "argv": sys.argv[1:], "cwd": os.getcwd(), "env": dict(os.environ), "pid": os.getpid(),
          "started": started, "read": [], "wrote": []}}
for path in plan.get("read", []):
    record["read"].append(open(os.path.expandvars(path)).read())
for path, text in plan.get("write", []):
    open(os.path.expandvars(path), "w").write(text)
for stream, text in plan.get("say", []):
    getattr(sys, stream).write(os.path.expandvars(text))
    getattr(sys, stream).flush()
time.sleep(plan.get("sleep", 0))
record["ended"] = time.time()
name = here + "/records/%d-%d" % (time.time_ns(), os.getpid())
json.dump(record, open(name + ".new", "w"))
os.rename(name + ".new", name)
time.sleep(plan.get("linger", 0))
sys.exit(plan.get("exit", 0))
"""


class Process:
    """One process of the job, running or ended."""

    def __init__(self, folder, popen):
        self.folder = folder
        self.popen = popen
        self.out = self.err = ""
        self.deadline = time.monotonic() + TIME_LIMIT

    def wait(self):
        """The exit code; a process that does not end is an error."""
        try:
            left = max(0.1, self.deadline - time.monotonic())
            self.out, self.err = self.popen.communicate(timeout=left)
        except subprocess.TimeoutExpired:
            self.kill()
            self.out, self.err = self.popen.communicate(timeout=10)
            raise AssertionError(f"does not end; standard error: {self.err}") from None
        return self.popen.returncode

    def session(self):
        """Ids of the processes that it started, itself included."""
        found = []
        for entry in pathlib.Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    if os.getsid(int(entry.name)) == self.popen.pid:
                        found.append(int(entry.name))
                except OSError:
                    pass
        return found

    def kill(self):
        for pid in self.session():
            try:
                os.kill(pid, signal.SIGKILL)
            except OSError:
                pass

    def records(self):
        """What the probe wrote down, in order."""
        files = sorted((self.folder / "records").iterdir())
        return [json.loads(p.read_text("utf-8")) for p in files if p.suffix != ".new"]

    def until_recorded(self):
        """Waits until the probe has written down its start."""
        while not self.records():
            if self.popen.poll() is not None or time.monotonic() > self.deadline:
                raise AssertionError(f"nothing was started; exit code {self.popen.poll()}")
            time.sleep(0.05)


class Run:
    """One run of a converted job."""

    def __init__(self, bundle, job, folder):
        self.job_folder = pathlib.Path(bundle) / "jobs" / job
        self.name = f"{job}-{uuid.uuid4().hex[:12]}"
        self.folder = pathlib.Path(folder) / self.name
        self.job = yaml.safe_load(self.placed((self.job_folder / "job.yml").read_text("utf-8")))
        self.processes = []
        self.nodes = set()
        self.lock = threading.Lock()
        self.bindings = {}  # from the expression to the path that replaces it
        for kind in ("inputs", "outputs"):
            for name, one in self.job.get(kind, {}).items():
                place = self.bound(one.get("path", f"azureml://datastores/default/paths/run/{name}"))
                place.mkdir(parents=True, exist_ok=True)
                at = pathlib.Path(self.job.get("properties", {}).get(
                    f"AZURE_ML_{kind[:-1].upper()}_PathOnCompute_{name}",
                    self.folder / "mounts" / f"{kind}-{name}"))
                at.parent.mkdir(parents=True, exist_ok=True)
                at.symlink_to(place)
                self.bindings[f"${{{{{kind}.{name}}}}}"] = str(at)

    def placed(self, text):
        """Batch AI's folder on the node is one of the run's: the real one is not ours to write."""
        return text.replace("/mnt/batch/tasks/shared/LS_root", str(self.folder / "LS_root"))

    def bound(self, uri):
        head, _, path = uri.partition("/paths/")
        path = path.replace("${{name}}", self.name).strip("/")
        return self.storage(head.rpartition("/")[2], *filter(None, path.split("/")))

    def storage(self, *parts):
        """A path in the storage behind the datastores: the datastore's name comes first."""
        return self.folder.joinpath("storage", *parts)

    def mounted(self, *parts):
        """The path under which the job sees a place in the storage; it must be bound once."""
        place = self.storage(*parts)
        found = [at for at in self.bindings.values() if os.readlink(at) == str(place)]
        if len(found) != 1:
            raise AssertionError(f"{len(found)} inputs and outputs are bound to {'/'.join(parts)}")
        return found[0]

    def seed(self, *parts, text):
        path = self.storage(*parts)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def node(self, number):
        """The folder that the launcher uses for the node."""
        return pathlib.Path(f"/tmp/batchai-{self.name}-n{number}")

    def start(self, node=0, variables=None, plan=None, tools=None, moved=None):
        """Starts one process; `plan`: what the probe does, by its first argument ("": any other).
        `tools`: a folder with all the programs there are; the probe is `probe` then.
        `moved`: paths of the image, and where they are here."""
        with self.lock:
            folder = self.folder / f"process-{len(self.processes)}"
            folder.mkdir(parents=True)
            self.nodes.add(self.node(node))
        for name in ("bin", "records", "home"):
            (folder / name).mkdir()
        for name in ["probe"] if tools else PROGRAMS:
            probe = folder / "bin" / name
            probe.write_text(PROBE.format(python=sys.executable), "utf-8")
            probe.chmod(0o755)
        (folder / "plan.json").write_text(json.dumps(plan or {}), "utf-8")
        if "code" in self.job:
            shutil.copytree(self.job_folder / self.job["code"], folder / "code")
            for launcher in (folder / "code").glob("*launch.sh"):
                launcher.write_text(self.placed(launcher.read_text("utf-8")), "utf-8")
        else:
            (folder / "code").mkdir()
        command = self.job["command"]
        for binding, place in self.bindings.items():
            command = command.replace(binding, place)
        for path, here in (moved or {}).items():
            command = command.replace(path, here)
            for script in (folder / "code").glob("*.sh"):
                script.write_text(script.read_text("utf-8").replace(path, here), "utf-8")
        programs = tools or "/usr/bin:/bin"
        environment = {"PATH": f"{folder}/bin:{programs}", "HOME": str(folder / "home"),
                       "LANG": "C.UTF-8", "AZUREML_RUN_ID": f"{self.name}-n{node}"}
        environment.update(self.job.get("environment_variables", {}))
        environment.update(variables or {})
        process = Process(folder, subprocess.Popen(
            ["bash", "-c", command], cwd=folder / "code", env=environment, start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            encoding="utf-8"))
        with self.lock:
            self.processes.append(process)
        return process

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in self.processes:
            process.kill()
            for stream in (process.popen.stdout, process.popen.stderr):
                stream.close()
            process.popen.wait(timeout=10)
        for node in self.nodes:
            shutil.rmtree(node, ignore_errors=True)
