#!/bin/bash
# Starts one process of Batch AI job "names"; Azure ML's mpirun runs this once for each rank.
# Made by batchai-to-amlcompute 0.1.0 from names.job.json (sha256 416c90af0e79).

# Given by `command` in job.yml.
: "${MOUNT_CODE:?}" "${AZ_BATCHAI_OUTPUT_MODEL:?}"

# The volumes, under the names the job knows.
node=/tmp/batchai-${AZUREML_RUN_ID:?}
export AZ_BATCHAI_JOB_TEMP=$node/temp AZ_BATCHAI_JOB_TEMP_DIR=$node/temp
mkdir -p "$node/temp"
AZ_BATCHAI_JOB_MOUNT_ROOT=$(mktemp -d "$node/mounts.XXXXXX")
export AZ_BATCHAI_JOB_MOUNT_ROOT
ln -s "$MOUNT_CODE" "$AZ_BATCHAI_JOB_MOUNT_ROOT/code"

# Variables of the job.
: "${AZ_BATCH_HOST_LIST:?Azure ML does not say which nodes the job has}"
AZ_BATCHAI_MPI_HOST_FILE=$(mktemp)
tr , '\n' <<< "${AZ_BATCH_HOST_LIST-}" > "$AZ_BATCHAI_MPI_HOST_FILE"
export AZ_BATCHAI_MPI_HOST_FILE

# The job's own line, as it stands in names.job.json.
# shellcheck disable=all
python $AZ_BATCHAI_JOB_MOUNT_ROOT/code/h.py $AZ_BATCHAI_WORKER_HOSTS $AZ_BATCH_NODE_ID $AZ_BATCHAI_MPI_HOST_FILE
