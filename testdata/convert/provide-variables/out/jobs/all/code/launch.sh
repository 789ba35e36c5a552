#!/bin/bash
# Starts one process of Batch AI job "all"; Azure ML runs this once for each rank.
# Made by batchai-to-amlcompute 0.1.0 from all.job.json (sha256 566eadf6b0ef).

# Given by `command` in job.yml.
: "${MOUNT_RUNS:?}" "${MOUNT_CODE:?}" "${AZ_BATCHAI_SHARED_JOB_TEMP:?}"
: "${AZ_BATCHAI_OUTPUT_MODEL:?}"

# The volumes, under the names the job knows.
node=/tmp/batchai-${AZUREML_RUN_ID:?}
export AZ_BATCHAI_JOB_TEMP=$node/temp AZ_BATCHAI_JOB_TEMP_DIR=$node/temp
mkdir -p "$node/temp"
AZ_BATCHAI_JOB_MOUNT_ROOT=$(mktemp -d "$node/mounts.XXXXXX")
AZ_BATCHAI_MOUNT_ROOT=$(mktemp -d "$node/cluster-mounts.XXXXXX")
export AZ_BATCHAI_JOB_MOUNT_ROOT AZ_BATCHAI_MOUNT_ROOT
ln -s "$MOUNT_RUNS" "$AZ_BATCHAI_JOB_MOUNT_ROOT/runs"
ln -s "$MOUNT_CODE" "$AZ_BATCHAI_JOB_MOUNT_ROOT/code"

# Rank and meeting point.
export AZ_BATCHAI_TASK_INDEX=${RANK:?}

# Variables of the job.
AZ_BATCHAI_NUM_GPUS=$(nvidia-smi -L 2>/dev/null | wc -l)
export AZ_BATCHAI_NUM_GPUS
export AZ_BATCHAI_STDOUTERR_DIR=$PWD/logs   # kept with the run
mkdir -p "$AZ_BATCHAI_STDOUTERR_DIR"
export AZ_BATCHAI_SHARED_JOB_TEMP
AZ_BATCHAI_MPI_HOST_FILE=$(mktemp)
tr , '\n' <<< "${AZ_BATCH_HOST_LIST-}" > "$AZ_BATCHAI_MPI_HOST_FILE"
export AZ_BATCHAI_MPI_HOST_FILE

# The job's own line, as it stands in all.job.json.
# shellcheck disable=all
python $AZ_BATCHAI_JOB_MOUNT_ROOT/code/c2.py
