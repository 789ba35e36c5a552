// Private registries: Azure ML keeps their credentials in a connection of the workspace.

#include "aml/names.hpp"
#include "base/strings.hpp"
#include "translate/job_work.hpp"

#include <fmt/format.h>

namespace translate {

namespace {

using base::Class;

constexpr std::string_view k_hub = "docker.io";

std::string host_of(const batchai::Container& container) {
    std::string_view host = container.server_url.value;
    const auto scheme = host.find("://");
    host = scheme == std::string_view::npos ? host : host.substr(scheme + 3);
    host = host.substr(0, host.find('/'));
    std::string out = base::lower(
        host.empty() ? std::string_view(image_facts(container.image.value).registry) : host);
    const bool hub =
        out.empty() || base::is_one_of(out, {"index.docker.io", "hub.docker.com",
                                             "registry-1.docker.io", "registry.hub.docker.com"});
    return hub ? std::string(k_hub) : out;
}

std::string host_of(std::string_view image) {
    const std::string registry = base::lower(image_facts(image).registry);
    return registry.empty() ? std::string(k_hub) : registry;
}

} // namespace

void connect_registry(JobWork& work, std::string_view image) {
    if (!work.in.container) {
        return;
    }
    const batchai::Container& container = *work.in.container;
    if (container.credentials == document::k_no_node ||
        work.document.at(container.credentials).count == 0) {
        return;
    }
    Ledger& ledger = work.out.ledger;
    const std::string host = host_of(container);
    if (host_of(image) != host) {
        work.say("TR236", Class::rewritten, container.credentials,
                 fmt::format("the credentials of the registry {} are not needed any more: the "
                             "image comes from another",
                             base::printable(host, 60)),
                 "");
        ledger.rest(work.document, container.credentials, Class::rewritten);
        return;
    }
    const std::string user(base::trim(container.user_name.value));
    ConnectionUse use;
    use.connection.name = aml::distinct_name(aml::NameKind::connection, host, host + "\n" + user);
    // Docker's own name for the Hub where credentials are kept.
    use.connection.target = host == k_hub ? std::string("https://index.docker.io/v1/")
                                          : fmt::format("https://{}", host);
    use.connection.user_name = user.empty() ? "REPLACE-ME" : user;
    if (container.password_reference.url.given()) {
        const auto secret = vault_secret(container.password_reference.url.value);
        use.password_url = secret ? secret->url : std::string{};
    }
    const document::Node& node = work.document.at(container.credentials);
    use.node = container.credentials;
    use.offset = node.offset;
    use.length = 1;

    const std::uint16_t file = ledger.file(fmt::format("connections/{}.yml", use.connection.name));
    ledger.set(container.server_url.node, Class::rewritten, {{file, "/target"}});
    ledger.set(container.user_name.node,
               use.connection.user_name == container.user_name.value ? Class::exact
                                                                     : Class::rewritten,
               {{file, "/credentials/username"}});
    ledger.rest(work.document, container.credentials, Class::manual);
    work.out.connection = std::move(use);
}

} // namespace translate
