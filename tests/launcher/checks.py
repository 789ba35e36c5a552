"""What the cases stand on: a list of them, comparisons, and the variables of each kind of process."""

import json

CASES = []


def case(function):
    CASES.append(function)
    return function


def same(found, wanted, what=""):
    if found != wanted:
        raise AssertionError(f"{what}\n   found  {found!r}\n   wanted {wanted!r}")


def one(records):
    same(len(records), 1, "number of records")
    return records[0]


def ends(process, code):
    found = process.wait()
    same(found, code, f"exit code; standard error: {process.err}")


def all_end(processes, code):
    for process in processes:
        ends(process, code)


def cluster(workers, servers):
    return {"worker": [f"10.0.0.{i + 4}:2222" for i in range(workers)],
            "ps": [f"10.0.1.{i + 4}:2223" for i in range(servers)]}


def tf_config(hosts, role, index, indent=None):
    return {"TF_CONFIG": json.dumps({"cluster": hosts, "task": {"type": role, "index": index},
                                     "environment": "cloud"}, indent=indent)}


def torch(rank, local, world):
    return {"RANK": str(rank), "LOCAL_RANK": str(local), "WORLD_SIZE": str(world),
            "NODE_RANK": str(rank // 2), "MASTER_ADDR": "10.0.0.4", "MASTER_PORT": "6105"}


def mpi(rank, flavour="open"):
    if flavour == "open":
        return {"OMPI_COMM_WORLD_RANK": str(rank), "OMPI_COMM_WORLD_SIZE": "4",
                "OMPI_COMM_WORLD_LOCAL_RANK": str(rank % 2), "OMPI_COMM_WORLD_LOCAL_SIZE": "2"}
    return {"PMI_RANK": str(rank), "PMI_SIZE": "4", "MPI_LOCALRANKID": str(rank % 2)}
