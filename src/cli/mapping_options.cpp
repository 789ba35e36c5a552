// The options of a run with a mapping file: what it says, below what the command line says, and for
// each job and cluster that it names what it says of that one above both.

#include "base/error.hpp"
#include "base/strings.hpp"
#include "cli/mapping.hpp"
#include "cli/translation_flags.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace cli {

namespace {

constexpr std::size_t k_most_findings = 200; // on a terminal

// What a flag speaks of: "--map-volume" and "nfs" of "--map-volume=nfs=URI".
struct Topic {
    std::string_view name;
    std::string_view what;
};

bool is_place(std::string_view name) {
    return base::is_one_of(name, {"--writable", "--read-only"});
}

bool is_pair(std::string_view name) {
    return base::is_one_of(name, {"--map-volume", "--secret"});
}

Topic topic_of(std::string_view flag) {
    const auto equals = flag.find('=');
    const std::string_view name = flag.substr(0, equals);
    const std::string_view value = flag.substr(equals + 1);
    return {name, is_pair(name) ? value.substr(0, value.find('=')) : value};
}

// Of two flags that may stand together the later settles what the earlier said.
bool settles(const std::string& later, const std::string& earlier) {
    const Topic a = topic_of(later);
    const Topic b = topic_of(earlier);
    const bool same =
        (is_place(a.name) && is_place(b.name)) || (is_pair(a.name) && a.name == b.name);
    return same && a.what == b.what;
}

// Later flags count before earlier ones: of lists, those that speak of the same thing.
std::vector<std::string> merged(std::vector<std::string> earlier,
                                const std::vector<std::string>& later) {
    const auto settled = [&](const std::string& flag) {
        return std::any_of(later.begin(), later.end(),
                           [&](const std::string& other) { return settles(other, flag); });
    };
    earlier.erase(std::remove_if(earlier.begin(), earlier.end(), settled), earlier.end());
    earlier.insert(earlier.end(), later.begin(), later.end());
    return earlier;
}

TranslateOptions settled_options(const std::vector<std::string>& flags,
                                 const translate::Substitutes& replace) {
    TranslateOptions out = options_of(flags);
    read_values(out);
    out.translate.replace = replace;
    return out;
}

[[noreturn]] void refuse(const std::string& path, MappingFile& file, Env& env) {
    report::Report report;
    report::File& entry = report.files.emplace_back();
    entry.path = path;
    entry.display = path;
    entry.mapping = true;
    entry.document = &file.parsed.document;
    entry.findings = std::move(file.findings);
    env.terminal.err(
        report::findings_text(report, k_most_findings, env.terminal.err_is_terminal()));
    throw base::Error(base::Exit::invalid,
                      fmt::format("{}: this mapping file is not sound, and nothing is done",
                                  base::printable(path, 400)));
}

} // namespace

void apply_mapping(TranslateOptions& options, Env& env) {
    if (options.map.empty()) {
        return;
    }
    MappingFile file = read_mapping(options.map, env.files);
    const bool wrong =
        std::any_of(file.findings.begin(), file.findings.end(),
                    [](const base::Finding& f) { return f.cls == base::Class::error; });
    if (wrong) {
        refuse(options.map, file, env);
    }
    const std::vector<std::string> said = said_flags(*options.command);
    const std::vector<std::string> general = merged(file.flags, said);
    TranslateOptions all = settled_options(general, file.replace);
    all.storage_key = options.storage_key;
    auto mapping = std::make_shared<bundle::Mapping>();
    mapping->path = std::string(base::base_name(options.map));
    mapping->display = options.map;
    mapping->identity = env.files.identity(options.map);
    mapping->findings = std::move(file.findings);
    const auto entries = [&](const std::vector<MappingEntry>& from,
                             std::vector<bundle::Entry>& to) {
        for (const MappingEntry& entry : from) {
            to.push_back(
                {.name = entry.name,
                 .node = entry.node,
                 .all = settled_options(merged(general, entry.flags), file.replace).translate,
                 .own = settled_options(entry.flags, file.replace).translate});
        }
    };
    entries(file.jobs, mapping->jobs);
    entries(file.clusters, mapping->clusters);
    mapping->parsed = std::move(file.parsed);
    all.map = options.map;
    all.command = options.command;
    options = std::move(all);
    options.mapping = std::move(mapping);
}

} // namespace cli
