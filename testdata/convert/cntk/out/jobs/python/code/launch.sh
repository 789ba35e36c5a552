#!/bin/bash
# Starts one process of Batch AI job "python"; Azure ML's mpirun runs this once for each rank.
# Made by batchai-to-amlcompute 0.1.0 from python.job.json (sha256 4fc17296f330).

# Given by `command` in job.yml.
: "${MOUNT_CODE:?}" "${AZ_BATCHAI_OUTPUT_MODEL:?}"

# Once on each node: temporary folder, volumes, job preparation.
node=/tmp/batchai-${AZUREML_RUN_ID:?}
export AZ_BATCHAI_JOB_TEMP=$node/temp AZ_BATCHAI_JOB_TEMP_DIR=$node/temp
export AZ_BATCHAI_JOB_MOUNT_ROOT=$node/mounts

# The environment of CNTK's images, which an interactive shell has.
# shellcheck source=/dev/null
[ -f /cntk/activate-cntk ] && . /cntk/activate-cntk

# shellcheck disable=all
prepare() (
  bash $AZ_BATCHAI_JOB_MOUNT_ROOT/code/fetch.sh
)
if mkdir "$node" 2>/dev/null; then
  mkdir "$node/temp" "$node/mounts"
  ln -s "$MOUNT_CODE" "$AZ_BATCHAI_JOB_MOUNT_ROOT/code"
  : > "$node/start"
  prepare
  echo $? > "$node/new" && mv "$node/new" "$node/prepared"
fi
until [ -e "$node/prepared" ]; do sleep 0.2; done
read -r code < "$node/prepared"
[ "$code" = 0 ] || { echo "job preparation failed with exit code $code" >&2; exit "$code"; }
# What the preparation wrote to ~/.bashrc is heard, as by Batch AI's shell.
# shellcheck source=/dev/null
[ ~/.bashrc -nt "$node/start" ] && PS1=1 . ~/.bashrc

# The job's own line, as it stands in python.job.json.
# shellcheck disable=all
python $AZ_BATCHAI_JOB_MOUNT_ROOT/code/conv.py --data $AZ_BATCHAI_JOB_TEMP --out $AZ_BATCHAI_OUTPUT_MODEL
