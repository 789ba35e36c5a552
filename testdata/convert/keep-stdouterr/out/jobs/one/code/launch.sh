#!/bin/bash
# Starts one process of Batch AI job "one"; Azure ML runs this once.
# Made by batchai-to-amlcompute 0.1.0 from one.job.json (sha256 39d0217a7af1).

# Given by `command` in job.yml.
: "${MOUNT_SCRIPTS:?}" "${AZ_BATCHAI_STDOUTERR_DIR:?}"

# Once on each node: temporary folder, volumes, job preparation.
node=/tmp/batchai-${AZUREML_RUN_ID:?}
export AZ_BATCHAI_JOB_TEMP=$node/temp AZ_BATCHAI_JOB_TEMP_DIR=$node/temp
export AZ_BATCHAI_JOB_MOUNT_ROOT=$node/mounts

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

# shellcheck disable=all
prepare() (
  pip install horovod
)
mkdir -p "$node"
mkdir "$node/temp" "$node/mounts"
ln -s "$MOUNT_SCRIPTS" "$AZ_BATCHAI_JOB_MOUNT_ROOT/scripts"
keep "-job_prep" prepare
code=$?
[ "$code" = 0 ] || { echo "job preparation failed with exit code $code" >&2; exit "$code"; }

# The job's own line, as it stands in one.job.json.
# shellcheck disable=all
job_line() {
  python $AZ_BATCHAI_JOB_MOUNT_ROOT/scripts/train.py; exit $?
}

keep "" job_line
