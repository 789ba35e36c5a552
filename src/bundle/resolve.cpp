#include "bundle/resolve.hpp"

#include "aml/names.hpp"
#include "base/shell.hpp"
#include "base/strings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace bundle {

namespace {

using base::Class;

bool is_converted(const Bundle& bundle, std::string_view compute) {
    bool found = false;
    each_object(bundle, [&](const Item&, const Object& object) {
        const auto& made = object.cluster_result.compute;
        found = found || (made && made->name == compute);
    });
    return found;
}

// Its name, as far as it is known.
std::string object_id(std::string_view compute) {
    return fmt::format("\"$(az ml compute show -n {} --query identity.principal_id -o tsv)\"",
                       compute);
}

std::string scope_of(const translate::VaultSecret& vault) {
    return vault.vault_id.empty()
               ? fmt::format("\"$(az keyvault show -n {} --query id -o tsv)\"", vault.vault)
               : base::shell_quote(vault.vault_id);
}

void role_on_vault(Bundle& bundle, const std::string& compute, const translate::VaultSecret& vault,
                   bool converted) {
    const std::string line = fmt::format(
        "az role assignment create --role \"Key Vault Secrets User\" --assignee-object-id {} "
        "--assignee-principal-type ServicePrincipal --scope {}",
        object_id(compute), scope_of(vault));
    const std::string where =
        converted ? fmt::format("compute/{}.yml", compute) : std::string("report.md");
    std::string how = line;
    if (!converted) {
        how += fmt::format("; before that, where the compute has no identity: az ml compute update "
                           "-n {} --identity-type system_assigned",
                           compute);
    }
    bundle.report.tasks.push_back(
        {fmt::format("let the compute {} read the Key Vault {}", compute, vault.vault), where,
         std::move(how)});
    bundle.role_commands.push_back(line);
}

} // namespace

ClusterNeeds::ClusterNeeds(const Bundle& bundle) {
    each_object(bundle, [&](const Item&, const Object& object) {
        const translate::JobResult& result = object.job_result;
        if (object.ran_on != nullptr && !result.setup_file.empty()) {
            m_setup_files[object.ran_on].insert(result.setup_file);
        }
        if (result.job && result.job->managed_identity) {
            m_with_identity.insert(result.job->compute);
        }
    });
}

translate::ClusterContext ClusterNeeds::of(const Object& cluster) const {
    translate::ClusterContext out;
    const auto files = m_setup_files.find(&cluster);
    if (files != m_setup_files.end()) {
        out.setup_files.assign(files->second.begin(), files->second.end());
    }
    out.needs_identity = m_with_identity.contains(cluster.name);
    return out;
}

void tell_about_vaults(Bundle& bundle) {
    // By compute and vault; the ARM id from whichever definition says it.
    std::map<std::pair<std::string, std::string>, translate::VaultSecret> roles;
    each_object(bundle, [&](const Item&, const Object& object) {
        const translate::JobResult& result = object.job_result;
        if (!result.job) {
            return;
        }
        for (const translate::VaultSecret& vault : result.vaults) {
            auto& known = roles[{result.job->compute, vault.audience + vault.vault}];
            known = known.vault_id.empty() ? vault : known;
        }
    });
    for (const auto& [key, vault] : roles) {
        const std::string& compute = key.first;
        if (aml::has_placeholder(compute)) {
            bundle.report.tasks.push_back(
                {fmt::format("let the jobs' compute read the Key Vault {}", vault.vault),
                 "report.md",
                 "its identity needs the role \"Key Vault Secrets User\" there; with --compute the "
                 "line is written"});
            continue;
        }
        role_on_vault(bundle, compute, vault, is_converted(bundle, compute));
    }
}

void tell_about_connections(Bundle& bundle) {
    struct Use {
        Item* first = nullptr;
        const translate::ConnectionUse* at = nullptr;
        std::vector<std::string> others;
    };

    std::map<std::string, Use> uses;
    each_object(bundle, [&](Item& item, const Object& object) {
        if (!object.job_result.connection) {
            return;
        }
        Use& use = uses[object.job_result.connection->connection.name];
        if (use.first == nullptr) {
            use.first = &item;
            use.at = &*object.job_result.connection;
        } else if (use.first != &item) {
            use.others.push_back(item.path);
        }
    });
    bundle.report.totals.connections = static_cast<std::int64_t>(uses.size());
    for (auto& [name, use] : uses) {
        const translate::ConnectionUse& at = *use.at;
        const std::string line = create_connection(at);
        const std::string also =
            use.others.empty()
                ? std::string{}
                : fmt::format("; also used by {}{}", use.others.front(),
                              use.others.size() > 1
                                  ? fmt::format(" and {} more", use.others.size() - 1)
                                  : "");
        use.first->findings.push_back(
            {.code = "TR236",
             .cls = Class::manual,
             .node = at.node,
             .offset = at.offset,
             .length = at.length,
             .message =
                 fmt::format("the registry {} asks for a password, which a connection of the "
                             "workspace keeps",
                             base::printable(at.connection.target, 80)),
             .help = line + also});
        bundle.report.tasks.push_back({fmt::format("give the connection {} its password", name),
                                       fmt::format("connections/{}.yml", name),
                                       (aml::has_placeholder(at.connection.user_name)
                                            ? "write its user name into the file; the password "
                                              "when it is created, never into the file: "
                                            : "when it is created, never into the file: ") +
                                           line});
    }
}

std::string create_connection(const translate::ConnectionUse& use) {
    return fmt::format("az ml connection create -f connections/{}.yml --set "
                       "credentials.password=\"{}\"",
                       use.connection.name,
                       use.password_url.empty()
                           ? std::string("$REGISTRY_PASSWORD")
                           : fmt::format("$(az keyvault secret show --id {} --query value -o tsv)",
                                         use.password_url));
}

void tell_about_unused_secrets(Bundle& bundle, const Request& request) {
    std::vector<std::string_view> names;
    Item* first = nullptr;
    each_object(bundle, [&](Item& item, const Object& object) {
        names.insert(names.end(), object.job_result.secret_names.begin(),
                     object.job_result.secret_names.end());
        first = first == nullptr && (object.job || object.cluster) ? &item : first;
    });
    std::vector<translate::SecretOption> options = request.options.secrets;
    if (request.mapping != nullptr) {
        for (const Entry& entry : request.mapping->jobs) { // theirs alone
            for (translate::SecretOption option : entry.own.secrets) {
                option.owner = option.owner.empty() ? entry.name : option.owner;
                options.push_back(std::move(option));
            }
        }
    }
    for (const translate::SecretOption& option : options) {
        bool used = false;
        each_object(bundle, [&](const Item&, const Object& object) {
            const auto& known = object.job_result.secret_names;
            const bool of_owner = option.owner.empty() || object.name == option.owner ||
                                  object.original_name == option.owner ||
                                  (object.ran_on != nullptr && object.ran_on->name == option.owner);
            used = used ||
                   (of_owner && std::find(known.begin(), known.end(), option.name) != known.end());
        });
        if (used || first == nullptr) {
            continue;
        }
        const std::string_view near = base::nearest(option.name, names);
        first->findings.push_back(
            {.code = "TR254",
             .cls = Class::manual,
             .message =
                 fmt::format("--secret {}{}{}: no job has such a secret variable",
                             base::printable(option.owner, 60), option.owner.empty() ? "" : "/",
                             base::printable(option.name, 60)),
             .help = near.empty() || near == option.name
                         ? std::string("names are those of the definitions' \"secrets\", and "
                                       "BATCHAI_SECRET_1 and so on")
                         : fmt::format("did you mean {}?", base::printable(near, 60))});
    }
}

} // namespace bundle
