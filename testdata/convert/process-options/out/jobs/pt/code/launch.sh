#!/bin/bash
# Starts one process of Batch AI job "pt"; Azure ML runs this once for each rank.
# Made by batchai-to-amlcompute 0.1.0 from pt.job.json (sha256 9def6578e94d).

# Given by `command` in job.yml.
: "${MOUNT_CODE:?}" "${AZ_BATCHAI_OUTPUT_MODEL:?}"

# The volumes, under the names the job knows.
node=/tmp/batchai-${AZUREML_RUN_ID:?}
export AZ_BATCHAI_JOB_TEMP=$node/temp AZ_BATCHAI_JOB_TEMP_DIR=$node/temp
mkdir -p "$node/temp"
AZ_BATCHAI_JOB_MOUNT_ROOT=$(mktemp -d "$node/mounts.XXXXXX")
export AZ_BATCHAI_JOB_MOUNT_ROOT
ln -s "$MOUNT_CODE" "$AZ_BATCHAI_JOB_MOUNT_ROOT/code"

# Rank and meeting point.
export AZ_BATCHAI_TASK_INDEX=${RANK:?}
export AZ_BATCHAI_PYTORCH_INIT_METHOD=tcp://${MASTER_ADDR:?}:${MASTER_PORT:?}

# The job's own line, as it stands in pt.job.json.
# shellcheck disable=all
python $AZ_BATCHAI_JOB_MOUNT_ROOT/code/p.py
