#!/bin/bash
# Starts one process of Batch AI job "piped"; Azure ML runs this once for each rank.
# Made by batchai-to-amlcompute 0.1.0 from piped.job.json (sha256 a29bd034dae8).

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

# Only the first node runs the line, as in Batch AI.
[ "${RANK:?}" = 0 ] || exit 0

# The job's own line, as it stands in piped.job.json.
# shellcheck disable=all
mpirun -np 2 --hostfile $AZ_BATCHAI_MPI_HOST_FILE python $AZ_BATCHAI_JOB_MOUNT_ROOT/code/h.py 2>&1 | tee $AZ_BATCHAI_OUTPUT_MODEL/log
