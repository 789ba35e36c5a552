// What runs before the job: its preparation and, where it is asked for, the set-up task of its
// cluster. On each node, as in Batch AI, or baked into the image.

#include "base/shell.hpp"
#include "base/strings.hpp"
#include "translate/job_work.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace translate {

namespace {

using base::Class;
using batchai::VariableKind;

constexpr int k_lists_mended = 117; // CUDA 11.7, whose images are younger than NVIDIA's new key

UserVariable template_of(const batchai::Variable& variable) {
    UserVariable user;
    user.name = std::string(variable.name.value);
    user.line.is_template = true;
    user.line.option = std::string(variable.name.value);
    user.line.append(variable.value.value);
    user.live = true;
    return user;
}

// What the cluster's part of the report says of its fields is said with the cluster.
void read_set_up(JobWork& work) {
    const batchai::Cluster* cluster = work.context.cluster;
    if (!work.options.setup_task_in_preparation || cluster == nullptr ||
        !cluster->setup_command.given() || base::is_blank(cluster->setup_command.value)) {
        return;
    }
    SetUp& made = work.set_up.emplace();
    made.line.preparation = true;
    made.line.append(cluster->setup_command.value);
    hide_secrets(work, made.line, "the set-up task of the cluster");
    for (const batchai::Variable& variable : cluster->setup_variables) {
        if (base::is_variable_name(variable.name.value)) {
            made.variables.push_back(template_of(variable));
            hide_secrets(work, made.variables.back().line,
                         "a variable of the cluster's set-up task");
        }
    }
    for (const batchai::Variable& secret : cluster->setup_secrets) {
        const std::string name(secret.name.value);
        work.out.secret_names.push_back(name);
        auto from =
            source_of_secret(work.options, work.context.cluster_name, name, &secret.reference);
        if (from && base::is_variable_name(name)) {
            need_vault(work, *from);
            made.secrets.push_back({name, std::move(*from)});
        }
    }
}

// Variables that a line is given, with the text they are set to.
struct Given {
    std::vector<const UserVariable*> plain; // constants: these can be said while an image is built
    std::vector<std::string_view> live;     // known on the node only
};

Given given(const JobWork& work, const std::vector<UserVariable>& variables) {
    Given out;
    const auto own = [&](std::string_view name) {
        return is_read_from_vault(work, name) ||
               std::any_of(variables.begin(), variables.end(),
                           [&](const UserVariable& other) { return other.name == name; });
    };
    for (const UserVariable& user : variables) {
        Line line = user.line;
        scan(line);
        const bool plain =
            line.references.empty() &&
            std::all_of(line.others.begin(), line.others.end(), [&](const OtherVariable& other) {
                return other.kind == VariableKind::unknown && !own(other.name);
            });
        if (plain) {
            out.plain.push_back(&user);
        } else {
            out.live.push_back(user.name);
        }
    }
    return out;
}

bool is_among(const std::vector<std::string>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

// Why a line cannot run while an image is built; empty when it can.
std::string obstacle(const JobWork& work, const Line& line, const Given& variables) {
    if (!line.references.empty()) {
        return "it refers to a mount";
    }
    for (const OtherVariable& other : line.others) {
        const bool live = std::find(variables.live.begin(), variables.live.end(), other.name) !=
                          variables.live.end();
        if (other.kind != VariableKind::unknown || live ||
            is_among(work.out.secret_names, other.name)) {
            return fmt::format("it refers to ${}, which only a node knows",
                               base::printable(other.name, 60));
        }
    }
    if (line.background) {
        return "it leaves a process running";
    }
    return line.complete ? std::string{} : "its quotes are not closed";
}

// The constants that the line names, and the line.
std::string shell_text(const Line& line, const Given& variables) {
    std::string out;
    for (const UserVariable* user : variables.plain) {
        const std::string_view name = user->name;
        const bool named =
            std::any_of(line.others.begin(), line.others.end(),
                        [&](const OtherVariable& other) { return other.name == name; });
        if (named && base::is_variable_name(name)) {
            out += fmt::format("export {}={}\n", name, base::shell_quote(user->line.text));
        }
    }
    return out + line.text;
}

bool bake_one(JobWork& work, Line& line, const std::vector<UserVariable>& variables,
              document::NodeId node, std::string_view what) {
    scan(line);
    const Given known = given(work, variables);
    const std::string why = obstacle(work, line, known);
    if (!why.empty()) {
        work.say("TR238", Class::manual, node,
                 fmt::format("{} cannot be part of an image: {}", what, why),
                 "it runs on each node, as before; change it, or leave out --bake-preparation");
        return false;
    }
    work.baked.push_back(shell_text(line, known));
    work.bashrc_from_image = work.bashrc_from_image || may_change_bashrc(line.text);
    return true;
}

// In the order in which they ran: what follows something that cannot be baked stays with it.
void bake(JobWork& work) {
    if (work.set_up) {
        if (!work.set_up->secrets.empty()) {
            work.say("TR238", Class::manual, document::k_no_node,
                     "the set-up task of the cluster cannot be part of an image: it reads secrets",
                     "it runs on each node; give it no secrets, or leave out --bake-preparation");
            return;
        }
        if (!bake_one(work, work.set_up->line, work.set_up->variables, document::k_no_node,
                      "the set-up task of the cluster")) {
            return;
        }
        work.set_up.reset();
        work.set_up_baked = true;
    }
    if (work.preparation && bake_one(work, *work.preparation, work.variables,
                                     work.in.job_preparation.node, "the job preparation")) {
        work.preparation.reset();
    }
}

// The words that a simple command of the line begins with: "apt-get", "update".
bool runs(std::string_view line, const base::ShellScan& scan,
          std::initializer_list<std::string_view> programs) {
    return std::any_of(scan.words.begin(), scan.words.end(), [&](const base::ShellWord& word) {
        return word.place == 0 && !word.assignment &&
               word.redirection == base::ShellWord::Redirection::none &&
               base::is_one_of(line.substr(word.begin, word.end - word.begin), programs);
    });
}

// "pip install horovod" takes today's version, which asks for today's Python.
bool installs_unpinned(std::string_view line, const base::ShellScan& scan) {
    for (std::size_t i = 0; i + 1 < scan.words.size(); ++i) {
        const auto text = [&](std::size_t k) {
            return line.substr(scan.words[k].begin, scan.words[k].end - scan.words[k].begin);
        };
        if (!base::is_one_of(text(i), {"pip", "pip2", "pip3"}) || text(i + 1) != "install") {
            continue;
        }
        for (std::size_t k = i + 2;
             k < scan.words.size() && scan.words[k].command == scan.words[i].command; ++k) {
            const std::string_view package = text(k);
            if (package == "-r" || package == "--requirement") {
                return false; // the file may pin
            }
            if (package.find_first_of("-/$.") != 0 &&
                package.find("==") == std::string_view::npos &&
                package.find("://") == std::string_view::npos) {
                return true;
            }
        }
    }
    return false;
}

} // namespace

bool may_change_bashrc(std::string_view preparation) {
    return preparation.find("bashrc") != std::string_view::npos ||
           preparation.find(".sh") != std::string_view::npos;
}

void read_preparation(JobWork& work) {
    read_set_up(work);
    if (work.in.job_preparation.given() && !base::is_blank(work.in.job_preparation.value)) {
        work.preparation.emplace();
        work.preparation->preparation = true;
        work.preparation->append(work.in.job_preparation.value, work.in.job_preparation.node);
        hide_secrets(work, *work.preparation, "this line");
    }
    if (work.options.bake_preparation) {
        bake(work);
    }
}

bool has_stale_lists(const ImageFacts& facts) {
    return (facts.before_2020 && facts.cuda >= 0) ||
           (facts.cuda > 0 && facts.cuda < k_lists_mended);
}

void tell_about_preparation(JobWork& work, const ImageFacts& facts) {
    if (!work.preparation) {
        return;
    }
    const std::string& text = work.preparation->text;
    const base::ShellScan scan = base::scan_shell(text);
    if (has_stale_lists(facts) && runs(text, scan, {"apt", "apt-get"}) &&
        text.find("sources.list.d") == std::string::npos) {
        work.say(
            "TR235", Class::approximated, work.in.job_preparation.node,
            "the package lists of an image this old no longer verify, so this preparation probably "
            "fails",
            "build an image with the packages (--bake-preparation does), or remove "
            "/etc/apt/sources.list.d/cuda*.list first");
    }
    if (facts.before_2020 && installs_unpinned(text, scan)) {
        work.say("TR239", Class::approximated, work.in.job_preparation.node,
                 "pip takes the newest version of what it installs here, and that may not run on "
                 "the Python of an image this old",
                 "name the versions that the job was written for: pip install name==version");
    }
}

} // namespace translate
