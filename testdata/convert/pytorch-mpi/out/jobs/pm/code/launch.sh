#!/bin/bash
# Starts one process of Batch AI job "pm"; Azure ML's mpirun runs this once for each rank.
# Made by batchai-to-amlcompute 0.1.0 from pm.job.json (sha256 2459e93b7b5b).

# Given by `command` in job.yml.
: "${MOUNT_CODE:?}" "${AZ_BATCHAI_OUTPUT_MODEL:?}"

# The volumes, under the names the job knows.
node=/tmp/batchai-${AZUREML_RUN_ID:?}
export AZ_BATCHAI_JOB_TEMP=$node/temp AZ_BATCHAI_JOB_TEMP_DIR=$node/temp
mkdir -p "$node/temp"
AZ_BATCHAI_JOB_MOUNT_ROOT=$(mktemp -d "$node/mounts.XXXXXX")
export AZ_BATCHAI_JOB_MOUNT_ROOT
ln -s "$MOUNT_CODE" "$AZ_BATCHAI_JOB_MOUNT_ROOT/code"

# Rank and meeting point.
export AZ_BATCHAI_TASK_INDEX=${OMPI_COMM_WORLD_RANK:-${PMI_RANK:?no rank from MPI}}
master=${AZ_BATCHAI_MPI_MASTER_NODE:-${AZ_BATCH_MASTER_NODE%%:*}}
export AZ_BATCHAI_PYTORCH_INIT_METHOD=tcp://${master:?}:6105

# The job's own line, as it stands in pm.job.json.
# shellcheck disable=all
python $AZ_BATCHAI_JOB_MOUNT_ROOT/code/p.py --rank $AZ_BATCHAI_TASK_INDEX --url $AZ_BATCHAI_PYTORCH_INIT_METHOD --out $AZ_BATCHAI_OUTPUT_MODEL
