#include "local/launcher.hpp"

#include "base/strings.hpp"
#include "base/version.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

namespace local {

namespace {

// As src/translate/launcher writes them; a test holds the two together.
constexpr std::string_view k_user = "# shellcheck disable=all\n";
constexpr std::string_view k_after_preparation =
    "[ \"$code\" = 0 ] || { echo \"job preparation failed with exit code $code\" >&2; exit "
    "\"$code\"; }\n";
constexpr std::string_view k_wait = "  echo $? > \"$node/new\" && mv \"$node/new\" "
                                    "\"$node/prepared\"\nfi\n"
                                    "until [ -e \"$node/prepared\" ]; do sleep 0.2; done\n"
                                    "read -r code < \"$node/prepared\"\n";
constexpr std::string_view k_at_once = "code=$?\n";
constexpr std::string_view k_secrets =
    "\n# Secrets, from Key Vault, with the identity of the compute.";
constexpr std::string_view k_no_identity =
    "  echo \"the compute has no managed identity (MSI_ENDPOINT is not set): no secret can be "
    "read\" >&2\n  exit 1\nfi\n";
constexpr std::string_view k_given = R"(
# A rehearsal has the secrets in its environment.
read_secret() {
  [ -n "${!1+x}" ] || { echo "the secret $1 was not given" >&2; exit 1; }
  export "${1?}"
}
)";
// What follows the lines of a preparation, and those of a server.
constexpr std::array<std::string_view, 2> k_after_lines_once = {
    "\nif mkdir \"$node\" 2>/dev/null; then\n", "\nmkdir -p \"$node\"\n"};
constexpr std::array<std::string_view, 1> k_after_lines = {
    "\nif [ \"$role\" = ps ]; then\n  # A parameter server never ends"};

std::size_t count(std::string_view text, std::string_view part) {
    std::size_t found = 0;
    for (std::size_t at = 0; (at = text.find(part, at)) != std::string_view::npos;
         at += part.size()) {
        ++found;
    }
    return found;
}

// Where the line that ends before `end` begins.
std::size_t line_before(std::string_view text, std::size_t end) {
    const auto found = end < 2 ? std::string_view::npos : text.rfind('\n', end - 2);
    return found == std::string_view::npos ? 0 : found + 1;
}

bool is_call(std::string_view line) {
    line = base::trim(line);
    return line == "set_up" || line == "prepare" || line == "set_up && prepare" ||
           ((line.starts_with("keep \"") || line.starts_with("set_up && keep \"")) &&
            line.ends_with("\" prepare"));
}

// Where the calls read_secret stand: behind the functions for it.
std::size_t secrets_end(std::string_view launcher) {
    const auto begin = launcher.find(k_secrets);
    const auto end = begin == std::string_view::npos ? begin : launcher.find(k_no_identity, begin);
    return end == std::string_view::npos ? end : end + k_no_identity.size();
}

// User lines come before ours: the last one that looks like ours is ours, or the text is the user's
// to its end.
std::string_view before_last(std::string_view region, std::span<const std::string_view> followers) {
    std::size_t cut = 0;
    for (const std::string_view follower : followers) {
        const auto found = region.rfind(follower);
        cut = found == std::string_view::npos ? cut : std::max(cut, found);
    }
    return cut == 0 ? region : region.substr(0, cut);
}

void add_name(std::vector<std::string>& names, std::string_view line) {
    constexpr std::string_view k_call = "read_secret ";
    if (line.starts_with(k_call)) {
        line.remove_prefix(k_call.size());
        const std::string name(line.substr(0, line.find(' ')));
        if (std::find(names.begin(), names.end(), name) == names.end()) {
            names.push_back(name);
        }
    }
}

} // namespace

bool is_launcher(std::string_view text) {
    return text.starts_with("#!/bin/bash\n# Starts one process of Batch AI job ") &&
           text.find(fmt::format("\n# Made by {} ", base::k_tool)) != std::string_view::npos;
}

bool prepares(std::string_view launcher) {
    const auto has = [&](std::string_view part) {
        return launcher.find(part) != std::string_view::npos;
    };
    return is_launcher(launcher) &&
           (has(k_after_preparation) || has("\nprepare() (\n") || has("\nset_up() (\n"));
}

std::optional<std::string> without_preparation(std::string_view launcher) {
    if (count(launcher, k_after_preparation) != 1) {
        return std::nullopt;
    }
    const std::size_t end = launcher.find(k_after_preparation);
    const std::string_view head = launcher.substr(0, end);
    const std::string_view tail = head.ends_with(k_wait)      ? k_wait
                                  : head.ends_with(k_at_once) ? k_at_once
                                                              : std::string_view{};
    if (tail.empty()) {
        return std::nullopt;
    }
    const std::size_t call_end = end - tail.size();
    const std::size_t call = line_before(launcher, call_end);
    if (!is_call(launcher.substr(call, call_end - call))) {
        return std::nullopt;
    }
    return fmt::format("{}true   # the preparation, in the cloud\n{}", launcher.substr(0, call),
                       launcher.substr(call_end));
}

std::vector<std::string> secret_names(std::string_view launcher, bool preparation) {
    std::vector<std::string> names;
    const std::size_t begin = is_launcher(launcher) ? secrets_end(launcher) : std::string::npos;
    if (begin == std::string_view::npos) {
        return names;
    }
    for (const std::string_view line : base::split(launcher.substr(begin), '\n')) {
        if (!line.starts_with("read_secret ")) {
            break;
        }
        add_name(names, line);
    }
    const auto set_up = launcher.find("\nset_up() (\n", begin);
    if (preparation && set_up != std::string_view::npos) {
        for (const std::string_view line : base::split(launcher.substr(set_up + 12), '\n')) {
            if (!line.starts_with("  read_secret ")) {
                break;
            }
            add_name(names, base::trim(line));
        }
    }
    return names;
}

std::string with_given_secrets(std::string_view launcher) {
    const std::size_t end = secrets_end(launcher);
    if (end == std::string_view::npos) {
        return std::string(launcher);
    }
    return fmt::format("{}{}{}", launcher.substr(0, launcher.find(k_secrets)), k_given,
                       launcher.substr(end));
}

std::vector<std::string> user_lines(std::string_view launcher, bool preparation) {
    std::vector<std::string> out;
    // Up to here stands what is run once on each node, and nothing else of the user's.
    const std::size_t prepared =
        count(launcher, k_after_preparation) == 1 ? launcher.find(k_after_preparation) : 0;
    std::size_t at = launcher.find(k_user);
    while (at != std::string_view::npos) {
        const std::size_t begin = at + k_user.size();
        at = launcher.find(k_user, begin);
        std::string_view region = launcher.substr(begin, at - begin);
        if (begin >= prepared) {
            region = before_last(region, k_after_lines);
        } else if (!preparation) {
            continue;
        } else {
            region = before_last(region.substr(0, prepared - begin), k_after_lines_once);
        }
        out.emplace_back(base::trim(region));
    }
    return out;
}

} // namespace local
