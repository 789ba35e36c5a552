#include "translate/job_work.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace translate {

void JobWork::say(std::string_view code, base::Class cls, document::NodeId node,
                  std::string message, std::string help) {
    base::Finding finding{
        .code = code, .cls = cls, .message = std::move(message), .help = std::move(help)};
    if (node != document::k_no_node) {
        const document::Node& n = document.at(node);
        finding.node = node;
        finding.offset = n.offset;
        // Of a whole object or list its first byte is place enough.
        finding.length = n.count != 0 ? 1 : n.end - n.offset;
    }
    out.findings.push_back(std::move(finding));
}

void JobWork::say_at(std::string_view code, base::Class cls, const Line& line, std::size_t begin,
                     std::size_t end, std::string message, std::string help) {
    for (const Segment& segment : line.segments) {
        if (begin < segment.begin || begin >= std::max(segment.end, segment.begin + 1)) {
            continue;
        }
        say(code, cls, segment.node, std::move(message), std::move(help));
        const document::Node& n = document.at(segment.node);
        if (segment.verbatim && n.plain && n.kind == document::Kind::string) {
            base::Finding& made = out.findings.back();
            const auto quote =
                static_cast<std::uint32_t>(n.text.data() - (document.source().data() + n.offset));
            made.offset =
                n.offset + quote + static_cast<std::uint32_t>(segment.from + begin - segment.begin);
            made.length = static_cast<std::uint32_t>(std::min(end, segment.end) - begin);
        }
        return;
    }
    say(code, cls, in.body, std::move(message), std::move(help));
}

void JobWork::assume(std::string_view name) {
    if (std::find(out.assumptions.begin(), out.assumptions.end(), name) == out.assumptions.end()) {
        out.assumptions.emplace_back(name);
    }
}

void JobWork::task(std::string title, std::string where, std::string how) {
    out.tasks.push_back({std::move(title), std::move(where), std::move(how)});
}

std::string JobWork::free_variable(std::string name) const {
    const auto taken = [&](const std::string& candidate) {
        return is_read_from_vault(*this, candidate) ||
               std::any_of(variables.begin(), variables.end(),
                           [&](const UserVariable& v) { return v.name == candidate; }) ||
               std::any_of(bindings.begin(), bindings.end(),
                           [&](const Binding& b) { return b.variable == candidate; });
    };
    while (taken(name)) {
        name += "_";
    }
    return name;
}

Target JobWork::command_target() const {
    return launcher ? Target{launcher_file, {}} : Target{job_file, "/command"};
}

namespace {
template <class L, class W> std::vector<L*> lines_of(W& work) {
    std::vector<L*> out;
    for (auto& role : work.layout.roles) {
        out.push_back(&role.line);
    }
    if (work.set_up) {
        for (auto& variable : work.set_up->variables) {
            out.push_back(&variable.line);
        }
        out.push_back(&work.set_up->line);
    }
    if (work.preparation) {
        out.push_back(&*work.preparation);
    }
    for (auto& variable : work.variables) {
        out.push_back(&variable.line);
    }
    for (auto& directory : work.directories) {
        if (directory.binding == k_bare && !directory.code && directory.constant.empty()) {
            out.push_back(&directory.value);
        }
    }
    return out;
}
} // namespace

std::vector<Line*> JobWork::lines() {
    return lines_of<Line>(*this);
}

std::vector<const Line*> JobWork::lines() const {
    return lines_of<const Line>(*this);
}

} // namespace translate
