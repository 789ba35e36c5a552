#include "batchai/batchai.hpp"

namespace batchai {

std::string_view name(VolumeKind kind) {
    switch (kind) {
    case VolumeKind::azure_file_share:
        return "azureFileShares";
    case VolumeKind::azure_blob_file_system:
        return "azureBlobFileSystems";
    case VolumeKind::file_server:
        return "fileServers";
    case VolumeKind::unmanaged:
        break;
    }
    return "unmanagedFileSystems";
}

std::string_view settings_key(ToolkitKind kind) {
    switch (kind) {
    case ToolkitKind::none:
        break;
    case ToolkitKind::cntk:
        return "cntkSettings";
    case ToolkitKind::py_torch:
        return "pyTorchSettings";
    case ToolkitKind::tensor_flow:
        return "tensorFlowSettings";
    case ToolkitKind::caffe:
        return "caffeSettings";
    case ToolkitKind::caffe2:
        return "caffe2Settings";
    case ToolkitKind::chainer:
        return "chainerSettings";
    case ToolkitKind::custom:
        return "customToolkitSettings";
    case ToolkitKind::custom_mpi:
        return "customMpiSettings";
    case ToolkitKind::horovod:
        return "horovodSettings";
    }
    return {};
}

std::string_view name(ToolkitKind kind) {
    switch (kind) {
    case ToolkitKind::none:
        break;
    case ToolkitKind::custom:
        return "custom";
    default: {
        const std::string_view key = settings_key(kind);
        return key.substr(0, key.size() - std::string_view("Settings").size());
    }
    }
    return "none";
}

std::string_view name(ObjectKind kind) {
    switch (kind) {
    case ObjectKind::job:
        return "job";
    case ObjectKind::cluster:
        return "cluster";
    case ObjectKind::file_server:
        return "fileserver";
    case ObjectKind::workspace:
        return "workspace";
    case ObjectKind::experiment:
        return "experiment";
    case ObjectKind::configuration:
        return "configuration";
    case ObjectKind::azureml:
        return "azureml";
    case ObjectKind::unknown:
        break;
    }
    return "unknown";
}

std::string_view name(Shape shape) {
    switch (shape) {
    case Shape::flat:
        return "flat";
    case Shape::cli:
        return "cli";
    case Shape::cli_list:
        return "cli-list";
    case Shape::rest:
        return "rest";
    case Shape::rest_list:
        return "rest-list";
    case Shape::arm_template:
        return "arm-template";
    case Shape::example:
        return "example";
    case Shape::wrapped:
        break;
    }
    return "wrapped";
}

} // namespace batchai
