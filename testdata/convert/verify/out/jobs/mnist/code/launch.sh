#!/bin/bash
# Starts one process of Batch AI job "mnist"; Azure ML runs this once for each worker and parameter server.
# Made by batchai-to-amlcompute 0.1.0 from mnist.job.json (sha256 b05bdd4a16be).

# Given by `command` in job.yml.
: "${MOUNT_CODE:?}" "${ENDED:?}" "${AZ_BATCHAI_OUTPUT_MODEL:?}"

# The volumes, under the names the job knows.
node=/tmp/batchai-${AZUREML_RUN_ID:?}
export AZ_BATCHAI_JOB_TEMP=$node/temp AZ_BATCHAI_JOB_TEMP_DIR=$node/temp
mkdir -p "$node/temp"
AZ_BATCHAI_JOB_MOUNT_ROOT=$(mktemp -d "$node/mounts.XXXXXX")
export AZ_BATCHAI_JOB_MOUNT_ROOT
ln -s "$MOUNT_CODE" "$AZ_BATCHAI_JOB_MOUNT_ROOT/code"

# Role, index and hosts, from TF_CONFIG.
config=${TF_CONFIG//[[:space:]]/}
task='"task":\{[^}]*'
hosts() { [[ $config =~ \"$1\":\[([^]]*)\] ]] && echo "${BASH_REMATCH[1]//\"/}"; }
[[ $config =~ $task\"type\":\"([a-z]+)\" ]]; role=${BASH_REMATCH[1]:?no role in TF_CONFIG}
[[ $config =~ $task\"index\":([0-9]+) ]]; AZ_BATCHAI_TASK_INDEX=${BASH_REMATCH[1]:?no index in TF_CONFIG}
AZ_BATCHAI_WORKER_HOSTS=$(hosts worker)
AZ_BATCHAI_PS_HOSTS=$(hosts ps)
export AZ_BATCHAI_TASK_INDEX AZ_BATCHAI_WORKER_HOSTS AZ_BATCHAI_PS_HOSTS

# The job's own lines, as they stand in mnist.job.json.
# shellcheck disable=all
master() {
  python $AZ_BATCHAI_JOB_MOUNT_ROOT/code/a.py --chief
}
# shellcheck disable=all
worker() {
  python $AZ_BATCHAI_JOB_MOUNT_ROOT/code/a.py --worker
}
# shellcheck disable=all
server() {
  python $AZ_BATCHAI_JOB_MOUNT_ROOT/code/a.py --ps
}

all_ended() {
  local i
  for ((i = 0; i < 6; i++)); do [ -e "$ENDED/worker-$i" ] || return 1; done
}

if [ "$role" = ps ]; then
  # A parameter server never ends by itself: it is stopped when all 6 workers have left their mark.
  set -m
  server &
  until all_ended; do
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
