#pragma once
// Pages of the codes about the translation of clusters.

#include "translate/codes.hpp"

namespace translate {

inline constexpr Code k_cluster_codes[] = {
    {.code = "TR400",
     .title = "The cluster has no VM size",
     .cause = "The definition has no \"vmSize\". The old CLI took it from an option.",
     .consequence = "Nothing is written for this cluster. Jobs still use its name and its mounts.",
     .todo = "Say --vm-size, or write \"vmSize\" into the definition.",
     .example = "batchai-to-amlcompute convert cluster.json --vm-size Standard_NC4as_T4_v3"},
    {.code = "TR401",
     .title = "The VM size is retired",
     .cause = "Azure no longer runs machines of this size.",
     .consequence = "The size is written as it was, and creating the compute fails.",
     .todo = "Choose a size with --vm-size, or take the suggested one with "
             "--replace-retired-sizes. The finding says what changes: GPUs, memory, RDMA, and the "
             "CUDA version that the image needs.",
     .example = "batchai-to-amlcompute convert cluster.json --replace-retired-sizes"},
    {.code = "TR402",
     .title = "The VM size is in doubt",
     .cause =
         "The end of the size has been announced, the size is not in the table of this tool, or "
         "compute clusters of Azure ML are not known to take it.",
     .consequence = "The size is written as it was.",
     .todo =
         "Check it against what your region offers, or choose another with --vm-size. The table "
         "is shown by cluster sizes --offline.",
     .example = "batchai-to-amlcompute cluster sizes --offline --gpu --for 10.0"},
    {.code = "TR403",
     .title = "Low priority has ended",
     .cause = "Azure ML supported low-priority nodes until 31 March 2026.",
     .consequence = "The priority is written as it was. The service may refuse the compute or "
                    "never give it a node.",
     .todo = "Say --vm-priority dedicated, and mind that this is another quota and another price.",
     .example = "batchai-to-amlcompute convert cluster.json --vm-priority dedicated"},
    {.code = "TR404",
     .title = "The nodes stay on",
     .cause = "The cluster has a fixed number of nodes (manual scale).",
     .consequence =
         "Minimum and maximum are that number, as it was. The nodes are paid for as long "
         "as the compute exists, busy or not.",
     .todo = "Say --autoscale to begin at 0 nodes and end idle ones.",
     .example = "\"scaleSettings\": {\"manual\": {\"targetNodeCount\": 4}}\n"
                "->  min_instances: 4, max_instances: 4"},
    {.code = "TR405",
     .title = "A maximum of 0 nodes became 1",
     .cause = "The cluster was scaled down to 0 nodes. A compute of Azure ML needs a maximum of at "
              "least 1.",
     .consequence = "The maximum is 1. The minimum is 0, so nothing is paid for while it is idle.",
     .todo = "Set max_instances in the compute's YAML to what the jobs need.",
     .example = "\"scaleSettings\": {\"manual\": {\"targetNodeCount\": 0}}\n"
                "->  min_instances: 0, max_instances: 1"},
    {.code = "TR406",
     .title = "An administrator without a key or without a name",
     .cause = "The administrator of the nodes has no ssh key, or a key and no name. Passwords are "
              "not written, and the service refuses an account without a credential.",
     .consequence = "The compute is written without ssh settings.",
     .todo = "Add ssh_settings with a public key to the compute's YAML if you log in to nodes.",
     .example = "ssh_settings:\n  admin_username: demo\n  ssh_key_value: ssh-rsa AAAA..."},
    {.code = "TR407",
     .title = "The custom VM image has no equal",
     .cause = "The cluster starts its machines from an image of your own. Azure ML chooses the "
              "image of the nodes itself, and jobs run in containers.",
     .consequence = "The image is not used.",
     .todo = "Build what the jobs need of it into a container image, and name that with --image.",
     .example = "\"imageReference\": {\"virtualMachineImageId\": \"/subscriptions/...\"}"},
    {.code = "TR408",
     .title = "The set-up task has no equal",
     .cause = "The cluster runs a command as root on every node that starts. Compute clusters of "
              "Azure ML have none.",
     .consequence =
         "The command is not run, and a task names it. With --setup-task-in-preparation it goes "
         "before the preparation of each job that runs on the cluster: in the job's container, "
         "once for each job and node. With --bake-preparation as well it goes into the image and "
         "runs once, while that is built. Either way it no longer changes the node itself.",
     .todo = "Put what it installs into the container image, or try the two options.",
     .example = "batchai-to-amlcompute convert cluster.json job.json \\\n"
                "  --setup-task-in-preparation --bake-preparation"},
    {.code = "TR411",
     .title = "The scale settings are missing or contradict themselves",
     .cause = "The cluster has neither manual nor automatic scale, or both, or half of one, a "
              "negative number, a minimum above its maximum, or an initial count outside of both.",
     .consequence = "Without scale settings 0 to 1 nodes are written; of two the automatic one "
                    "counts; a minimum is never above the maximum. An initial count is dropped "
                    "whatever it is.",
     .todo = "Check min_instances and max_instances in the compute's YAML.",
     .example = "\"autoScale\": {\"minimumNodeCount\": 4, \"maximumNodeCount\": 2}"},
    {.code = "TR412",
     .title = "The region of the compute is not known",
     .cause =
         "The definition says no location, and the body of a compute must say one. In YAML it may "
         "be left out: the workspace's counts.",
     .consequence = "REPLACE-ME stands in the ARM body.",
     .todo = "Say --location REGION.",
     .example = "batchai-to-amlcompute convert cluster.json --format v2,arm --location eastus"},
    {.code = "TR418",
     .title = "Performance counters are not sent",
     .cause = "The cluster sends performance counters of its nodes to Application Insights. "
              "Compute clusters of Azure ML do not.",
     .consequence = "The setting is dropped, and its key with it.",
     .todo = "Nothing. Azure Monitor has CPU, memory and GPU of the nodes among the metrics of "
             "the workspace.",
     .example = "\"performanceCountersSettings\": {\"appInsightsReference\": {...}}"},
    {.code = "TR420",
     .title = "A flag takes the place of a field",
     .cause = "The definition says something, and a flag says it too. Flags win, as they did with "
              "the old CLI. Scale settings, an image and a set-up task are replaced as a whole.",
     .consequence = "What the file says there is not used.",
     .todo = "Nothing has to be done. Leave the flag out if the file is right.",
     .example = "\"vmSize\": \"STANDARD_NC6\"  and  -s Standard_NC4as_T4_v3"},
    {.code = "TR421",
     .title = "The compute has another name than the cluster",
     .cause =
         "Names of computes have 3 to 24 letters, digits and hyphens, begin with a letter, and "
         "do not end in a hyphen and digits. Or two clusters of the run have one name.",
     .consequence = "A legal name is written, which ends in a hash of the old one or of the file's "
                    "path. Jobs that are converted with the cluster use it.",
     .todo = "Name the compute in scripts as it is now, or choose a name with --name.",
     .example = "gpu-1  ->  gpu-1-d49d37"},
    {.code = "TR422",
     .title = "A flag without effect",
     .cause = "The flag is one of the old CLI's and has no meaning for a compute cluster, or goes "
              "with another flag that was not given.",
     .consequence = "It is taken and changes nothing.",
     .todo = "Leave it out, or do what the finding says in its place.",
     .example = "--generate-ssh-keys     no key is made: -k ~/.ssh/id_rsa.pub names one"},
    {.code = "TR423",
     .title = "Not the id of a subnet",
     .cause = "The nodes' subnet must be named by its full ARM id.",
     .consequence =
         "An id of REPLACE-ME is written in its place, and the compute cannot be created "
         "like that.",
     .todo = "Correct the definition, the flag or network_settings.subnet in the compute's YAML.",
     .example = "/subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.Network/\n"
                "  virtualNetworks/<network>/subnets/<subnet>"},
    {.code = "TR424",
     .title = "The operating system of the nodes has no equal",
     .cause = "The cluster names the image that its nodes start from. Azure ML chooses it itself, "
              "and every job runs in a container.",
     .consequence = "The image is not used. What jobs found on the Data Science Virtual Machine is "
                    "not there for them.",
     .todo = "Give jobs that ran without a container an image that has what they need (--image of "
             "convert).",
     .example = "\"imageReference\": {\"offer\": \"linux-data-science-vm-ubuntu\", ...}"},
    {.code = "TR425",
     .title = "A VM size that Batch AI refused for clusters",
     .cause = "Batch AI took all sizes but STANDARD_A0 and the premium-storage series GS, DS and "
              "DSv2.",
     .consequence = "The size is written as it was. The definition cannot have run like that, so "
                    "it may be a draft, or a file server's.",
     .todo = "Check that the definition is the right one.",
     .example = "\"vmSize\": \"Standard_DS3_v2\""},
    {.code = "TR426",
     .title = "A volume that a flag named",
     .cause = "The old CLI mounted the share or container on every node of the cluster.",
     .consequence = "Jobs that name the mount bind its datastore instead.",
     .todo = "Create the datastore: name, account and container or share are in the finding. With "
             "the volume in a file, convert writes its YAML.",
     .example = "--afs-name recipes --afs-mount-path external"},
    {.code = "TR427",
     .title = "The ssh key is no public key",
     .cause = "The admin account's key is the private one, or no key of ssh at all.",
     .consequence = "A private key is not written, and neither is the account. Anything else is "
                    "written as it was, and the service will refuse the compute.",
     .todo = "Put the public key into the definition. A private key that lay in a file is known to "
             "everybody who has the file: make a new pair.",
     .example = "\"adminUserSshPublicKey\": \"ssh-rsa AAAAB3NzaC1yc2E... demo\""},
    {.code = "TR428",
     .title = "The admin account is named after you",
     .cause = "There is a key and no name for the account. The old CLI took the name of the user "
              "who ran it.",
     .consequence = "So does this tool. Another user gets another name.",
     .todo = "Say --user-name, or write \"adminUserName\" into the definition.",
     .example = "batchai-to-amlcompute cluster convert cluster.json -k id_rsa.pub -u demo"},
};

} // namespace translate
