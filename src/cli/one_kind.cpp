#include "base/strings.hpp"
#include "cli/commands.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace cli {

namespace {

// The folder of the bundle that holds the kind's files, YAML and ARM.
struct Place {
    std::string_view yaml;
    std::string_view arm;
};

Place place_of(OneKindOptions::Kind kind) {
    switch (kind) {
    case OneKindOptions::Kind::cluster:
        return {"compute/", "arm/computes/"};
    case OneKindOptions::Kind::datastore:
        return {"datastores/", "arm/datastores/"};
    case OneKindOptions::Kind::job:
        break;
    }
    return {"jobs/", "arm/jobs/"};
}

bool wanted(const OneKindOptions& o, const bundle::Text& text) {
    const Place place = place_of(o.kind);
    const std::string& path = text.path;
    if (text.users) {
        return false;
    }
    if (o.output == "json") {
        return path.starts_with(place.arm);
    }
    return path.starts_with(place.yaml) && path.ends_with(".yml");
}

void write_out(const OneKindOptions& o, const bundle::Bundle& bundle, Env& env) {
    // A job needs its folder (code, environment beside it); one file of another kind needs none.
    std::vector<const bundle::Text*> texts;
    for (const bundle::Text& text : bundle.texts) {
        const bool of_job =
            o.kind == OneKindOptions::Kind::job &&
            (text.path.starts_with("jobs/") || text.path.starts_with("environments/"));
        if (wanted(o, text) || (of_job && o.output != "json")) {
            texts.push_back(&text);
        }
    }
    if (texts.size() == 1 && o.kind != OneKindOptions::Kind::job &&
        env.files.type(o.out, true) != base::FileType::folder) {
        if (env.files.type(o.out, false) != base::FileType::missing) {
            throw base::Error(base::Exit::invalid,
                              fmt::format("{} exists", base::printable(o.out, 400)),
                              "choose another name with --out");
        }
        env.files.write(o.out, texts[0]->bytes(), false);
        return;
    }
    for (const bundle::Text* text : texts) {
        const std::string path = base::join_path(o.out, text->path);
        if (env.files.type(path, false) != base::FileType::missing) {
            throw base::Error(base::Exit::invalid,
                              fmt::format("{} exists", base::printable(path, 400)),
                              "choose another folder with --out");
        }
    }
    for (const bundle::Text* text : texts) {
        const std::string path = base::join_path(o.out, text->path);
        env.files.make_folder(std::string(base::parent_path(path)));
        env.files.write(path, text->bytes(), false);
    }
}

void print(const OneKindOptions& o, const bundle::Bundle& bundle, Env& env) {
    std::string out;
    std::size_t count = 0;
    for (const bundle::Text& text : bundle.texts) {
        if (wanted(o, text)) {
            out += count++ == 0 || o.output == "json" ? "" : "---\n";
            out += text.bytes();
        }
    }
    env.terminal.out(out);
    if (o.kind == OneKindOptions::Kind::job) {
        for (const bundle::Text& text : bundle.texts) {
            if (text.path.find("/code/") != std::string::npos) {
                env.terminal.err(fmt::format("code: {}\n", text.path));
            }
        }
        for (const auto& item : bundle.items) {
            for (const bundle::AzuremlObject& own : item->azureml) {
                for (const std::string& file : own.code) {
                    env.terminal.err(fmt::format("code: {}\n", base::printable(file, 400)));
                }
            }
        }
    }
}

// The flags of the old CLI where they have a part in the cluster.
const batchai::OldCliFlags* old_flags(OneKindOptions& o, Env& env) {
    return o.kind == OneKindOptions::Kind::cluster
               ? cluster_flags(o.cluster, !o.files.empty(), o.translate.translate.storage_account,
                               env)
               : nullptr;
}

} // namespace

void setup_one_kind(CLI::App& app, OneKindOptions& o) {
    if (o.kind == OneKindOptions::Kind::cluster) {
        app.add_option("FILE,-f,--file,--config-file,-c,--config", o.files,
                       "Files and folders with definitions of Batch AI, or with Azure ML's own; "
                       "without any the flags make the cluster");
    } else {
        app.add_option("FILE", o.files,
                       "Files and folders with definitions of Batch AI (clusters explain jobs), or "
                       "with Azure ML's own")
            ->required();
    }
    app.add_option("--out", o.out, "Write there instead of standard output");
    app.add_option("-o,--output", o.output, "yaml, or json: the ARM body (default yaml)")
        ->check(CLI::IsMember({"yaml", "json"}));
    if (o.kind == OneKindOptions::Kind::job) {
        app.add_flag("--verify", o.verify,
                     "Compare each job with what Batch AI started; nothing of the job is run");
    }
    app.add_option("--fail-on", o.fail_on,
                   "Exit 4 at or above this class of finding (default error)")
        ->check(CLI::IsMember(
            {"exact", "rewritten", "defaulted", "dropped", "approximated", "manual", "error"}));
    if (o.kind == OneKindOptions::Kind::cluster) {
        add_cluster_options(app, o.cluster);
        add_common_options(app, o.translate);
        add_scope_options(app, o.translate);
    } else {
        add_translate_options(app, o.translate);
    }
}

bundle::Bundle convert_files(OneKindOptions& o, Env& env) {
    complete(o.translate, env);
    const bundle::Request request{.paths = o.files,
                                  .output_dir = {},
                                  .options = o.translate.translate,
                                  .scope = o.translate.scope,
                                  .arm = o.output == "json",
                                  .render = true,
                                  .verify = o.verify,
                                  .batchai_version = o.translate.batchai_version,
                                  .mapping = o.translate.mapping,
                                  .cluster_flags = old_flags(o, env),
                                  .azureml = true,
                                  .written_to = o.out};
    bundle::Bundle bundle = bundle::convert(request, env.files);
    env.terminal.err(report::findings_text(bundle.report, 200, env.terminal.err_is_terminal()));
    env.terminal.err(report::verdicts_text(bundle.report, 200));
    return bundle;
}

base::Exit run_one_kind(OneKindOptions& o, Env& env) {
    const bundle::Bundle bundle = convert_files(o, env);
    const bool any = std::any_of(bundle.texts.begin(), bundle.texts.end(),
                                 [&](const bundle::Text& text) { return wanted(o, text); });
    const base::Exit code = exit_of(bundle, o.fail_on);
    if (!any) {
        if (code != base::Exit::done) {
            return code;
        }
        throw base::Error(base::Exit::invalid,
                          fmt::format("nothing of that kind in {}",
                                      base::printable(base::join(o.files, ", "), 200)));
    }
    if (o.out.empty()) {
        print(o, bundle, env);
    } else {
        write_out(o, bundle, env);
    }
    return code;
}

} // namespace cli
