// Secrets of a job: variables that only the node gets to know. Those with an address in a Key Vault
// are read there by the launcher; the others are left to a person.

#include "translate/secrets.hpp"

#include "base/hash.hpp"
#include "base/secret_text.hpp"
#include "base/shell.hpp"
#include "base/shell_scan.hpp"
#include "base/strings.hpp"
#include "translate/job_work.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace translate {

namespace {

using base::Class;

// Hosts of vaults in the clouds that Azure ML runs in: the public one, China, US Government (Key
// Vault's documentation of 2026). The token's audience is the same name.
constexpr std::array<std::string_view, 3> k_suffixes = {"vault.azure.net", "vault.azure.cn",
                                                        "vault.usgovcloudapi.net"};

bool is_made_of(std::string_view text, std::string_view more) {
    return std::all_of(text.begin(), text.end(), [more](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               more.find(c) != std::string_view::npos;
    });
}

// 3 to 24 letters, digits and hyphens, a letter first (Microsoft.KeyVault 2022-07-01).
bool is_vault_name(std::string_view name) {
    return name.size() >= 3 && name.size() <= 24 && name.front() >= 'a' && name.front() <= 'z' &&
           is_made_of(name, "-");
}

bool is_secret_name(std::string_view name) {
    return !name.empty() && name.size() <= 127 && is_made_of(name, "-");
}

std::string_view without_port(std::string_view host) {
    constexpr std::string_view k_port = ":443";
    return host.ends_with(k_port) ? host.substr(0, host.size() - k_port.size()) : host;
}

} // namespace

std::optional<VaultSecret> vault_secret(std::string_view url) {
    constexpr std::string_view k_scheme = "https://";
    url = base::trim(url);
    if (!base::iequals(url.substr(0, k_scheme.size()), k_scheme)) {
        return std::nullopt;
    }
    auto parts = base::split(url.substr(k_scheme.size()), '/');
    if (parts.size() > 3 && parts.back().empty()) {
        parts.pop_back(); // a slash at the end
    }
    if (parts.size() < 3 || parts.size() > 4 || parts[1] != "secrets" ||
        !std::all_of(parts.begin() + 2, parts.end(), is_secret_name)) {
        return std::nullopt;
    }
    const std::string host = base::lower(without_port(parts[0]));
    const auto dot = host.find('.');
    const std::string name = host.substr(0, dot);
    const std::string suffix = dot == std::string::npos ? std::string{} : host.substr(dot + 1);
    if (!is_vault_name(name) ||
        std::find(k_suffixes.begin(), k_suffixes.end(), suffix) == k_suffixes.end()) {
        return std::nullopt;
    }
    VaultSecret out{.url = fmt::format("{}{}/secrets/{}", k_scheme, host, parts[2]),
                    .vault = name,
                    .audience = fmt::format("{}{}", k_scheme, suffix),
                    .vault_id = {}};
    out.url += parts.size() == 4 ? fmt::format("/{}", parts[3]) : "";
    return out;
}

std::optional<VaultSecret> source_of_secret(const Options& options, std::string_view owner,
                                            std::string_view name,
                                            const batchai::VaultReference* reference) {
    const SecretOption* best = nullptr;
    for (const SecretOption& option : options.secrets) {
        const bool fits = option.name == name && (option.owner.empty() || option.owner == owner);
        if (fits && (best == nullptr || best->owner.empty())) {
            best = &option;
        }
    }
    if (best != nullptr) {
        return best->from;
    }
    if (reference == nullptr || !reference->url.given()) {
        return std::nullopt;
    }
    auto out = vault_secret(reference->url.value);
    if (out) {
        out->vault_id = std::string(reference->vault_id.value);
    }
    return out;
}

std::string how_to_settle(std::string_view name) {
    return fmt::format("say --secret {}=https://<vault>.vault.azure.net/secrets/<name>", name);
}

void need_vault(JobWork& work, const VaultSecret& from) {
    work.job.managed_identity = true;
    work.assume("every-process-reaches-the-identity-endpoint");
    auto& vaults = work.out.vaults;
    const auto known = std::find_if(vaults.begin(), vaults.end(), [&](const VaultSecret& one) {
        return one.vault == from.vault && one.audience == from.audience;
    });
    if (known == vaults.end()) {
        vaults.push_back(from);
    } else if (known->vault_id.empty()) {
        known->vault_id = from.vault_id;
    }
}

namespace {

void read_from(JobWork& work, std::string name, VaultSecret from) {
    need_vault(work, from);
    work.secrets.push_back({std::move(name), std::move(from)});
}

void settle(JobWork& work, const batchai::Variable& secret) {
    const std::string shown = base::printable(secret.name.value, 60);
    const std::string name(secret.name.value);
    work.out.secret_names.push_back(name);
    auto from = source_of_secret(work.options, work.context.name, name, &secret.reference);
    const bool exportable = base::is_variable_name(name);
    if (from && exportable) {
        work.say("TR250", Class::rewritten, secret.node,
                 fmt::format("the secret variable \"{}\" is read from the Key Vault {} when the "
                             "job starts",
                             shown, from->vault),
                 "the identity of the compute needs the role \"Key Vault Secrets User\" there");
        read_from(work, name, std::move(*from));
        return;
    }
    std::string how = how_to_settle(shown) + ", or let the script read it";
    if (!exportable) {
        work.say("TR252", Class::manual, secret.node,
                 fmt::format("\"{}\" is no name that a shell can give to a variable", shown),
                 "give the secret a name of letters, digits and _");
        how = "rename it, or let the script read it from a Key Vault";
    } else if (secret.reference.url.given()) {
        work.say("TR253", Class::manual, secret.node,
                 fmt::format("the secret variable \"{}\" refers to something that is not a secret "
                             "in a Key Vault of a cloud that is known",
                             shown),
                 how_to_settle(shown));
    } else {
        work.say("TR250", Class::manual, secret.node,
                 fmt::format("the secret variable \"{}\" is not written: everybody in the "
                             "workspace can read a job's body",
                             shown),
                 how_to_settle(shown));
    }
    work.task(fmt::format("bring the secret {} to the job", shown),
              fmt::format("jobs/{}/job.yml", work.context.name), std::move(how));
}

// How the variable must stand where the secret stood, so that its value stays one piece of text.
std::string in_place(std::string_view text, const base::Span& span, std::string_view variable) {
    const std::string braced = fmt::format("${{{}}}", variable);
    std::string probe(text.substr(0, span.begin));
    probe += braced;
    probe += text.substr(span.end);
    const base::ShellScan scan = base::scan_shell(probe);
    for (const base::ShellVariable& found : scan.variables) {
        if (found.begin == span.begin) {
            return found.quoting == base::Quoting::double_ ? braced : fmt::format("\"{}\"", braced);
        }
    }
    return fmt::format("'\"{}\"'", braced); // between single quotes nothing is live
}

// The number of a secret is that of the first place in the job that holds the same.
std::string hidden_name(JobWork& work, std::string_view secret) {
    const std::string hash = base::sha256(secret);
    auto& hidden = work.hidden_secrets;
    auto at = std::find(hidden.begin(), hidden.end(), hash);
    if (at == hidden.end()) {
        at = hidden.insert(hidden.end(), hash);
    }
    return fmt::format("BATCHAI_SECRET_{}", at - hidden.begin() + 1);
}

// Moves the parts of a line that lie behind a replaced piece; the part that held it is no longer
// letter for letter as in the file.
void move_segments(Line& line, std::size_t begin, std::size_t end, std::size_t size) {
    const auto moved = [&](std::size_t at) {
        return at <= begin ? at : at >= end ? at - end + begin + size : begin + size;
    };
    for (Segment& segment : line.segments) {
        segment.verbatim = segment.verbatim && (segment.end <= begin || segment.begin >= end);
        segment.begin = moved(segment.begin);
        segment.end = moved(segment.end);
    }
}

document::NodeId node_at(const Line& line, std::size_t at) {
    for (const Segment& segment : line.segments) {
        if (at >= segment.begin && at < segment.end) {
            return segment.node;
        }
    }
    return line.segments.empty() ? document::k_no_node : line.segments.back().node;
}

} // namespace

bool is_read_from_vault(const JobWork& work, std::string_view name) {
    return std::any_of(work.secrets.begin(), work.secrets.end(),
                       [&](const SecretVariable& known) { return known.name == name; });
}

void hide_secrets(JobWork& work, Line& line, std::string_view what) {
    auto found = base::find_secrets(line.text);
    // From the last to the first, so that places stay; numbered in the order in which they stand.
    std::vector<std::string> names;
    names.reserve(found.size());
    for (const base::Span& span : found) {
        names.push_back(hidden_name(
            work, std::string_view(line.text).substr(span.begin, span.end - span.begin)));
    }
    for (std::size_t i = 0; i < found.size(); ++i) {
        const std::string& name = names[i];
        const document::NodeId node = node_at(line, found[i].begin);
        auto from = source_of_secret(work.options, work.context.name, name, nullptr);
        // A value that the shell cannot export stands in job.yml, where no variable is live.
        const bool live = !line.is_template || base::is_variable_name(line.option);
        const bool settled = from && live;
        if (std::find(work.out.secret_names.begin(), work.out.secret_names.end(), name) ==
            work.out.secret_names.end()) {
            work.out.secret_names.push_back(name);
        }
        work.say(
            "TR251", settled ? Class::rewritten : Class::manual, node,
            fmt::format("{} holds what looks like a secret: {} stands in its place{}", what,
                        line.is_template && !settled ? std::string("REPLACE-ME")
                                                     : fmt::format("the variable {}", name),
                        settled ? fmt::format(", read from the Key Vault {}", from->vault) : ""),
            settled ? "change the secret: it lay in the definition for everybody to read"
            : live  ? how_to_settle(name)
                    : "a shell cannot give a variable of this name its value: rename it");
        work.out.ledger.set(node, settled ? Class::rewritten : Class::manual);
        if (!settled) {
            work.task(fmt::format("bring the secret {} to the job", name),
                      fmt::format("jobs/{}/job.yml", work.context.name),
                      "it stood in a command line or variable of the definition and was left out: "
                      "change it, and " +
                          (live ? how_to_settle(name) : "rename the variable that held it"));
        } else if (!is_read_from_vault(work, name)) {
            read_from(work, name, std::move(*from));
        }
    }
    for (std::size_t i = found.size(); i-- > 0;) {
        const base::Span& span = found[i];
        const bool settled = is_read_from_vault(work, names[i]);
        std::string with = !line.is_template ? in_place(line.text, span, names[i])
                           : settled         ? fmt::format("${{{}}}", names[i])
                                             : std::string("REPLACE-ME");
        line.text.replace(span.begin, span.end - span.begin, with);
        move_segments(line, span.begin, span.end, with.size());
    }
}

void read_secrets(JobWork& work) {
    for (const batchai::Variable& secret : work.in.secrets) {
        settle(work, secret);
    }
}

void account_for_secrets(JobWork& work) {
    Ledger& ledger = work.out.ledger;
    for (const batchai::Variable& secret : work.in.secrets) {
        const Target launcher{work.launcher_file, {}};
        const bool settled = is_read_from_vault(work, secret.name.value);
        if (!settled) {
            ledger.rest(work.document, secret.node, Class::manual);
            continue;
        }
        ledger.set(secret.name.node, Class::exact, {launcher});
        ledger.set(secret.value.node, Class::rewritten, {launcher});
        ledger.set(secret.reference.url.node, Class::rewritten, {launcher});
        ledger.rest(work.document, secret.reference.node, Class::rewritten);
    }
}

} // namespace translate
