#include "base/error.hpp"
#include "base/real_files.hpp"
#include "rest/cloud.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

using rest::Cloud;
using rest::find_cloud;
using rest::resource_of;

namespace {

Cloud from(const std::string& content) {
    const support::TempFolder folder;
    base::RealFiles files;
    return find_cloud(folder.add("cloud.json", content).string(), files);
}

base::Exit refusal(const std::string& content) {
    try {
        from(content);
    } catch (const base::Error& error) {
        return error.code();
    }
    return base::Exit::done;
}

} // namespace

TEST_CASE("the clouds are known by name", "[rest]") {
    base::RealFiles files;
    const Cloud azure = find_cloud("azurecloud", files);
    CHECK(azure.name == "AzureCloud");
    CHECK(azure.resource_manager == "https://management.azure.com");
    CHECK(azure.login == "https://login.microsoftonline.com");
    CHECK(azure.storage_suffix == "core.windows.net");
    CHECK(azure.management_scope() == "https://management.azure.com/.default");
    CHECK(azure.machine_learning_scope() == "https://ml.azure.com/.default");
    CHECK(azure.storage_scope() == "https://storage.azure.com/.default");
    CHECK(azure.token_exchange == "api://AzureADTokenExchange");
    const Cloud china = find_cloud("AzureChinaCloud", files);
    CHECK(china.management_scope() == "https://management.chinacloudapi.cn/.default");
    CHECK(china.machine_learning_scope() == "https://ml.azure.cn/.default");
    CHECK(china.token_exchange == "api://AzureADTokenExchangeChina");
    const Cloud government = find_cloud("AzureUSGovernment", files);
    CHECK(government.login == "https://login.microsoftonline.us");
    CHECK(government.machine_learning_scope() == "https://ml.azure.us/.default");
    CHECK(government.token_exchange == "api://AzureADTokenExchangeUSGov");
}

TEST_CASE("a file says a cloud as az cloud show prints it", "[rest]") {
    const Cloud local = from(R"({"name": "Stand-in",
        "endpoints": {"resourceManager": "http://127.0.0.1:8080/", "activeDirectory":
        "http://127.0.0.1:8081"}, "suffixes": {"storageEndpoint": "127.0.0.1:10000"}})");
    CHECK(local.name == "Stand-in");
    CHECK(local.resource_manager == "http://127.0.0.1:8080");
    CHECK(local.management_scope() == "http://127.0.0.1:8080/.default");
    CHECK(local.machine_learning_scope() == "https://ml.azure.com/.default");
    CHECK(local.storage_suffix == "127.0.0.1:10000");

    const Cloud whole = from(R"({"name": "AzureChinaCloud", "isActive": true,
        "endpoints": {"resourceManager": "https://management.chinacloudapi.cn/",
                      "activeDirectory": "https://login.chinacloudapi.cn/",
                      "activeDirectoryResourceId": "https://management.core.chinacloudapi.cn/",
                      "microsoftMachineLearning": "https://ml.azure.cn", "gallery": null},
        "suffixes": {"storageEndpoint": "core.chinacloudapi.cn"}})");
    // The slash belongs to the audience's name.
    CHECK(whole.management_scope() == "https://management.core.chinacloudapi.cn//.default");
    CHECK(whole.machine_learning_scope() == "https://ml.azure.cn/.default");
    CHECK(whole.token_exchange == "api://AzureADTokenExchangeChina");
}

TEST_CASE("a file that is not so is refused with its name", "[rest]") {
    const std::string rest =
        R"("activeDirectory": "https://l"}, "suffixes": {"storageEndpoint": "s"}})";
    CHECK(refusal(R"({"endpoints": {"resourceManager": "https://m", )" + rest) == base::Exit::done);
    const std::string contents[] = {
        "",
        "[]",
        "{",
        "{}",
        R"({"endpoints": {"resourceManager": "http://m", )" + rest,
        R"({"endpoints": {"resourceManager": "m", )" + rest,
        R"({"endpoints": {"resourceManager": "https://m?x=y", )" + rest,
        R"({"endpoints": {"resourceManager": 5, )" + rest,
        R"({"endpoints": {"resourceManager": "https://m"}})",
        R"({"endpoints": {"resourceManager": "https://m", "activeDirectory": "https://l"}})"};
    for (const std::string& content : contents) {
        INFO(content);
        CHECK(refusal(content) == base::Exit::invalid);
    }
    base::RealFiles files;
    CHECK_THROWS_WITH(find_cloud("AzureGermanCloud", files),
                      "--cloud: there is no cloud and no file \"AzureGermanCloud\"");
}

TEST_CASE("a scope becomes the resource of version 1", "[rest]") {
    CHECK(resource_of("https://management.azure.com/.default") == "https://management.azure.com/");
    CHECK(resource_of("https://ml.azure.com/.default") == "https://ml.azure.com/");
    CHECK(resource_of("https://management.core.windows.net//.default") ==
          "https://management.core.windows.net/");
    CHECK(resource_of("https://management.stack.example.com/0000/.default") ==
          "https://management.stack.example.com/0000");
    CHECK(resource_of("http://127.0.0.1:8080/.default") == "http://127.0.0.1:8080/");
}
