// Files that are Azure ML's already: read and checked, and made ready to be written again.

#include "aml/code.hpp"
#include "aml/names.hpp"
#include "base/error.hpp"
#include "base/strings.hpp"
#include "bundle/bundle.hpp"
#include "bundle/code_folder.hpp"
#include "document/document.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <unordered_map>

namespace bundle {

namespace {

using base::Class;

constexpr std::uint64_t k_largest = 32ULL << 20U; // of a Dockerfile, of a conda file, of code

// What lies beside one job, and where it is seen from.
class Neighbours {
  public:
    Neighbours(Item& item, AzuremlObject& own, const Request& request, base::Files& files)
        : m_item(item),
          m_own(own),
          m_request(request),
          m_files(files),
          m_folder(base::parent_path(item.display)) {}

    void job(aml::CommandJob& job) {
        environment(job.environment);
        if (job.code && (job.code_path.empty() || aml::is_local(job.code_path))) {
            code(job.code_path.empty() ? "code" : job.code_path);
        }
        for (auto& [name, input] : job.inputs) {
            data(name, input);
        }
        if (!m_request.written_to.empty()) {
            move_paths(job);
        }
    }

  private:
    [[nodiscard]] std::string at(std::string_view path) const {
        const std::string joined =
            path.starts_with('/') ? std::string(path) : base::join_path(m_folder, path);
        return std::filesystem::path(joined).lexically_normal().generic_string();
    }

    // The key under which the file says something, for the finding's place.
    [[nodiscard]] document::NodeId node(std::initializer_list<std::string_view> keys) const {
        document::NodeId id = m_own.what.object;
        for (const std::string_view key : keys) {
            const document::NodeId next = m_item.parsed.document.find(id, key);
            id = next == document::k_no_node ? id : next;
        }
        return id;
    }

    void say(std::string_view code, Class cls, document::NodeId id, std::string message,
             std::string help) {
        const document::Node& at = m_item.parsed.document.at(id);
        const bool container =
            at.kind == document::Kind::object || at.kind == document::Kind::array;
        m_item.findings.push_back({.code = code,
                                   .cls = cls,
                                   .node = id,
                                   .offset = at.offset,
                                   .length = container ? 0 : at.end - at.offset,
                                   .message = std::move(message),
                                   .help = std::move(help)});
        m_own.sound = m_own.sound && cls != Class::error;
    }

    void missing(document::NodeId id, std::string_view path) {
        say("AZ115", Class::error, id,
            fmt::format("{} cannot be read", base::printable(at(path), 400)),
            "paths count from the folder of the file that names them");
    }

    // The text of the file; nothing, and a finding, where it cannot be read.
    std::string text(document::NodeId id, std::string_view path) {
        try {
            return m_files.read(at(path), k_largest);
        } catch (const base::Error&) {
            missing(id, path);
            return {};
        }
    }

    void environment(aml::Environment& environment) {
        if (auto* image = std::get_if<aml::Image>(&environment)) {
            if (!image->conda_file.empty()) {
                image->conda = text(node({"environment", "conda_file"}), image->conda_file);
            }
        } else if (auto* context = std::get_if<aml::BuildContext>(&environment)) {
            const std::string file =
                context->dockerfile_path.empty() ? "Dockerfile" : context->dockerfile_path;
            context->dockerfile = text(node({"environment", "build", "path"}),
                                       base::join_path(context_path(*context), file));
        }
    }

    static std::string context_path(const aml::BuildContext& context) {
        return context.path.empty() ? "../../environments/" + context.name : context.path;
    }

    void code(const std::string& path) {
        const std::string top = at(path);
        const std::vector<std::string> names = code_names(top);
        if (names.empty()) {
            missing(node({"code"}), path);
            return;
        }
        std::vector<std::string> contents;
        for (const std::string& name : names) {
            m_own.code.push_back(name.empty() ? top : base::join_path(top, name));
            if (m_request.arm) {
                contents.push_back(text(node({"code"}), base::join_path(path, name)));
            }
        }
        std::vector<aml::CodeFile> files;
        for (std::size_t i = 0; i < contents.size(); ++i) {
            files.push_back({names[i].empty() ? base::base_name(top) : std::string_view(names[i]),
                             contents[i]});
        }
        m_own.code_hash = aml::code_hash(std::move(files));
    }

    // Below the folder; one without a name where the code is a file itself.
    [[nodiscard]] std::vector<std::string> code_names(const std::string& top) const {
        std::vector<std::string> names;
        const base::FileType type = m_files.type(top, true);
        if (type == base::FileType::regular) {
            names.emplace_back();
        } else if (type == base::FileType::folder) {
            CodeFolder(top, m_files)
                .each(
                    [&](const std::string& full, const std::string& name, base::FileType) {
                        if (m_files.type(full, true) == base::FileType::regular) {
                            names.push_back(name);
                        }
                    },
                    [](const std::string&, unsigned) { return false; });
            std::sort(names.begin(), names.end());
        }
        return names;
    }

    void data(const std::string& name, const aml::Input& input) {
        if (input.literal || input.path.empty()) {
            return;
        }
        const document::NodeId id = node({"inputs", name, "path"});
        const bool label = aml::is_asset(input.path) && input.path.find('@') != std::string::npos;
        if (aml::is_local(input.path) && m_own.what.form == aml::Form::v2 &&
            m_files.type(at(input.path), true) == base::FileType::missing) {
            missing(id, input.path);
        } else if (m_request.arm && (label || aml::is_local(input.path))) {
            say("AZ116", Class::manual, id,
                fmt::format("where the input \"{}\" lies is known once the job is sent: the body "
                            "cannot say it",
                            base::printable(name, 60)),
                "az ml job create -f takes the YAML as it is");
        }
    }

    // The same places, seen from jobs/<name>/ in the folder that is written.
    void move_paths(aml::CommandJob& job) {
        const std::string to =
            base::join_path(m_request.written_to, fmt::format("jobs/{}", m_own.name));
        const auto move = [&](std::string& path) { path = seen_from(to, at(path)); };
        if (auto* context = std::get_if<aml::BuildContext>(&job.environment)) {
            context->path = context_path(*context);
            move(context->path);
        }
        if (auto* image = std::get_if<aml::Image>(&job.environment)) {
            if (!image->conda_file.empty()) {
                move(image->conda_file);
            }
        }
        if (job.code && (job.code_path.empty() || aml::is_local(job.code_path))) {
            job.code_path = job.code_path.empty() ? "code" : job.code_path;
            move(job.code_path);
        }
        for (auto& [name, input] : job.inputs) {
            if (aml::is_local(input.path) && m_own.what.form == aml::Form::v2) {
                move(input.path);
            }
        }
    }

    // Without links as far as it exists.
    [[nodiscard]] std::string absolute(const std::string& path) const {
        if (path.empty() || m_files.type(path, true) != base::FileType::missing) {
            return m_files.absolute(path.empty() ? "." : path);
        }
        return base::join_path(absolute(std::string(base::parent_path(path))),
                               base::base_name(path));
    }

    [[nodiscard]] std::string seen_from(const std::string& folder, const std::string& path) const {
        namespace fs = std::filesystem;
        return fs::path(absolute(path)).lexically_relative(absolute(folder)).generic_string();
    }

    Item& m_item;
    AzuremlObject& m_own;
    const Request& m_request;
    base::Files& m_files;
    const std::string m_folder;
};

aml::NameKind name_kind(const AzuremlObject& own) {
    switch (own.what.kind) {
    case aml::ObjectKind::compute:
        return aml::NameKind::compute;
    case aml::ObjectKind::datastore:
        return aml::NameKind::datastore;
    case aml::ObjectKind::environment:
        return aml::NameKind::environment;
    case aml::ObjectKind::connection:
        return aml::NameKind::connection;
    case aml::ObjectKind::workspace:
        return aml::NameKind::workspace;
    default:
        return aml::NameKind::job;
    }
}

std::string said_name(const AzuremlObject& own) {
    return std::visit(
        [](const auto& object) -> std::string {
            if constexpr (requires { object.name; }) {
                return object.name;
            }
            return {};
        },
        own.object);
}

// As files; those that meet carry the hash of their place.
void name_all(Bundle& bundle) {
    std::unordered_map<std::string, int> uses;
    const auto each = [&bundle](const auto& f) {
        for (const auto& item : bundle.items) {
            for (AzuremlObject& own : item->azureml) {
                std::string name = said_name(own);
                f(*item, own, name.empty() ? name_from_file(*item) : name);
            }
        }
    };
    const auto key = [](const AzuremlObject& own) {
        return fmt::format("{} {}", static_cast<int>(own.what.kind), base::lower(own.name));
    };
    each([&](const Item&, AzuremlObject& own, const std::string& name) {
        own.name = aml::legal_name(name_kind(own), name);
        ++uses[key(own)];
    });
    each([&](const Item& item, AzuremlObject& own, const std::string& name) {
        if (uses[key(own)] > 1) {
            own.name =
                aml::distinct_name(name_kind(own), name,
                                   item.path + "#" + item.parsed.document.pointer(own.what.object));
        }
    });
}

// A body without a name is one that is sent to an address: only then the name is not missed.
void give_name(AzuremlObject& own) {
    std::visit(
        [&own](auto& object) {
            if constexpr (
                requires { object.size; } || requires { object.container; }) {
                object.name = object.name.empty() ? own.name : object.name;
            }
        },
        own.object);
}

void tell(Item& item, const AzuremlObject& own, bool written) {
    const document::Node& at = item.parsed.document.at(own.what.object);
    const bool other = own.what.kind == aml::ObjectKind::other;
    if (written && !other) {
        return;
    }
    // Of a list the others are printed; a file of its own was asked for.
    const bool refused = written && item.named && item.azureml.size() == 1;
    const std::string what =
        other ? fmt::format("an object of Azure ML that is not read ({})",
                            base::printable(own.what.type, 60))
              : fmt::format("already in Azure ML's form ({})", name(own.what.kind));
    item.findings.push_back({.code = other ? "AZ107" : "AZ109",
                             .cls = refused   ? Class::error
                                    : written ? Class::dropped
                                              : Class::exact,
                             .node = own.what.object,
                             .offset = at.offset,
                             .length = 0,
                             .message = what + (refused   ? ""
                                                : written ? ": left out"
                                                          : ": left as it is"),
                             .help = {}});
}

} // namespace

bool read_azureml(Item& item) {
    for (const aml::Recognised& what : aml::recognise(item.parsed.document)) {
        aml::Read read = aml::read(item.parsed.document, what);
        AzuremlObject& own = item.azureml.emplace_back();
        own.what = what;
        own.object = std::move(read.object);
        own.sound = std::none_of(read.findings.begin(), read.findings.end(),
                                 [](const base::Finding& f) { return f.cls == Class::error; });
        item.findings.insert(item.findings.end(), read.findings.begin(), read.findings.end());
    }
    return !item.azureml.empty();
}

void finish_azureml(Bundle& bundle, const Request& request, base::Files& files) {
    name_all(bundle);
    for (const auto& item : bundle.items) {
        for (AzuremlObject& own : item->azureml) {
            tell(*item, own, request.azureml);
            if (!request.azureml) {
                continue;
            }
            give_name(own);
            if (auto* job = std::get_if<aml::CommandJob>(&own.object)) {
                Neighbours(*item, own, request, files).job(*job);
            }
        }
    }
}

} // namespace bundle
