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
     .title = "The VM size retires soon, or is not known",
     .cause =
         "The end of the size has been announced, or the size is not in the table of this tool.",
     .consequence = "The size is written as it was.",
     .todo = "Check it against what your region offers, or choose another with --vm-size.",
     .example = "az vm list-skus --location westeurope --size Standard_NC --output table"},
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
     .title = "An administrator with a password only",
     .cause = "The administrator of the nodes has no ssh key. Passwords are not written, and the "
              "service refuses an account without a credential.",
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
     .cause = "The cluster has neither manual nor automatic scale, or both, or a minimum above its "
              "maximum.",
     .consequence = "Without scale settings 0 to 1 nodes are written; of two the automatic one "
                    "counts; a minimum is never above the maximum.",
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
};

} // namespace translate
