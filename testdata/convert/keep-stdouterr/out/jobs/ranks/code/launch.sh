#!/bin/bash
# Starts one process of Batch AI job "ranks"; Azure ML runs this once for each rank.
# Made by batchai-to-amlcompute 0.1.0 from ranks.job.json (sha256 1518e2a1db4a).

# Given by `command` in job.yml.
: "${MOUNT_SCRIPTS:?}" "${AZ_BATCHAI_OUTPUT_STDOUTERR:?}" "${AZ_BATCHAI_STDOUTERR_DIR:?}"

# The volumes, under the names the job knows.
node=/tmp/batchai-${AZUREML_RUN_ID:?}
export AZ_BATCHAI_JOB_TEMP=$node/temp AZ_BATCHAI_JOB_TEMP_DIR=$node/temp
mkdir -p "$node/temp"
AZ_BATCHAI_JOB_MOUNT_ROOT=$(mktemp -d "$node/mounts.XXXXXX")
export AZ_BATCHAI_JOB_MOUNT_ROOT
ln -s "$MOUNT_SCRIPTS" "$AZ_BATCHAI_JOB_MOUNT_ROOT/scripts"

# Rank and meeting point.
export AZ_BATCHAI_TASK_INDEX=${RANK:?}
export AZ_BATCHAI_PYTORCH_INIT_METHOD=tcp://${MASTER_ADDR:?}:${MASTER_PORT:?}

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

# The job's own line, as it stands in ranks.job.json.
# shellcheck disable=all
job_line() {
  python $AZ_BATCHAI_JOB_MOUNT_ROOT/scripts/train.py
}

keep "-${RANK:?}" job_line
