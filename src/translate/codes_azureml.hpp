#pragma once
// Pages of the codes about files that are Azure Machine Learning's own.

#include "translate/codes.hpp"

namespace translate {

inline constexpr Code k_azureml_codes[] = {
    {.code = "AZ101",
     .title = "Unknown key in a file of Azure ML",
     .cause =
         "The key is none that objects of this kind have at this place: misspelt, in the wrong "
         "object, or newer than this tool.",
     .consequence = "az ml refuses YAML with an unknown key. In a body of the REST interface the "
                    "service refuses it or ignores it.",
     .todo = "If the finding suggests a name, take it. Otherwise take the key out.",
     .example = "instance_cuont: 2     unknown; did you mean \"instance_count\"?"},
    {.code = "AZ102",
     .title = "A value that az ml reads as another",
     .cause = "az ml reads YAML 1.1, where more words than in YAML 1.2 are no strings: yes and off "
              "are booleans, 010 is eight, 1.10 is the number 1.1. It also takes the string \"2\" "
              "where it wants an integer.",
     .consequence = "The value is read as az ml reads it, and written so that everybody reads it "
                    "so. A variable of the job's environment gets the text as it stands instead.",
     .todo = "Put text in quotes, and write numbers without them.",
     .example = "environment_variables:\n  VERSION: 1.10      ->  VERSION: \"1.10\""},
    {.code = "AZ103",
     .title = "A value of the wrong type in a file of Azure ML",
     .cause = "The value is of a type that cannot stand at this place: a number where a string is "
              "wanted, a list where an object is, or nothing at all.",
     .consequence = "az ml refuses the file. Here the value is left out, as if it were not said.",
     .todo = "Write a value of the type that the finding names; put text that looks like a number "
             "in quotes.",
     .example = "name: 123     ->  name: \"123\""},
    {.code = "AZ104",
     .title = "A value that is not allowed",
     .cause = "Only some words or numbers may stand at this place, and this is none of them. Words "
              "are compared without regard to case.",
     .consequence = "az ml or the service refuses the file.",
     .todo = "Choose one of the values that the finding names.",
     .example = "mode: readonly     none of ro_mount, rw_mount, download, …"},
    {.code = "AZ105",
     .title = "Something is missing in a file of Azure ML",
     .cause = "A key that an object of this kind must have is not there.",
     .consequence = "az ml or the service refuses the file.",
     .todo = "Add the key.",
     .example = "type: azure_blob\nname: data\naccount_name: demostore\n"
                "                      container_name is missing"},
    {.code = "AZ106",
     .title = "Legal, and not understood by this tool",
     .cause = "The key or value is Azure ML's, but nothing that this tool carries over.",
     .consequence = "What it says would be lost if the object went through this tool, so that "
                    "counts as an error.",
     .todo = "Take it out if it is not needed. Otherwise use the file with az ml as it is.",
     .example = "resources:\n  locations: [westeurope]"},
    {.code = "AZ107",
     .title = "An object of Azure ML that is not read",
     .cause = "The file holds an object of Azure ML of a kind that this tool does not read: a "
              "pipeline, a sweep, a data asset, a compute that is no AmlCompute, a datastore that "
              "is neither a blob container nor a file share.",
     .consequence = "convert leaves it as it is, unchecked. The commands that print one object "
                    "refuse it.",
     .todo = "Nothing. Use az ml for it.",
     .example = "type: pipeline"},
    {.code = "AZ108",
     .title = "A name that the service does not take",
     .cause = "Each kind of object has its own rule for names, and this name breaks it.",
     .consequence = "The service refuses the object.",
     .todo =
         "Take another name, for example the one that the finding suggests, and use it wherever "
         "the object is referred to.",
     .example = "name: gpu-1     computes may not end in a hyphen and digits"},
    {.code = "AZ109",
     .title = "Already Azure ML",
     .cause = "The file is no definition of Batch AI: it is already in the form of Azure ML.",
     .consequence = "convert leaves it as it is, and only checks it.",
     .todo = "Nothing. submit --dry-run, cluster convert and datastore convert take such files.",
     .example = "$schema: https://azuremlschemas.azureedge.net/latest/commandJob.schema.json"},
    {.code = "AZ110",
     .title = "A value still waits for a person",
     .cause = "The value holds REPLACE-ME or REPLACE_ME, which stands for something that the "
              "definition did not say.",
     .consequence = "Nothing is sent to the service.",
     .todo = "Write what is meant in its place. Keys of storage accounts do not belong into the "
             "file: give them when the datastore is created.",
     .example = "compute: azureml:REPLACE-ME"},
    {.code = "AZ111",
     .title = "A secret stands in the file",
     .cause = "The file holds an account key, a SAS token, a password or text that looks like one.",
     .consequence = "It is not printed and not written: what is made of the file has a placeholder "
                    "in its place. Who can read the file knows the secret.",
     .todo = "Take it out of the file and change it where it is valid. Give the new one when the "
             "object is created.",
     .example = "az ml datastore create -f data.yml --set credentials.account_key=\"$KEY\""},
    {.code = "AZ112",
     .title = "Keys that exclude each other",
     .cause = "Two keys of the object say different things about the same matter.",
     .consequence = "az ml or the service refuses the file.",
     .todo = "Keep one of them.",
     .example = "environment:\n  image: python:3.9\n  build: {path: docker}"},
    {.code = "AZ113",
     .title = "The command uses what the job does not have",
     .cause = "An expression in the command names an input or output that the job does not define.",
     .consequence = "az ml refuses the job.",
     .todo = "Define the input or output, or correct its name in the command.",
     .example = "command: python train.py ${{inputs.dat}}\ninputs:\n  data: {path: …}"},
    {.code = "AZ114",
     .title = "A field that YAML has no key for",
     .cause = "The body of the REST interface has a field that v2 YAML cannot express.",
     .consequence = "The body that is printed keeps it. The YAML leaves it out.",
     .todo = "Use the body (-o json) if the field matters.",
     .example = "\"subscriptionId\": \"…\"     in the body of a datastore"},
    {.code = "AZ115",
     .title = "A file that the object names is not there",
     .cause = "The folder with the code, the Dockerfile or the conda file cannot be read.",
     .consequence = "az ml refuses the file. In a body REPLACE-ME stands where its content counts.",
     .todo = "Correct the path: it counts from the folder of the file that names it.",
     .example = "code: ./scr     is it src?"},
    {.code = "AZ116",
     .title = "An address that only the service knows",
     .cause = "An input is a local file or folder, which is uploaded when the job is sent, or an "
              "asset by a label like @latest, whose version the service knows.",
     .consequence = "The YAML is complete. In the body the address stands as it is written, which "
                    "the service does not take.",
     .todo = "Send the YAML, or write the address: azureml://datastores/… for data, :<version> for "
             "an asset.",
     .example = "path: ./data"},
};

} // namespace translate
