#include "cli/mapping.hpp"

#include "aml/names.hpp"
#include "base/error.hpp"
#include "base/strings.hpp"
#include "cli/translation_flags.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace cli {

namespace {

using document::Document;
using document::k_no_node;
using document::Kind;
using document::NodeId;

constexpr std::uint64_t k_largest = 4ULL << 20U;

constexpr std::string_view k_own_keys[] = {"volumes", "secrets", "images",  "sizes",
                                           "names",   "jobs",    "clusters"};

bool is_scalar(const document::Node& node) {
    return node.kind == Kind::string || node.kind == Kind::number || node.kind == Kind::boolean;
}

// Which flags an entry for one object may hold.
using IsOf = bool(const std::string& name);

struct Problem {
    std::string what; // empty: none
    std::string help;
};

// What the command itself would say of the flags.
Problem problem_of(const std::vector<std::string>& flags) {
    try {
        TranslateOptions options = options_of(flags);
        read_values(options);
    } catch (const base::Error& error) {
        return {error.what(), error.help()};
    }
    return {};
}

class MappingReader {
  public:
    MappingReader(MappingFile& out, std::string folder)
        : m_out(out),
          m_document(out.parsed.document),
          m_folder(std::move(folder)) {}

    void run() {
        const NodeId root = m_document.root();
        if (m_document.at(root).kind != Kind::object) {
            say("BA161", root, "a mapping file holds an object, whose keys are the names of flags",
                "for example compute: gpu");
            return;
        }
        members(root, [&](NodeId member) {
            const std::string_view key = m_document.at(member).key;
            if (key == "images") {
                images(member);
            } else if (key == "sizes") {
                replacements(member, m_out.replace.sizes);
            } else if (key == "names") {
                names(member);
            } else if (key == "jobs") {
                entries(member, m_out.jobs, is_of_jobs);
            } else if (key == "clusters") {
                entries(member, m_out.clusters, is_of_clusters);
            } else {
                flag(member, m_out.flags, nullptr);
            }
        });
        together(m_out.flags, root);
    }

  private:
    template <class F> void members(NodeId object, F&& f) {
        for (NodeId child = m_document.at(object).first_child; child != k_no_node;
             child = m_document.at(child).next) {
            f(child);
        }
    }

    void say(std::string_view code, NodeId node, std::string message, std::string help = {}) {
        const document::Node& n = m_document.at(node);
        const bool member = n.key_end > n.key_offset;
        m_out.findings.push_back({.code = code,
                                  .cls = base::Class::error,
                                  .node = node,
                                  .offset = member ? n.key_offset : n.offset,
                                  .length = member ? n.key_end - n.key_offset : 1,
                                  .message = std::move(message),
                                  .help = std::move(help)});
    }

    bool is_object(NodeId node) {
        if (m_document.at(node).kind == Kind::object) {
            return true;
        }
        say("BA161", node,
            fmt::format("\"{}\" holds an object", base::printable(m_document.at(node).key, 60)));
        return false;
    }

    void replacements(NodeId group, std::vector<translate::Substitute>& to) {
        if (!is_object(group)) {
            return;
        }
        members(group, [&](NodeId member) {
            const document::Node& node = m_document.at(member);
            if (!is_scalar(node) || node.text.empty()) {
                say("BA161", member, "what takes its place is a text");
                return;
            }
            to.push_back({std::string(node.key), std::string(node.text), member});
        });
    }

    void images(NodeId group) {
        replacements(group, m_out.replace.images);
        for (const translate::Substitute& one : m_out.replace.images) {
            const Problem problem = problem_of({"--image=" + one.to});
            if (!problem.what.empty()) {
                say("BA161", one.node, problem.what, problem.help);
            }
        }
    }

    // One name for two things would make one of them; the same name twice is no mistake of the
    // keys.
    void one_each(const std::vector<translate::Substitute>& list) {
        std::map<std::string, std::string_view> known;
        for (const translate::Substitute& one : list) {
            const auto [at, fresh] = known.try_emplace(base::lower(one.to), one.from);
            if (!fresh) {
                say("BA162", one.node,
                    fmt::format("\"{}\" is the new name of \"{}\" already",
                                base::printable(one.to, 80), base::printable(at->second, 80)));
            }
        }
    }

    void names(NodeId group) {
        if (!is_object(group)) {
            return;
        }

        struct Row {
            std::string_view key;
            aml::NameKind kind;
            std::vector<translate::Substitute>* to;
        };

        translate::Substitutes& replace = m_out.replace;
        const Row rows[] = {{"jobs", aml::NameKind::job, &replace.jobs},
                            {"clusters", aml::NameKind::compute, &replace.clusters},
                            {"datastores", aml::NameKind::datastore, &replace.datastores},
                            {"experiments", aml::NameKind::experiment, &replace.experiments},
                            {"workspaces", aml::NameKind::workspace, &replace.workspaces}};
        members(group, [&](NodeId kind) {
            const std::string_view key = m_document.at(kind).key;
            const auto* row = std::find_if(std::begin(rows), std::end(rows),
                                           [&](const Row& r) { return r.key == key; });
            if (row == std::end(rows)) {
                unknown(kind, {"jobs", "clusters", "datastores", "experiments", "workspaces"});
                return;
            }
            replacements(kind, *row->to);
            for (const translate::Substitute& one : *row->to) {
                if (!aml::is_legal(row->kind, one.to)) {
                    say("BA162", one.node,
                        fmt::format("\"{}\" is no legal name here", base::printable(one.to, 80)),
                        fmt::format("{}; \"{}\" would be one", aml::name_rule(row->kind),
                                    aml::legal_name(row->kind, one.to)));
                }
            }
            if (row->to != &replace.experiments) { // jobs of several may join
                one_each(*row->to);
            }
        });
    }

    void entries(NodeId group, std::vector<MappingEntry>& to, IsOf* is_of) {
        if (!is_object(group)) {
            return;
        }
        members(group, [&](NodeId one) {
            if (!is_object(one)) {
                return;
            }
            MappingEntry& entry = to.emplace_back();
            entry.name = std::string(m_document.at(one).key);
            entry.node = one;
            members(one, [&](NodeId member) { flag(member, entry.flags, is_of); });
            together(entry.flags, one);
        });
    }

    // Flags that are sound one by one may contradict each other.
    void together(const std::vector<std::string>& flags, NodeId node) {
        const Problem problem = problem_of(flags);
        if (!problem.what.empty()) {
            say("BA161", node, problem.what, problem.help);
        }
    }

    // "volumes: {nfs: URI}" and "secrets: {TOKEN: URL}" are lists of pairs. `is_of`: which flags
    // the entry may hold; null: all.
    void flag(NodeId member, std::vector<std::string>& to, IsOf* is_of) {
        const document::Node& node = m_document.at(member);
        const bool pairs = node.key == "volumes" || node.key == "secrets";
        const std::string name(node.key == "volumes"   ? "map-volume"
                               : node.key == "secrets" ? "secret"
                                                       : node.key);
        if (m_flags.find(name) == nullptr) {
            unknown(member, is_of);
        } else if (is_of != nullptr && !is_of(name)) {
            say("BA161", member,
                fmt::format("\"{}\" holds for a whole run, not for one of these", name),
                "put it at the top of the file");
        } else if (pairs) {
            if (is_object(member)) {
                members(member, [&](NodeId one) {
                    value(one, name, fmt::format("{}={}", m_document.at(one).key, text_of(one)),
                          to);
                });
            }
        } else if (node.kind == Kind::array) {
            members(member, [&](NodeId item) { value(item, name, text_of(item), to); });
        } else {
            value(member, name, text_of(member), to);
        }
    }

    std::string text_of(NodeId node) { return std::string(m_document.at(node).text); }

    void value(NodeId node, const std::string& name, const std::string& text,
               std::vector<std::string>& to) {
        if (!is_scalar(m_document.at(node))) {
            say("BA161", node, fmt::format("\"{}\" takes a text, a number or true", name));
            return;
        }
        const bool is_switch = m_flags.find(name)->get_items_expected_max() == 0;
        const bool is_word = text == "true" || text == "false";
        const bool below = name == "code" && !text.starts_with('/'); // seen from the file
        const std::string flag =
            fmt::format("--{}={}", name, below ? base::join_path(m_folder, text) : text);
        const Problem problem = is_switch && !is_word
                                    ? Problem{fmt::format("\"{}\" is true or false", name), {}}
                                    : problem_of({flag});
        if (!problem.what.empty()) {
            say("BA161", node, problem.what, problem.help);
        } else {
            to.push_back(flag);
        }
    }

    void unknown(NodeId member, IsOf* is_of) {
        std::vector<std::string> known = mapping_keys();
        known.erase(std::remove_if(known.begin(), known.end(),
                                   [&](const std::string& name) {
                                       return is_of != nullptr &&
                                              base::is_one_of(name, {"images", "sizes", "names",
                                                                     "jobs", "clusters"});
                                   }),
                    known.end());
        unknown(member, std::vector<std::string_view>(known.begin(), known.end()));
    }

    void unknown(NodeId member, const std::vector<std::string_view>& known) {
        const std::string_view key = m_document.at(member).key;
        if (key == "storage-account-key") {
            say("BA160", member, "a key belongs into no file that is kept",
                "say --storage-account-key, or set AZURE_BATCHAI_STORAGE_KEY");
            return;
        }
        const std::string_view near = base::nearest(key, known);
        say("BA160", member,
            fmt::format("\"{}\" is no key of a mapping file", base::printable(key, 60)),
            near.empty() ? std::string("keys are the flags of convert, without the dashes")
                         : fmt::format("did you mean \"{}\"?", near));
    }

    MappingFile& m_out;
    const Document& m_document;
    std::string m_folder; // of the file
    TranslationFlags m_flags;
};

} // namespace

MappingFile read_mapping(const std::string& path, base::Files& files) {
    MappingFile out;
    out.parsed = document::parse(files.read(path, k_largest), path);
    out.findings = out.parsed.findings;
    if (out.parsed.ok) {
        MappingReader(out, std::string(base::parent_path(path))).run();
    }
    return out;
}

std::vector<std::string> mapping_keys() {
    std::vector<std::string> out = TranslationFlags().names();
    out.insert(out.end(), std::begin(k_own_keys), std::end(k_own_keys));
    return out;
}

} // namespace cli
