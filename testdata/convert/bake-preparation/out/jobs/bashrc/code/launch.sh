#!/bin/bash
# Starts one process of Batch AI job "bashrc"; Azure ML runs this once.
# Made by batchai-to-amlcompute 0.1.0 from bashrc.job.json (sha256 a1d3f36481aa).

# The volumes, under the names the job knows.
node=/tmp/batchai-${AZUREML_RUN_ID:?}
export AZ_BATCHAI_JOB_TEMP=$node/temp AZ_BATCHAI_JOB_TEMP_DIR=$node/temp
mkdir -p "$node/temp"
AZ_BATCHAI_JOB_MOUNT_ROOT=$(mktemp -d "$node/mounts.XXXXXX")
export AZ_BATCHAI_JOB_MOUNT_ROOT

# What the image's preparation wrote to ~/.bashrc is heard.
# shellcheck source=/dev/null
[ -e ~/.bashrc ] && PS1=1 . ~/.bashrc

# The job's own line, as it stands in bashrc.job.json.
# shellcheck disable=all
python train.py
