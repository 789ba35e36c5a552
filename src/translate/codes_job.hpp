#pragma once
// Pages of the codes about the translation of storage, images and jobs.

#include "translate/codes.hpp"

namespace translate {

inline constexpr Code k_job_codes[] = {
    {.code = "TR200",
     .title = "The datastore needs its account key",
     .cause = "Batch AI mounted the volume with the key of the storage account. No secret is ever "
              "written, so the datastore's YAML holds a placeholder.",
     .consequence = "The datastore cannot be created before the key is given.",
     .todo = "Give the key when you create it. Say --storage-account-key or set "
             "AZURE_BATCHAI_STORAGE_KEY to settle the finding (the key is still not written), or "
             "--identity-based to do without keys for blob containers.",
     .example = "az ml datastore create -f datastores/demostore_data_blob.yml \\\n"
                "  --set credentials.account_key=\"$KEY\""},
    {.code = "TR201",
     .title = "A mount is bound to a datastore by --map-volume",
     .cause = "The option names the mount, so what the definition says of its storage does not "
              "count.",
     .consequence = "The inputs and outputs of the mount lie in that datastore. No file is written "
                    "for it; it must exist in the workspace.",
     .todo = "Nothing, if the data lies there.",
     .example = "--map-volume nfs=azureml://datastores/research/paths/from-nfs"},
    {.code = "TR202",
     .title = "--map-volume names a mount of the job and of its cluster",
     .cause = "The job and its cluster both have a mount of that path, one below "
              "$AZ_BATCHAI_JOB_MOUNT_ROOT and one below $AZ_BATCHAI_MOUNT_ROOT.",
     .consequence = "Both are bound to the same place, whatever they were.",
     .todo = "Put job: or cluster: before the mount's name to mean one of them.",
     .example = "--map-volume cluster:nfs=azureml://datastores/research/paths/nfs"},
    {.code = "TR203",
     .title = "An option names a mount that no definition has",
     .cause = "--map-volume, --writable, --read-only and --code name a mount by its "
              "\"relativeMountPath\", and no job or cluster of the run has such a one.",
     .consequence = "The option has no effect.",
     .todo = "Correct the name. A cluster's mounts are known only when its definition is converted "
             "with the job.",
     .example = "--writable externl/results     did you mean external/results?"},
    {.code = "TR205",
     .title = "Volumes are mounted where Batch AI had them",
     .cause =
         "--mount-at-original-paths sets the place of each input and output by a property of "
         "the job, AZURE_ML_INPUT_PathOnCompute_<name> or AZURE_ML_OUTPUT_PathOnCompute_<name>. "
         "The properties are in wide use, and the service does not document them.",
     .consequence =
         "Scripts find literal paths such as /mnt/batch/tasks/shared/LS_root/mounts/nfs. "
         "The path variables are constants of the job. Output directories, whose old "
         "path nobody could know, lie beside the mounts, in outputs/<id>. On Kubernetes "
         "compute such a job fails.",
     .todo = "Do without the option where scripts take their paths from arguments and variables.",
     .example = "AZURE_ML_INPUT_PathOnCompute_nfs: /mnt/batch/tasks/shared/LS_root/mounts/nfs"},
    {.code = "TR206",
     .title = "Where the job's own volumes lay is not known",
     .cause = "Batch AI mounted volumes of a job below .../LS_root/jobs/<workspace>/<experiment>/"
              "<job>/mounts. Neither an id in the definition nor a literal path in its lines says "
              "these names.",
     .consequence = "They are mounted below .../LS_root/jobs/<job>/mounts, with the name that the "
                    "converted job has.",
     .todo = "Nothing, if no script holds a literal path below the job's own root. Otherwise add "
             "the \"id\" that the old job had.",
     .example = "\"id\": \"/subscriptions/.../workspaces/w/experiments/e/jobs/train\""},
    {.code = "TR207",
     .title = "One volume lies in another",
     .cause = "With --mount-at-original-paths volumes are mounted where they were, and the path of "
              "one lies in that of another.",
     .consequence = "Batch AI mounted them in order. Whether Azure ML can is not known; the job "
                    "may fail before it starts.",
     .todo = "Do without the option if it does: the launcher's links can lie in each other.",
     .example = "\"relativeMountPath\": \"data\"  and  \"relativeMountPath\": \"data/small\""},
    {.code = "TR208",
     .title = "A volume lies in one that the job writes",
     .cause = "The mount path of one volume lies in that of another, and the job writes into the "
              "outer one. The launcher makes both visible by links, and a link cannot lie in a "
              "mounted volume: the outer one becomes a local folder of links.",
     .consequence = "Folders that exist are written as before. A new file or folder at the top of "
                    "the outer volume stays on the node and is lost with it.",
     .todo = "Name the folder that the job writes with --writable, mount the inner volume "
             "elsewhere, or say --mount-at-original-paths.",
     .example = "\"relativeMountPath\": \"data\"  and  \"relativeMountPath\": \"data/small\""},
    {.code = "TR210",
     .title = "The place of the code folder was guessed",
     .cause =
         "--code names a folder without the place where its files lay. It is found by the "
         "script that the job runs: the longest end of the script's path that is a file of the "
         "folder. What stands before it is that place.",
     .consequence =
         "References below that place mean the folder, which travels with the job and is "
         "its working directory.",
     .todo = "Name the place if it is another one.",
     .example = "--code src=external/scripts"},
    {.code = "TR211",
     .title = "A script is not in the code folder",
     .cause =
         "The job runs a script that should lie in the folder of --code, and the folder has no "
         "such file, or .amlignore or .gitignore leaves it out.",
     .consequence = "The path stays as it was: the script is read from its volume, if it is still "
                    "there.",
     .todo = "Put the file into the folder, or correct the name.",
     .example = "python $AZ_BATCHAI_JOB_MOUNT_ROOT/external/scripts/trian.py"},
    {.code = "TR212",
     .title = "No job uses the code folder",
     .cause = "Nothing that the jobs name lies at the place of the folder that --code gives, and "
              "none of them runs a script that is in it.",
     .consequence = "The folder travels with no job.",
     .todo = "Name the place where its files lay, as the jobs' paths have it.",
     .example = "--code src=external/scripts"},
    {.code = "TR215",
     .title = "Standard output has no old place",
     .cause =
         "--keep-stdouterr wants standard output and error where \"stdOutErrPathPrefix\" says, "
         "and that is missing or leads to no volume.",
     .consequence = "They are kept with the run, as without the option.",
     .todo = "Nothing, or correct the prefix.",
     .example = "\"stdOutErrPathPrefix\": \"$AZ_BATCHAI_JOB_TEMP_DIR\""},
    {.code = "TR220",
     .title = "A file server or file system without an equal",
     .cause = "The job or cluster mounts an NFS file server or an unmanaged file system. Jobs of "
              "Azure ML mount blob containers and file shares only.",
     .consequence = "A datastore named REPLACE_ME_<server> stands in for it, with REPLACE-ME as "
                    "account and container.",
     .todo = "Copy the data into a container or share and write that into the datastore's YAML; "
             "the report has the line for the old server. Or name a datastore that exists with "
             "--map-volume.",
     .example = "az storage blob upload-batch --account-name \"$ACCOUNT\" \\\n"
                "  --destination \"$CONTAINER\" --source /mnt/data"},
    {.code = "TR221",
     .title = "A path is bound read-only",
     .cause = "Batch AI mounted volumes for reading and writing. Azure ML asks for each path which "
              "of the two is meant, and nothing in the definition says that this one is written.",
     .consequence = "The job fails if it writes there.",
     .todo = "If the job writes to the path, say so with --writable. It takes a whole mount, too.",
     .example = "batchai-to-amlcompute convert job.json --writable external/results"},
    {.code = "TR222",
     .title = "The job has no output at all",
     .cause = "No output directory and no path that is plainly written was found in the job.",
     .consequence = "What the job writes into a volume fails, because all of them are read-only.",
     .todo = "Say where the job writes with --writable. Standard output is kept with the run in "
             "any case.",
     .example = "batchai-to-amlcompute convert job.json --writable external/models"},
    {.code = "TR224",
     .title = "An input directory on no mounted volume",
     .cause = "The path of an input directory does not lead into any volume of the job or cluster.",
     .consequence = "It is taken as a place inside the container and handed to the job as it "
                    "stands.",
     .todo = "Check that the image has that folder; otherwise correct the path.",
     .example = "{\"id\": \"DATA\", \"path\": \"/opt/data\"}"},
    {.code = "TR225",
     .title = "An output directory on no mounted volume",
     .cause = "The path prefix of an output directory does not lead into any volume of the job or "
              "cluster.",
     .consequence = "The output is kept with the run, in the default datastore of the workspace.",
     .todo = "Nothing, if that place will do; otherwise give the output a path in job.yml.",
     .example = "{\"id\": \"MODEL\", \"pathPrefix\": \"/tmp\"}"},
    {.code = "TR230",
     .title = "The job names no container image",
     .cause = "The job ran on the machine itself, with what its image had installed. Every job of "
              "Azure ML runs in a container.",
     .consequence = "A suggested image for the toolkit is written. It does not hold the versions "
                    "that the job had.",
     .todo = "Choose the image with --image, or try the suggested one and install what is missing.",
     .example = "batchai-to-amlcompute convert job.json --image myregistry.azurecr.io/train:1"},
    {.code = "TR231",
     .title = "The image has a floating tag",
     .cause = "The image has no tag, or one like 'latest' whose content changes.",
     .consequence = "What is pulled today is not what ran then.",
     .todo = "Name the version that the script was written for with --image.",
     .example = "tensorflow/tensorflow:latest-gpu  ->  tensorflow/tensorflow:1.15.5-gpu"},
    {.code = "TR232",
     .title = "The image was moved or deleted",
     .cause = "The image is no longer at the place that the definition names.",
     .consequence =
         "Where the new place is known it is used; otherwise pulling the image fails and "
         "the job does not start.",
     .todo = "Check the image in job.yml, choose another with --image, or name the registry with "
             "your copies of the old images by --image-prefix.",
     .example = "microsoft/cntk:2.5.1-...  ->  mcr.microsoft.com/cntk/release:2.5.1-..."},
    {.code = "TR233",
     .title = "The CUDA of the image does not fit the GPU",
     .cause = "Each GPU needs programs of some CUDA version at least: a T4 needs 10.0, an A100 "
              "11.0, an H100 11.8. The image holds an older one, or none. Where the size of the "
              "cluster is retired, its successor is what counts.",
     .consequence = "The job starts and fails, hangs for minutes while code is compiled, or "
                    "computes on the CPU.",
     .todo = "Choose an image with a newer CUDA version with --image. That usually means a newer "
             "version of the framework, so try the script.",
     .example = "CUDA 9.0 on Standard_NC4as_T4_v3 (T4)     needs CUDA 10.0 or later"},
    {.code = "TR234",
     .title = "The image is not known to hold MPI",
     .cause = "Azure ML starts mpirun inside the image before anything of the job runs, so a "
              "preparation that installs MPI comes too late.",
     .consequence = "An environment is written that is built from that image with Open MPI in it.",
     .todo = "Look through the Dockerfile below environments/, and try the build. With an image "
             "that has MPI, named by --image, none of this is needed.",
     .example = "batchai-to-amlcompute convert job.json --image \\\n"
                "  mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu20.04"},
    {.code = "TR235",
     .title = "A preparation that no longer works in an old image",
     .cause = "The job preparation installs packages with apt, and the image is so old that the "
              "package lists it knows no longer verify.",
     .consequence = "The preparation probably fails, and with it the job.",
     .todo =
         "Let --bake-preparation build an image that holds the packages, choose a newer one with "
         "--image, or remove the stale lists before apt-get update.",
     .example = "rm -f /etc/apt/sources.list.d/cuda*.list && apt-get update"},
    {.code = "TR236",
     .title = "The image lies in a private registry",
     .cause = "The definition gives credentials for the registry of the image. Azure ML keeps "
              "those in a connection of the workspace, not in the job.",
     .consequence =
         "The connection is written below connections/, one for each registry and user, with the "
         "user name and a placeholder for the password. Until the workspace has it the image "
         "cannot be pulled. Where the image comes from elsewhere now nothing is written.",
     .todo = "Create the connection and hand over the password; report.md has the line. A password "
             "that lies in a Key Vault is read there.",
     .example = "az ml connection create -f connections/<name>.yml \\\n"
                "  --set credentials.password=\"$REGISTRY_PASSWORD\""},
    {.code = "TR237",
     .title = "The preparation is part of the image",
     .cause = "--bake-preparation was said.",
     .consequence =
         "An environment is built from the image, and what ran on each node before the job runs "
         "once, while it is built: without GPU, without volumes, and without the job's variables "
         "but those constants that it names. What it fetched anew for each run stays as it was "
         "fetched then. Jobs with the same image and preparation share the environment.",
     .todo = "Look through the Dockerfile below environments/, and try the build.",
     .example = "\"jobPreparation\": {\"commandLine\": \"pip install horovod\"}\n"
                "->  RUN [\"bash\", \"-c\", \"pip install horovod\"]"},
    {.code = "TR238",
     .title = "A preparation that cannot be part of an image",
     .cause = "--bake-preparation was said, and the preparation needs what there is only on a "
              "node: a mount, a variable of Batch AI, a secret, or a process that goes on running.",
     .consequence = "It runs on each node before the job, as without the option.",
     .todo = "Take out what needs the node, or leave it as it is.",
     .example = "pip install -r $AZ_BATCHAI_JOB_MOUNT_ROOT/scripts/requirements.txt"},
    {.code = "TR239",
     .title = "Packages without a version in an old image",
     .cause = "The job preparation calls pip for packages without saying a version, and the image "
              "is so old that its Python is no longer supported by most of them.",
     .consequence = "pip may find no version that fits, or take one that the script does not know.",
     .todo = "Name the versions of that time.",
     .example = "pip install keras  ->  pip install keras==2.1.6"},
    {.code = "TR240",
     .title = "The compute of the job is not known",
     .cause = "The job does not name its cluster, and no cluster's definition was converted with "
              "it. The old CLI took the cluster from an option.",
     .consequence = "The job is written with REPLACE-ME as its compute and cannot be submitted.",
     .todo = "Say --compute NAME, or convert the job together with its cluster's definition.",
     .example = "batchai-to-amlcompute convert job.json --compute gpu-cluster"},
    {.code = "TR241",
     .title = "The bodies' ids lack the subscription, group or workspace",
     .cause = "With --format arm the ids of compute, environment and code are written in full, and "
              "nothing says where the workspace is.",
     .consequence = "REPLACE-ME stands in the ids, and no command of this tool sends such a body.",
     .todo =
         "Say --subscription, -g and -w, or set AZURE_SUBSCRIPTION_ID, AZURE_RESOURCE_GROUP and "
         "AZUREML_WORKSPACE_NAME.",
     .example = "convert jobs --format v2,arm --subscription ID -g GROUP -w NAME"},
    {.code = "TR250",
     .title = "Secret variables",
     .cause = "The job has secret environment variables. In the body of a job every reader of the "
              "workspace would see their values.",
     .consequence =
         "Their values are not written. A variable that refers to a Key Vault, in the definition "
         "or by --secret, is read there by the launcher when the job starts, with the identity of "
         "the compute and the image's python or curl; the others are missing from the job.",
     .todo = "Say --secret NAME=<URL> for those that are missing, and run the role line of "
             "report.md; for a vault with access policies in place of roles, az keyvault "
             "set-policy --secret-permissions get.",
     .example = "convert job.json --secret TOKEN=https://demo.vault.azure.net/secrets/token"},
    {.code = "TR251",
     .title = "Something that looks like a secret",
     .cause = "A command line or a plain variable holds an account key, the signature of a shared "
              "access token, a private key or a password in a URL.",
     .consequence =
         "In a command line the variable BATCHAI_SECRET_1 (and so on) stands in its place, in the "
         "value of a variable REPLACE-ME. With --secret the launcher reads it from a Key Vault.",
     .todo = "Change the secret, put the new one into a Key Vault and say --secret. Only what is "
             "plainly recognisable is found, so look for others yourself.",
     .example = "python train.py --conn \"...;AccountKey=<88 characters>\"\n"
                "--secret BATCHAI_SECRET_1=https://demo.vault.azure.net/secrets/key"},
    {.code = "TR252",
     .title = "A name that a shell cannot give to a variable",
     .cause = "The variable's name holds something else than letters, digits and _.",
     .consequence = "The variable is missing when the job runs.",
     .todo = "Rename it in the definition and in the script.",
     .example = "\"secrets\": [{\"name\": \"my-token\", ...}]  ->  \"MY_TOKEN\""},
    {.code = "TR253",
     .title = "A reference that is not to a secret in a Key Vault",
     .cause = "\"secretUrl\" is not https://<vault>.<suffix>/secrets/<name>, perhaps with a "
              "version, where the suffix is vault.azure.net, vault.azure.cn or "
              "vault.usgovcloudapi.net. To no other host a token for Key Vault is sent.",
     .consequence = "The variable is missing when the job runs.",
     .todo = "Correct the URL, or say --secret NAME=<URL>.",
     .example = "\"secretUrl\": \"https://demo.vault.azure.net/secrets/token\""},
    {.code = "TR254",
     .title = "A --secret for nobody",
     .cause = "No job has a secret variable of that name, or none that the option's owner runs.",
     .consequence = "The option has no effect.",
     .todo = "Correct the name. The secrets of a set-up task count where "
             "--setup-task-in-preparation is said.",
     .example = "--secret TOKNE=https://...     did you mean TOKEN?"},
    {.code = "TR255",
     .title = "Not a size of shared memory",
     .cause = "\"shmSize\" is not a number with one of the units b, k, m, g and t.",
     .consequence = "No size is written; the service's default counts.",
     .todo = "Write resources.shm_size into job.yml.",
     .example = "\"shmSize\": \"16gb\"  ->  shm_size: 16g"},
    {.code = "TR260",
     .title = "The time limit is above what Azure ML allows",
     .cause = "\"maxWallClockTime\" is longer than the 21 days that a job may run.",
     .consequence = "21 days are written.",
     .todo = "Let the script save checkpoints and go on from them if it needs more time.",
     .example = "\"maxWallClockTime\": \"P30D\"  ->  timeout: 1814400"},
    {.code = "TR261",
     .title = "A length of time that is not understood",
     .cause = "The value is neither an ISO 8601 duration nor days, hours, minutes and seconds in "
              "the form of the old CLI.",
     .consequence = "7 days are written, the default of Batch AI.",
     .todo = "Correct the value. Years and months have no fixed length; say days.",
     .example = "\"maxWallClockTime\": \"P1M\"  ->  \"P30D\", or \"7 days, 0:00:00\""},
    {.code = "TR262",
     .title = "The scheduling priority has no equal",
     .cause = "Jobs on a compute cluster of Azure ML wait in one queue without priorities.",
     .consequence = "The priority is kept as a tag of the job and has no effect.",
     .todo = "If urgent jobs must pass others, give them a cluster of their own.",
     .example = "\"schedulingPriority\": \"high\""},
};

} // namespace translate
