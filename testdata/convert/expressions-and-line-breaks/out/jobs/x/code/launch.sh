#!/bin/bash
# Starts one process of Batch AI job "x"; Azure ML runs this once.
# Made by batchai-to-amlcompute 0.1.0 from x.job.json (sha256 96b49c5508f1).

# The volumes, under the names the job knows.
node=/tmp/batchai-${AZUREML_RUN_ID:?}
export AZ_BATCHAI_JOB_TEMP=$node/temp AZ_BATCHAI_JOB_TEMP_DIR=$node/temp
mkdir -p "$node/temp"
AZ_BATCHAI_JOB_MOUNT_ROOT=$(mktemp -d "$node/mounts.XXXXXX")
export AZ_BATCHAI_JOB_MOUNT_ROOT

# The job's own line, as it stands in x.job.json.
# shellcheck disable=all
{
echo '${{inputs.x}}'
python a.py # done

}
