#!/bin/bash
# Starts one process of Batch AI job "b"; Azure ML runs this once.
# Made by batchai-to-amlcompute 0.1.0 from b.job.json (sha256 ec4f5ae767ee).

# Given by `command` in job.yml.
: "${MOUNT_CODE:?}" "${MOUNT_RUNS:?}" "${MOUNT_EXT:?}"

# The volumes, under the names the job knows.
node=/tmp/batchai-${AZUREML_RUN_ID:?}
export AZ_BATCHAI_JOB_TEMP=$node/temp AZ_BATCHAI_JOB_TEMP_DIR=$node/temp
mkdir -p "$node/temp"
AZ_BATCHAI_JOB_MOUNT_ROOT=$(mktemp -d "$node/mounts.XXXXXX")
AZ_BATCHAI_MOUNT_ROOT=$(mktemp -d "$node/cluster-mounts.XXXXXX")
export AZ_BATCHAI_JOB_MOUNT_ROOT AZ_BATCHAI_MOUNT_ROOT
ln -s "$MOUNT_EXT" "$AZ_BATCHAI_MOUNT_ROOT/ext"
ln -s "$MOUNT_CODE" "$AZ_BATCHAI_JOB_MOUNT_ROOT/code"
ln -s "$MOUNT_RUNS" "$AZ_BATCHAI_JOB_MOUNT_ROOT/runs"

# The job's own line, as it stands in b.job.json.
# shellcheck disable=all
ls $AZ_BATCHAI_JOB_MOUNT_ROOT && cat $AZ_BATCHAI_MOUNT_ROOT/ext/a.txt ''"$AZ_BATCHAI_MOUNT_ROOT"'/ext/b c'
