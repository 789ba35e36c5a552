#include "bundle/tell.hpp"

#include "base/strings.hpp"
#include "translate/volume_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <map>

namespace bundle {

std::string also_used_by(const std::vector<std::string>& others) {
    if (others.empty()) {
        return {};
    }
    const std::size_t shown = std::min<std::size_t>(others.size(), 3);
    const std::vector<std::string> first(others.begin(),
                                         others.begin() + static_cast<std::ptrdiff_t>(shown));
    return fmt::format("; also used by {}{}", base::join(first, ", "),
                       others.size() > shown ? fmt::format(" and {} more", others.size() - shown)
                                             : "");
}

void tell_about_volumes(Bundle& bundle) {
    struct Said {
        Item* first = nullptr;
        base::Finding finding;
        std::vector<std::string> others;
    };

    std::map<std::string, Said> said;
    for (const auto& item : bundle.items) {
        for (const auto* list : {&item->cluster_result.datastores, &item->job_result.datastores}) {
            for (const translate::DatastoreUse& use : *list) {
                if (!use.told) {
                    continue;
                }
                Said& known = said[use.datastore.name];
                if (known.first == nullptr) {
                    known.first = item.get();
                    known.finding = *use.told;
                } else if (known.first != item.get() &&
                           (known.others.empty() || known.others.back() != item->path)) {
                    known.others.push_back(item->path);
                }
            }
        }
    }
    for (auto& [name, one] : said) {
        one.finding.help += also_used_by(one.others);
        one.first->findings.push_back(std::move(one.finding));
    }
}

void tell_about_options(Bundle& bundle, const translate::Options& options) {
    std::vector<translate::MountName> mounts;
    Item* first = nullptr;
    Item* first_job = nullptr;
    Item* first_with_code = nullptr;
    for (const auto& item : bundle.items) {
        for (const auto* list : {&item->cluster_result.mounts, &item->job_result.mounts}) {
            mounts.insert(mounts.end(), list->begin(), list->end());
        }
        const bool ours = item->readable && (item->job || item->cluster);
        first = first == nullptr && ours ? item.get() : first;
        first_job = first_job == nullptr && item->job_result.job ? item.get() : first_job;
        first_with_code =
            first_with_code == nullptr && item->job_result.code ? item.get() : first_with_code;
    }
    if (first == nullptr) {
        return;
    }
    for (base::Finding& finding : translate::unmatched_options(options, mounts)) {
        first->findings.push_back(std::move(finding));
    }
    if (first_with_code != nullptr) {
        auto& findings = first_with_code->findings;
        findings.insert(findings.end(), bundle.code.findings.begin(), bundle.code.findings.end());
    } else if (options.code && first_job != nullptr) {
        first_job->findings.push_back(
            {.code = "TR212",
             .cls = base::Class::approximated,
             .message = fmt::format("no job uses the code folder \"{}\": it travels with none",
                                    base::printable(options.code->folder, 80)),
             .help = "say --code FOLDER=VOLUME/PATH, with the place where its files lay"});
    }
}

} // namespace bundle
