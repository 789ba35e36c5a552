#pragma once
// Pages of the codes about what lies around jobs and clusters. TR4xx, behind those of clusters.

#include "translate/codes.hpp"

namespace translate {

inline constexpr Code k_other_codes[] = {
    {.code = "TR440",
     .title = "A file server has no equal",
     .cause = "A Batch AI file server is an NFS machine of its own. Azure ML mounts blob "
              "containers and file shares only.",
     .consequence = "Nothing is written for the server. Mounts of it become datastores to fill in.",
     .todo = "Copy its data to a container or share: the task holds the line to run on the server. "
             "Then fill in the datastore, or name one for the mounts.",
     .example = "az storage blob upload-batch --account-name ACCOUNT \\\n"
                "    --destination CONTAINER --source /mnt/data"},
    {.code = "TR441",
     .title = "The workspace says no location",
     .cause = "The definition holds no location, or one that only a deployment knows.",
     .consequence = "REPLACE-ME stands in workspaces/<name>.yml.",
     .todo = "Say --location REGION, or write the region into the file.",
     .example = "batchai-to-amlcompute convert workspace.json --location eastus"},
    {.code = "TR442",
     .title = "An experiment is made by its first job",
     .cause = "An experiment of Batch AI is a resource; one of Azure ML comes into being with the "
              "first job that names it.",
     .consequence = "No file is written for it. Jobs whose id or template names it carry it as "
                    "experiment_name.",
     .todo = "Nothing has to be done.",
     .example = ".../experiments/digits/jobs/train   ->   experiment_name: digits"},
    {.code = "TR443",
     .title = "The recipes' configuration holds secrets",
     .cause = "configuration.json of the recipes says where to work and with which credentials.",
     .consequence = "Subscription, group and workspace go to .azureml/config.json and into ARM "
                    "ids, the location to computes that do not say theirs, the account to "
                    "placeholders. Nothing that is secret is written.",
     .todo = "Give the credentials by environment variables where the tool runs.",
     .example = "export AZURE_TENANT_ID=... AZURE_CLIENT_ID=... AZURE_CLIENT_SECRET=..."},
};

} // namespace translate
