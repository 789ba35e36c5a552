#!/bin/bash
# Starts one process of Batch AI job "w"; Azure ML runs this once.
# Made by batchai-to-amlcompute 0.1.0 from w.job.json (sha256 27ded28991dd).

# Given by `command` in job.yml.
: "${MOUNT_RUNS_TB_DF225C:?}" "${MOUNT_RUNS:?}"

# Once on each node: temporary folder, volumes, job preparation.
node=/tmp/batchai-${AZUREML_RUN_ID:?}
export AZ_BATCHAI_JOB_TEMP=$node/temp AZ_BATCHAI_JOB_TEMP_DIR=$node/temp
export AZ_BATCHAI_JOB_MOUNT_ROOT=$node/mounts

# link_in ROOT PATH TARGET: TARGET appears at ROOT/PATH; a link on the way becomes a folder of links.
link_in() {
  local at=$1 rest=$2 old one
  while [[ $rest == */* ]]; do
    at=$at/${rest%%/*} rest=${rest#*/}
    if [ -L "$at" ]; then
      old=$(readlink "$at")
      rm "$at" && mkdir "$at"
      for one in "$old"/* "$old"/.[!.]*; do
        [ -e "$one" ] && ln -s "$one" "$at/"
      done
    fi
    mkdir -p "$at"
  done
  rm -f "$at/$rest"
  ln -s "$3" "$at/$rest"
}

# shellcheck disable=all
prepare() (
  mkdir -p $AZ_BATCHAI_JOB_MOUNT_ROOT/runs/tb
)
mkdir -p "$node"
mkdir "$node/temp" "$node/mounts"
ln -s "$MOUNT_RUNS" "$AZ_BATCHAI_JOB_MOUNT_ROOT/runs"
link_in "$AZ_BATCHAI_JOB_MOUNT_ROOT" runs/tb "$MOUNT_RUNS_TB_DF225C"
prepare
code=$?
[ "$code" = 0 ] || { echo "job preparation failed with exit code $code" >&2; exit "$code"; }

# The job's own line, as it stands in w.job.json.
# shellcheck disable=all
python $AZ_BATCHAI_JOB_MOUNT_ROOT/runs/tool.py --logdir $AZ_BATCHAI_JOB_MOUNT_ROOT/runs/tb/now --cp $AZ_BATCHAI_JOB_MOUNT_ROOT/runs/tb/now/last.ckpt
