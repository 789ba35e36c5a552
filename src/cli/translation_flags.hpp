#pragma once
// The flags that change a translation, by themselves: as a mapping file holds them, and as a
// command line said them. "--name=value", a switch "--name".

#include "cli/commands.hpp"

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

namespace cli {

class TranslationFlags {
  public:
    TranslationFlags();

    // The flag of that name (without dashes) where a mapping file may hold it; null otherwise.
    [[nodiscard]] const CLI::Option* find(const std::string& name) const;
    [[nodiscard]] std::vector<std::string> names() const;

    // In their order: of a flag said twice the later counts, and lists add up. Empty, or what is
    // wrong.
    std::string parse(std::vector<std::string> flags);

    [[nodiscard]] TranslateOptions& options() { return m_options; }

  private:
    CLI::App m_app;
    TranslateOptions m_options;
};

// What the command line said of those flags.
std::vector<std::string> said_flags(const CLI::App& command);

// Throws base::Error (usage) for what a flag refuses.
TranslateOptions options_of(const std::vector<std::string>& flags);

// Whether the flag means something for a single job, or a single cluster.
bool is_of_jobs(const std::string& name);
bool is_of_clusters(const std::string& name);

} // namespace cli
