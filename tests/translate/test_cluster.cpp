#include "translate/cluster.hpp"

#include <string>
#include <utility>

using base::Class;
using batchai::OldCliFlags;
using tests::living;
using tests::scaled;
using tests::TranslatedCluster;
using translate::Options;

namespace {

constexpr const char* k_one = R"("scaleSettings": {"manual": {"targetNodeCount": 1}})";
constexpr const char* k_key = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQAB demo@example";

std::string sized(const std::string& size) {
    return R"({"properties": {"vmSize": ")" + size + "\", " + k_one + "}}";
}

std::string with(const std::string& properties) {
    return living(std::string(k_one) + ", " + properties);
}

// min and max as they are written.
std::pair<std::int64_t, std::int64_t> bounds(const TranslatedCluster& cluster) {
    return {cluster.compute().min_instances, cluster.compute().max_instances};
}

using Bounds = std::pair<std::int64_t, std::int64_t>;

} // namespace

TEST_CASE("a fixed number of nodes stays on", "[translate]") {
    const TranslatedCluster cluster(scaled(R"({"manual": {"targetNodeCount": 3}})"));
    CHECK((bounds(cluster) == Bounds{3, 3}));
    CHECK(cluster.finding("TR404").cls == Class::exact);
    CHECK(cluster.fate("/properties/scaleSettings/manual/targetNodeCount") ==
          "exact /min_instances /max_instances");
    Options options;
    options.autoscale = true;
    const TranslatedCluster by_load(scaled(R"({"manual": {"targetNodeCount": 3}})"), {}, options);
    CHECK((bounds(by_load) == Bounds{0, 3}));
    CHECK(by_load.codes().empty());
}

TEST_CASE("scales that cannot stay as they are", "[translate]") {
    struct Row {
        const char* scale;
        Bounds written;
        const char* codes;
    };

    const Row rows[] = {
        {R"({"autoScale": {"minimumNodeCount": 0, "maximumNodeCount": 4}})", {0, 4}, ""},
        {R"({"autoScale": {"minimumNodeCount": 2, "maximumNodeCount": 2}})", {2, 2}, ""},
        {R"({"autoScale": {"minimumNodeCount": 4, "maximumNodeCount": 2}})", {2, 2}, "TR411"},
        {R"({"autoScale": {"minimumNodeCount": -1, "maximumNodeCount": 2}})", {0, 2}, "TR411"},
        {R"({"autoScale": {"minimumNodeCount": -3, "maximumNodeCount": -2}})", {0, 1}, "TR411"},
        {R"({"autoScale": {"minimumNodeCount": 0, "maximumNodeCount": 0}})", {0, 1}, "TR405"},
        {R"({"autoScale": {"minimumNodeCount": 3}})", {3, 3}, "TR411"},
        {R"({"autoScale": {"maximumNodeCount": 3}})", {0, 3}, "TR411"},
        {R"({"autoScale": {}})", {0, 1}, "TR411"},
        {R"({"manual": {"targetNodeCount": 0}})", {0, 1}, "TR405"},
        {R"({"manual": {"targetNodeCount": -5}})", {0, 1}, "TR411"},
        {R"({"manual": {}})", {0, 1}, "TR411"},
        {R"({"manual": null, "autoScale": null})", {0, 1}, "TR411"},
        {"{}", {0, 1}, "TR411"},
        {R"({"manual": {"targetNodeCount": 9},
             "autoScale": {"minimumNodeCount": 0, "maximumNodeCount": 2}})",
         {0, 2},
         "TR411"},
    };
    for (const Row& row : rows) {
        INFO(row.scale);
        const TranslatedCluster cluster(scaled(row.scale));
        CHECK((bounds(cluster) == row.written));
        CHECK(cluster.codes() == row.codes);
    }
    CHECK(TranslatedCluster(living("")).codes() == "TR411");
}

TEST_CASE("bounds that were changed are said to be", "[translate]") {
    const TranslatedCluster cluster(
        scaled(R"({"autoScale": {"minimumNodeCount": 4, "maximumNodeCount": 2}})"));
    CHECK(cluster.fate("/properties/scaleSettings/autoScale/minimumNodeCount") ==
          "approximated /min_instances");
    CHECK(cluster.fate("/properties/scaleSettings/autoScale/maximumNodeCount") ==
          "exact /max_instances");
    CHECK_THAT(cluster.finding("TR411").message, ContainsSubstring("4 to 2"));
}

TEST_CASE("of two scales the automatic one counts", "[translate]") {
    const TranslatedCluster cluster(
        scaled(R"({"manual": {"targetNodeCount": 9, "nodeDeallocationOption": "requeue"},
                   "autoScale": {"minimumNodeCount": 0, "maximumNodeCount": 2}})"));
    CHECK(cluster.fate("/properties/scaleSettings/manual/targetNodeCount") == "dropped");
    CHECK(cluster.fate("/properties/scaleSettings/manual/nodeDeallocationOption") == "dropped");
}

TEST_CASE("an initial count is dropped, and said where it contradicts the bounds", "[translate]") {
    const auto initial = [](const char* count) {
        return TranslatedCluster(
            scaled(std::string(R"({"autoScale": {"minimumNodeCount": 1, "maximumNodeCount": 4, )") +
                   "\"initialNodeCount\": " + count + "}}"));
    };
    for (const char* inside : {"1", "2", "4"}) {
        CHECK(initial(inside).codes().empty());
    }
    for (const char* outside : {"0", "5", "-1"}) {
        INFO(outside);
        CHECK(initial(outside).finding("TR411").cls == Class::dropped);
        CHECK(initial(outside).fate("/properties/scaleSettings/autoScale/initialNodeCount") ==
              "dropped");
    }
}

TEST_CASE("ways to take nodes away have no equal", "[translate]") {
    const auto option = [](const std::string& word) {
        return TranslatedCluster(scaled(
            R"({"manual": {"targetNodeCount": 0, "nodeDeallocationOption": ")" + word + "\"}}"));
    };
    for (const char* word : {"requeue", "terminate", "waitforjobcompletion", "unknown",
                             "WaitForJobCompletion", "Requeue"}) {
        INFO(word);
        CHECK(option(word).codes() == "TR405");
        CHECK(option(word).fate("/properties/scaleSettings/manual/nodeDeallocationOption") ==
              "dropped");
    }
    CHECK(option("terminat").finding("BA107").cls == Class::dropped);
    CHECK(option("terminat").finding("BA107").help == "did you mean \"terminate\"?");
    CHECK(option("never").finding("BA107").help.empty());
}

TEST_CASE("priorities in any case, and others", "[translate]") {
    const auto priority = [](const std::string& word) {
        return TranslatedCluster(with(R"("vmPriority": ")" + word + "\""));
    };
    for (const char* word : {"dedicated", "Dedicated", "DEDICATED"}) {
        CHECK_FALSE(priority(word).compute().low_priority);
        CHECK(priority(word).fate("/properties/vmPriority") == "exact /tier");
    }
    for (const char* word : {"lowpriority", "LowPriority", "low_priority"}) {
        INFO(word);
        CHECK(priority(word).compute().low_priority);
        CHECK(priority(word).fate("/properties/vmPriority") == "manual /tier");
        CHECK_THAT(priority(word).finding("TR403").message, ContainsSubstring("31 March 2026"));
    }
    CHECK_FALSE(priority("lowpriorty").compute().low_priority);
    CHECK(priority("lowpriorty").finding("BA107").help == "did you mean \"lowpriority\"?");
    CHECK(priority("cheap").finding("BA107").help.empty());
    CHECK(priority("").finding("BA107").cls == Class::approximated);
    CHECK_FALSE(TranslatedCluster(with(R"("vmPriority": null)")).compute().low_priority);
    Options options;
    options.vm_priority = "dedicated";
    const TranslatedCluster decided(with(R"("vmPriority": "lowpriority")"), {}, options);
    CHECK_FALSE(decided.compute().low_priority);
    CHECK(decided.codes() == "TR420 TR404");
    CHECK(decided.flag_of("/tier") == "--vm-priority");
}

TEST_CASE("an account needs a key and a name", "[translate]") {
    const auto account = [](const std::string& members) {
        return TranslatedCluster(with("\"userAccountSettings\": {" + members + "}"));
    };
    const std::string name = R"("adminUserName": "demo")";
    const std::string key = std::string(R"("adminUserSshPublicKey": ")") + k_key + "\"";
    const std::string password = R"("adminUserPassword": "planted-secret-value")";
    const TranslatedCluster whole = account(name + ", " + key);
    REQUIRE(whole.compute().ssh_settings);
    CHECK(whole.compute().ssh_settings->admin_username == "demo");
    CHECK(whole.codes() == "TR404");
    CHECK(account(name + ", " + key + ", " + password)
              .fate("/properties/userAccountSettings/adminUserPassword") == "manual");
    for (const std::string& partial :
         {name, key, password, name + ", " + password, name + R"(, "adminUserSshPublicKey": "")",
          R"("adminUserName": " ", )" + key}) {
        INFO(partial);
        const TranslatedCluster cluster = account(partial);
        CHECK_FALSE(cluster.compute().ssh_settings);
        CHECK(cluster.codes() == "TR404 TR406");
        CHECK(cluster.finding("TR406").cls == Class::manual);
    }
    CHECK(account("").codes() == "TR404");
    CHECK(account(R"("adminUserName": null)").codes() == "TR404");
    CHECK(TranslatedCluster(with(R"("userAccountSettings": null)")).codes() == "TR404");
}

TEST_CASE("a private key is never written, and what is none is said", "[translate]") {
    const auto key = [](const std::string& text) {
        return TranslatedCluster(with(R"("userAccountSettings": {"adminUserName": "demo", )"
                                      R"("adminUserSshPublicKey": ")" +
                                      text + "\"}"));
    };
    const TranslatedCluster leaked = key("-----BEGIN RSA PRIVATE KEY-----\\nplanted\\n");
    CHECK_FALSE(leaked.compute().ssh_settings);
    CHECK(leaked.codes() == "TR404 TR427 TR406");
    for (const base::Finding& finding : leaked.result.findings) {
        CHECK(finding.message.find("planted") == std::string::npos);
    }
    const TranslatedCluster odd = key("<your key>");
    CHECK(odd.compute().ssh_settings->ssh_key_value == "<your key>");
    CHECK(odd.finding("TR427").cls == Class::approximated);
}

TEST_CASE("subnets are named by their full id", "[translate]") {
    const std::string good = "/subscriptions/01234567-89ab-cdef-0123-456789abcdef/resourceGroups/g/"
                             "providers/Microsoft.Network/"
                             "virtualNetworks/v/subnets/s";
    const auto subnet = [](const std::string& json) {
        return TranslatedCluster(with("\"subnet\": " + json));
    };
    const auto of_id = [&](const std::string& id) { return subnet("{\"id\": \"" + id + "\"}"); };
    for (const std::string& id : {good, base::lower(good), base::upper(good)}) {
        CHECK(of_id(id).compute().subnet == id);
        CHECK(of_id(id).fate("/properties/subnet/id") == "exact /network_settings/subnet");
    }
    for (const std::string& id :
         {std::string("default"), good + "/", good.substr(1), good + "/x",
          base::replace_all(good, "/v/", "//"), base::replace_all(good, "Network/", "Compute/"),
          base::replace_all(good, "01234567-", "<subscription>-"),
          base::replace_all(good, "01234567-89ab-cdef-0123-456789abcdef", "demo"),
          base::replace_all(good, "01234567-", "0123456g-")}) {
        INFO(id);
        CHECK_THAT(of_id(id).compute().subnet,
                   StartsWith("/subscriptions/00000000-") && EndsWith("/subnets/REPLACE-ME"));
        CHECK(of_id(id).finding("TR423").cls == Class::manual);
        CHECK(of_id(id).fate("/properties/subnet/id") == "manual /network_settings/subnet");
        CHECK(of_id(id).result.tasks.size() == 1);
    }
    for (const char* none : {R"({"id": null})", R"({"id": ""})", "{}", "null"}) {
        INFO(none);
        CHECK(subnet(none).compute().subnet.empty());
        CHECK(subnet(none).codes() == "TR404");
    }
    CHECK(subnet(R"({"id": null})").fate("/properties/subnet/id") == "dropped");
}

TEST_CASE("names that a compute may not have", "[translate]") {
    const auto named = [](const std::string& name, const std::string& written) {
        return TranslatedCluster(R"({"name": ")" + name + "\", " + living(k_one).substr(1), {}, {},
                                 written);
    };
    CHECK(named("gpu", "gpu").codes() == "TR404");
    CHECK(named("gpu", "gpu").fate("/name") == "exact /name");
    const TranslatedCluster changed = named("gpu-1", "gpu-1-d49d37");
    CHECK(changed.fate("/name") == "rewritten /name");
    CHECK_THAT(changed.finding("TR421").message,
               ContainsSubstring("\"gpu-1\"") && ContainsSubstring("gpu-1-d49d37"));
    CHECK(named("größe", "gr-e-123456").codes() == "TR421 TR404");
    // A legal one was changed because another cluster has it too.
    CHECK_THAT(named("gpu", "gpu-d49d37").finding("TR421").message,
               StartsWith("more than one cluster"));
    const TranslatedCluster by_id(R"({"id": "/subscriptions/x/clusters/gpu/", )" +
                                  living(k_one).substr(1));
    CHECK(by_id.codes() == "TR404");
    CHECK(by_id.fate("/id") == "rewritten /name");
}

TEST_CASE("sizes: alive, retired, and those in doubt", "[translate]") {
    const TranslatedCluster alive(sized("STANDARD_NC4AS_T4_V3"));
    CHECK(alive.compute().size == "Standard_NC4as_T4_v3");
    CHECK(alive.fate("/properties/vmSize") == "rewritten /size");
    CHECK(alive.codes() == "TR404");

    const TranslatedCluster retired(sized("standard_nc6"));
    CHECK(retired.compute().size == "Standard_NC6");
    CHECK(retired.finding("TR401").cls == Class::manual);
    CHECK(retired.fate("/properties/vmSize") == "manual /size");
    Options replace;
    replace.replace_retired_sizes = true;
    const TranslatedCluster replaced(sized("standard_nc6"), {}, replace);
    CHECK(replaced.compute().size == "Standard_NC8as_T4_v3");
    CHECK(replaced.finding("TR401").cls == Class::rewritten);

    CHECK_THAT(TranslatedCluster(sized("Standard_NC24r")).finding("TR401").help,
               ContainsSubstring("Standard_ND96asr_v4 keeps RDMA"));
    CHECK(TranslatedCluster(sized("Standard_NC24")).finding("TR401").help.find("keeps RDMA") ==
          std::string::npos);
    CHECK(TranslatedCluster(sized("STANDARD_NC6_PROMO")).compute().size == "Standard_NC6_Promo");
    CHECK(TranslatedCluster(sized("Basic_A1")).codes() == "TR401 TR404");

    CHECK_THAT(TranslatedCluster(sized("Standard_D2_v2")).finding("TR402").message,
               ContainsSubstring("2028-05-01"));
    CHECK_THAT(TranslatedCluster(sized("Standard_NV36ads_A10_v5")).finding("TR402").message,
               ContainsSubstring("refused"));
    CHECK_THAT(TranslatedCluster(sized("Standard_D4s_v5")).finding("TR402").message,
               ContainsSubstring("not known"));
    const TranslatedCluster unknown(sized("Standard_NC66"));
    CHECK(unknown.compute().size == "Standard_NC66");
    CHECK_THAT(unknown.finding("TR402").help, StartsWith("did you mean Standard_NC6"));
    CHECK_THAT(TranslatedCluster(sized("nc6")).finding("TR402").help,
               StartsWith("did you mean Standard_NC6?"));
}

TEST_CASE("sizes that Batch AI refused", "[translate]") {
    for (const char* size : {"STANDARD_A0", "Standard_DS3_v2", "Standard_DS14", "standard_gs1",
                             "Standard_DS13-4_v2"}) {
        INFO(size);
        CHECK(TranslatedCluster(sized(size)).finding("TR425").cls == Class::approximated);
    }
    for (const char* size : {"Standard_A1", "Standard_D2s_v3", "Standard_D3_v2", "Standard_F2s",
                             "Standard_G1", "Standard_NC6s_v3"}) {
        INFO(size);
        CHECK(TranslatedCluster(sized(size)).codes().find("TR425") == std::string::npos);
    }
}

TEST_CASE("without a size nothing is written", "[translate]") {
    for (const char* json : {R"({"properties": {"scaleSettings": {}}})",
                             R"({"properties": {"vmSize": "", "scaleSettings": {}}})",
                             R"({"properties": {"vmSize": null, "scaleSettings": {}}})"}) {
        INFO(json);
        const TranslatedCluster cluster(json);
        CHECK_FALSE(cluster.result.compute);
        CHECK(cluster.finding("TR400").cls == Class::error);
    }
}

TEST_CASE("the system of the nodes", "[translate]") {
    const auto image = [](const std::string& offer, const std::string& more = "") {
        return TranslatedCluster(
            with(R"("virtualMachineConfiguration": {"imageReference": {"publisher": "p", )"
                 R"("offer": ")" +
                 offer + R"(", "sku": "s")" + more + "}}"));
    };
    CHECK(image("UbuntuServer").codes() == "TR404");
    CHECK(image("linux-data-science-vm-ubuntu").finding("TR424").cls == Class::approximated);
    CHECK(image("UbuntuServer", R"(, "virtualMachineImageId": "/x")").finding("TR407").cls ==
          Class::manual);
    CHECK(image("UbuntuServer", R"(, "virtualMachineImageId": "")").codes() == "TR404");
}

TEST_CASE("fields of the older versions and of performance counters are known", "[translate]") {
    const TranslatedCluster cluster(with(R"("nodeSetup": {
        "setupTask": {"commandLine": "ls", "runElevated": true, "stdOutErrPathPrefix": "x",
                      "stdOutErrPathSuffix": "y",
                      "environmentVariables": [{"name": "A", "value": "b"}],
                      "secrets": [{"name": "S", "value": "planted-secret-value"}]},
        "performanceCountersSettings": {"appInsightsReference": {
            "component": {"id": "/x", "resourceGroup": "g"},
            "instrumentationKey": "planted-secret-value",
            "instrumentationKeySecretReference": {"sourceVault": {"id": "/v"}, "secretUrl": "u"}}}})"));
    const std::string setup = "/properties/nodeSetup/setupTask/";
    CHECK(cluster.fate(setup + "commandLine") == "manual");
    CHECK(cluster.fate(setup + "runElevated") == "dropped");
    CHECK(cluster.fate(setup + "stdOutErrPathPrefix") == "dropped");
    CHECK(cluster.fate(setup + "stdOutErrPathSuffix") == "dropped");
    CHECK(cluster.fate(setup + "environmentVariables/0/value") == "manual");
    CHECK(cluster.fate(setup + "secrets/0/value") == "manual");
    const std::string counters =
        "/properties/nodeSetup/performanceCountersSettings/appInsightsReference/";
    CHECK(cluster.fate(counters + "component/id") == "dropped");
    CHECK(cluster.fate(counters + "component/resourceGroup") == "dropped");
    CHECK(cluster.fate(counters + "instrumentationKey") == "dropped");
    CHECK(cluster.fate(counters + "instrumentationKeySecretReference/secretUrl") == "dropped");
    CHECK(cluster.codes() == "TR404 TR408 TR418");
}
