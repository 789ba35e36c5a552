#!/bin/bash
# Starts one process of Batch AI job "x"; Azure ML runs this once.
# Made by batchai-to-amlcompute 0.1.0 from x.job.json (sha256 3ab2ae658b41).

# Given by `command` in job.yml.
: "${MOUNT_EXT:?}" "${MOUNT_DATA_CACHE_9A7EEE:?}"

# The volumes, under the names the job knows.
node=/tmp/batchai-${AZUREML_RUN_ID:?}
export AZ_BATCHAI_JOB_TEMP=$node/temp AZ_BATCHAI_JOB_TEMP_DIR=$node/temp
mkdir -p "$node/temp"
AZ_BATCHAI_JOB_MOUNT_ROOT=$(mktemp -d "$node/mounts.XXXXXX")
export AZ_BATCHAI_JOB_MOUNT_ROOT

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
ln -s "$MOUNT_EXT" "$AZ_BATCHAI_JOB_MOUNT_ROOT/ext"
link_in "$AZ_BATCHAI_JOB_MOUNT_ROOT" data/cache "$MOUNT_DATA_CACHE_9A7EEE"

# The job's own line, as it stands in x.job.json.
# shellcheck disable=all
python train.py
