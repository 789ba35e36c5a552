#!/bin/bash
# Starts one process of Batch AI job "one"; Azure ML runs this once.
# Made by batchai-to-amlcompute 0.1.0 from one.job.json (sha256 3687b8da4c97).

# Given by `command` in job.yml.
: "${MOUNT_CODE:?}" "${AZ_BATCHAI_OUTPUT_MODEL:?}"

# The volumes, under the names the job knows.
node=/tmp/batchai-${AZUREML_RUN_ID:?}
export AZ_BATCHAI_JOB_TEMP=$node/temp AZ_BATCHAI_JOB_TEMP_DIR=$node/temp
export AZ_BATCHAI_SHARED_JOB_TEMP=$node/shared
mkdir -p "$node/temp" "$node/shared"
AZ_BATCHAI_JOB_MOUNT_ROOT=$(mktemp -d "$node/mounts.XXXXXX")
export AZ_BATCHAI_JOB_MOUNT_ROOT
ln -s "$MOUNT_CODE" "$AZ_BATCHAI_JOB_MOUNT_ROOT/code"

# Rank and meeting point.
export AZ_BATCHAI_TASK_INDEX=0

# The job's own line, as it stands in one.job.json.
# shellcheck disable=all
python $AZ_BATCHAI_JOB_MOUNT_ROOT/code/c2.py --shard $AZ_BATCHAI_TASK_INDEX --store $AZ_BATCHAI_SHARED_JOB_TEMP --out $AZ_BATCHAI_OUTPUT_MODEL
