#include "bundle/job_folder.hpp"

#include "aml/read.hpp"
#include "document/document.hpp"

#include <fmt/format.h>

#include <cassert>
#include <filesystem>

namespace bundle {

namespace {

aml::CommandJob read_again(const std::string& text) {
    const document::Parsed parsed = document::parse(text, "job.yml");
    assert(parsed.ok);
    const auto found = aml::recognise(parsed.document);
    assert(found.size() == 1);
    aml::Read read = aml::read(parsed.document, found[0]);
    return std::get<aml::CommandJob>(std::move(read.object));
}

JobFolder translated(const Bundle& bundle, const Object& object) {
    JobFolder out;
    out.name = object.name;
    const std::string folder = fmt::format("jobs/{}/", object.name);
    for (const Text& text : bundle.texts) {
        if (text.path == folder + "job.yml") {
            out.job = read_again(text.content);
        } else if (text.path.starts_with(folder + "code/")) {
            out.code.push_back({.path = text.path.substr(folder.size() + 5),
                                .text = text.content,
                                .shared = text.users});
        }
    }
    return out;
}

JobFolder own(const Item& item, const AzuremlObject& object) {
    JobFolder out;
    out.name = object.name;
    out.job = std::get<aml::CommandJob>(object.object);
    out.folder = base::parent_path(item.display);
    if (out.folder.empty()) {
        out.folder = ".";
    }
    const std::string path = out.job.code_path.empty() ? "code" : out.job.code_path;
    const std::string top =
        std::filesystem::path(path.starts_with('/') ? path : base::join_path(out.folder, path))
            .lexically_normal()
            .generic_string();
    for (const std::string& file : object.code) {
        const std::string_view below =
            file == top ? base::base_name(file)
                        : base::without_slashes(std::string_view(file).substr(top.size()));
        out.code.push_back({.path = std::string(below), .text = {}, .from = file});
    }
    return out;
}

} // namespace

std::vector<JobFolder> job_folders(const Bundle& bundle) {
    std::vector<JobFolder> out;
    for (const auto& item : bundle.items) {
        for (const Object& object : item->objects) {
            if (object.job_result.job) {
                out.push_back(translated(bundle, object));
            }
        }
        for (const AzuremlObject& object : item->azureml) {
            if (object.sound && std::holds_alternative<aml::CommandJob>(object.object)) {
                out.push_back(own(*item, object));
            }
        }
    }
    return out;
}

} // namespace bundle
