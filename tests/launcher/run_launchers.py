"""Converts the jobs of testdata/launcher and runs them as Azure ML would.

usage: run_launchers.py PROGRAM TESTDATA [CASE…]
"""

import concurrent.futures
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import traceback

import toolkit_cases  # pylint: disable=unused-import
from azureml import Run
from checks import CASES, all_end, case, cluster, ends, mpi, one, same, tf_config, torch

FOREVER = 3600  # seconds; longer than a case may take


def digits(run):
    return run.mounted("acct_data_blob", "digits")


def models(run):
    return run.mounted("acct_logs_files", run.name, "outputs", "models")


def saved(run, name):
    return run.storage("acct_logs_files", run.name, "outputs", "models", name).read_text("utf-8")


# One process.

@case
def preparation_comes_first_and_has_the_environment_of_the_job(start):
    with start("single-preparation") as run:
        run.seed("acct_data_blob", "digits", "train.txt", text="digits")
        run.seed("acct_scripts_files", "lib", "a.txt", text="a script")
        main = run.start(plan={
            "prepare": {"sleep": 0.2, "write": [["$AZ_BATCHAI_JOB_TEMP/ready", "yes"]]},
            "": {"read": ["$AZ_BATCHAI_INPUT_DATASET/train.txt", "$AZ_BATCHAI_JOB_TEMP/ready",
                          "$AZ_BATCHAI_JOB_MOUNT_ROOT/data/digits/train.txt",
                          "$AZ_BATCHAI_JOB_MOUNT_ROOT/scripts/lib/a.txt"],
                 "write": [["$AZ_BATCHAI_OUTPUT_MODEL/m.bin", "weights"]]}})
        ends(main, 0)
        preparation, job = main.records()
        root, temp = f"{run.node(0)}/mounts", f"{run.node(0)}/temp"
        same(preparation["argv"], ["prepare", digits(run), f"{models(run)}/last step"])
        same(job["argv"], [f"{root}/scripts/train.py", "--data", digits(run), "--root",
                           f"{root}/data", f"--out={models(run)}", "--temp", temp])
        same(job["read"], ["digits", "yes", "digits", "a script"])
        same(saved(run, "m.bin"), "weights")
        for record in (preparation, job):
            environment = record["env"]
            same(environment["AZ_BATCHAI_INPUT_DATASET"], digits(run))
            same(environment["AZ_BATCHAI_OUTPUT_MODEL"], models(run))
            same(environment["AZ_BATCHAI_JOB_MOUNT_ROOT"], root)
            same(environment["AZ_BATCHAI_JOB_TEMP"], temp)
            same(environment["PLACE"], f"{models(run)}/last step")
            same(environment["PLAIN"], "a b")
        # The preparation's shell is its own; ~/.bashrc is the way it speaks to the job.
        same(preparation["cwd"], "/")
        same(job["cwd"], str(main.folder / "code"))
        same((preparation["env"].get("LEAK"), job["env"].get("LEAK")), ("1", None))
        same(job["env"].get("FROM_PREPARATION"), "heard")


@case
def preparation_that_fails_ends_the_job_with_its_code(start):
    with start("single-preparation") as run:
        main = run.start(plan={"prepare": {"exit": 7}})
        ends(main, 7)
        same([r["argv"][0] for r in main.records()], ["prepare"])
        same("job preparation failed with exit code 7" in main.err, True, main.err)


@case
def exit_code_is_the_one_of_the_process(start):
    for name in ("single-preparation", "plain-command", "custom-nodes"):
        with start(name) as run:
            run.storage("acct_scripts_files").mkdir(parents=True, exist_ok=True)
            rank = {"RANK": "0", "LOCAL_RANK": "0", "WORLD_SIZE": "3"}
            for code in (0, 3, 127, 255):
                plan = {"": {"exit": code}, "prepare": {}}
                ends(run.start(node=code, variables=rank, plan=plan), code)


@case
def plain_command_hands_over_what_the_user_wrote(start):
    with start("plain-command") as run:
        same("code" in run.job, False, "no launcher is needed")
        run.seed("acct_data_blob", "digits", "part", text="part")
        main = run.start(plan={"": {"read": ["$AZ_BATCHAI_INPUT_DATASET/part"],
                                    "write": [["$AZ_BATCHAI_OUTPUT_MODEL/m", "weights"]]}})
        ends(main, 0)
        record = one(main.records())
        place = f"{digits(run)}/it's \"here\" \\ `x` for $5 $PATH"
        same(record["argv"],
             [f"{run.mounted('acct_scripts_files')}/train.py", "--data", f"{digits(run)}/part",
              models(run), 'single "$HOME"', "it's", "back\\slash", "$AZ_BATCHAI_INPUT_DATASET",
              "Grüße日本", place])
        same(record["env"]["AZ_BATCHAI_INPUT_DATASET"], digits(run))
        same(record["env"]["AZ_BATCHAI_OUTPUT_MODEL"], models(run))
        same(record["env"]["PLACE"], place)
        same(record["env"]["CHAIN"], f"<{place}>")
        same(record["env"]["ODD"], "it's \"odd\" \\ $HOME `x` Grüße")
        same(saved(run, "m"), "weights")


@case
def launcher_hands_over_what_the_user_wrote(start):
    with start("quoting") as run:
        main = run.start(plan={"second": {"exit": 5}})
        ends(main, 5)
        first, second = main.records()
        place = f"{digits(run)}/it's \"here\" \\ `x` for $5 ${{{{inputs.data}}}}\nGrüße"
        same(first["argv"],
             ["two  words", "single $HOME", "it's", 'say "hi"', "back\\slash", "a\\nb",
              "$AZ_BATCHAI_JOB_TEMP", "$AZ_BATCHAI_INPUT_DATASET", "Grüße日本", "${{inputs.data}}",
              "{inputs.data}", "line one\nline two", "a;b", "*", "3", "", "tab\there",
              f"{digits(run)}/part", place])
        same(second["argv"], ["second", "tick", models(run)])
        same(first["env"]["PLACE"], place)
        same(first["env"]["ODD"], "it's \"odd\" \\ $HOME `x` Grüße ${{inputs.data}}\nsecond")


@case
def volumes_lie_in_each_other_as_in_batch_ai(start):
    with start("nested-volumes") as run:
        run.seed("acct_scripts_files", "train.py", text="script")
        run.seed("acct_data_blob", "list.txt", text="list")
        run.seed("acct_data_blob", "digits", "a.txt", text="digits")
        root = "$AZ_BATCHAI_JOB_MOUNT_ROOT"
        main = run.start(plan={"": {"read": [
            f"{root}/code/scripts/train.py", f"{root}/code/shared/list.txt",
            f"{root}/code/shared/digits/a.txt", "$AZ_BATCHAI_INPUT_DATASET/a.txt"]}})
        ends(main, 0)
        record = one(main.records())
        root = record["env"]["AZ_BATCHAI_JOB_MOUNT_ROOT"]
        same(record["argv"], [f"{root}/code/scripts/train.py", f"{root}/code/scripts",
                              f"{root}/code/shared/list.txt", f"{run.node(0)}/temp"])
        same(record["read"], ["script", "list", "digits", "digits"])


@case
def bare_root_holds_every_volume(start):
    with start("bare-root") as run:
        run.seed("acct_scripts_files", "train.py", text="script")
        run.seed("acct_data_blob", "digits", "a.txt", text="digits")
        root = "$AZ_BATCHAI_JOB_MOUNT_ROOT"
        plan = {"": {"read": [f"{root}/scripts/train.py", f"{root}/data/digits/a.txt"]}}
        main = run.start(plan=plan)
        ends(main, 0)
        record = one(main.records())
        same(record["argv"], ["train.py", "--root", record["env"]["AZ_BATCHAI_JOB_MOUNT_ROOT"],
                              "--temp", f"{run.node(0)}/temp"])
        same(record["read"], ["script", "digits"])


@case
def blanks_and_quotes_belong_to_the_path(start):
    with start("paths") as run:
        run.seed("acct_data_blob", "my digits", "a.txt", text="mine")
        run.seed("acct_data_blob", "it's $5", "a.txt", text="odd")
        run.seed("acct_data_blob", "o p", "a.txt", text="escaped")
        main = run.start(plan={"": {
            "read": ["$AZ_BATCHAI_INPUT_DATASET/a.txt", "$AZ_BATCHAI_INPUT_ODD/a.txt",
                     "$AZ_BATCHAI_JOB_MOUNT_ROOT/data/my digits/a.txt"],
            "write": [["$AZ_BATCHAI_OUTPUT_MODEL/m", "weights"]]}})
        ends(main, 0)
        record = one(main.records())
        root = record["env"]["AZ_BATCHAI_JOB_MOUNT_ROOT"]
        same(record["argv"], [f"{root}/data/my digits/a.txt", f"{root}/data/o p/a.txt",
                              "$AZ_BATCHAI_JOB_MOUNT_ROOT/data",
                              record["env"]["AZ_BATCHAI_INPUT_DATASET"], f"{run.node(0)}/temp"])
        same(record["read"], ["mine", "odd", "mine"])
        model = run.storage("acct_logs_files", "run logs", run.name, "outputs", "my models", "m")
        same(model.read_text("utf-8"), "weights")


@case
def folder_that_the_job_writes_lies_in_one_that_it_reads(start):
    with start("written-folder") as run:
        run.seed("acct_data_blob", "in", "a.txt", text="input")
        run.seed("acct_data_blob", "out", "old.txt", text="old")
        run.seed("acct_data_blob", ".hidden", text="hidden")
        root = "$AZ_BATCHAI_JOB_MOUNT_ROOT/data"
        main = run.start(plan={"": {
            "read": [f"{root}/in/a.txt", f"{root}/out/old.txt", f"{root}/.hidden"],
            "write": [[f"{root}/out/new.txt", "new"]]}})
        ends(main, 0)
        same(one(main.records())["read"], ["input", "old", "hidden"])
        same(run.storage("acct_data_blob", "out", "new.txt").read_text("utf-8"), "new")
        same(run.storage("acct_data_blob", "out", "log.txt").read_text("utf-8"), "done\n")
        written = run.mounted("acct_data_blob", "out")
        same(written.rpartition("/")[2].startswith("outputs-"), True, "an output")


# TensorFlow.

def tensorflow_arguments(hosts, name, index):
    return [f"--job_name={name}", "--ps_hosts=" + ",".join(hosts["ps"]),
            "--worker_hosts=" + ",".join(hosts["worker"]), f"--task_index={index}"]


def start_task(run, hosts, role, index, plan=None, indent=None):
    return run.start(node=index, variables=tf_config(hosts, role, index, indent),
                     plan={"": plan or {}})


def has_ended(pid):
    try:
        state = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return True
    return state == "Z"


def servers_end(servers):
    for server in servers:
        ends(server, 0)
        pid = one(server.records())["pid"]
        for _ in range(50):
            if has_ended(pid):
                break
            time.sleep(0.1)
        same(has_ended(pid), True, "the server's own process has ended")


@case
def every_role_has_its_own_arguments(start):
    hosts = cluster(5, 2)
    with start("tensorflow-roles") as run:
        run.seed("acct_scripts_files", "train.py", text="script")
        same(run.job["distribution"],
             {"type": "tensorflow", "worker_count": 5, "parameter_server_count": 2})
        look = {"read": ["$AZ_BATCHAI_JOB_MOUNT_ROOT/scripts/train.py"]}
        serve = {**look, "linger": FOREVER}
        servers = [start_task(run, hosts, "ps", i, serve, 2) for i in range(2)]
        for server in servers:
            server.until_recorded()
        workers = [start_task(run, hosts, "worker", i, look, 4 * (i % 2) or None) for i in range(5)]
        all_end(workers, 0)
        servers_end(servers)
        for name, group in (("worker", workers), ("ps", servers)):
            for index, process in enumerate(group):
                record = one(process.records())
                own, more = name, []
                if name == "worker":
                    own = "worker" if index else "master"
                    more = ["--data", digits(run)] if index else ["--save", models(run)]
                environment = record["env"]
                script = environment["AZ_BATCHAI_JOB_MOUNT_ROOT"] + "/scripts/train.py"
                same(record["argv"], [script] + tensorflow_arguments(hosts, own, index) + more)
                same(record["read"], ["script"])
                same(environment["AZ_BATCHAI_TASK_INDEX"], str(index))
                same(environment["AZ_BATCHAI_WORKER_HOSTS"], ",".join(hosts["worker"]))
                same(environment["AZ_BATCHAI_PS_HOSTS"], ",".join(hosts["ps"]))
                same(environment["AZ_BATCHAI_INPUT_DATASET"], digits(run))
                same(environment["AZ_BATCHAI_OUTPUT_MODEL"], models(run))


@case
def server_waits_for_the_last_worker_even_one_that_fails(start):
    hosts = cluster(2, 1)
    with start("tensorflow-equal") as run:
        server = start_task(run, hosts, "ps", 0, {"linger": FOREVER})
        server.until_recorded()
        first = start_task(run, hosts, "worker", 0)
        second = start_task(run, hosts, "worker", 1, {"linger": 6, "exit": 3})
        ends(first, 0)
        second.until_recorded()
        same(server.popen.poll(), None, "the server serves while a worker runs")
        ends(second, 3)
        servers_end([server])
        for index, worker in enumerate((first, second)):
            same(one(worker.records())["argv"][1:], tensorflow_arguments(hosts, "worker", index))


@case
def server_that_fails_ends_with_its_code(start):
    with start("tensorflow-equal") as run:
        ends(start_task(run, cluster(2, 1), "ps", 0, {"exit": 4}), 4)


@case
def worker_that_is_stopped_leaves_its_mark(start):
    hosts = cluster(2, 1)
    with start("tensorflow-equal") as run:
        worker = start_task(run, hosts, "worker", 1, {"linger": FOREVER})
        worker.until_recorded()
        for pid in worker.session():
            os.kill(pid, 15)
        same(worker.wait() != 0, True, "a stopped worker has not succeeded")
        server = start_task(run, hosts, "ps", 0, {"linger": FOREVER})
        server.until_recorded()
        ends(start_task(run, hosts, "worker", 0), 0)
        servers_end([server])


@case
def no_role_is_an_error(start):
    with start("tensorflow-equal") as run:
        for config in ({}, {"TF_CONFIG": "{}"}):
            process = run.start(variables=config)
            same(process.wait() != 0, True, "exit code")
            same(process.records(), [])


# Ranks.

@case
def pytorch_ranks_meet_and_the_surplus_ends(start):
    with start("pytorch-gloo") as run:
        same(run.job["distribution"], {"type": "pytorch", "process_count_per_instance": 2})
        same(run.job["resources"]["instance_count"], 2)
        run.seed("acct_scripts_files", "train.py", text="script")
        plan = {"": {"read": ["$AZ_BATCHAI_JOB_MOUNT_ROOT/scripts/train.py"]}}
        processes = [run.start(i // 2, torch(i, i % 2, 4), plan) for i in range(4)]
        all_end(processes, 0)
        same(processes[3].records(), [], "three processes were asked for")
        for rank, process in enumerate(processes[:3]):
            record = one(process.records())
            environment = record["env"]
            same(record["argv"][1:], ["--url", "tcp://10.0.0.4:6105", "--rank", str(rank),
                                      "--data", digits(run)])
            same(record["argv"][0], environment["AZ_BATCHAI_JOB_MOUNT_ROOT"] + "/scripts/train.py")
            same(environment["AZ_BATCHAI_TASK_INDEX"], str(rank))
            same(environment["WORLD_SIZE"], "3")
            same(record["read"], ["script"])


@case
def preparation_runs_once_on_each_node_before_any_rank(start):
    with start("horovod-preparation") as run:
        same(run.job["distribution"], {"type": "mpi", "process_count_per_instance": 2})
        run.seed("acct_scripts_files", "train.py", text="script")
        plan = {"prepare": {"sleep": 1, "write": [["$LEVEL", "up"]]},
                "": {"read": ["$AZ_BATCHAI_JOB_MOUNT_ROOT/scripts/train.py", "$LEVEL"]}}
        processes = [run.start(i // 2, mpi(i, "open" if i < 2 else "intel"), plan)
                     for i in range(4)]
        all_end(processes, 0)
        for node in range(2):
            records = processes[2 * node].records() + processes[2 * node + 1].records()
            preparation = one([r for r in records if r["argv"][0] == "prepare"])
            root, temp = f"{run.node(node)}/mounts", f"{run.node(node)}/temp"
            same(preparation["argv"], ["prepare", f"{root}/scripts"])
            ranks = [r for r in records if r["argv"][0] != "prepare"]
            same(len(ranks), 2, "every rank runs")
            for record in ranks:
                same(record["started"] >= preparation["ended"], True, "the preparation is first")
                same(record["argv"],
                     [f"{root}/scripts/train.py", "--temp", temp, "--data", digits(run), "--rank",
                      record["env"].get("OMPI_COMM_WORLD_RANK") or record["env"]["PMI_RANK"]])
                same(record["read"], ["script", "up"])
                same(record["env"]["LEVEL"], f"{temp}/level")


@case
def preparation_that_fails_ends_every_rank(start):
    with start("horovod-preparation") as run:
        plan = {"prepare": {"sleep": 0.5, "exit": 9}}
        processes = [run.start(0, mpi(i), plan) for i in range(2)]
        all_end(processes, 9)
        late = run.start(0, mpi(1), plan)
        ends(late, 9)
        records = [r for p in processes + [late] for r in p.records()]
        same([r["argv"][0] for r in records], ["prepare"])


@case
def rank_of_mpi_has_its_own_exit_code(start):
    with start("horovod-preparation") as run:
        processes = [run.start(0, mpi(i), {"": {"exit": 3 * i}, "prepare": {}}) for i in range(2)]
        ends(processes[0], 0)
        ends(processes[1], 3)


@case
def custom_line_runs_on_the_first_node_only(start):
    with start("custom-nodes") as run:
        same(run.job["distribution"], {"type": "pytorch", "process_count_per_instance": 1})
        same(run.job["resources"]["instance_count"], 3)
        run.seed("acct_scripts_files", "train.py", text="script")
        plan = {"": {"read": ["train.py"], "write": [["$AZ_BATCHAI_OUTPUT_MODEL/m", "weights"]]}}
        processes = [run.start(i, torch(i, 0, 3), plan) for i in range(3)]
        all_end(processes, 0)
        same([len(p.records()) for p in processes], [1, 0, 0])
        record = one(processes[0].records())
        same(record["argv"], ["train.py", "--out", models(run)])
        same(record["read"], ["script"])
        same(saved(run, "m"), "weights")


# The launchers themselves.

@case
def launchers_are_clean(start):
    found = sorted(script for bundle in start.bundles.values()
                   for script in bundle.glob("jobs/*/code/launch.sh"))
    same(len(found) > 15, True, "there are launchers")
    check_launchers(found)


def check_launchers(found):
    same(len(found) > 0, True, "there are launchers")
    for script in found:
        text = script.read_bytes()
        same(b"\r" in text, False, f"{script}: line ends")
        same(text.endswith(b"\n"), True, f"{script}: last line end")
        checks = [["bash", "-n", str(script)]]
        if shutil.which("shellcheck"):
            checks.append(["shellcheck", "-s", "bash", str(script)])
        for check in checks:
            result = subprocess.run(check, capture_output=True, text=True, timeout=60, check=False)
            same((result.returncode, result.stdout + result.stderr), (0, ""), " ".join(check))


class Starter:
    """The converted jobs: those of a folder with a file `args` are converted with these."""

    def __init__(self, program, testdata, folder):
        self.folder = folder / "runs"
        self.bundles = {}  # from the case's arguments to the bundle
        self.bundle_of = {}
        cases = {}
        for case_folder in sorted(testdata.iterdir()):
            args = case_folder / "args"
            more = tuple(args.read_text("utf-8").split("\n")[:-1]) if args.exists() else ()
            cases.setdefault(more, []).append(case_folder)
        for more, folders in cases.items():
            bundle = folder / f"bundle-{len(self.bundles)}"
            self.bundles[more] = bundle
            convert(program, [str(f) for f in folders] + list(more), bundle)
            self.bundle_of.update({f.name: bundle for f in folders})

    def __call__(self, job):
        return Run(self.bundle_of[job], job, self.folder)


def convert(program, arguments, bundle):
    result = subprocess.run(
        [program, "convert", *arguments, "--storage-account-name", "acct", "--compute", "gpu",
         "-d", bundle], capture_output=True, text=True, timeout=60, check=False)
    if result.returncode != 0:
        sys.exit(f"convert: exit code {result.returncode}\n{result.stdout}{result.stderr}")


def attempt(function, start):
    try:
        function(start)
        return ""
    except Exception:  # pylint: disable=broad-except
        return traceback.format_exc(limit=-2)


def main():
    program, testdata, *names = sys.argv[1:]
    chosen = [c for c in CASES if not names or c.__name__ in names]
    if not chosen:
        sys.exit("no such case")
    with tempfile.TemporaryDirectory(prefix="b2a-launcher-") as folder:
        start = Starter(program, pathlib.Path(testdata), pathlib.Path(folder))
        with concurrent.futures.ThreadPoolExecutor(max_workers=6) as pool:
            results = list(pool.map(lambda c: attempt(c, start), chosen))
    failed = 0
    for function, error in zip(chosen, results):
        print("failed" if error else "ok    ", function.__name__.replace("_", " "))
        if error:
            failed += 1
            print(error)
    print(f"{len(chosen)} cases, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
