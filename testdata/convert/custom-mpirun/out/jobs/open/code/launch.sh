#!/bin/bash
# Starts one process of Batch AI job "open"; Azure ML's mpirun runs this once for each rank.
# Made by batchai-to-amlcompute 0.1.0 from open.job.json (sha256 15182c37bb57).

# Given by `command` in job.yml.
: "${MOUNT_CODE:?}" "${AZ_BATCHAI_OUTPUT_MODEL:?}"

# The volumes, under the names the job knows.
node=/tmp/batchai-${AZUREML_RUN_ID:?}
export AZ_BATCHAI_JOB_TEMP=$node/temp AZ_BATCHAI_JOB_TEMP_DIR=$node/temp
mkdir -p "$node/temp"
AZ_BATCHAI_JOB_MOUNT_ROOT=$(mktemp -d "$node/mounts.XXXXXX")
export AZ_BATCHAI_JOB_MOUNT_ROOT
ln -s "$MOUNT_CODE" "$AZ_BATCHAI_JOB_MOUNT_ROOT/code"

# The job's own line, without the mpirun that stands in open.job.json.
# shellcheck disable=all
export TOP=$AZ_BATCHAI_JOB_TEMP && python $AZ_BATCHAI_JOB_MOUNT_ROOT/code/h.py --out $AZ_BATCHAI_OUTPUT_MODEL
