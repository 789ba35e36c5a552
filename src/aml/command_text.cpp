#include "aml/command_text.hpp"

#include "base/strings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace aml {

namespace {
// The lines of a folded block, if each is one line of text.
std::vector<std::string> folded_lines(std::string_view block) {
    std::vector<std::string> out;
    const std::size_t header = block.find('\n');
    if (!block.starts_with('>') || header == std::string_view::npos) {
        return out;
    }
    for (const std::string_view line : base::split(base::trim(block.substr(header + 1)), '\n')) {
        out.emplace_back(base::trim(line));
    }
    return out;
}

template <class Bindings> bool has(const Bindings& bindings, std::string_view name) {
    return std::any_of(bindings.begin(), bindings.end(),
                       [name](const auto& binding) { return binding.first == name; });
}

std::string_view identifier(std::string_view text) {
    const auto end = std::find_if(text.begin(), text.end(), [](char c) {
        return !((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                 c == '_');
    });
    return text.substr(0, static_cast<std::size_t>(end - text.begin()));
}
} // namespace

std::vector<std::string> command_lines(const document::Document& document, NodeId node) {
    if (node == k_no_node) {
        return {};
    }
    const document::Node& at = document.at(node);
    std::vector<std::string> lines =
        folded_lines(document.source().substr(at.offset, at.end - at.offset));
    if (base::join(lines, " ") == at.text && !lines.empty()) {
        return lines;
    }
    return {std::string(at.text)};
}

void check_expressions(const Reader& r, const CommandJob& job) {
    const std::string text = command_text(job);
    std::set<std::string> told;
    for (std::size_t at = 0; (at = text.find("${{", at)) != std::string::npos; at += 3) {
        const std::size_t optional = text.rfind("$[[", at);
        if (optional != std::string::npos && text.find("]]", optional) > at) {
            continue;
        }
        const std::string_view inner = base::trim(std::string_view(text).substr(at + 3));
        const bool input = inner.starts_with("inputs.");
        if (!input && !inner.starts_with("outputs.")) {
            continue;
        }
        const std::string_view name = identifier(inner.substr(input ? 7 : 8));
        if ((input ? has(job.inputs, name) : has(job.outputs, name)) ||
            !told.emplace(inner.substr(0, (input ? 7U : 8U) + name.size())).second) {
            continue;
        }
        r.findings().at_value("AZ113", base::Class::error, r.find("command"),
                              fmt::format("the command uses the {} \"{}\", which the job does not "
                                          "have",
                                          input ? "input" : "output", base::printable(name, 60)));
    }
}

} // namespace aml
