// What several toolkits share: their lines, and how many processes start on how many nodes.

#include "base/strings.hpp"
#include "translate/toolkits/toolkit.hpp"

#include <fmt/format.h>

namespace translate {

namespace {

using base::Class;

constexpr std::int64_t k_most = 65000; // processes of a job; beyond is a slip of the keyboard

void missing(JobWork& work, const batchai::Toolkit& settings, std::string_view key) {
    work.say("BA104", Class::error, settings.node, fmt::format("\"{}\" is missing", key), "");
    work.failed = true;
}

void add_arguments(Role& role, const batchai::Text& args) {
    if (args.given() && !base::is_blank(args.value)) {
        role.line.append(" ");
        role.line.append(args.value, args.node);
    }
}

void add_fields(Role& role, std::initializer_list<const batchai::Text*> fields) {
    for (const batchai::Text* field : fields) {
        if (field->given()) {
            role.fields.push_back(field->node);
        }
    }
}

// What the flag decides differs from what Batch AI started.
void tell_flag(JobWork& work, const batchai::Number& process_count, std::int64_t total,
               std::int64_t each) {
    const std::int64_t now = each * work.layout.instances;
    if (now != total) {
        work.say("TR303", Class::rewritten,
                 process_count.given() ? process_count.node : work.in.toolkits[0].node,
                 fmt::format("--processes-per-node {}: {} processes run, where Batch AI ran {}",
                             each, now, total),
                 "");
    }
}

void tell_remainder(JobWork& work, const batchai::Number& process_count, std::int64_t total,
                    std::int64_t started, aml::DistributionType type) {
    const std::int64_t nodes = work.layout.instances;
    if (type == aml::DistributionType::mpi) {
        work.say("TR301", Class::manual, process_count.node,
                 fmt::format("{} processes do not divide over {} nodes, and an MPI rank cannot "
                             "leave: {} will run",
                             total, nodes, started),
                 "make sure that the script bears the larger world, or say --processes-per-node");
        return;
    }
    work.layout.world = total;
    work.layout.needs_launcher = true;
    work.say("TR302", Class::approximated, process_count.node,
             fmt::format(
                 "{} processes do not divide over {} nodes: {} start, and the surplus end at once",
                 total, nodes, started),
             "which node runs fewer processes may differ from Batch AI");
}

} // namespace

bool has_script(JobWork& work, const batchai::Toolkit& settings) {
    if (settings.script.given() && !base::is_blank(settings.script.value)) {
        return true;
    }
    missing(work, settings, "pythonScriptFilePath");
    return false;
}

bool has_command_line(JobWork& work, const batchai::Toolkit& settings) {
    if (settings.command_line.given() && !base::is_blank(settings.command_line.value)) {
        return true;
    }
    missing(work, settings, "commandLine");
    return false;
}

Role python_role(const batchai::Toolkit& settings, std::string name, const batchai::Text& args) {
    Role role;
    role.name = std::move(name);
    role.line.append(settings.interpreter.given() ? path_word(settings.interpreter.value)
                                                  : "python",
                     settings.interpreter.node, true, true);
    role.line.append(" ");
    const std::string script = path_word(settings.script.value);
    role.line.append(script, settings.script.node, script == settings.script.value, true);
    add_arguments(role, args);
    add_fields(role, {&settings.interpreter, &settings.script, &args});
    return role;
}

Role command_role(const batchai::Toolkit& settings) {
    Role role;
    role.name = "main";
    role.line.append(settings.command_line.value, settings.command_line.node);
    add_fields(role, {&settings.command_line});
    return role;
}

Role config_role(const batchai::Toolkit& settings, std::string_view program) {
    Role role;
    role.name = "main";
    role.line.append(program);
    const std::string path = path_word(settings.config_file_path.value);
    role.line.append(path, settings.config_file_path.node, path == settings.config_file_path.value,
                     true);
    add_arguments(role, settings.args);
    add_fields(role, {&settings.config_file_path, &settings.args});
    return role;
}

void drop_unused_field(JobWork& work, const batchai::Text& field, std::string_view key,
                       std::string_view why) {
    if (field.given()) {
        work.say("TR313", Class::dropped, field.node,
                 fmt::format("\"{}\" is not used: {}", key, why),
                 "delete it, or the field that excludes it");
        work.out.ledger.set(field.node, Class::dropped);
    }
}

bool spread_processes(JobWork& work, const batchai::Number& process_count,
                      aml::DistributionType type) {
    Layout& layout = work.layout;
    const std::int64_t nodes = layout.instances;
    const std::int64_t total = process_count.given() ? process_count.value : nodes;
    if (total < 1 || total > k_most) {
        work.say("BA105", Class::error, process_count.node,
                 fmt::format("a job cannot run {} processes", total));
        work.failed = true;
        return false;
    }
    const std::int64_t flag = work.options.processes_per_node;
    const std::int64_t each = flag > 0 ? flag : (total + nodes - 1) / nodes;
    if (nodes == 1 && each == 1) {
        layout.counts.emplace_back(process_count.node, "/resources/instance_count");
        if (flag > 0) {
            tell_flag(work, process_count, total, each);
        }
        return true;
    }
    const std::string leaf = "/distribution/process_count_per_instance";
    layout.distribution = aml::Distribution{.type = type, .process_count_per_instance = each};
    layout.ranks = type == aml::DistributionType::mpi ? Ranks::mpi : Ranks::pytorch;
    layout.needs_mpi = type == aml::DistributionType::mpi;
    layout.counts.emplace_back(process_count.node, leaf);
    if (flag > 0) {
        work.job.comments.emplace_back(leaf, "--processes-per-node");
        tell_flag(work, process_count, total, each);
    } else if (!process_count.given()) {
        work.job.comments.emplace_back(leaf, "processCount was left out: one for each node");
    } else if (each * nodes != total) {
        tell_remainder(work, process_count, total, each * nodes, type);
    }
    return true;
}

void plan_script_under_mpi(JobWork& work, const batchai::Toolkit& settings) {
    if (has_script(work, settings)) {
        work.layout.roles.push_back(python_role(settings, "main", settings.args));
        spread_processes(work, settings.process_count, aml::DistributionType::mpi);
    }
}

document::NodeId stray_process_count(const JobWork& work, const batchai::Toolkit& settings) {
    constexpr std::string_view k_key = "processCount";
    const document::Document& document = work.document;
    if (const document::NodeId found = document.find(work.in.body, k_key);
        found != document::k_no_node) {
        return found;
    }
    using enum batchai::ToolkitKind;
    const bool has_its_own =
        settings.kind != custom && settings.kind != caffe2 && settings.kind != tensor_flow;
    for (document::NodeId child = document.at(work.in.body).first_child;
         child != document::k_no_node; child = document.at(child).next) {
        if (document.at(child).kind != document::Kind::object ||
            (child == settings.node && has_its_own)) {
            continue;
        }
        if (const document::NodeId found = document.find(child, k_key);
            found != document::k_no_node) {
            return found;
        }
    }
    return document::k_no_node;
}

} // namespace translate
