#!/bin/bash
# Starts one process of Batch AI job "mended"; Azure ML runs this once.
# Made by batchai-to-amlcompute 0.1.0 from mended.job.json (sha256 81ea2810d2f4).

# Once on each node: temporary folder, volumes, job preparation.
node=/tmp/batchai-${AZUREML_RUN_ID:?}
export AZ_BATCHAI_JOB_TEMP=$node/temp AZ_BATCHAI_JOB_TEMP_DIR=$node/temp
export AZ_BATCHAI_JOB_MOUNT_ROOT=$node/mounts

# shellcheck disable=all
prepare() (
  rm -f /etc/apt/sources.list.d/cuda*.list && apt-get update
)
mkdir -p "$node"
mkdir "$node/temp" "$node/mounts"
prepare
code=$?
[ "$code" = 0 ] || { echo "job preparation failed with exit code $code" >&2; exit "$code"; }

# The job's own line, as it stands in mended.job.json.
# shellcheck disable=all
python train.py
