"""The cases of the toolkits and of the options that lay processes out."""

import json

from checks import all_end, case, cluster, ends, mpi, one, same, tf_config, torch


def script(record):
    return record["env"]["AZ_BATCHAI_JOB_MOUNT_ROOT"] + "/scripts/train.py"


def read_script(run):
    run.seed("acct_scripts_files", "train.py", text="script")
    return {"read": ["$AZ_BATCHAI_JOB_MOUNT_ROOT/scripts/train.py"]}


def ranks_of(records):
    return sorted(r["env"].get("OMPI_COMM_WORLD_RANK") or r["env"]["PMI_RANK"] for r in records)


# Toolkits that MPI starts.

@case
def chainer_runs_every_rank_of_the_larger_world(start):
    with start("chainer-remainder") as run:
        same(run.job["distribution"], {"type": "mpi", "process_count_per_instance": 2})
        plan = {"prepare": {"sleep": 0.3}, "": read_script(run)}
        processes = [run.start(i // 2, mpi(i, "open" if i < 2 else "intel"), plan)
                     for i in range(4)]
        all_end(processes, 0)
        records = [r for p in processes for r in p.records()]
        same(len([r for r in records if r["argv"][0] == "prepare"]), 2, "once on each node")
        ranks = [r for r in records if r["argv"][0] != "prepare"]
        same(ranks_of(ranks), ["0", "1", "2", "3"], "three were asked for, and none can leave")
        for record in ranks:
            same(record["argv"][0], script(record))
            same(record["read"], ["script"])


@case
def cntk_hears_the_environment_of_its_image(start):
    with start("cntk-python") as run:
        same(run.job["distribution"], {"type": "mpi", "process_count_per_instance": 1})
        read_script(run)
        activate = run.folder / "cntk" / "activate-cntk"
        activate.parent.mkdir()
        activate.write_text("export ACTIVE=yes\nfalse\n", "utf-8")
        for moved, heard in (({"/cntk/": f"{activate.parent}/"}, "yes"), (None, None)):
            node = 0 if moved else 1
            process = run.start(node, mpi(node), moved=moved)
            ends(process, 0)
            preparation, job = process.records()
            for record in (preparation, job):
                same(record["env"].get("ACTIVE"), heard)


@case
def brain_script_is_given_to_cntk(start):
    with start("cntk-brainscript") as run:
        same("code" in run.job, False, "no launcher is needed")
        activate = run.folder / "activate-cntk"
        activate.write_text("export ACTIVE=yes; false\n", "utf-8")
        for moved, heard in (({"/cntk/activate-cntk": str(activate)}, "yes"), (None, None)):
            process = run.start(moved=moved)
            ends(process, 0)
            record = one(process.records())
            environment = record["env"]
            same(record["program"], "cntk")
            same(record["argv"], [f"configFile={environment['AZ_BATCHAI_INPUT_CONFIG']}/net.cntk",
                                  "rootDir=.", f"outputDir={environment['AZ_BATCHAI_OUTPUT_MODEL']}",
                                  "a b"])
            same(environment.get("ACTIVE"), heard)


@case
def solver_is_given_to_caffe(start):
    with start("caffe-solver") as run:
        process = run.start(plan={"": {"exit": 3}})
        ends(process, 3)
        record = one(process.records())
        same(record["program"], "caffe")
        same(record["argv"], ["train",
                              f"--solver={run.mounted('acct_scripts_files')}/solver.prototxt",
                              "-gpu", "all"])


@case
def custom_mpi_runs_its_line_in_each_rank(start):
    with start("custom-mpi") as run:
        same(run.job["distribution"], {"type": "mpi", "process_count_per_instance": 2})
        run.seed("acct_scripts_files", "train.py", text="script")
        plan = {"": {"read": ["train.py"]}}
        processes = [run.start(i // 2, mpi(i), plan) for i in range(4)]
        all_end(processes, 0)
        for rank, process in enumerate(processes):
            same(one(process.records())["argv"], ["train.py", "--rank", str(rank)])


@case
def custom_mpi_alone_is_rank_0_of_1(start):
    with start("custom-mpi-alone") as run:
        same("distribution" in run.job, False)
        process = run.start()
        ends(process, 0)
        record = one(process.records())
        same(record["argv"][1:], ["--rank", "0"])
        same(record["env"]["OMPI_COMM_WORLD_SIZE"], "1")
        same(record["env"]["OMPI_COMM_WORLD_LOCAL_RANK"], "0")


@case
def pytorch_under_mpi_has_ranks_and_a_meeting_point(start):
    with start("pytorch-mpi") as run:
        same(run.job["distribution"], {"type": "mpi", "process_count_per_instance": 2})
        plan = {"": read_script(run)}
        named = [{"AZ_BATCHAI_MPI_MASTER_NODE": "10.0.0.4"}, {"AZ_BATCH_MASTER_NODE": "10.0.0.4:6000"}]
        processes = [run.start(i // 2, {**mpi(i, "open" if i < 2 else "intel"), **named[i % 2]}, plan)
                     for i in range(4)]
        all_end(processes, 0)
        for rank, process in enumerate(processes):
            same(one(process.records())["argv"][1:],
                 ["--url", "tcp://10.0.0.4:6105", "--rank", str(rank), "--backend", "mpi"])
        same(run.start(0, mpi(0)).wait() != 0, True, "nobody says which node is the first")


# Caffe2.

@case
def caffe2_processes_meet_in_the_shared_folder(start):
    with start("caffe2") as run:
        same(run.job["distribution"], {"type": "pytorch", "process_count_per_instance": 1})
        same(run.job["outputs"]["shared_temp"], {"type": "uri_folder", "mode": "rw_mount"})
        read_script(run)
        first = run.start(0, torch(0, 0, 2),
                          {"": {"write": [["$AZ_BATCHAI_SHARED_JOB_TEMP/here", "first"]]}})
        ends(first, 0)
        second = run.start(1, torch(1, 0, 2), {"": {"read": ["$AZ_BATCHAI_SHARED_JOB_TEMP/here"]}})
        ends(second, 0)
        same(one(second.records())["read"], ["first"])
        for index, process in enumerate((first, second)):
            record = one(process.records())
            same(record["argv"][1:], ["--shard_id", str(index), "--file_store_path",
                                      record["env"]["AZ_BATCHAI_SHARED_JOB_TEMP"]])


@case
def caffe2_on_one_node_has_a_folder_there(start):
    with start("caffe2-one-node") as run:
        same("distribution" in run.job or "outputs" in run.job, False)
        shared = f"{run.node(0)}/shared"
        process = run.start(plan={"prepare": {"write": [["$AZ_BATCHAI_SHARED_JOB_TEMP/a", "a"]]},
                                  "": {"read": ["$AZ_BATCHAI_SHARED_JOB_TEMP/a"]}})
        ends(process, 0)
        preparation, job = process.records()
        same(preparation["argv"], ["prepare", shared])
        same(job["argv"][1:], ["--shard_id", "0", "--file_store_path", shared])
        same(job["read"], ["a"])


# Lines that started MPI themselves.

@case
def open_mpi_of_the_line_makes_way(start):
    with start("mpirun-open") as run:
        same(run.job["distribution"], {"type": "mpi", "process_count_per_instance": 1})
        plan = {"prepare": {}, "": read_script(run)}
        processes = [run.start(i, mpi(i), plan) for i in range(2)]
        all_end(processes, 0)
        for node, process in enumerate(processes):
            preparation, job = process.records()
            same(job["argv"], [script(job), "a b"])
            same(job["read"], ["script"])
            for record in (preparation, job):
                same(record["env"]["OMPI_MCA_btl_tcp_if_exclude"], "docker0,lo")
                same(record["env"]["LEVEL"], "debug level")
            same(job["env"]["PLACE"], f"{run.node(node)}/temp/place")


@case
def intel_mpi_of_the_line_makes_way(start):
    with start("mpirun-intel") as run:
        same(run.job["distribution"], {"type": "mpi", "process_count_per_instance": 4})
        same(run.job["resources"]["instance_count"], 2)
        plan = {"prepare": {"write": [["$AZ_BATCHAI_JOB_TEMP/vars.sh", "export VARS=yes"],
                                      ["$AZ_BATCHAI_JOB_TEMP/benchmarks/train.py", "benchmark"]]},
                "": {"read": ["train.py"]}}
        processes = [run.start(i // 4, mpi(i, "intel"), plan) for i in range(8)]
        all_end(processes, 0)
        records = [r for p in processes for r in p.records()]
        ranks = [r for r in records if r["argv"][0] != "prepare"]
        same(ranks_of(ranks), [str(i) for i in range(8)])
        same(len(records), 10, "each node is prepared once")
        for record in ranks:
            same(record["argv"], ["train.py", "--model", "resnet101"])
            same(record["read"], ["benchmark"])
            same(record["env"]["VARS"], "yes")
            same(record["env"]["I_MPI_FABRICS"], "dapl")
            same(record["env"]["I_MPI_DYNAMIC_CONNECTION"], "0")


# Options.

@case
def single_node_drops_the_idle_ones(start):
    with start("custom-one-node") as run:
        same("distribution" in run.job or "code" in run.job, False)
        same(run.job["resources"]["instance_count"], 1)
        run.seed("acct_scripts_files", "train.py", text="script")
        process = run.start()
        ends(process, 0)
        same(one(process.records())["argv"], [f"{run.mounted('acct_scripts_files')}/train.py"])


@case
def processes_per_node_decides(start):
    with start("processes-per-node") as run:
        same(run.job["distribution"], {"type": "pytorch", "process_count_per_instance": 2})
        plan = {"": read_script(run)}
        processes = [run.start(i // 2, torch(i, i % 2, 4), plan) for i in range(4)]
        all_end(processes, 0)
        for rank, process in enumerate(processes):
            record = one(process.records())
            same(record["argv"][1:], ["--rank", str(rank)])
            same(record["env"]["WORLD_SIZE"], "4")


@case
def tensorflow_spreads_its_tasks_and_has_a_master(start):
    hosts = cluster(2, 1)
    with start("tensorflow-spread") as run:
        same(run.job["resources"]["instance_count"], 3)
        same(run.job["distribution"],
             {"type": "tensorflow", "worker_count": 2, "parameter_server_count": 1})
        read_script(run)
        tasks = [("worker", 0, None), ("worker", 1, 2), ("ps", 0, 4)]
        processes = [run.start(node, tf_config(hosts, role, index, indent))
                     for node, (role, index, indent) in enumerate(tasks)]
        all_end(processes, 0)
        for process, (role, index, _), name in zip(processes, tasks, ("master", "worker", "ps")):
            record = one(process.records())
            same(record["argv"][1:], [name])
            same(json.loads(record["env"]["TF_CONFIG"]),
                 {"cluster": hosts, "task": {"type": name if name == "master" else role,
                                             "index": index}, "environment": "cloud"})


@case
def every_variable_is_given_and_every_volume_bound(start):
    with start("every-variable") as run:
        run.seed("acct_data_blob", "a.txt", text="data")
        root = "$AZ_BATCHAI_JOB_MOUNT_ROOT"
        hosts = {"AZ_BATCH_HOST_LIST": "10.0.0.4,10.0.0.5"}
        plan = {"": {"read": [f"{root}/data/a.txt", "$AZ_BATCHAI_MPI_HOST_FILE"],
                     "write": [["$AZ_BATCHAI_STDOUTERR_DIR/log", "said"],
                               ["$AZ_BATCHAI_JOB_TEMP/a", "a"],
                               ["$AZ_BATCHAI_SHARED_JOB_TEMP/a", "a"]]}}
        processes = [run.start(i, {**torch(i, 0, 2), **(hosts if i else {})}, plan)
                     for i in range(2)]
        all_end(processes, 0)
        for index, process in enumerate(processes):
            record = one(process.records())
            environment = record["env"]
            same(record["read"], ["data", "10.0.0.4\n10.0.0.5\n" if index else "\n"])
            same(environment["AZ_BATCHAI_TASK_INDEX"], str(index))
            same(environment["AZ_BATCHAI_NUM_GPUS"], "0")
            same(environment["AZ_BATCHAI_PYTORCH_INIT_METHOD"], "tcp://10.0.0.4:6105")
            same(environment["AZ_BATCHAI_PYTORCH_BACKEND"], "gloo")
            same("AZ_BATCHAI_MOUNT_ROOT" in environment, True)
            same((process.folder / "code" / "logs" / "log").read_text("utf-8"), "said")


@case
def list_of_nodes_is_given_or_refused(start):
    with start("node-list") as run:
        plan = {"": {**read_script(run)}}
        plan[""]["read"].append("$AZ_BATCHAI_MPI_HOST_FILE")
        hosts = {"AZ_BATCH_HOST_LIST": "10.0.0.4,10.0.0.5"}
        process = run.start(0, {**torch(0, 0, 2), **hosts}, plan)
        ends(process, 0)
        record = one(process.records())
        same(record["argv"][2:], ["0", record["env"]["AZ_BATCHAI_STDOUTERR_DIR"]])
        same(record["read"], ["script", "10.0.0.4\n10.0.0.5\n"])
        refused = run.start(0, torch(0, 0, 2), plan)
        same(refused.wait() != 0, True, "nobody says which nodes there are")
        same("Azure ML does not say which nodes the job has" in refused.err, True, refused.err)
    with start("node-list-alone") as run:
        process = run.start(plan={"": {"read": ["$AZ_BATCHAI_MPI_HOST_FILE"]}})
        ends(process, 0)
        record = one(process.records())
        same(record["argv"][2:], ["localhost"])
        same(record["read"], ["localhost\n"])
