#pragma once
// Pages of the codes about files: what is read, and what lies in the way of what is written.

#include "translate/codes.hpp"

namespace translate {

inline constexpr Code k_input_codes[] = {
    {.code = "BA001",
     .title = "The file is empty",
     .cause = "The file holds nothing but white space or comments.",
     .consequence = "There is no definition in it, so nothing is written for it.",
     .todo = "Check that the file was saved and copied completely, or take it out of the folder.",
     .example = "$ wc -c job.json\n0 job.json"},
    {.code = "BA002",
     .title = "The file is not UTF-8",
     .cause =
         "A byte of the file cannot be read as UTF-8, or a zero byte stands in it. Editors and "
         "PowerShell's '>' on Windows often write UTF-16.",
     .consequence = "The file is not read any further, and nothing is written for it.",
     .todo = "Save the file as UTF-8, or convert it with iconv.",
     .example = "iconv -f UTF-16 -t UTF-8 job.json > job.utf8.json"},
    {.code = "BA003",
     .title = "The file is neither sound JSON nor sound YAML",
     .cause = "A bracket, comma, colon or quote is missing or stands in the wrong place.",
     .consequence = "The file is not read any further, and nothing is written for it.",
     .todo = "Correct the place that the finding names. It is where reading stopped; the mistake "
             "may lie shortly before it.",
     .example = "{\"properties\": {\"nodeCount\": 1 \"customToolkitSettings\": {}}}\n"
                "                               ^ a comma is missing here"},
    {.code = "BA004",
     .title = "The same key twice in one object",
     .cause = "An object holds a key more than once. JSON does not say which one counts; the old "
              "CLI took the last, and so does this tool.",
     .consequence = "The earlier value is dropped.",
     .todo = "Delete the line that is not meant.",
     .example = "\"nodeCount\": 1,   <- dropped\n\"nodeCount\": 2    <- counts"},
    {.code = "BA005",
     .title = "Brackets are nested too deeply",
     .cause = "Objects and lists lie in each other more than 64 levels deep. No definition needs "
              "more than about ten.",
     .consequence = "The file is not read any further, and nothing is written for it.",
     .todo = "Check whether the file is a definition at all.",
     .example = "{\"a\": {\"a\": {\"a\": {\"a\": ..."},
    {.code = "BA006",
     .title = "The file is too big",
     .cause = "The file has more bytes or more values than any definition could have: the limits "
              "are 32 MiB and two million values.",
     .consequence = "The file is not read any further, and nothing is written for it.",
     .todo =
         "Check whether the file is a definition at all. A collection of very many can be split "
         "into several files.",
     .example = "$ du -h jobs.json\n1.2G  jobs.json"},
    {.code = "BA007",
     .title = "YAML that is not read",
     .cause = "The file uses a part of YAML that definitions do not need and that makes it unclear "
              "where a value comes from, such as anchors, aliases or tags.",
     .consequence = "The file is not read any further, and nothing is written for it.",
     .todo = "Write the value out at every place, and put text that begins with '*', '&' or '!' in "
             "quotes.",
     .example = "nodeCount: &nodes 2\nworkerCount: *nodes      ->  workerCount: 2"},
    {.code = "BA101",
     .title = "Unknown key",
     .cause = "The key is none that Batch AI had at this place: misspelt, in the wrong object, or "
              "from some other service.",
     .consequence = "Batch AI's CLI ignored it without a word, so it never had an effect. It is "
                    "dropped here as well, and said.",
     .todo = "If the finding suggests a name, decide whether the setting was meant. Correcting it "
             "changes what the job does compared with Batch AI.",
     .example = "\"nodeCuont\": 2     unknown; did you mean \"nodeCount\"?"},
    {.code = "BA102",
     .title = "A value of the wrong type that the old CLI forgave",
     .cause = "A number stands in quotes, a string without, or similar. The old CLI turned it into "
              "the right type silently.",
     .consequence = "It is read in the same way as then; the meaning stays.",
     .todo =
         "Nothing has to be done. Write the value with its right type if the file stays in use.",
     .example = "\"nodeCount\": \"2\"     read as 2"},
    {.code = "BA103",
     .title = "A value of the wrong type, or none",
     .cause = "The value cannot be read as what the key needs, for example a list where an object "
              "belongs. A volume without \"relativeMountPath\" is reported here too.",
     .consequence = "The value is not used. Where the object cannot do without it, nothing is "
                    "written for that object.",
     .todo = "Correct the value in the definition.",
     .example = "\"nodeCount\": \"two\"     \"nodeCount\" must be an integer"},
    {.code = "BA104",
     .title = "A required field is missing",
     .cause = "The definition lacks a field without which Batch AI would have refused it, such as "
              "\"nodeCount\" or the script of a toolkit.",
     .consequence = "Nothing is written for this job or cluster.",
     .todo =
         "Add the field. If the value used to come from an option of the old CLI, write it into "
         "the definition.",
     .example = "\"tensorFlowSettings\": {}     \"pythonScriptFilePath\" is missing"},
    {.code = "BA105",
     .title = "A number that makes no sense here",
     .cause = "A count is zero, negative or beyond any cluster.",
     .consequence = "Nothing is written for this job or cluster.",
     .todo = "Correct the number in the definition.",
     .example = "\"nodeCount\": 0     a job cannot run on 0 nodes"},
    {.code = "BA107",
     .title = "A word that Batch AI did not know",
     .cause =
         "The field takes one of a few words, such as dedicated or lowpriority for \"vmPriority\", "
         "TCP, Gloo and MPI for \"communicationBackend\", or Python and BrainScript for "
         "\"languageType\", and holds another.",
     .consequence = "The finding says what is written in its place.",
     .todo = "Correct the word in the definition.",
     .example = "\"vmPriority\": \"cheap\""},
    {.code = "BA110",
     .title = "Two toolkits in one job",
     .cause = "The job has more than one settings object. The old CLI sent all of them, and the "
              "service decided.",
     .consequence = "Nothing is written for this job, because its meaning is not clear.",
     .todo = "Keep the one settings object that the job really used.",
     .example = "\"tensorFlowSettings\": {...},\n\"customToolkitSettings\": {...}     delete one"},
    {.code = "BA111",
     .title = "A job without a toolkit",
     .cause = "The job has no settings object that says what to run.",
     .consequence = "Nothing is written for this job.",
     .todo = "Add the settings object of the toolkit, or \"customToolkitSettings\" with a command "
             "line.",
     .example = "\"customToolkitSettings\": {\"commandLine\": \"python train.py\"}"},
    {.code = "BA112",
     .title = "Two programs in one toolkit, or none",
     .cause = "cntkSettings and caffeSettings take a Python script or a configuration file. Both "
              "are there, or neither is, and nothing says which was meant.",
     .consequence = "Nothing is written for this job.",
     .todo =
         "Keep \"pythonScriptFilePath\" or \"configFilePath\"; in cntkSettings \"languageType\" "
         "can say which of the two counts.",
     .example = "\"caffeSettings\": {\"configFilePath\": \"...\",\n"
                "                  \"pythonScriptFilePath\": \"...\"}     delete one"},
    {.code = "BA113",
     .title = "A placeholder was never filled in",
     .cause = "The definition still holds a placeholder of a sample, such as "
              "<AZURE_BATCHAI_STORAGE_ACCOUNT>, or leaves the name of a container empty. The old "
              "CLI filled in some of them from its options.",
     .consequence = "The datastore is written with REPLACE-ME at that place and cannot be created "
                    "like that.",
     .todo = "Give --storage-account-name NAME, set AZURE_BATCHAI_STORAGE_ACCOUNT, or fill in the "
             "definition or the datastore's YAML.",
     .example = "\"accountName\": \"<AZURE_BATCHAI_STORAGE_ACCOUNT>\""},
    {.code = "BA114",
     .title = "Not a storage account, or not the URL of a file share",
     .cause = "Names of storage accounts have 3 to 24 lower-case letters and digits. The URL of a "
              "share is https://<account>.file.core.windows.net/<share>.",
     .consequence = "The datastore is written with REPLACE-ME at that place and cannot be created "
                    "like that.",
     .todo = "Correct the definition, or the datastore's YAML.",
     .example = "\"accountName\": \"My_Storage\"     no capitals and no '_' in such names"},
    {.code = "BA115",
     .title = "The URL of a share goes deeper than the share",
     .cause = "\"azureFileUrl\" has more than one part behind the host. The old CLI took the last "
              "part as the share's name.",
     .consequence = "The last part is taken as the share, as then.",
     .todo = "Compare the share's name in the datastore's YAML with what is in the account.",
     .example = "https://demostore.file.core.windows.net/a/b     share: b"},
    {.code = "BA117",
     .title = "A key of another version of Batch AI",
     .cause = "Batch AI's interface had three versions, and the key is not of the one that the "
              "file names, shows or was said to be of.",
     .consequence = "A file that names an old version and has newer keys is read as the newer "
                    "version. A key that the version did not have was ignored, and is dropped.",
     .todo = "If the file is of another version, say --batchai-version.",
     .example = "\"priority\": 100     until 2018-03-01; later \"schedulingPriority\""},
    {.code = "BA121",
     .title = "A path on a mount that nobody defines",
     .cause = "A path begins with $AZ_BATCHAI_MOUNT_ROOT or $AZ_BATCHAI_JOB_MOUNT_ROOT, and no "
              "volume of the cluster or the job has that mount path. Mounts of the cluster are in "
              "the definition of the cluster.",
     .consequence = "A datastore named REPLACE_ME_<mount> stands in for it, with REPLACE-ME as "
                    "account and container.",
     .todo =
         "Convert the job together with its cluster's definition, fill in the datastore's YAML, "
         "or name a datastore with --map-volume.",
     .example = "batchai-to-amlcompute convert cluster.json job.json"},
    {.code = "BA122",
     .title = "The id of a directory is missing, not usable, or there twice",
     .cause = "The id becomes part of a variable's name, AZ_BATCHAI_INPUT_<id> or "
              "AZ_BATCHAI_OUTPUT_<id>. It needs letters, digits and '_', and each directory its "
              "own.",
     .consequence = "Nothing is written for this job.",
     .todo = "Give every input and output directory an id of its own.",
     .example = "\"inputDirectories\": [{\"id\": \"DATA\", \"path\": \"...\"},\n"
                "                     {\"id\": \"DATA\", \"path\": \"...\"}]   twice"},
    {.code = "BA130",
     .title = "The variable of a directory that the job does not have",
     .cause = "A command or variable uses AZ_BATCHAI_INPUT_<id> or AZ_BATCHAI_OUTPUT_<id>, and no "
              "directory of the job has that id. Ids are compared with regard to case.",
     .consequence = "The variable was empty in Batch AI and stays empty.",
     .todo = "Correct the id in the command, or add the directory to the job.",
     .example = "\"id\": \"SCRIPT\"  and  python $AZ_BATCHAI_INPUT_SCRIPTS/train.py"},
    {.code = "BA131",
     .title = "A variable of Batch AI that nobody knows",
     .cause = "The name begins with AZ_BATCHAI_, but Batch AI documented no such variable.",
     .consequence = "It is left as it stands; on Azure ML it is empty.",
     .todo = "Correct the name if it is misspelt; otherwise replace what it stood for.",
     .example = "$AZ_BATCHAI_JOB_MOUNTROOT     did you mean AZ_BATCHAI_JOB_MOUNT_ROOT?"},
    {.code = "BA132",
     .title = "A $NAME inside the value of an environment variable",
     .cause = "The value of an environment variable holds $NAME, and NAME is neither one of Batch "
              "AI's variables nor another of the job's own.",
     .consequence = "It stays as it stands: no shell replaces it, neither then nor now.",
     .todo = "If the value was meant, write it out or set the variable in the command line.",
     .example = "{\"name\": \"PYTHONPATH\", \"value\": \"$HOME/lib\"}     stays literal"},
    {.code = "BA133",
     .title = "The variable of another toolkit",
     .cause =
         "A command or variable uses a variable that Batch AI set for jobs of one toolkit only, "
         "and the job has another.",
     .consequence = "The variable was empty in Batch AI and stays empty.",
     .todo = "Take the variable out of the command, or choose the toolkit that was meant.",
     .example = "\"horovodSettings\": {..., \"commandLineArgs\":\n"
                "                     \"--hosts $AZ_BATCHAI_WORKER_HOSTS\"}"},
    {.code = "BA140",
     .title = "The file is no definition that is read",
     .cause =
         "A file named on the command line is sound JSON or YAML, but neither a job nor a cluster "
         "of Batch AI. Definitions of file servers, workspaces and experiments are not read.",
     .consequence = "Nothing is written for it. In a folder such files are counted and passed by.",
     .todo = "Check the path. A job has \"nodeCount\" and a settings object, a cluster its "
             "\"vmSize\" or scale settings.",
     .example = "batchai-to-amlcompute convert package.json"},
    {.code = "BA142",
     .title = "The file cannot be read",
     .cause =
         "The permission to read the file is missing, it is far too big, or reading it failed.",
     .consequence =
         "Nothing is written for it; the other files are converted, and the exit code is 9.",
     .todo = "Check the permissions and what kind of file it is.",
     .example = "$ ls -l job.json\n---------- 1 root root 812 job.json"},
    {.code = "BD501",
     .title = "A file changed by hand was kept",
     .cause = "The bundle is written again, and a file in it no longer has the content that this "
              "tool gave it.",
     .consequence = "The changed file stays. The new version lies beside it, with .new at the end "
                    "of its name.",
     .todo =
         "Merge the two and delete the .new file, or say --force to overwrite what was changed.",
     .example = "diff azureml/jobs/train/job.yml azureml/jobs/train/job.yml.new"},
    {.code = "BA143",
     .title = "An item of a list is no Batch AI object",
     .cause = "The file holds a list of Batch AI objects, and among them something else.",
     .consequence = "The item is dropped; the others are converted.",
     .todo = "Look whether the item was meant to be a definition.",
     .example = "[{\"nodeCount\": 1, ...}, {\"somethingElse\": true}]"},
    {.code = "BA150",
     .title = "Only a deployment knows this value",
     .cause = "The file is a template of Azure Resource Manager, and the value depends on a "
              "parameter without a default or on a function like resourceGroup() or listKeys().",
     .consequence = "The field is left out. A resource that cannot do without it is not written.",
     .todo = "Write the value into the template, or give the parameter a default value.",
     .example = "\"nodeCount\": \"[parameters('nodes')]\"     and no default for nodes"},
    {.code = "BA160",
     .title = "No key of a mapping file",
     .cause = "The file that --map names has a key that is neither the name of a flag of convert, "
              "without the dashes, nor one of volumes, secrets, images, sizes, names, jobs and "
              "clusters; or a key that no file may hold.",
     .consequence = "Nothing is done.",
     .todo = "Correct the key. Account keys are said by --storage-account-key or its variable.",
     .example = "vm_size: Standard_NC4as_T4_v3     <- vm-size"},
    {.code = "BA161",
     .title = "A mapping file says something that its flag refuses",
     .cause =
         "What a mapping file says is read by the flags themselves, and this one does not take "
         "the value. In the entry of a job or cluster only flags can stand that mean something "
         "for one of them.",
     .consequence = "Nothing is done.",
     .todo = "Correct the value; batchai-to-amlcompute convert --help shows what flags take.",
     .example = "idle-time: soon     <- a number of seconds"},
    {.code = "BA162",
     .title = "A name that cannot be given",
     .cause = "Below names of a mapping file stands a new name that Azure ML does not take, or the "
              "same one for two things.",
     .consequence = "Nothing is done.",
     .todo = "Choose another name.",
     .example = "names:\n  clusters: {lab-gpu: t4}     <- three characters at least"},
    {.code = "BA163",
     .title = "Nothing has a use for this entry",
     .cause = "A mapping file names a job, a cluster, an image, a size or something else that no "
              "definition of this run has, or that a flag has settled already.",
     .consequence = "The entry changes nothing.",
     .todo = "Check the spelling, or ignore it if the file serves several folders. Names are those "
             "of the definitions; datastores go by the name that they would have.",
     .example = "jobs:\n  trian: {image: myregistry.azurecr.io/base:1}     <- train"},
    {.code = "BA164",
     .title = "Two volumes under one name",
     .cause = "A mapping file gives a datastore the name of another one.",
     .consequence =
         "Only one of the two is written, and jobs of the other would find the wrong data.",
     .todo = "Give each its own name.",
     .example = "names:\n  datastores: {acct_a_files: data}     and a volume that is data already"},
    {.code = "BD502",
     .title = "A link that does not travel",
     .cause = "The folder of --code holds a symbolic link to a folder, or to something outside.",
     .consequence = "It is left out. Links to files within the folder travel as these files.",
     .todo = "Put the files themselves into the folder if the job needs them.",
     .example = "src/common -> ../../common"},
    {.code = "BD503",
     .title = "A file of the code folder holds what looks like a secret",
     .cause = "A file below --code holds an account key, the signature of a shared access token, a "
              "private key or a password in a URL. A bundle is meant to be committed.",
     .consequence = "In the copy that travels with the job, X stands in its place.",
     .todo = "Let the script fetch the secret at run time, from a key vault for instance, and "
             "change a key that was committed anywhere.",
     .example = "conn = \"...;AccountKey=<88 characters>\""},
};

} // namespace translate
