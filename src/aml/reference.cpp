#include "aml/reference.hpp"

#include "base/json_text.hpp"
#include "base/strings.hpp"

#include <fmt/format.h>

namespace aml {

namespace {
using base::Class;
using document::Kind;

constexpr std::string_view k_prefix = "azureml:";
constexpr std::string_view k_ours = "../../environments/";

// An ARM id behind the prefix, which is how YAML writes one.
std::string without_prefix(const std::string& text) {
    return text.starts_with(k_prefix) && is_arm_id(std::string_view(text).substr(k_prefix.size()))
               ? text.substr(k_prefix.size())
               : text;
}

std::string_view folder_name(std::string_view path) {
    while (path.ends_with('/')) {
        path.remove_suffix(1);
    }
    return path.substr(path.rfind('/') + 1);
}

void append_json(base::JsonText& json, const document::Document& document, NodeId id) {
    const document::Node& node = document.at(id);
    switch (node.kind) {
    case Kind::object:
        json.begin_object();
        break;
    case Kind::array:
        json.begin_array();
        break;
    case Kind::string:
        json.string(node.text);
        return;
    case Kind::null:
        json.null();
        return;
    default:
        json.as_written(node.text);
        return;
    }
    for (NodeId child = node.first_child; child != k_no_node; child = document.at(child).next) {
        if (node.kind == Kind::object) {
            json.key(document.at(child).key);
        }
        append_json(json, document, child);
    }
    node.kind == Kind::object ? json.end_object() : json.end_array();
}

// A conda file is named by its path, or stands in the YAML as an object; bodies hold its text.
void read_conda(const Reader& r, const std::string& path, Image& image) {
    const NodeId node = r.find(path);
    if (node == k_no_node) {
        return;
    }
    const document::Node& at = r.document().at(node);
    if (at.kind == Kind::object && r.v2()) {
        base::JsonText json(image.conda);
        append_json(json, r.document(), node);
        image.conda.push_back('\n');
    } else if (at.kind == Kind::string) {
        (r.v2() ? image.conda_file : image.conda) = at.text;
    } else {
        r.findings().at_value("AZ103", Class::error, node,
                              "a conda file is named by its path, or stands here as an object");
    }
}

BuildContext context_of(const std::string& path, const std::string& own) {
    const std::string_view last = folder_name(path);
    if (!own.empty()) { // a file of its own, beside the Dockerfile
        return {own, {}, path == "." ? std::string{} : path};
    }
    if (path.starts_with(k_ours) && path.size() == k_ours.size() + last.size()) {
        return {std::string(last), {}};
    }
    return {legal_name(NameKind::environment, last), {}, path};
}
} // namespace

std::string compute_reference(const Reader& r) {
    std::string text = r.text("compute");
    text = text.starts_with(k_prefix) ? text.substr(k_prefix.size()) : text;
    if (text.empty()) {
        return text;
    }
    const NodeId node = r.find("compute");
    if (is_arm_id(text)) {
        const std::size_t at = base::lower(text).rfind("/computes/");
        return at == std::string::npos ? text : text.substr(at + 10);
    }
    if (r.v2() && base::iequals(text, "local")) {
        r.findings().at_value("AZ106", Class::error, node,
                              "a job for this machine (compute: local) is not understood",
                              "name a compute of the workspace");
        return {};
    }
    r.check_name(NameKind::compute, node, text);
    return text;
}

std::string code_reference(const Reader& r) {
    const std::string text = without_prefix(r.text("code"));
    if (r.v2() && (text.starts_with("git+") || text.starts_with("git:"))) {
        r.findings().at_value("AZ106", Class::error, r.find("code"),
                              "code from a git repository is not understood",
                              "name a folder, or code that is registered in the workspace");
    }
    return text == "code" ? std::string{} : text;
}

Environment described_environment(const Reader& r, const std::string& path,
                                  const std::string& own) {
    const std::string build = r.text(path + "build.path");
    Image image{r.text(path + "image")};
    read_conda(r, path + "conda_file", image);
    const bool has_build = r.says(path + "build.path");
    const bool has_image = r.says(path + "image");
    const NodeId place = path.empty() ? r.object() : r.find("environment");
    if (has_build && (has_image || !image.conda_file.empty() || !image.conda.empty())) {
        r.findings().at_key("AZ112", Class::error, place,
                            "an environment is an image or is built: it cannot say both");
    } else if (!has_build && !has_image) {
        r.findings().at_key("AZ105", Class::error, place,
                            "the environment says neither an image nor what to build");
    }
    if (has_build) {
        BuildContext context = context_of(build, own);
        context.dockerfile_path = r.text(path + "build.dockerfile_path");
        return context;
    }
    return image;
}

Environment environment_reference(const Reader& r) {
    const NodeId node = r.find("environment");
    if (node != k_no_node && r.document().at(node).kind == Kind::object) {
        return described_environment(r, "environment.", {});
    }
    const std::string text = r.text("environment");
    if (!r.v2() || text.empty() || text.starts_with("azureml://")) {
        return EnvironmentReference{text};
    }
    if (!text.starts_with(k_prefix)) {
        r.not_allowed(node,
                      fmt::format("az ml does not know what \"{}\" is", base::printable(text, 60)),
                      text.starts_with('/')
                          ? "write azureml: before the id"
                          : "an environment of the workspace is azureml:<name>:<version>; an image "
                            "stands below, as image: <name>");
    } else if (!text.starts_with("azureml:/") &&
               text.find_first_of(":@", k_prefix.size()) == std::string::npos) {
        r.not_allowed(node, "the environment says no version",
                      fmt::format("write {}@latest, or :<version>", text));
    }
    return EnvironmentReference{without_prefix(text)};
}

} // namespace aml
