#!/bin/bash
# Starts one process of Batch AI job "train"; Azure ML runs this once for each rank.
# Made by batchai-to-amlcompute 0.1.0 from deploy.json (sha256 ef352dc4749a).

# Given by `command` in job.yml.
: "${MOUNT_SCRIPTS:?}"

# The volumes, under the names the job knows.
node=/tmp/batchai-${AZUREML_RUN_ID:?}
export AZ_BATCHAI_JOB_TEMP=$node/temp AZ_BATCHAI_JOB_TEMP_DIR=$node/temp
mkdir -p "$node/temp"
AZ_BATCHAI_JOB_MOUNT_ROOT=$(mktemp -d "$node/mounts.XXXXXX")
export AZ_BATCHAI_JOB_MOUNT_ROOT
ln -s "$MOUNT_SCRIPTS" "$AZ_BATCHAI_JOB_MOUNT_ROOT/scripts"

# Only the first node runs the line, as in Batch AI.
[ "${RANK:?}" = 0 ] || exit 0

# The job's own line, as it stands in deploy.json.
# shellcheck disable=all
python $AZ_BATCHAI_JOB_MOUNT_ROOT/scripts/a.py
