#pragma once
// The words of the enums, in v2 YAML and in bodies; the rows of a table stand in the order of its
// enum. Sources: Microsoft.MachineLearningServices 2024-10-01, the schemas of azure-ai-ml 1.35.
// Pure.

#include "aml/aml.hpp"

#include <cstddef>
#include <span>
#include <string_view>

namespace aml {

struct Word {
    std::string_view v2;
    std::string_view arm;
};

inline constexpr Word k_datastore_types[] = {{"azure_blob", "AzureBlob"},
                                             {"azure_file", "AzureFile"}};
inline constexpr Word k_tiers[] = {{"dedicated", "Dedicated"}, {"low_priority", "LowPriority"}};
inline constexpr Word k_data_types[] = {
    {"uri_folder", "uri_folder"},     {"uri_file", "uri_file"},
    {"mltable", "mltable"},           {"custom_model", "custom_model"},
    {"mlflow_model", "mlflow_model"}, {"triton_model", "triton_model"}};
inline constexpr Word k_modes[] = {{"ro_mount", "ReadOnlyMount"},
                                   {"rw_mount", "ReadWriteMount"},
                                   {"download", "Download"},
                                   {"upload", "Upload"},
                                   {"direct", "Direct"},
                                   {"eval_mount", "EvalMount"},
                                   {"eval_download", "EvalDownload"}};
inline constexpr Word k_distributions[] = {
    {"mpi", "Mpi"}, {"pytorch", "PyTorch"}, {"tensorflow", "TensorFlow"}};
inline constexpr Word k_services[] = {{"custom", "Custom"},
                                      {"jupyter_lab", "JupyterLab"},
                                      {"ssh", "SSH"},
                                      {"tensor_board", "TensorBoard"},
                                      {"vs_code", "VSCode"}};
inline constexpr Word k_job_tiers[] = {{"null", "Null"},
                                       {"spot", "Spot"},
                                       {"basic", "Basic"},
                                       {"standard", "Standard"},
                                       {"premium", "Premium"}};

template <class Enum> const Word& word_of(std::span<const Word> words, Enum value) {
    return words[static_cast<std::size_t>(value)];
}

} // namespace aml
