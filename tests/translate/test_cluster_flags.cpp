#include "translate/cluster.hpp"

#include <string>

using base::Class;
using batchai::OldCliFlags;
using tests::living;
using tests::scaled;
using tests::TranslatedCluster;
using translate::Options;

namespace {

constexpr const char* k_key = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQAB demo@example";

OldCliFlags flags() {
    return {.name = "gpu", .vm_size = "Standard_NC4as_T4_v3", .target = 2};
}

} // namespace

TEST_CASE("flags alone make a cluster", "[translate]") {
    OldCliFlags all = flags();
    all.location = "eastus";
    all.vm_priority = "dedicated";
    all.user_name = "demo";
    all.ssh_key = k_key;
    const TranslatedCluster cluster("", all);
    const aml::AmlCompute& compute = cluster.compute();
    CHECK(compute.name == "gpu");
    CHECK(compute.size == "Standard_NC4as_T4_v3");
    CHECK(compute.location == "eastus");
    CHECK(compute.min_instances == 2);
    CHECK(compute.max_instances == 2);
    CHECK(compute.ssh_settings->admin_username == "demo");
    CHECK(compute.ssh_settings->ssh_key_value == k_key);
    CHECK(cluster.codes() == "TR404");
    CHECK(cluster.flag_of("/name") == "--name");
    CHECK(cluster.flag_of("/size") == "--vm-size");
    CHECK(cluster.flag_of("/location") == "--location");
    CHECK(cluster.flag_of("/tier") == "--vm-priority");
    CHECK(cluster.flag_of("/min_instances") == "--target");
    CHECK(cluster.flag_of("/max_instances") == "--target");
    CHECK(cluster.flag_of("/ssh_settings/admin_username") == "--user-name");
    CHECK(cluster.flag_of("/ssh_settings/ssh_key_value") == "--ssh-key");
    for (const base::Finding& finding : cluster.result.findings) {
        CHECK(finding.offset == base::k_no_offset);
        CHECK(finding.node == base::k_no_node);
    }
}

TEST_CASE("bounds by flags", "[translate]") {
    OldCliFlags given = flags();
    given.target = 3;
    given.minimum = 0;
    given.maximum = 5;
    const TranslatedCluster cluster("", given);
    CHECK(cluster.compute().min_instances == 0);
    CHECK(cluster.compute().max_instances == 5);
    CHECK(cluster.flag_of("/min_instances") == "--min");
    CHECK(cluster.flag_of("/max_instances") == "--max");
    CHECK(cluster.codes() == "TR422"); // the initial count
    CHECK_THAT(cluster.finding("TR422").message, StartsWith("--target"));
}

TEST_CASE("a field that a flag replaces is rewritten and said, with the flag's name",
          "[translate]") {
    OldCliFlags given{.name = "other", .vm_size = "Standard_NC8as_T4_v3", .subnet = "x"};
    const TranslatedCluster cluster(
        R"({"name": "gpu", "location": "eastus", "properties": {"vmSize": "STANDARD_NC6",
            "subnet": {"id": "y"}, "scaleSettings": {"manual": {"targetNodeCount": 1}}}})",
        given, {}, "other");
    CHECK(cluster.compute().size == "Standard_NC8as_T4_v3");
    CHECK(cluster.fate("/properties/vmSize") == "rewritten /size");
    CHECK(cluster.fate("/name") == "rewritten /name");
    CHECK(cluster.fate("/properties/subnet/id") == "rewritten /network_settings/subnet");
    CHECK(cluster.fate("/location") == "exact /location");
    CHECK(cluster.flag_of("/location").empty());
    CHECK(cluster.codes() == "TR420 TR420 TR404 TR420 TR423");
    const base::Finding& name = cluster.result.findings[0];
    CHECK(name.message == "--name takes the place of this \"name\"");
    const base::Finding& size = cluster.result.findings[1];
    CHECK(size.cls == Class::rewritten);
    CHECK(cluster.parsed.document.source().substr(size.offset, size.length) == "\"STANDARD_NC6\"");
    CHECK_THAT(size.help, ContainsSubstring("1 x K80 (12 GB) -> 1 x T4 (16 GB)"));
    // The file's retired size is no longer anybody's task.
    CHECK(cluster.result.tasks.size() == 1); // the subnet
}

TEST_CASE("a flag that says what the file says replaces nothing", "[translate]") {
    const TranslatedCluster cluster(
        living(R"("scaleSettings": {"manual": {"targetNodeCount": 1}})"),
        {.vm_size = "STANDARD_NC4AS_T4_V3"});
    CHECK(cluster.codes() == "TR404");
    CHECK(cluster.flag_of("/size") == "--vm-size");
    CHECK(cluster.fate("/properties/vmSize") == "rewritten /size");
}

TEST_CASE("a retired size is retired whoever says it", "[translate]") {
    OldCliFlags given = flags();
    given.vm_size = "STANDARD_NC6";
    const TranslatedCluster kept("", given);
    CHECK(kept.compute().size == "Standard_NC6");
    CHECK(kept.finding("TR401").cls == Class::manual);
    CHECK_THAT(kept.finding("TR401").message, EndsWith("(--vm-size)"));
    Options options;
    options.replace_retired_sizes = true;
    CHECK(TranslatedCluster("", given, options).compute().size == "Standard_NC8as_T4_v3");
    // The same by the option of every cluster.
    Options for_all;
    for_all.vm_size = "Standard_NV6";
    const TranslatedCluster file(living(R"("scaleSettings": {"manual": {"targetNodeCount": 1}})"),
                                 {}, for_all);
    CHECK(file.codes() == "TR401 TR420 TR404");
    CHECK(file.flag_of("/size") == "--vm-size");
}

TEST_CASE("a scale of flags takes the place of the file's", "[translate]") {
    OldCliFlags given;
    given.target = 2;
    const TranslatedCluster cluster(
        scaled(R"({"autoScale": {"minimumNodeCount": 1, "maximumNodeCount": 9,
                                 "initialNodeCount": 99, "comment": "x", "mist": 1}})"),
        given);
    CHECK(cluster.compute().min_instances == 2);
    CHECK(cluster.compute().max_instances == 2);
    const std::string scale = "/properties/scaleSettings/autoScale/";
    for (const char* key : {"minimumNodeCount", "maximumNodeCount", "initialNodeCount"}) {
        CHECK(cluster.fate(scale + key) == "rewritten");
    }
    CHECK(cluster.fate(scale + "comment") == "dropped");
    CHECK(cluster.fate(scale + "mist") == "dropped");
    CHECK(cluster.codes() == "TR420 TR404");
    CHECK(cluster.finding("TR420").message == "--target takes the place of this \"autoScale\"");
}

TEST_CASE("an image and a set-up task of flags", "[translate]") {
    OldCliFlags given = flags();
    given.image = "UbuntuDSVM";
    given.custom_image = "/subscriptions/x";
    given.setup_task = "apt-get install -y x";
    given.setup_task_output = "$AZ_BATCHAI_MOUNT_ROOT/afs";
    const TranslatedCluster alone("", given);
    CHECK(alone.codes() == "TR404 TR408 TR424 TR407");
    CHECK(alone.finding("TR424").cls == Class::approximated);
    CHECK(alone.result.tasks.size() == 2);

    const TranslatedCluster file(living(R"("virtualMachineConfiguration": {"imageReference": {
        "publisher": "p", "offer": "o", "sku": "s", "virtualMachineImageId": "/y"}},
        "nodeSetup": {"setupTask": {"commandLine": "ls", "stdOutErrPathPrefix": "x",
            "environmentVariables": [{"name": "A", "value": "b"}]}})"),
                                 given);
    const std::string image = "/properties/virtualMachineConfiguration/imageReference/";
    CHECK(file.fate(image + "publisher") == "rewritten");
    CHECK(file.fate(image + "virtualMachineImageId") == "rewritten");
    const std::string task = "/properties/nodeSetup/setupTask/";
    CHECK(file.fate(task + "commandLine") == "rewritten");
    CHECK(file.fate(task + "environmentVariables/0/value") == "rewritten");

    OldCliFlags plain = flags();
    plain.image = "ubuntults";
    CHECK(TranslatedCluster("", plain).finding("TR424").cls == Class::dropped);
}

TEST_CASE("an account by flags", "[translate]") {
    OldCliFlags given = flags();
    given.user_name = "demo";
    CHECK(TranslatedCluster("", given).codes() == "TR404 TR406");
    given.password = true;
    const TranslatedCluster no_key("", given);
    CHECK_FALSE(no_key.compute().ssh_settings);
    CHECK(no_key.codes() == "TR404 TR406");
    given.ssh_key = k_key;
    CHECK(TranslatedCluster("", given).codes() == "TR404 TR422");
    given.user_name.clear();
    given.password = false;
    CHECK(TranslatedCluster("", given).codes() == "TR404 TR406"); // nobody to name it after
    given.caller = "me";
    const TranslatedCluster mine("", given);
    CHECK(mine.compute().ssh_settings->admin_username == "me");
    CHECK(mine.finding("TR428").cls == Class::defaulted);
    CHECK(mine.flag_of("/ssh_settings/admin_username") == "USER");
}

TEST_CASE("volumes of flags become datastores", "[translate]") {
    OldCliFlags given = flags();
    given.afs_name = "share";
    given.bfs_name = "box";
    given.nfs = "server";
    given.storage_account = "acct";
    REQUIRE_FALSE(settle(given));
    const TranslatedCluster cluster("", given);
    const auto& stores = cluster.result.datastores;
    REQUIRE(stores.size() == 3);
    CHECK(stores[0].datastore.name == "acct_share_files");
    CHECK(stores[1].datastore.name == "acct_box_blob");
    CHECK(stores[2].datastore.name == "REPLACE_ME_server");
    for (const auto& store : stores) {
        CHECK(store.offset == base::k_no_offset);
    }
    CHECK(cluster.flag_of("/account_name") == "--storage-account-name");
    CHECK(cluster.flag_of("/file_share_name") == "--afs-name");
    CHECK(cluster.flag_of("/container_name") == "--bfs-name");
    CHECK(cluster.codes() == "TR426 TR426 TR404"); // of the server once in a run
    CHECK_THAT(cluster.finding("TR426").message, ContainsSubstring("acct_share_files"));
}

TEST_CASE("auto storage has an account that nobody knows", "[translate]") {
    OldCliFlags given = flags();
    given.use_auto_storage = true;
    given.storage_account = "acct";
    const TranslatedCluster cluster("", given);
    REQUIRE(cluster.result.datastores.size() == 2);
    CHECK(cluster.result.datastores[0].datastore.name == "REPLACE_ME_batchaishare_files");
    CHECK(cluster.result.datastores[1].datastore.name == "REPLACE_ME_batchaicontainer_blob");
    CHECK_THAT(cluster.finding("BA113").help, ContainsSubstring("batchaiautostorage"));
}

TEST_CASE("flags without effect are said", "[translate]") {
    OldCliFlags given = flags();
    given.generate_ssh_keys = true;
    given.nfs_mount_path = "x";
    const TranslatedCluster cluster("", given);
    CHECK(cluster.codes() == "TR404 TR422 TR422");
    CHECK(cluster.finding("TR422").cls == Class::dropped);
}
