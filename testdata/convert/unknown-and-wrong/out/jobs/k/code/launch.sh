#!/bin/bash
# Starts one process of Batch AI job "k"; Azure ML runs this once for each rank.
# Made by batchai-to-amlcompute 0.1.0 from k.job.json (sha256 4a8707e7f2ac).

# The volumes, under the names the job knows.
node=/tmp/batchai-${AZUREML_RUN_ID:?}
export AZ_BATCHAI_JOB_TEMP=$node/temp AZ_BATCHAI_JOB_TEMP_DIR=$node/temp
mkdir -p "$node/temp"
AZ_BATCHAI_JOB_MOUNT_ROOT=$(mktemp -d "$node/mounts.XXXXXX")
export AZ_BATCHAI_JOB_MOUNT_ROOT

# Rank and meeting point.
export AZ_BATCHAI_TASK_INDEX=${RANK:?}
export AZ_BATCHAI_PYTORCH_INIT_METHOD=tcp://${MASTER_ADDR:?}:${MASTER_PORT:?}

# The job's own line, as it stands in k.job.json.
# shellcheck disable=all
python a.py
