#include "cli/translation_flags.hpp"

#include "base/error.hpp"
#include "base/strings.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace cli {

TranslationFlags::TranslationFlags() {
    add_translate_options(m_app, m_options);
    for (CLI::Option* option : m_app.get_options()) {
        if (option->get_items_expected_max() <= 1) {
            option->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
        }
    }
}

const CLI::Option* TranslationFlags::find(const std::string& name) const {
    // Where the file itself is, and what is secret, is not for a file.
    if (base::is_one_of(name, {"map", "storage-account-key", "help"})) {
        return nullptr;
    }
    return m_app.get_option_no_throw("--" + name);
}

std::vector<std::string> TranslationFlags::names() const {
    std::vector<std::string> out;
    for (const CLI::Option* option : m_app.get_options()) {
        for (const std::string& name : option->get_lnames()) {
            if (find(name) != nullptr) {
                out.push_back(name);
            }
        }
    }
    return out;
}

std::string TranslationFlags::parse(std::vector<std::string> flags) {
    std::reverse(flags.begin(), flags.end()); // as CLI11 wants them
    try {
        m_app.parse(flags);
    } catch (const CLI::ParseError& error) {
        return error.what();
    }
    return {};
}

std::vector<std::string> said_flags(const CLI::App& command) {
    const TranslationFlags flags;
    std::vector<std::string> out;
    for (const CLI::Option* option : command.get_options()) {
        if (option->count() == 0 || option->get_lnames().empty()) {
            continue;
        }
        const std::string& name = option->get_lnames().front();
        const bool same = !option->get_group().starts_with("Cluster") ||
                          base::is_one_of(name, {"vm-size", "vm-priority", "location"});
        if (flags.find(name) == nullptr || !same) {
            continue;
        }
        for (const std::string& result : option->results()) {
            out.push_back(fmt::format("--{}={}", name, result));
        }
    }
    return out;
}

TranslateOptions options_of(const std::vector<std::string>& all) {
    TranslationFlags flags;
    const std::string wrong = flags.parse(all);
    if (!wrong.empty()) {
        throw base::Error(base::Exit::usage, base::printable(wrong, 300));
    }
    return std::move(flags.options());
}

bool is_of_clusters(const std::string& name) {
    return base::is_one_of(name, {"vm-size", "vm-priority", "location", "replace-retired-sizes",
                                  "autoscale", "idle-time", "storage-account-name",
                                  "identity-based", "map-volume"});
}

bool is_of_jobs(const std::string& name) {
    return !base::is_one_of(name, {"vm-size", "vm-priority", "location", "replace-retired-sizes",
                                   "autoscale", "idle-time", "batchai-version", "subscription",
                                   "resource-group", "workspace-name", "workspace"});
}

} // namespace cli
