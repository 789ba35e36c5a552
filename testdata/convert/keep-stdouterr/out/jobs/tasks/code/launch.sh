#!/bin/bash
# Starts one process of Batch AI job "tasks"; Azure ML runs this once for each worker and parameter server.
# Made by batchai-to-amlcompute 0.1.0 from tasks.job.json (sha256 7f212ed206c7).

# Given by `command` in job.yml.
: "${MOUNT_SCRIPTS:?}" "${ENDED:?}" "${AZ_BATCHAI_STDOUTERR_DIR:?}"

# The volumes, under the names the job knows.
node=/tmp/batchai-${AZUREML_RUN_ID:?}
export AZ_BATCHAI_JOB_TEMP=$node/temp AZ_BATCHAI_JOB_TEMP_DIR=$node/temp
mkdir -p "$node/temp"
AZ_BATCHAI_JOB_MOUNT_ROOT=$(mktemp -d "$node/mounts.XXXXXX")
export AZ_BATCHAI_JOB_MOUNT_ROOT
ln -s "$MOUNT_SCRIPTS" "$AZ_BATCHAI_JOB_MOUNT_ROOT/scripts"

# Role, index and hosts, from TF_CONFIG.
config=${TF_CONFIG//[[:space:]]/}
task='"task":\{[^}]*'
hosts() { [[ $config =~ \"$1\":\[([^]]*)\] ]] && echo "${BASH_REMATCH[1]//\"/}"; }
[[ $config =~ $task\"type\":\"([a-z]+)\" ]]; role=${BASH_REMATCH[1]:?no role in TF_CONFIG}
[[ $config =~ $task\"index\":([0-9]+) ]]; AZ_BATCHAI_TASK_INDEX=${BASH_REMATCH[1]:?no index in TF_CONFIG}
AZ_BATCHAI_WORKER_HOSTS=$(hosts worker)
AZ_BATCHAI_PS_HOSTS=$(hosts ps)
export AZ_BATCHAI_TASK_INDEX AZ_BATCHAI_WORKER_HOSTS AZ_BATCHAI_PS_HOSTS

# keep NAME COMMAND: what the command says goes to stdout<NAME>.txt and stderr<NAME>.txt as well.
keep() {
  local _pipes _out _err _code _try
  _pipes=$(mktemp -d) || return
  mkfifo "$_pipes/out" "$_pipes/err" || return
  tee "$AZ_BATCHAI_STDOUTERR_DIR/stdout$1.txt" < "$_pipes/out" &
  _out=$!
  tee "$AZ_BATCHAI_STDOUTERR_DIR/stderr$1.txt" < "$_pipes/err" >&2 &
  _err=$!
  ("$2") > "$_pipes/out" 2> "$_pipes/err"
  _code=$?
  # What the command leaves running may hold the pipes: it is waited for 10 seconds at most.
  for ((_try = 0; _try < 50; _try++)); do
    kill -0 "$_out" 2>/dev/null || kill -0 "$_err" 2>/dev/null || break
    sleep 0.2
  done
  kill "$_out" "$_err" 2>/dev/null
  rm -r "$_pipes"
  return "$_code"
}

# The job's own lines, as they stand in tasks.job.json.
# shellcheck disable=all
master() {
  python $AZ_BATCHAI_JOB_MOUNT_ROOT/scripts/train.py --role master
}
# shellcheck disable=all
worker() {
  python $AZ_BATCHAI_JOB_MOUNT_ROOT/scripts/train.py --role worker
}
# shellcheck disable=all
server() {
  python $AZ_BATCHAI_JOB_MOUNT_ROOT/scripts/train.py --role ps
}

if [ "$role" = ps ]; then
  # A parameter server never ends by itself: it is stopped when all 2 workers have left their mark.
  set -m
  keep "-ps-$AZ_BATCHAI_TASK_INDEX" server &
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
  keep "-wk-$AZ_BATCHAI_TASK_INDEX" worker
else
  keep "-wk-$AZ_BATCHAI_TASK_INDEX" master
fi
