#!/bin/bash
# Starts one process of Batch AI job "roles"; Azure ML runs this once for each worker and parameter server.
# Made by batchai-to-amlcompute 0.1.0 from roles.job.json (sha256 1d2806f82321).

# Given by `command` in job.yml.
: "${ENDED:?}"

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
link_in "$AZ_BATCHAI_JOB_MOUNT_ROOT" external/scripts "$PWD"

# Role, index and hosts, from TF_CONFIG.
config=${TF_CONFIG//[[:space:]]/}
task='"task":\{[^}]*'
hosts() { [[ $config =~ \"$1\":\[([^]]*)\] ]] && echo "${BASH_REMATCH[1]//\"/}"; }
[[ $config =~ $task\"type\":\"([a-z]+)\" ]]; role=${BASH_REMATCH[1]:?no role in TF_CONFIG}
[[ $config =~ $task\"index\":([0-9]+) ]]; AZ_BATCHAI_TASK_INDEX=${BASH_REMATCH[1]:?no index in TF_CONFIG}
AZ_BATCHAI_WORKER_HOSTS=$(hosts worker)
AZ_BATCHAI_PS_HOSTS=$(hosts ps)
export AZ_BATCHAI_TASK_INDEX AZ_BATCHAI_WORKER_HOSTS AZ_BATCHAI_PS_HOSTS

# The job's own lines, as they stand in roles.job.json.
# shellcheck disable=all
master() {
  python ./train.py --role master
}
# shellcheck disable=all
worker() {
  python ./train.py --role worker
}
# shellcheck disable=all
server() {
  python ./train.py --role ps
}

if [ "$role" = ps ]; then
  # A parameter server never ends by itself: it is stopped when all 2 workers have left their mark.
  set -m
  server &
  until [ -e "$ENDED/worker-0" ] && [ -e "$ENDED/worker-1" ]; do
    kill -0 $! 2>/dev/null || { wait $!; exit; }
    sleep 5
  done
  kill -- -$! 2>/dev/null
  exit 0
fi
rm -f "$ENDED/worker-$AZ_BATCHAI_TASK_INDEX"   # of an earlier attempt of this run
trap 'touch "$ENDED/worker-$AZ_BATCHAI_TASK_INDEX"' EXIT
if [ "$role" = worker ] && [ "$AZ_BATCHAI_TASK_INDEX" != 0 ]; then
  worker
else
  master
fi
