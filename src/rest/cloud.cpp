#include "rest/cloud.hpp"

#include "base/error.hpp"
#include "base/strings.hpp"
#include "rest/json.hpp"
#include "rest/url.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace rest {

namespace {

using nlohmann::json;

constexpr std::uint64_t k_largest_file = 1ULL << 20U;

// azure-ai-ml's cloud metadata, azure-cli's and Microsoft Entra's documentation, 2026-08.
const Cloud k_clouds[] = {
    {.name = "AzureCloud",
     .resource_manager = "https://management.azure.com",
     .login = "https://login.microsoftonline.com",
     .management_audience = "https://management.azure.com",
     .machine_learning_audience = "https://ml.azure.com",
     .storage_audience = "https://storage.azure.com",
     .storage_suffix = "core.windows.net",
     .studio = "https://ml.azure.com",
     .token_exchange = "api://AzureADTokenExchange"},
    {.name = "AzureChinaCloud",
     .resource_manager = "https://management.chinacloudapi.cn",
     .login = "https://login.chinacloudapi.cn",
     .management_audience = "https://management.chinacloudapi.cn",
     .machine_learning_audience = "https://ml.azure.cn",
     .storage_audience = "https://storage.azure.com",
     .storage_suffix = "core.chinacloudapi.cn",
     .studio = "https://studio.ml.azure.cn",
     .token_exchange = "api://AzureADTokenExchangeChina"},
    {.name = "AzureUSGovernment",
     .resource_manager = "https://management.usgovcloudapi.net",
     .login = "https://login.microsoftonline.us",
     .management_audience = "https://management.usgovcloudapi.net",
     .machine_learning_audience = "https://ml.azure.us",
     .storage_audience = "https://storage.azure.com",
     .storage_suffix = "core.usgovcloudapi.net",
     .studio = "https://ml.azure.us",
     .token_exchange = "api://AzureADTokenExchangeUSGov"},
};

class CloudFile {
  public:
    CloudFile(const std::string& path, base::Files& files)
        : m_path(path),
          m_root(parse_json(files.read(path, k_largest_file))) {
        if (!m_root.is_object()) {
            fail("is no JSON object", "write it as az cloud show prints it");
        }
    }

    [[nodiscard]] std::string text(const char* group, const char* name) const {
        const json* members = member(m_root, group);
        return members != nullptr ? text_of(*members, name) : "";
    }

    // An address that requests go to.
    [[nodiscard]] std::string address(const char* group, const char* name) const {
        std::string value = text(group, name);
        if (value.empty()) {
            fail(fmt::format("has no {}.{}", group, name), "write it as az cloud show prints it");
        }
        const auto url = parse_url(value);
        if (!url || !url->query.empty()) {
            fail(fmt::format("{}.{} is no URL: {}", group, name, base::printable(value)), "");
        }
        if (url->scheme == "http" && !is_loopback(*url)) {
            fail(fmt::format("{}.{} is {}, without TLS", group, name, base::printable(value)),
                 "http:// goes to this machine only");
        }
        while (value.ends_with('/')) {
            value.pop_back();
        }
        return value;
    }

    [[nodiscard]] std::string name() const {
        const std::string name = text_of(m_root, "name");
        return name.empty() ? m_path : name;
    }

    [[noreturn]] void fail(const std::string& what, const std::string& help) const {
        throw base::Error(base::Exit::invalid,
                          fmt::format("the cloud {} {}", base::printable(m_path, 400), what), help);
    }

  private:
    const std::string& m_path;
    json m_root;
};

Cloud read_cloud(const std::string& path, base::Files& files) {
    const CloudFile file(path, files);
    Cloud cloud = k_clouds[0];
    cloud.name = file.name();
    cloud.resource_manager = file.address("endpoints", "resourceManager");
    cloud.login = file.address("endpoints", "activeDirectory");
    cloud.storage_suffix = file.text("suffixes", "storageEndpoint");
    if (cloud.storage_suffix.empty()) {
        file.fail("has no suffixes.storageEndpoint", "write it as az cloud show prints it");
    }
    // Audiences are names, not addresses: a slash at their end is part of them.
    const std::string audience = file.text("endpoints", "activeDirectoryResourceId");
    cloud.management_audience = audience.empty() ? cloud.resource_manager : audience;
    const std::string machine_learning = file.text("endpoints", "microsoftMachineLearning");
    if (!machine_learning.empty()) {
        cloud.machine_learning_audience = machine_learning;
        cloud.studio.clear();
    }
    for (const Cloud& known : k_clouds) {
        if (known.login == cloud.login) {
            cloud.token_exchange = known.token_exchange;
        }
    }
    return cloud;
}

std::string scope_of(const std::string& audience) {
    return audience + "/.default";
}

} // namespace

std::string Cloud::management_scope() const {
    return scope_of(management_audience);
}

std::string Cloud::machine_learning_scope() const {
    return scope_of(machine_learning_audience);
}

std::string Cloud::storage_scope() const {
    return scope_of(storage_audience);
}

std::string resource_of(std::string_view scope) {
    constexpr std::string_view k_default = "/.default";
    if (scope.ends_with(k_default)) {
        scope.remove_suffix(k_default.size());
    }
    const auto host = scope.find("://");
    const bool bare =
        host != std::string_view::npos && scope.find('/', host + 3) == std::string_view::npos;
    return std::string(scope) + (bare ? "/" : "");
}

Cloud find_cloud(const std::string& name_or_path, base::Files& files) {
    for (const Cloud& cloud : k_clouds) {
        if (base::iequals(cloud.name, name_or_path)) {
            return cloud;
        }
    }
    if (files.type(name_or_path, true) != base::FileType::regular) {
        throw base::Error(base::Exit::usage,
                          fmt::format("--cloud: there is no cloud and no file \"{}\"",
                                      base::printable(name_or_path)),
                          "AzureCloud, AzureChinaCloud, AzureUSGovernment, or a file as az cloud "
                          "show prints it");
    }
    return read_cloud(name_or_path, files);
}

} // namespace rest
