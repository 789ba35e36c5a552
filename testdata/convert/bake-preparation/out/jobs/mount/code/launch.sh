#!/bin/bash
# Starts one process of Batch AI job "mount"; Azure ML runs this once.
# Made by batchai-to-amlcompute 0.1.0 from mount.job.json (sha256 5621c90cfa79).

# Given by `command` in job.yml.
: "${MOUNT_CODE:?}"

# Once on each node: temporary folder, volumes, job preparation.
node=/tmp/batchai-${AZUREML_RUN_ID:?}
export AZ_BATCHAI_JOB_TEMP=$node/temp AZ_BATCHAI_JOB_TEMP_DIR=$node/temp
export AZ_BATCHAI_JOB_MOUNT_ROOT=$node/mounts

# shellcheck disable=all
prepare() (
  pip install -r $AZ_BATCHAI_JOB_MOUNT_ROOT/code/requirements.txt
)
mkdir -p "$node"
mkdir "$node/temp" "$node/mounts"
ln -s "$MOUNT_CODE" "$AZ_BATCHAI_JOB_MOUNT_ROOT/code"
prepare
code=$?
[ "$code" = 0 ] || { echo "job preparation failed with exit code $code" >&2; exit "$code"; }

# The job's own line, as it stands in mount.job.json.
# shellcheck disable=all
python train.py
