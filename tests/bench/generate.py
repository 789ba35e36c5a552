#!/usr/bin/env python3
"""Writes N different Batch AI definitions below FOLDER: what a team of many years left behind.

usage: generate.py N FOLDER
Deterministic: the same N gives the same bytes. A thousand definitions to a folder, the first of
them the folder's cluster; the jobs take turns in toolkit, image, mounts and arguments.
"""

import json
import pathlib
import sys

PER_FOLDER = 1000
SIZES = ["STANDARD_NC6", "STANDARD_NC24r", "STANDARD_D2_V2", "STANDARD_NC12S_V3"]
ROOT = "$AZ_BATCHAI_JOB_MOUNT_ROOT"


def cluster(index):
    scale = {"manual": {"targetNodeCount": 1 + index // PER_FOLDER % 8}}
    if index // PER_FOLDER % 2:
        scale = {"autoScale": {"minimumNodeCount": 0, "maximumNodeCount": 4, "initialNodeCount": 1}}
    return {
        "properties": {
            "vmSize": SIZES[index // PER_FOLDER % len(SIZES)],
            "vmPriority": "dedicated",
            "scaleSettings": scale,
            "userAccountSettings": {"adminUserName": f"ops{index}", "adminUserPassword": "not-a-password"},
        }
    }


def tensorflow(index):
    return {
        "tensorFlowSettings": {
            "pythonScriptFilePath": f"{ROOT}/scripts/train_{index}.py",
            "masterCommandLineArgs": f"--steps {100 + index} --data $AZ_BATCHAI_INPUT_CORPUS"
            " --model $AZ_BATCHAI_OUTPUT_MODEL",
        }
    }


def tensorflow_distributed(index):
    flags = (
        f"--run {index} --ps $AZ_BATCHAI_PS_HOSTS --workers $AZ_BATCHAI_WORKER_HOSTS"
        " --task $AZ_BATCHAI_TASK_INDEX --model $AZ_BATCHAI_OUTPUT_MODEL"
    )
    return {
        "tensorFlowSettings": {
            "parameterServerCount": 1,
            "workerCount": 2 + index % 3,
            "pythonScriptFilePath": f"{ROOT}/scripts/replica.py",
            "masterCommandLineArgs": f"--role worker {flags}",
            "workerCommandLineArgs": f"--role worker {flags}",
            "parameterServerCommandLineArgs": f"--role ps {flags}",
        }
    }


def pytorch(index):
    return {
        "pyTorchSettings": {
            "pythonScriptFilePath": f"{ROOT}/scripts/classify_{index % 17}.py",
            "communicationBackend": ["gloo", "nccl", "tcp"][index % 3],
            "processCount": 2 + index % 3,
            "commandLineArgs": f"--init $AZ_BATCHAI_PYTORCH_INIT_METHOD --seed {index}",
        }
    }


def horovod(index):
    return {
        "horovodSettings": {
            "pythonScriptFilePath": f"{ROOT}/scripts/rings/allreduce.py",
            "commandLineArgs": f"--epochs {1 + index % 90} --out $AZ_BATCHAI_OUTPUT_MODEL",
            "processCount": 2 + index % 3,
        }
    }


def custom(index):
    return {
        "customToolkitSettings": {
            "commandLine": f"cd {ROOT}/scripts && ./prepare.sh '{index} of many' && "
            f"python fit.py --in $AZ_BATCHAI_INPUT_CORPUS | tee {ROOT}/logs/fit_{index}.log"
        }
    }


TOOLKITS = [tensorflow, tensorflow_distributed, pytorch, horovod, custom]
IMAGES = ["tensorflow/tensorflow:1.8.0-gpu", "tensorflow/tensorflow:1.4.0", "team/torch:0.4", "team/mpi:3"]


def job(index):
    make = TOOLKITS[index % len(TOOLKITS)]
    nodes = 1 if make in (tensorflow, custom) else 2 + index % 3
    account = f"store{index % 7}"
    properties = {
        "nodeCount": nodes,
        **make(index),
        "stdOutErrPathPrefix": f"{ROOT}/logs",
        "inputDirectories": [{"id": "CORPUS", "path": f"{ROOT}/data/set{index % 23}"}],
        "outputDirectories": [
            {"id": "MODEL", "pathPrefix": f"{ROOT}/logs", "pathSuffix": f"models/{index}"}
        ],
        "mountVolumes": {
            "azureFileShares": [
                {
                    "azureFileUrl": f"https://{account}.file.core.windows.net/{share}",
                    "relativeMountPath": share,
                }
                for share in ("logs", "scripts")
            ],
            "azureBlobFileSystems": [
                {"accountName": account, "containerName": "data", "relativeMountPath": "data"}
            ],
        },
        "containerSettings": {"imageSourceRegistry": {"image": IMAGES[index % len(IMAGES)]}},
    }
    if index % 4 == 0:
        properties["environmentVariables"] = [
            {"name": "RUN_LABEL", "value": f"nightly {index}"},
            {"name": "DATA_ROOT", "value": f"{ROOT}/data"},
        ]
    if index % 6 == 0:
        properties["jobPreparation"] = {"commandLine": f"pip install --quiet wheel{index % 5}"}
    return {"properties": properties}


def main():
    count, folder = int(sys.argv[1]), pathlib.Path(sys.argv[2])
    for index in range(count):
        group = folder / f"team{index // PER_FOLDER:03}"
        if index % PER_FOLDER == 0:
            group.mkdir(parents=True, exist_ok=True)
            name, definition = "cluster.json", cluster(index)
        else:
            name, definition = f"run{index:06}.job.json", job(index)
        (group / name).write_text(json.dumps(definition, indent=4) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
