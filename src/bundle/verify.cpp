// --verify: each job that is written, against what Batch AI did. The files are looked at as they
// are rendered, not what the translation knows of them.

#include "launch/verify.hpp"

#include "base/strings.hpp"
#include "bundle/bundle.hpp"
#include "bundle/mapping.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace bundle {

namespace {

const std::string* text_at(const Bundle& bundle, const std::string& path) {
    const auto found =
        std::lower_bound(bundle.texts.begin(), bundle.texts.end(), path,
                         [](const Text& text, const std::string& p) { return text.path < p; });
    return found == bundle.texts.end() || found->path != path ? nullptr : &found->bytes();
}

// Empty where the bundle has no such file.
std::string content(const Bundle& bundle, const std::string& path) {
    const std::string* text = text_at(bundle, path);
    return text == nullptr ? std::string{} : *text;
}

// The names behind azureml://…datastores/ in a job's file.
std::set<std::string> datastores_in(std::string_view job) {
    constexpr std::string_view k_stores = "datastores/";
    std::set<std::string> out;
    for (std::size_t at = job.find(k_stores); at != std::string_view::npos;
         at = job.find(k_stores, at + 1)) {
        const std::size_t begin = at + k_stores.size();
        out.emplace(job.substr(begin, job.find_first_of("/\"', }\n", begin) - begin));
    }
    return out;
}

base::Finding difference(const Item& item, const Object& object, const launch::Witness& witness) {
    const document::Node& node = item.parsed.document.at(object.job->body);
    return {.code = "TR350",
            .cls = base::Class::error,
            .node = object.job->body,
            .offset = node.offset,
            .length = 1,
            .message = fmt::format(
                "the translated job \"{}\" is not the same: {}{} is \"{}\" in Batch AI, \"{}\" in "
                "Azure ML",
                base::printable(object.name, 80),
                witness.process.empty() ? "" : fmt::format("of {}, ", witness.process),
                witness.what, base::printable(witness.batchai, 160),
                base::printable(witness.azureml, 160)),
            .help = "do not submit it; report the definition, this is a fault of the translation"};
}

report::Verdict told(const std::string& job, const launch::Verdict& verdict) {
    report::Verdict out;
    out.job = job;
    out.verdict = launch::name(verdict.judgement);
    out.differences = verdict.differences;
    if (verdict.witness) {
        out.witness = report::Witness{verdict.witness->process, verdict.witness->what,
                                      verdict.witness->batchai, verdict.witness->azureml};
    }
    out.assumptions = verdict.assumptions;
    return out;
}

// An image that the mapping file puts in the place of the job's is asked for as by --image.
translate::Options asked_for(const Object& object, translate::Options options) {
    if (options.image.empty() && object.job->container) {
        const auto* other =
            translate::substitute_for(options.replace.images, object.job->container->image.value);
        options.image = other != nullptr ? other->to : std::string{};
    }
    return options;
}

} // namespace

launch::Definition definition_of(const Object& job, const translate::Options& options) {
    launch::Definition out;
    out.job = &*job.job;
    out.cluster = job.ran_on != nullptr ? &*job.ran_on->cluster : nullptr;
    out.options = &options;
    out.owner = job.name;
    out.cluster_owner = job.ran_on != nullptr ? job.ran_on->name : std::string{};
    return out;
}

launch::Emitted emitted(const Bundle& bundle, const Object& object) {
    const translate::JobResult& result = object.job_result;
    launch::Emitted out;
    const std::string folder = fmt::format("jobs/{}", object.name);
    out.job = content(bundle, folder + "/job.yml");
    for (const std::string& name : datastores_in(out.job)) {
        if (const std::string* text = text_at(bundle, fmt::format("datastores/{}.yml", name))) {
            out.datastores.push_back(*text);
        }
    }
    if (!result.launcher.empty()) {
        out.launcher_name = result.launcher_name;
        out.launcher = content(bundle, fmt::format("{}/code/{}", folder, result.launcher_name));
    }
    out.travels = result.code;
    constexpr std::string_view k_environments = "path: ../../environments/";
    if (const std::size_t at = out.job.find(k_environments); at != std::string::npos) {
        const std::size_t begin = at + k_environments.size();
        out.dockerfile =
            content(bundle, fmt::format("environments/{}/Dockerfile",
                                        out.job.substr(begin, out.job.find('\n', begin) - begin)));
    }
    return out;
}

void verify(Bundle& bundle, const Request& request) {
    for (std::size_t i = 0; i < bundle.items.size(); ++i) {
        const Item& item = *bundle.items[i];
        report::File& file = bundle.report.files[i];
        for (std::size_t n = 0; n < item.objects.size(); ++n) {
            const Object& object = item.objects[n];
            if (!object.job_result.job) {
                continue;
            }
            const translate::Options options = asked_for(object, options_for(request, object));
            const launch::Verdict verdict =
                launch::verify(definition_of(object, options), emitted(bundle, object));
            bundle.report.verdicts.push_back(told(object.name, verdict));
            if (verdict.witness) {
                file.findings.push_back(difference(item, object, *verdict.witness));
                file.objects[item.azureml.size() + n].submittable = false;
            }
        }
    }
    std::sort(bundle.report.verdicts.begin(), bundle.report.verdicts.end(),
              [](const report::Verdict& a, const report::Verdict& b) { return a.job < b.job; });
}

} // namespace bundle
