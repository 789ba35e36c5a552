#!/bin/bash
# Starts one process of Batch AI job "apt-get"; Azure ML runs this once.
# Made by batchai-to-amlcompute 0.1.0 from apt-get.job.json (sha256 61e395c6e127).

# Once on each node: temporary folder, volumes, job preparation.
node=/tmp/batchai-${AZUREML_RUN_ID:?}
export AZ_BATCHAI_JOB_TEMP=$node/temp AZ_BATCHAI_JOB_TEMP_DIR=$node/temp
export AZ_BATCHAI_JOB_MOUNT_ROOT=$node/mounts

# shellcheck disable=all
prepare() (
  export A=1 && sudo apt-get update
)
mkdir -p "$node"
mkdir "$node/temp" "$node/mounts"
prepare
code=$?
[ "$code" = 0 ] || { echo "job preparation failed with exit code $code" >&2; exit "$code"; }

# The job's own line, as it stands in apt-get.job.json.
# shellcheck disable=all
python train.py
