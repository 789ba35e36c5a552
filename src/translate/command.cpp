// The command of a job that needs no launcher, and how references look in it.

#include "base/shell.hpp"
#include "base/strings.hpp"
#include "translate/job_work.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace translate {

namespace {

using batchai::VariableKind;

// Bytes of the source behind a reference that spell `path`: slashes, then the path itself. 0 when
// they do not.
std::size_t spelled(const Line& line, const Reference& reference, std::string_view path) {
    std::string_view rest = std::string_view(line.text).substr(reference.end);
    std::size_t slashes = 0;
    while (slashes < rest.size() && rest[slashes] == '/') {
        ++slashes;
    }
    return slashes > 0 && rest.substr(slashes).starts_with(path) ? slashes + path.size() : 0;
}

// What of the reference's path the binding stands for.
std::string bound_path(const JobWork& work, const Reference& reference) {
    const Binding& binding = work.bindings[reference.binding];
    const std::string& mount = work.mounts[reference.mount].path;
    return binding.root_of_mount || binding.place.empty() ? mount : mount + "/" + binding.place;
}

bool can_be_replaced(const JobWork& work, const Line& line) {
    return std::all_of(
        line.references.begin(), line.references.end(), [&](const Reference& reference) {
            return reference.mount != k_bare && reference.simple && reference.plain &&
                   spelled(line, reference, bound_path(work, reference)) != 0;
        });
}

// Text that the service or the SDK would take for an expression, or that one line cannot hold.
bool is_dangerous(std::string_view text) {
    return text.find("${{") != std::string_view::npos ||
           text.find("{inputs.") != std::string_view::npos ||
           text.find("{outputs.") != std::string_view::npos ||
           text.find_first_of("\r\n") != std::string_view::npos;
}

void append_in_double_quotes(std::string& out, std::string_view text) {
    for (const char c : text) {
        if (c == '"' || c == '\\' || c == '$' || c == '`') {
            out.push_back('\\');
        }
        out.push_back(c);
    }
}

// A template's text between double quotes.
void append_template(const JobWork& work, const Line& line, bool expressions, unsigned depth,
                     std::string& out);

void append_variable(const JobWork& work, const Line& line, const OtherVariable& variable,
                     bool expressions, unsigned depth, std::string& out) {
    if (variable.kind != VariableKind::unknown || is_read_from_vault(work, variable.name)) {
        out += fmt::format("${{{}}}", variable.name);
        return;
    }
    for (const UserVariable& user : work.variables) {
        if (user.name == variable.name && depth < 8 && &user.line != &line) {
            append_template(work, user.line, expressions, depth + 1, out);
            return;
        }
    }
    append_in_double_quotes(
        out, std::string_view(line.text).substr(variable.begin, variable.end - variable.begin));
}

void append_template(const JobWork& work, const Line& line, bool expressions, unsigned depth,
                     std::string& out) {
    const std::string_view text = line.text;
    std::size_t at = 0;
    std::size_t next_reference = 0;
    std::size_t next_other = 0;
    while (next_reference < line.references.size() || next_other < line.others.size()) {
        const bool root = next_other == line.others.size() ||
                          (next_reference < line.references.size() &&
                           line.references[next_reference].begin < line.others[next_other].begin);
        if (!root) {
            const OtherVariable& other = line.others[next_other++];
            append_in_double_quotes(out, text.substr(at, other.begin - at));
            append_variable(work, line, other, expressions, depth, out);
            at = other.end;
            continue;
        }
        const Reference& reference = line.references[next_reference++];
        append_in_double_quotes(out, text.substr(at, reference.begin - at));
        if (expressions) {
            out += expression(work.bindings[reference.binding]);
            at = reference.end + spelled(line, reference, bound_path(work, reference));
        } else {
            out += fmt::format("${{{}}}", reference.root == VariableKind::mount_root
                                              ? batchai::k_mount_root
                                              : batchai::k_job_mount_root);
            at = reference.end;
        }
    }
    append_in_double_quotes(out, text.substr(at));
}

} // namespace

std::string expression(const Binding& binding) {
    return fmt::format("${{{{{}.{}}}}}", binding.output ? "outputs" : "inputs", binding.name);
}

std::string with_expressions(const JobWork& work, const Line& line) {
    std::string out;
    std::size_t at = 0;
    for (const Reference& reference : line.references) {
        out += std::string_view(line.text).substr(at, reference.begin - at);
        out += expression(work.bindings[reference.binding]);
        at = reference.end + spelled(line, reference, bound_path(work, reference));
    }
    return out += std::string_view(line.text).substr(at);
}

std::string with_roots(const Line& line) {
    std::string out;
    std::size_t at = 0;
    for (const Reference& reference : line.references) {
        if (!reference.literal) {
            continue;
        }
        out += std::string_view(line.text).substr(at, reference.begin - at);
        const std::string variable = fmt::format("${}", reference.root == VariableKind::mount_root
                                                            ? batchai::k_mount_root
                                                            : batchai::k_job_mount_root);
        out += reference.quoting == base::Quoting::single ? "'\"" + variable + "\"'" : variable;
        at = reference.end;
    }
    return out += std::string_view(line.text).substr(at);
}

std::string template_word(const JobWork& work, const Line& line, bool expressions) {
    std::string out = "\"";
    append_template(work, line, expressions, 0, out);
    out.push_back('"');
    return out;
}

bool wants_launcher(const JobWork& work) {
    if (work.layout.needs_launcher || work.preparation || work.set_up || work.bashrc_from_image ||
        !work.secrets.empty() || !work.given.empty() || work.options.provide_all) {
        return true;
    }
    for (const Line* line : work.lines()) {
        if (!can_be_replaced(work, *line) || is_dangerous(line->text) || line->background ||
            !line->complete) {
            return true;
        }
    }
    return false;
}

// Directory variables first, then the user's live variables, then the line. The service runs it
// with bash -c.
void write_plain_command(JobWork& work) {
    std::vector<std::string>& command = work.job.command;
    for (const DirectoryVariable& directory : work.directories) {
        std::string value;
        if (directory.binding == k_bare) {
            value = template_word(work, directory.value, true);
        } else {
            value = expression(work.bindings[directory.binding]);
            value += directory.suffix.empty() ? "" : "/" + base::shell_quote(directory.suffix);
        }
        command.push_back(fmt::format("export {}={} &&", directory.variable, value));
    }
    for (const UserVariable& variable : work.variables) {
        if (variable.live) {
            command.push_back(fmt::format("export {}={} &&", variable.name,
                                          template_word(work, variable.line, true)));
        }
    }
    if (work.activates_cntk) {
        command.emplace_back("[ ! -f /cntk/activate-cntk ] || source /cntk/activate-cntk;");
    }
    command.push_back(with_expressions(work, work.layout.roles[0].line));
}

} // namespace translate
