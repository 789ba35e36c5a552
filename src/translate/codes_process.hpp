#pragma once
// Pages of the codes about how a job's processes start, and whether they start as they did.

#include "translate/codes.hpp"

namespace translate {

inline constexpr Code k_process_codes[] = {
    {.code = "TR301",
     .title = "MPI processes do not divide over the nodes",
     .cause =
         "\"processCount\" counts all processes; Azure ML counts those of each node. The total "
         "is no multiple of the node count, and a process cannot leave an MPI world.",
     .consequence = "The next higher number is written, and all of them run: the world is larger "
                    "than it was.",
     .todo = "Check that the script bears the larger world, for instance in its learning rate, or "
             "say how many processes a node shall run with --processes-per-node.",
     .example = "nodeCount 2, processCount 3  ->  2 nodes with 2 processes each, 4 in all"},
    {.code = "TR302",
     .title = "Processes do not divide over the nodes",
     .cause =
         "\"processCount\" counts all processes; Azure ML counts those of each node. The total "
         "is no multiple of the node count.",
     .consequence = "The next higher number starts, the surplus ones end at once, and the script "
                    "sees the world size that was asked for. Another node than before may run "
                    "fewer processes.",
     .todo = "Nothing, unless the script relies on which node has how many.",
     .example = "nodeCount 2, processCount 3  ->  4 start, 1 ends at once, WORLD_SIZE=3"},
    {.code = "TR303",
     .title = "--processes-per-node decides",
     .cause =
         "The option says how many processes each node runs, and together they are not as many "
         "as Batch AI ran.",
     .consequence = "The number of the option is written.",
     .todo = "Nothing, unless the option was meant for other jobs of the same run.",
     .example = "nodeCount 2, processCount 3, --processes-per-node 2  ->  4 processes"},
    {.code = "TR304",
     .title = "A processCount where Batch AI did not look for it",
     .cause =
         "\"processCount\" stands beside the toolkit's settings, or in the settings of a toolkit "
         "that has none. The old CLI ignored it there without a word.",
     .consequence = "The job ran with the usual number of processes, and does here.",
     .todo = "If it was meant, move it into the toolkit's settings or say --processes-per-node. "
             "Either changes what the job does compared with Batch AI.",
     .example = "\"nodeCount\": 2, \"processCount\": 8, \"horovodSettings\": {...}"},
    {.code = "TR310",
     .title = "Arguments of workers that never run",
     .cause = "The job runs one process, the master, and gives arguments for workers or parameter "
              "servers as well.",
     .consequence = "These arguments are dropped; Batch AI did not use them either.",
     .todo = "Give workerCount or parameterServerCount if the job is meant to be distributed.",
     .example = "\"nodeCount\": 1, \"workerCommandLineArgs\": \"--job_name=worker\""},
    {.code = "TR311",
     .title = "As many TensorFlow tasks as nodes, or not",
     .cause = "Workers and parameter servers together are more than the nodes, or fewer. Batch AI "
              "placed several tasks on a node; Azure ML documents one for each.",
     .consequence = "The job is written with the node count it had. The service may refuse more "
                    "tasks than nodes; nodes without a task are paid for.",
     .todo = "Say --spread-tasks to take as many nodes as there are tasks.",
     .example = "nodeCount 2, workerCount 2, parameterServerCount 1     3 tasks on 2 nodes"},
    {.code = "TR312",
     .title = "TF_CONFIG is written by Azure ML",
     .cause = "Batch AI called the first worker \"master\" in TF_CONFIG; Azure ML calls it "
              "\"worker\" with index 0.",
     .consequence = "Arguments with hosts, roles and indices are what they were. Scripts that read "
                    "TF_CONFIG themselves see the other name.",
     .todo = "Look for TF_CONFIG in the script; estimators of TensorFlow 1 care, most others do "
             "not. With --tf-config batchai the launcher writes the old name into it.",
     .example = "{\"task\": {\"type\": \"worker\", \"index\": 0}, ...}"},
    {.code = "TR313",
     .title = "A field of the toolkit that is not used",
     .cause = "The toolkit's settings hold a field that belongs to the other kind of program: an "
              "interpreter beside a configuration file, for one.",
     .consequence = "The field is dropped; it has no effect on the kind that runs.",
     .todo = "Delete the field, or the one that excludes it.",
     .example = "\"cntkSettings\": {\"languageType\": \"BrainScript\",\n"
                "                 \"pythonInterpreterPath\": \"/opt/python\", ...}"},
    {.code = "TR320",
     .title = "PyTorch has no TCP backend any more",
     .cause = "\"communicationBackend\" is TCP, which later versions of PyTorch removed.",
     .consequence = "Gloo takes its place.",
     .todo = "Pass \"gloo\" to init_process_group in the script.",
     .example = "dist.init_process_group(\"gloo\", init_method=...)"},
    {.code = "TR330",
     .title = "A command line on the first of several nodes",
     .cause = "A custom job asks for several nodes and starts its command on one, as Batch AI did.",
     .consequence = "The other nodes are taken, stand idle and are paid for.",
     .todo = "Say --single-node if the command does not use the other nodes.",
     .example = "\"nodeCount\": 2, \"customToolkitSettings\": {\"commandLine\": \"./run.sh\"}"},
    {.code = "TR331",
     .title = "A command line that starts MPI and is not understood",
     .cause =
         "The line calls mpirun with the list of the job's nodes. Containers of a job of Azure "
         "ML cannot reach each other by ssh, so the service must start the processes; and "
         "something in the line keeps its mpirun from being replaced.",
     .consequence = "The line is written as it stands, for the first node. Its mpirun fails there.",
     .todo = "Take mpirun and its options out of the line, and give what it starts as "
             "\"customMpiSettings\" with \"processCount\".",
     .example = "mpirun -n 4 --hostfile $AZ_BATCHAI_MPI_HOST_FILE python train.py | tee log\n"
                "->  \"customMpiSettings\": {\"commandLine\": \"python train.py\",\n"
                "                          \"processCount\": 4}"},
    {.code = "TR332",
     .title = "An option of the line's own mpirun",
     .cause =
         "A custom job started MPI over all nodes itself. Azure ML starts it now, with options "
         "of its own, and each option of the line is accounted for.",
     .consequence = "Numbers of processes go into the distribution; variables and parameters of "
                    "Open MPI become variables of the job; lists of nodes and what concerns mpirun "
                    "itself are left out.",
     .todo = "Nothing where the option is rewritten or dropped. Where it is approximated, check "
             "whether the script relies on it.",
     .example = "mpirun -np 4 -x NCCL_DEBUG=INFO -mca btl ^openib ...\n"
                "->  process_count_per_instance, NCCL_DEBUG, OMPI_MCA_btl"},
    {.code = "TR333",
     .title = "The line of customMpiSettings starts MPI itself",
     .cause = "Batch AI ran the line of customMpiSettings in each MPI process, and the line calls "
              "mpirun.",
     .consequence = "It is written as it stands: each process starts MPI once more.",
     .todo = "Take mpirun and its options out of the line, and say \"processCount\".",
     .example = "\"customMpiSettings\": {\"commandLine\": \"mpirun -np 4 python train.py\"}"},
    {.code = "TR334",
     .title = "How many processes mpirun started",
     .cause = "The line's own mpirun has no number of processes, or one that does not fill the "
              "nodes evenly.",
     .consequence = "Without a number one process runs on each node. Nodes that had no process are "
                    "not asked for; any other remainder is spread evenly.",
     .todo = "Say --processes-per-node if the number is another.",
     .example = "mpirun --hostfile $AZ_BATCHAI_MPI_HOST_FILE python train.py     no -np"},
    {.code = "TR350",
     .title = "The translated job is not the same",
     .cause =
         "--verify found a process that starts with another argument, variable, folder, node "
         "or storage than the one Batch AI started. The message names the first such thing and "
         "both values.",
     .consequence = "The job is written and marked as not to be submitted: it would do something "
                    "else.",
     .todo = "Do not submit it. Where the message names something that you changed or asked for, "
             "compare it with the definition; else it is a fault of the translation, and the "
             "definition with its options is what its makers need to see.",
     .example = "batchai-to-amlcompute convert jobs --verify"},
    {.code = "TR340",
     .title = "The list of nodes for mpirun",
     .cause = "The job uses AZ_BATCHAI_MPI_HOST_FILE on several nodes.",
     .consequence =
         "The file is written, from a list that Azure ML sets without documenting it. But "
         "containers of a job cannot reach each other by ssh, so no program can start "
         "anything on those nodes.",
     .todo = "Let Azure ML start the processes, with \"customMpiSettings\". A script that only "
             "counts the nodes works.",
     .example = "wc -l < $AZ_BATCHAI_MPI_HOST_FILE"},
    {.code = "TR341",
     .title = "A variable that Azure ML does not promise",
     .cause =
         "The job uses a variable of Azure Batch, on which Batch AI was built, or one that only "
         "repeated runs had.",
     .consequence =
         "It is left as it stands. Azure ML sets some of these still and documents none.",
     .todo = "Use the variables that Azure ML documents, and try the job.",
     .example = "echo $AZ_BATCH_NODE_ID"},
};

} // namespace translate
