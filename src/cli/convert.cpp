#include "base/strings.hpp"
#include "cli/commands.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace cli {

namespace {

constexpr std::size_t k_most_findings = 200; // on a terminal; the report has all

bool wants_arm(const std::string& formats) {
    bool arm = false;
    for (const std::string_view format : base::split(formats, ',')) {
        if (format == "arm") {
            arm = true;
        } else if (format != "v2") {
            throw base::Error(
                base::Exit::usage,
                fmt::format("--format: \"{}\" is not a format", base::printable(format, 40)),
                "choose from v2 and arm, separated by commas; v2 is always written");
        }
    }
    return arm;
}

} // namespace

void setup_convert(CLI::App& app, ConvertOptions& o) {
    app.add_option(
           "PATH", o.paths,
           "Files and folders with Batch AI definitions; what is Azure ML's already is checked")
        ->required();
    app.add_option("-d,--output-dir", o.output_dir, "Folder of the bundle (default ./azureml)");
    app.add_flag("--check", o.check, "Report only; write nothing");
    app.add_flag("--verify", o.verify,
                 "Compare each job with what Batch AI started; nothing of the job is run");
    app.add_option("--format", o.formats, "v2, arm, or v2,arm (default v2)");
    app.add_option("--fail-on", o.fail_on,
                   "Exit 4 at or above this class of finding (default error)")
        ->check(CLI::IsMember(
            {"exact", "rewritten", "defaulted", "dropped", "approximated", "manual", "error"}));
    app.add_option("-o,--output", o.output, "text, or json: the whole report (default text)")
        ->check(CLI::IsMember({"text", "json"}));
    app.add_flag("--force", o.force,
                 "Write over files changed by hand, and into a folder that is not ours");
    add_translate_options(app, o.translate);
}

base::Exit exit_of(const bundle::Bundle& bundle, const std::string& fail_on) {
    const std::size_t readable =
        bundle.items.size() - bundle.unreadable.size() - bundle.not_ours.size();
    if (!bundle.unreadable.empty()) {
        return readable > 0 ? base::Exit::partly : base::Exit::invalid;
    }
    if (!bundle.not_ours.empty()) {
        return base::Exit::invalid;
    }
    const auto limit = base::class_from(fail_on);
    for (std::size_t i = limit ? static_cast<std::size_t>(*limit) : 0; i < base::k_class_count;
         ++i) {
        if (bundle.report.totals.findings[i] != 0) {
            return base::Exit::fail_on;
        }
    }
    return base::Exit::done;
}

base::Exit run_convert(ConvertOptions& o, Env& env) {
    complete(o.translate, env);
    const bool json = o.output == "json";
    bundle::Request request{.paths = o.paths,
                            .output_dir = o.output_dir,
                            .options = o.translate.translate,
                            .scope = o.translate.scope,
                            .arm = wants_arm(o.formats),
                            .render = !o.check || json || o.verify,
                            .verify = o.verify,
                            .batchai_version = o.translate.batchai_version,
                            .mapping = o.translate.mapping};
    const bool live = env.terminal.err_is_terminal();
    bundle::Bundle bundle =
        bundle::convert(request, env.files, [&](std::size_t done, std::size_t total) {
            if (live) {
                env.terminal.err(fmt::format("\r{} of {} definitions\x1b[K", done, total));
            }
        });
    if (live) {
        env.terminal.err("\r\x1b[K");
    }
    const bool stored = !o.check && bundle::store(bundle, o.output_dir, env.files, o.force);
    if (!o.check && !stored) {
        env.terminal.err(fmt::format(
            "{} stays as it is: nothing is converted, all of the input is Azure ML's already\n",
            base::printable(o.output_dir, 400)));
    }
    if (json) {
        env.terminal.out(report::to_json(bundle.report));
    } else {
        env.terminal.err(report::findings_text(bundle.report, k_most_findings, live));
        env.terminal.out(report::verdicts_text(bundle.report, k_most_findings));
        env.terminal.out(report::summary(bundle.report, stored ? std::string_view(o.output_dir)
                                                               : std::string_view{}));
    }
    return exit_of(bundle, o.fail_on);
}

} // namespace cli
