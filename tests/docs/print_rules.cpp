// The rows of the translation, one a line, for the pages that are made of them: kind, key, where it
// goes, class, why; separated by tabs.

#include "translate/rules.hpp"

#include <fmt/format.h>

#include <cstdio>

namespace {

std::string_view kind_of(translate::On on) {
    using translate::On;
    switch (on) {
    case On::job:
        return "job";
    case On::cluster:
        return "cluster";
    case On::file_server:
        return "file server";
    case On::workspace:
        return "workspace";
    case On::experiment:
        return "experiment";
    case On::configuration:
        return "configuration";
    case On::around:
        return "around";
    default:
        return {};
    }
}

} // namespace

int main() {
    for (const translate::Rule& rule : translate::rules()) {
        const std::string_view kind = kind_of(rule.on);
        if (!kind.empty()) {
            fmt::print("{}\t{}\t{}\t{}\t{}\n", kind, rule.path, rule.output, base::name(rule.cls),
                       rule.why);
        }
    }
    return 0;
}
