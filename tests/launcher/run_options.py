"""Converts each folder of testdata/launcher-options with its own options and runs its job.

usage: run_options.py PROGRAM TESTDATA [CASE…]

A folder holds in/ and args, one argument a line; @HERE stands for the folder.
"""

import concurrent.futures
import os
import pathlib
import subprocess
import sys
import tempfile

from azureml import Run
from run_launchers import (FOREVER, all_end, attempt, check_launchers, cluster, ends, mpi, one, same,
                           servers_end, start_task, torch)

CASES = []


def case(function):
    CASES.append(function)
    return function


def text(path):
    return path.read_text("utf-8")


def kept(run, name):
    return text(run.storage("acct_logs_files", run.name, "stdouterr", name))


def all_kept(run):
    folder = run.storage("acct_logs_files", run.name, "stdouterr")
    return sorted(path.name for path in folder.iterdir())


# Volumes.

@case
def mapped_volume_lies_in_the_datastore(start):
    with start("mapped") as run:
        run.seed("research", "from", "nfs", "train.py", text="script")
        run.seed("research", "from", "nfs", "digits", "a.txt", text="digits")
        root = "$AZ_BATCHAI_JOB_MOUNT_ROOT/nfs"
        main = run.start(plan={"": {
            "read": [f"{root}/train.py", "$AZ_BATCHAI_INPUT_DATASET/a.txt", f"{root}/digits/a.txt"],
            "write": [[f"{root}/out/run/m", "weights"]]}})
        ends(main, 0)
        same(one(main.records())["read"], ["script", "digits", "digits"])
        same(text(run.storage("research", "from", "nfs", "out", "run", "m")), "weights")


@case
def writable_folder_lies_below_the_one_that_is_named(start):
    with start("writable") as run:
        run.seed("acct_data_blob", "in.txt", text="input")
        run.seed("acct_data_blob", "out", "old.txt", text="old")
        root = "$AZ_BATCHAI_JOB_MOUNT_ROOT/data"
        main = run.start(plan={"": {"read": [f"{root}/in.txt", f"{root}/out/old.txt"],
                                    "write": [[f"{root}/out/new.txt", "new"]]}})
        ends(main, 0)
        record = one(main.records())
        same(record["read"], ["input", "old"])
        same(record["argv"][2], record["env"]["AZ_BATCHAI_JOB_MOUNT_ROOT"] + "/data")
        same(text(run.storage("acct_data_blob", "out", "new.txt")), "new")
        at = run.mounted("acct_data_blob", "out")
        same(at.rpartition("/")[2].startswith("outputs-"), True, "an output")


@case
def writable_volume_that_no_line_names(start):
    with start("writable-unnamed") as run:
        root = "$AZ_BATCHAI_JOB_MOUNT_ROOT/data"
        ends(run.start(plan={"": {"write": [[f"{root}/new.txt", "new"]]}}), 0)
        same(text(run.storage("acct_data_blob", "new.txt")), "new")


@case
def writable_input_directory(start):
    with start("writable-input") as run:
        run.seed("acct_data_blob", "cache", "old.txt", text="old")
        cache = "$AZ_BATCHAI_INPUT_CACHE"
        main = run.start(plan={"": {"read": [f"{cache}/old.txt"],
                                    "write": [[f"{cache}/new.txt", "new"]]}})
        ends(main, 0)
        at = run.mounted("acct_data_blob", "cache")
        same(one(main.records())["argv"], ["train.py", at])
        same(at.rpartition("/")[2].startswith("outputs-"), True, "an output")
        same(text(run.storage("acct_data_blob", "cache", "new.txt")), "new")


@case
def old_outputs_lie_where_they_are_named(start):
    with start("old-outputs") as run:
        run.seed("acct_data_blob", "models", "best", "old", text="old")
        root = "$AZ_BATCHAI_JOB_MOUNT_ROOT/data/models/best"
        main = run.start(plan={"": {
            "read": ["$AZ_BATCHAI_OUTPUT_MODEL/old", f"{root}/old"],
            "write": [["$AZ_BATCHAI_OUTPUT_MODEL/new", "new"], [f"{root}/x", "x"],
                      ["$AZ_BATCHAI_OUTPUT_LOGS/log", "log"]]}})
        ends(main, 0)
        same(one(main.records())["read"], ["old", "old"])
        best = run.storage("acct_data_blob", "models", "best")
        same([text(best / "new"), text(best / "x")], ["new", "x"])
        same(text(run.storage("acct_logs_files", run.name, "outputs", "log")), "log")


# Original paths.

@case
def volumes_are_where_they_were(start):
    with start("original-paths") as run:
        same("code" in run.job, False, "no launcher is needed")
        run.seed("acct_scripts_files", "train.py", text="script")
        run.seed("acct_data_blob", "my digits", "a", text="digits")
        jobs = f"{run.folder}/LS_root/jobs/team/digits/old"
        main = run.start(plan={"": {
            "read": [f"{jobs}/mounts/scripts/train.py", "$AZ_BATCHAI_INPUT_DATASET/a"],
            "write": [["$AZ_BATCHAI_OUTPUT_MODEL/m", "weights"],
                      [f"{jobs}/mounts/data/new", "new"]]}})
        ends(main, 0)
        record = one(main.records())
        same(record["argv"], [f"{jobs}/mounts/scripts/train.py", f"{jobs}/mounts/data",
                              f"{jobs}/mounts/data/x", f"{jobs}/outputs/MODEL"])
        same(record["read"], ["script", "digits"])
        environment = record["env"]
        same(environment["AZ_BATCHAI_JOB_MOUNT_ROOT"], f"{jobs}/mounts")
        same(environment["PLACE"], f"{jobs}/mounts/data/my digits/a:{jobs}/mounts/scripts")
        same(text(run.storage("acct_data_blob", "new")), "new")
        same(text(run.storage("acct_logs_files", run.name, "outputs", "models", "m")), "weights")


@case
def original_paths_need_no_links(start):
    with start("original-paths-preparation") as run:
        run.seed("acct_scripts_files", "train.py", text="script")
        mounts = f"{run.folder}/LS_root/jobs/original-paths-preparation/mounts"
        main = run.start(plan={"prepare": {"say": [["stdout", "made"]]},
                               "": {"read": ["$MADE", f"{mounts}/scripts/train.py"],
                                    "say": [["stderr", "trained"]]}})
        ends(main, 0)
        preparation, job = main.records()
        same(preparation["argv"], ["prepare", f"{mounts}/scripts"])
        same(job["argv"], [f"{mounts}/scripts/train.py"])
        same(job["read"], ["made", "script"])
        same(kept(run, "stderr.txt"), "trained")
        same(sorted(path.name for path in run.node(0).iterdir()), ["temp"])


# The code folder.

def code_files(run):
    folder = run.job_folder / "code"
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())


FILES = ["lib/tools.py", "mnist/sub dir/conf.yml", "mnist/train.py", "run.sh"]


@case
def code_folder_is_the_working_directory(start):
    with start("code-plain") as run:
        same(code_files(run), FILES)
        main = run.start(plan={"": {"read": ["mnist/train.py"]}})
        ends(main, 0)
        train, script = main.records()
        here = str(main.folder / "code")
        same(train["argv"], ["./mnist/train.py", "./mnist/sub dir/conf.yml", ".",
                             run.mounted("acct_scripts_files") + "/other", f"{here}/lib/tools.py"])
        same(script["argv"], ["from-run", "a"])
        same((train["cwd"], train["env"]["PYTHONPATH"]), (here, f"{here}/lib"))
        same(train["env"]["AZ_BATCHAI_INPUT_SCRIPTS"], here)


@case
def code_folder_of_a_line_that_moves(start):
    with start("code-launcher") as run:
        same(code_files(run), sorted(FILES + ["launch.sh", "batchai-launch.sh",
                                              "batchai-batchai-launch.sh"]))
        main = run.start(plan={"": {
            "read": ["$AZ_BATCHAI_JOB_MOUNT_ROOT/scripts/2018/mnist/train.py"]}, "from-run": {}})
        ends(main, 0)
        preparation, train, script = main.records()
        here = str(main.folder / "code")
        same(preparation["argv"], ["prepare", f"{here}/lib"])
        same(train["argv"], [f"{here}/mnist/train.py", "--data",
                             train["env"]["AZ_BATCHAI_JOB_MOUNT_ROOT"] + "/data"])
        same(train["read"], ["print('train')\n"])
        same((train["cwd"], script["argv"]), ("/tmp", ["from-run", "b"]))


# Standard output.

@case
def output_is_kept_and_shown_and_the_exit_code_stays(start):
    with start("keep-one") as run:
        plan = {"prepare": {"say": [["stdout", "ready\n"], ["stderr", "warning\n"]]},
                "": {"say": [["stdout", "step 1\n"], ["stderr", "loss\n"]], "exit": 5}}
        main = run.start(plan=plan)  # leaves a process behind that holds the output
        ends(main, 5)
        same((main.out, main.err), ("ready\nstep 1\n", "warning\nloss\n"))
        same((kept(run, "stdout.txt"), kept(run, "stderr.txt")), ("step 1\n", "loss\n"))
        same(kept(run, "stdout-job_prep.txt"), "ready\n")
        same(kept(run, "stderr-job_prep.txt"), "warning\n")
        same(len(all_kept(run)), 4)


@case
def preparation_that_fails_keeps_what_it_said(start):
    with start("keep-one") as run:
        main = run.start(plan={"prepare": {"say": [["stderr", "no such package\n"]], "exit": 7}})
        ends(main, 7)
        same(kept(run, "stderr-job_prep.txt"), "no such package\n")
        same(all_kept(run), ["stderr-job_prep.txt", "stdout-job_prep.txt"])


@case
def every_task_of_tensorflow_has_its_files(start):
    hosts = cluster(2, 1)
    with start("keep-tensorflow") as run:
        server = start_task(run, hosts, "ps", 0, {"say": [["stdout", "serving"]],
                                                  "linger": FOREVER})
        server.until_recorded()
        workers = [start_task(run, hosts, "worker", i, {"say": [["stdout", f"worker {i}"]],
                                                        "exit": 3 * i}) for i in range(2)]
        ends(workers[0], 0)
        ends(workers[1], 3)
        servers_end([server])
        same([one(p.records())["argv"][1] for p in workers + [server]], ["master", "worker", "ps"])
        same([kept(run, f"stdout-{name}.txt") for name in ("wk-0", "wk-1", "ps-0")],
             ["worker 0", "worker 1", "serving"])
        same([p.out for p in workers], ["worker 0", "worker 1"])


@case
def every_rank_of_pytorch_has_its_files(start):
    with start("keep-pytorch") as run:
        plan = {"": {"say": [["stdout", "rank $RANK"]]}}
        all_end([run.start(i, torch(i, 0, 2), plan) for i in range(2)], 0)
        same(all_kept(run), [f"std{s}-{i}.txt" for s in ("err", "out") for i in range(2)])
        same([kept(run, f"stdout-{i}.txt") for i in range(2)], ["rank 0", "rank 1"])


@case
def first_rank_of_mpi_has_the_old_name(start):
    with start("keep-horovod") as run:
        plan = {"": {"say": [["stdout", "rank"]], "exit": 0}, "prepare": {"say": [["stdout", "p"]]}}
        nodes = [{**mpi(i), "AZ_BATCH_NODE_ID": f"tvm-{i}"} for i in range(2)]
        all_end([run.start(i, nodes[i], plan) for i in range(2)], 0)
        same(all_kept(run), [f"std{s}{n}.txt" for s in ("err", "out")
                             for n in ("-1", "-job_prep-tvm-0", "-job_prep-tvm-1", "")])
        same([kept(run, f"stdout{n}.txt") for n in ("", "-1")], ["rank", "rank"])


@case
def launchers_are_clean(start):
    check_launchers(sorted(pathlib.Path(start.bundle).glob("*/jobs/*/code/*launch.sh")))


class Starter:
    def __init__(self, bundle, folder):
        self.bundle = bundle
        self.folder = folder

    def __call__(self, job):
        bundle = os.path.join(self.bundle, job)
        [name] = os.listdir(os.path.join(bundle, "jobs"))
        return Run(bundle, name, self.folder)


def convert(program, testdata, bundles):
    for folder in sorted(pathlib.Path(testdata).iterdir()):
        arguments = text(folder / "args").replace("@HERE", str(folder)).splitlines()
        result = subprocess.run(
            [program, "convert", str(folder / "in"), "--storage-account-name", "acct", "--compute",
             "gpu", "-d", os.path.join(bundles, folder.name), *arguments],
            capture_output=True, text=True, timeout=60, check=False)
        if result.returncode != 0:
            sys.exit(f"{folder.name}: exit code {result.returncode}\n{result.stdout}{result.stderr}")


def main():
    program, testdata, *names = sys.argv[1:]
    chosen = [c for c in CASES if not names or c.__name__ in names]
    if not chosen:
        sys.exit("no such case")
    with tempfile.TemporaryDirectory(prefix="b2a-launcher-") as folder:
        bundles = os.path.join(folder, "bundles")
        convert(program, testdata, bundles)
        start = Starter(bundles, os.path.join(folder, "runs"))
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
