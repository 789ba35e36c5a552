#!/bin/bash
# Starts one process of Batch AI job "pip"; Azure ML runs this once.
# Made by batchai-to-amlcompute 0.1.0 from pip.job.json (sha256 629eb4e23137).

# Once on each node: temporary folder, volumes, job preparation.
node=/tmp/batchai-${AZUREML_RUN_ID:?}
export AZ_BATCHAI_JOB_TEMP=$node/temp AZ_BATCHAI_JOB_TEMP_DIR=$node/temp
export AZ_BATCHAI_JOB_MOUNT_ROOT=$node/mounts

# The environment of CNTK's images, which an interactive shell has.
# shellcheck source=/dev/null
[ -f /cntk/activate-cntk ] && . /cntk/activate-cntk

# shellcheck disable=all
prepare() (
  source /cntk/activate-cntk && pip install --upgrade horovod
)
mkdir -p "$node"
mkdir "$node/temp" "$node/mounts"
prepare
code=$?
[ "$code" = 0 ] || { echo "job preparation failed with exit code $code" >&2; exit "$code"; }

# The job's own line, as it stands in pip.job.json.
# shellcheck disable=all
python train.py
