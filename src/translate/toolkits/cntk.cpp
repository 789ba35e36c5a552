// cntkSettings: a Python script, or a BrainScript configuration for the program `cntk`; under MPI
// where there is more than one process.

#include "base/strings.hpp"
#include "translate/toolkits/toolkit.hpp"

#include <fmt/format.h>

#include <optional>

namespace translate {

namespace {

using base::Class;

enum class Language : std::uint8_t { python, brain_script };

// languageType, else the one of the two paths that is there. Batch AI took "python" as well.
std::optional<Language> language(JobWork& work, const batchai::Toolkit& settings) {
    const batchai::Text& said = settings.language_type;
    if (base::iequals(said.value, "Python")) {
        return Language::python;
    }
    if (base::iequals(said.value, "BrainScript")) {
        return Language::brain_script;
    }
    const bool script = settings.script.given();
    const bool config = settings.config_file_path.given();
    if (script == config) {
        work.say("BA112", Class::error, settings.node,
                 script ? "both \"pythonScriptFilePath\" and \"configFilePath\" are there, and no "
                          "\"languageType\" that says which is meant"
                        : "neither \"pythonScriptFilePath\" nor \"configFilePath\" is there",
                 "keep the one that the job really used");
        work.failed = true;
        return std::nullopt;
    }
    if (said.given() && !base::is_blank(said.value)) {
        work.say("BA107", Class::approximated, said.node,
                 fmt::format("\"{}\" is not a language that Batch AI knew (BrainScript, Python)",
                             base::printable(said.value, 40)),
                 fmt::format("{} is taken, by the path that is there",
                             script ? "Python" : "BrainScript"));
    }
    return script ? Language::python : Language::brain_script;
}

void plan_brain_script(JobWork& work, const batchai::Toolkit& settings) {
    if (base::is_blank(settings.config_file_path.value)) {
        work.say("BA104", Class::error, settings.node, "\"configFilePath\" is missing", "");
        work.failed = true;
        return;
    }
    constexpr std::string_view k_why = "BrainScript runs the program cntk";
    drop_unused_field(work, settings.script, "pythonScriptFilePath", k_why);
    drop_unused_field(work, settings.interpreter, "pythonInterpreterPath", k_why);
    work.layout.roles.push_back(config_role(settings, "cntk configFile="));
    work.assume("cntk-brainscript-command-line");
    spread_processes(work, settings.process_count, aml::DistributionType::mpi);
}

void plan(JobWork& work, const batchai::Toolkit& settings) {
    const auto which = language(work, settings);
    if (!which) {
        return;
    }
    if (*which == Language::brain_script) {
        plan_brain_script(work, settings);
    } else {
        drop_unused_field(work, settings.config_file_path, "configFilePath",
                          "the language is Python");
        plan_script_under_mpi(work, settings);
    }
    if (!work.layout.roles.empty() && settings.language_type.given()) {
        work.layout.roles[0].fields.push_back(settings.language_type.node);
    }
}

} // namespace

const Toolkit k_toolkit_cntk = {batchai::ToolkitKind::cntk, plan};

} // namespace translate
