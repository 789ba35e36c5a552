// The command of a job that needs no launcher, and how references look in it.

#include "base/shell.hpp"
#include "base/strings.hpp"
#include "translate/code_folder.hpp"
#include "translate/places.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace translate {

namespace {

using batchai::VariableKind;

// Bytes behind a reference that its binding stands for; 0 when they are not spelled plainly.
std::size_t bytes_bound(const JobWork& work, const Line& line, const Reference& reference) {
    return spelled(line, reference, bound_path(work, work.bindings[reference.binding]));
}

// Whether references into volumes can give way to expressions.
bool can_be_replaced(const JobWork& work, const Line& line) {
    return std::all_of(
        line.references.begin(), line.references.end(), [&](const Reference& reference) {
            return reference.code || (reference.mount != k_bare && reference.simple &&
                                      reference.plain && bytes_bound(work, line, reference) != 0);
        });
}

// A piece of a line, and what stands in its place.
struct Edit {
    std::size_t begin;
    std::size_t end;
    std::string text;
};

std::string edited(const Line& line, std::vector<Edit> edits) {
    std::sort(edits.begin(), edits.end(),
              [](const Edit& a, const Edit& b) { return a.begin < b.begin; });
    std::string out;
    std::size_t at = 0;
    for (const Edit& edit : edits) {
        out.append(line.text, at, edit.begin - at).append(edit.text);
        at = edit.end;
    }
    return out.append(line.text, at);
}

// References to the code folder, directly or through a directory's variable.
std::vector<Edit> code_edits(const JobWork& work, const Line& line) {
    std::vector<Edit> edits;
    for (const Reference& reference : line.references) {
        if (reference.code) {
            edits.push_back({reference.begin,
                             reference.end + spelled(line, reference, work.code_plan->at->path),
                             code_word(work, line, reference.quoting)});
        }
    }
    for (const OtherVariable& variable : line.others) {
        if (variable.there.code) {
            edits.push_back({variable.begin, code_end(work, line, variable),
                             code_word(work, line, variable.there.quoting)});
        }
    }
    return edits;
}

// A literal root as a variable: it need not be where it was. With --mount-at-original-paths it is,
// unless it was another job's.
std::optional<Edit> root_edit(const JobWork& work, const Line& line, const Reference& reference) {
    const bool stays = work.options.mount_at_original_paths &&
                       line.text.compare(reference.begin, reference.end - reference.begin,
                                         root_on_node(work, is_cluster_root(reference))) == 0;
    if (!reference.literal || reference.code || stays) {
        return std::nullopt;
    }
    return Edit{reference.begin, reference.end,
                live_word(root_name(is_cluster_root(reference)), reference.quoting)};
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
        if (reference.code) {
            out += code_word(work, line, reference.quoting);
            at = reference.end + spelled(line, reference, work.code_plan->at->path);
        } else if (expressions && !work.options.mount_at_original_paths) {
            out += expression(work.bindings[reference.binding]);
            at = reference.end + bytes_bound(work, line, reference);
        } else {
            out += fmt::format("${{{}}}", root_name(is_cluster_root(reference)));
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
    std::vector<Edit> edits = code_edits(work, line);
    for (const Reference& reference : line.references) {
        if (reference.code) {
            continue;
        }
        if (!work.options.mount_at_original_paths) {
            edits.push_back({reference.begin, reference.end + bytes_bound(work, line, reference),
                             expression(work.bindings[reference.binding])});
        } else if (auto edit = root_edit(work, line, reference)) {
            edits.push_back(std::move(*edit));
        }
    }
    return edited(line, std::move(edits));
}

std::string with_roots(const JobWork& work, const Line& line) {
    std::vector<Edit> edits = code_edits(work, line);
    for (const Reference& reference : line.references) {
        if (auto edit = root_edit(work, line, reference)) {
            edits.push_back(std::move(*edit));
        }
    }
    return edited(line, std::move(edits));
}

std::vector<std::string> code_preparation(const JobWork& work) {
    std::vector<std::string> out;
    if (!work.code_plan || !work.code_plan->travels) {
        return out;
    }
    if (!work.code_plan->variable.empty()) {
        out.push_back(work.code_plan->variable + "=$PWD");
    }
    for (const std::string& file : executed_code(work)) {
        out.push_back(fmt::format("chmod +x {}", base::shell_quote(fmt::format("./{}", file))));
    }
    return out;
}

std::string live_word(std::string_view variable, base::Quoting quoting) {
    // A single quote ends before it and begins again behind it.
    return quoting == base::Quoting::single ? fmt::format("'\"${}\"'", variable)
                                            : fmt::format("${}", variable);
}

std::string suffix_word(const DirectoryVariable& directory) {
    return directory.suffix.empty() ? std::string{}
                                    : fmt::format("/{}", base::shell_quote(directory.suffix));
}

std::string code_value(const DirectoryVariable& directory) {
    return std::string("$PWD").append(suffix_word(directory));
}

std::string template_word(const JobWork& work, const Line& line, bool expressions) {
    std::string out = "\"";
    append_template(work, line, expressions, 0, out);
    out.push_back('"');
    return out;
}

bool wants_launcher(const JobWork& work) {
    if (work.layout.needs_launcher || work.preparation || work.set_up || work.bashrc_from_image ||
        work.stdouterr != k_bare || !work.secrets.empty() || !work.given.empty() ||
        work.options.provide_all) {
        return true;
    }
    for (const Line* line : work.lines()) {
        const bool replaced = work.options.mount_at_original_paths || can_be_replaced(work, *line);
        if (!replaced || is_dangerous(line->text) || line->background || !line->complete) {
            return true;
        }
    }
    return false;
}

// Directory variables first, then the user's live variables, then the line. The service runs it
// with bash -c.
void write_plain_command(JobWork& work) {
    std::vector<std::string>& command = work.job.command;
    work.job.code = work.out.code;
    for (const std::string& line : code_preparation(work)) {
        command.push_back(line + " &&");
    }
    for (const DirectoryVariable& directory : work.directories) {
        if (!directory.constant.empty()) {
            continue; // among the job's variables
        }
        std::string value;
        if (directory.code) {
            value = code_value(directory);
        } else if (directory.binding == k_bare) {
            value = template_word(work, directory.value, true);
        } else {
            value = expression(work.bindings[directory.binding]);
            value += suffix_word(directory);
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
