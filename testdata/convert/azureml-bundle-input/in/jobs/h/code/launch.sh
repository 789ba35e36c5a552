#!/bin/bash
# Starts one process of Batch AI job "h"; Azure ML's mpirun runs this once for each rank.
# Made by batchai-to-amlcompute 0.1.0 from h.job.json (sha256 b2e6d17a7bb0).

# Given by `command` in job.yml.
: "${MOUNT_CODE:?}"

# Once on each node: temporary folder, volumes, job preparation.
node=/tmp/batchai-${AZUREML_RUN_ID:?}
export AZ_BATCHAI_JOB_TEMP=$node/temp AZ_BATCHAI_JOB_TEMP_DIR=$node/temp
export AZ_BATCHAI_JOB_MOUNT_ROOT=$node/mounts

# shellcheck disable=all
prepare() (
  bash $AZ_BATCHAI_JOB_MOUNT_ROOT/code/prep.sh
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

# The job's own line, as it stands in h.job.json.
# shellcheck disable=all
/opt/conda/bin/python3 $AZ_BATCHAI_JOB_MOUNT_ROOT/code/h.py
