#include "batchai/old_cli.hpp"
#include "batchai/read.hpp"
#include "support/catch.hpp"

#include <optional>
#include <string>
#include <string_view>

using batchai::Cluster;
using batchai::merge;
using batchai::OldCliFlags;
using batchai::os_image;
using batchai::OsImage;
using batchai::Scale;
using batchai::scale_of;
using batchai::settle;
using batchai::VolumeKind;

namespace {

using Count = std::optional<std::int64_t>;
constexpr std::nullopt_t k_none = std::nullopt;

Scale manual(std::int64_t target) {
    return {.kind = Scale::Kind::manual, .target = target};
}

Scale automatic(std::int64_t minimum, std::int64_t maximum, std::int64_t initial) {
    return {
        .kind = Scale::Kind::automatic, .minimum = minimum, .maximum = maximum, .initial = initial};
}

// A cluster's file, and its cluster.
struct File {
    document::Parsed parsed;
    batchai::Found found;
    Cluster cluster;

    explicit File(std::string_view properties)
        : parsed(document::parse("{\"properties\": {\"vmSize\": \"STANDARD_NC6\"" +
                                     std::string(properties.empty() ? "" : ", ") +
                                     std::string(properties) + "}}",
                                 "cluster.json")),
          found(batchai::find_objects(parsed.document)),
          cluster(batchai::read_cluster(parsed.document, found.objects.at(0), found.rules)) {
        REQUIRE(parsed.ok);
    }

    // The flags into the file, which must go well.
    Cluster& with(const OldCliFlags& flags) {
        const auto refusal = merge(cluster, flags);
        INFO((refusal ? refusal->what : ""));
        REQUIRE_FALSE(refusal);
        return cluster;
    }
};

std::string refused(OldCliFlags flags) {
    const auto refusal = settle(flags);
    return refusal ? refusal->what : std::string();
}

// Names that outlive the merge.
OldCliFlags flags_with_scale() {
    OldCliFlags flags;
    flags.target = 1;
    return flags;
}

} // namespace

TEST_CASE("the scale that --target, --min and --max make", "[batchai]") {
    struct Row {
        Count target, minimum, maximum;
        Scale scale;
    };

    const Row rows[] = {
        // Nothing, or nothing but zeros: the file's.
        {k_none, k_none, k_none, {}},
        {0, k_none, k_none, {}},
        {k_none, 0, 0, {}},
        {0, 0, 0, {}},
        {k_none, 0, k_none, {}},
        {k_none, k_none, 0, {}},
        // A target alone.
        {1, k_none, k_none, manual(1)},
        {7, k_none, k_none, manual(7)},
        // Equal bounds are a fixed number, as the recipes write it.
        {k_none, 2, 2, manual(2)},
        {2, 2, 2, manual(2)},
        // Unless the target is another one.
        {1, 2, 2, automatic(2, 2, 1)},
        {0, 2, 2, automatic(2, 2, 0)},
        {3, 0, 0, automatic(0, 0, 3)},
        // Bounds, with the target as the count to begin with.
        {k_none, 0, 2, automatic(0, 2, 0)},
        {k_none, 1, 3, automatic(1, 3, 0)},
        {0, 1, 3, automatic(1, 3, 0)},
        {2, 1, 3, automatic(1, 3, 2)},
        {9, 1, 3, automatic(1, 3, 9)},
    };
    for (const Row& row : rows) {
        INFO(row.target.value_or(-1)
             << " " << row.minimum.value_or(-1) << " " << row.maximum.value_or(-1));
        CHECK((scale_of(row.target, row.minimum, row.maximum) == row.scale));
    }
}

TEST_CASE("scales that the old CLI refused", "[batchai]") {
    struct Row {
        Count target, minimum, maximum;
        std::string_view why;
    };

    const Row rows[] = {
        {k_none, 1, k_none, "belong together"},
        {k_none, k_none, 1, "belong together"},
        {1, 0, k_none, "belong together"},
        {1, k_none, 3, "belong together"},
        {k_none, 3, 1, "above"},
        {2, 3, 1, "above"},
        {k_none, 1, 0, "above"},
    };
    for (const Row& row : rows) {
        INFO(row.target.value_or(-1)
             << " " << row.minimum.value_or(-1) << " " << row.maximum.value_or(-1));
        const Scale scale = scale_of(row.target, row.minimum, row.maximum);
        CHECK((scale.kind == Scale::Kind::refused));
        CHECK_THAT(std::string(scale.refused), ContainsSubstring(std::string(row.why)));
        CHECK_FALSE(refused({.target = row.target, .minimum = row.minimum, .maximum = row.maximum})
                        .empty());
    }
}

TEST_CASE("images are aliases or four parts", "[batchai]") {
    CHECK((os_image("UbuntuLTS") == OsImage{"Canonical", "UbuntuServer", "16.04-LTS", ""}));
    CHECK((os_image("ubuntults") == os_image("UBUNTULTS")));
    CHECK((os_image("UbuntuDSVM") ==
           OsImage{"microsoft-ads", "linux-data-science-vm-ubuntu", "linuxdsvmubuntu", ""}));
    CHECK((os_image("a:b:c:d") == OsImage{"a", "b", "c", "d"}));
    CHECK((os_image("a:b:c:") == OsImage{"a", "b", "c", ""}));
    for (const std::string_view none : {"", "Ubuntu", "a:b:c", "a:b:c:d:e", ":b:c:d", "a::c:d"}) {
        INFO(none);
        CHECK_FALSE(os_image(none));
    }
}

TEST_CASE("flags that need others, or are none", "[batchai]") {
    CHECK(refused({}).empty());
    CHECK_THAT(refused({.image = "Windows"}), StartsWith("--image"));
    CHECK(refused({.image = "UbuntuDSVM"}).empty());
    CHECK_THAT(refused({.custom_image = "/subscriptions/x"}), ContainsSubstring("--image"));
    CHECK(refused({.image = "UbuntuLTS", .custom_image = "/subscriptions/x"}).empty());
    CHECK_THAT(refused({.setup_task = "ls"}), ContainsSubstring("--setup-task-output"));
    CHECK(refused({.setup_task = "ls", .setup_task_output = "x"}).empty());
    CHECK_THAT(refused({.afs_name = "a"}), ContainsSubstring("--storage-account-name"));
    CHECK_THAT(refused({.bfs_name = "b"}), StartsWith("--bfs-name"));
    CHECK(refused({.afs_name = "a", .bfs_name = "b", .storage_account = "acct"}).empty());
}

TEST_CASE("whether an old command line was given", "[batchai]") {
    CHECK_FALSE(OldCliFlags{}.any());
    CHECK_FALSE((OldCliFlags{.storage_account = "acct", .caller = "me"}.any()));
    CHECK((OldCliFlags{.vm_size = "x"}.any()));
    CHECK((OldCliFlags{.target = 0}.any()));
    CHECK((OldCliFlags{.password = true}.any()));
    OldCliFlags settled{.storage_account = "acct"};
    CHECK_FALSE(settle(settled));
    CHECK_FALSE(settled.any());
}

TEST_CASE("a flag wins over the file, and the file's place is kept", "[batchai]") {
    File file(R"("vmPriority": "dedicated", "scaleSettings": {"manual": {"targetNodeCount": 4}})");
    const document::NodeId size = file.cluster.vm_size.node;
    const OldCliFlags flags{
        .name = "gpu", .vm_size = "Standard_NC12", .vm_priority = "lowpriority", .subnet = "s"};
    const Cluster& merged = file.with(flags);
    CHECK(merged.name.value == "gpu");
    CHECK(merged.name.flag == "--name");
    CHECK(merged.name.node == batchai::k_no_node);
    CHECK(merged.name.given());
    CHECK(merged.vm_size.value == "Standard_NC12");
    CHECK(merged.vm_size.node == size);
    CHECK(merged.vm_size.flag == "--vm-size");
    CHECK(merged.vm_priority.value == "lowpriority");
    CHECK(merged.subnet.flag == "--subnet");
    // The scale is the file's still.
    CHECK(merged.manual.value);
    CHECK(merged.target_node_count.value == 4);
    CHECK(merged.target_node_count.flag.empty());
}

TEST_CASE("without a flag nothing of the file changes", "[batchai]") {
    File file(R"("scaleSettings": {"autoScale": {"minimumNodeCount": 0, "maximumNodeCount": 2}},
                 "userAccountSettings": {"adminUserName": "demo"},
                 "nodeSetup": {"setupTask": {"commandLine": "ls", "stdOutErrPathPrefix": "x"}})");
    const Cluster before = file.cluster;
    CHECK((file.with({.storage_account = "acct", .caller = "me"}) == before));
}

TEST_CASE("a scale of flags replaces the file's as a whole", "[batchai]") {
    constexpr std::string_view k_automatic =
        R"("scaleSettings": {"autoScale": {"minimumNodeCount": 1, "maximumNodeCount": 9,
                                           "initialNodeCount": 5}})";
    File to_manual(k_automatic);
    const Cluster& fixed = to_manual.with({.target = 3});
    CHECK(fixed.manual.value);
    CHECK(fixed.manual.flag == "--target");
    CHECK_FALSE(fixed.auto_scale.value);
    CHECK(fixed.auto_scale.node != batchai::k_no_node);
    CHECK(fixed.target_node_count.value == 3);
    CHECK_FALSE(fixed.minimum_node_count.given());
    CHECK_FALSE(fixed.initial_node_count.given());

    File to_bounds(k_automatic);
    const Cluster& bounds = to_bounds.with({.minimum = 0, .maximum = 4});
    CHECK(bounds.auto_scale.value);
    CHECK(bounds.minimum_node_count.value == 0);
    CHECK(bounds.minimum_node_count.flag == "--min");
    CHECK(bounds.minimum_node_count.node != batchai::k_no_node);
    CHECK(bounds.maximum_node_count.value == 4);
    CHECK_FALSE(bounds.initial_node_count.given()); // the file's 5 is gone

    File from_manual(R"("scaleSettings": {"manual": {"targetNodeCount": 2,
                                                     "nodeDeallocationOption": "terminate"}})");
    const Cluster& equal = from_manual.with({.minimum = 2, .maximum = 2});
    CHECK(equal.manual.flag == "--min");
    CHECK(equal.target_node_count.value == 2);
    CHECK_FALSE(equal.node_deallocation_option.given());
}

TEST_CASE("no scale anywhere is refused", "[batchai]") {
    File none("");
    CHECK(merge(none.cluster, {.vm_size = "x"}));
    CHECK(merge(none.cluster, {.target = 0}));
    File some(R"("scaleSettings": {"manual": {"targetNodeCount": 2}})");
    CHECK_FALSE(merge(some.cluster, {.target = 0}));
    CHECK(some.cluster.target_node_count.value == 2);
}

TEST_CASE("volumes are added to the file's", "[batchai]") {
    File file(R"("nodeSetup": {"mountVolumes": {"azureFileShares": [
        {"azureFileUrl": "https://a.file.core.windows.net/s", "relativeMountPath": "old"}]}})");
    OldCliFlags flags = flags_with_scale();
    flags.afs_name = "share";
    flags.bfs_name = "box";
    flags.bfs_mount_path = "data";
    flags.nfs = "server";
    flags.storage_account = "acct";
    REQUIRE_FALSE(settle(flags));
    const auto& volumes = file.with(flags).volumes;
    REQUIRE(volumes.size() == 4);
    CHECK(volumes[0].relative_mount_path.value == "old");
    CHECK(volumes[0].flag.empty());
    CHECK((volumes[1].kind == VolumeKind::azure_file_share));
    CHECK(volumes[1].azure_file_url.value == "https://acct.file.core.windows.net/share");
    CHECK(volumes[1].account_name.value == "acct");
    CHECK(volumes[1].relative_mount_path.value == "afs");
    CHECK(volumes[1].flag == "--afs-name");
    CHECK((volumes[2].kind == VolumeKind::azure_blob_file_system));
    CHECK(volumes[2].container_name.value == "box");
    CHECK(volumes[2].relative_mount_path.value == "data");
    CHECK((volumes[3].kind == VolumeKind::file_server));
    CHECK(volumes[3].file_server_id.value == "server");
    CHECK(volumes[3].relative_mount_path.value == "nfs");
    for (std::size_t i = 1; i < volumes.size(); ++i) {
        CHECK(volumes[i].node == batchai::k_no_node);
    }
}

TEST_CASE("auto storage is a share and a container", "[batchai]") {
    File file("");
    OldCliFlags flags = flags_with_scale();
    flags.use_auto_storage = true;
    flags.storage_account = "acct"; // of other volumes
    const auto& volumes = file.with(flags).volumes;
    REQUIRE(volumes.size() == 2);
    CHECK(volumes[0].relative_mount_path.value == "autoafs");
    CHECK_THAT(std::string(volumes[0].azure_file_url.value), EndsWith("/batchaishare"));
    CHECK(volumes[1].relative_mount_path.value == "autobfs");
    CHECK(volumes[1].container_name.value == "batchaicontainer");
    CHECK_FALSE(volumes[1].account_name.given());
}

TEST_CASE("a set-up task and an image replace the file's", "[batchai]") {
    File file(R"("nodeSetup": {"setupTask": {"commandLine": "old", "stdOutErrPathPrefix": "x"}},
        "virtualMachineConfiguration": {"imageReference": {"publisher": "p", "offer": "o",
            "sku": "s", "virtualMachineImageId": "/custom"}})");
    CHECK(file.cluster.custom_image.value == "/custom");
    OldCliFlags flags = flags_with_scale();
    flags.setup_task = "new";
    flags.setup_task_output = "y";
    flags.image = "UbuntuDSVM";
    const Cluster& merged = file.with(flags);
    CHECK(merged.setup_command.value == "new");
    CHECK(merged.setup_command.flag == "--setup-task");
    CHECK(merged.os_image.value == "linux-data-science-vm-ubuntu");
    CHECK(merged.custom_image.value.empty());
    CHECK(merged.custom_image.flag == "--image");
}

TEST_CASE("the account's name is the flag's, the file's, or the caller's for a key", "[batchai]") {
    OldCliFlags flags = flags_with_scale();
    flags.caller = "me";
    File alone("");
    CHECK_FALSE(alone.with(flags).admin_user_name.given()); // no key, no account
    flags.ssh_key = "ssh-rsa AAAAB3NzaC1yc2E";
    File none("");
    CHECK(none.with(flags).admin_user_name.value == "me");
    CHECK(none.cluster.admin_user_name.flag == "USER");
    CHECK(none.cluster.admin_ssh_key.flag == "--ssh-key");
    File named(R"("userAccountSettings": {"adminUserName": "demo", "adminUserPassword": "x"})");
    CHECK(named.with(flags).admin_user_name.value == "demo");
    CHECK(named.cluster.admin_user_name.flag.empty());
    flags.user_name = "ops";
    flags.password = true;
    File over(R"("userAccountSettings": {"adminUserName": "demo", "adminUserPassword": "x"})");
    CHECK(over.with(flags).admin_user_name.value == "ops");
    CHECK(over.cluster.admin_password.flag == "--password");
    CHECK(over.cluster.admin_password.value.empty());
}

TEST_CASE("flags without effect are noted", "[batchai]") {
    OldCliFlags flags = flags_with_scale();
    flags.generate_ssh_keys = true;
    flags.afs_mount_path = "a";
    flags.bfs_mount_path = "b";
    flags.nfs_mount_path = "n";
    flags.nfs_resource_group = "g";
    flags.setup_task_output = "o";
    File file("");
    std::string noted;
    for (const batchai::IdleFlag& idle : file.with(flags).idle_flags) {
        noted += std::string(idle.flag) + " ";
        CHECK_FALSE(idle.why.empty());
    }
    CHECK(noted == "--generate-ssh-keys --afs-mount-path --bfs-mount-path --nfs-mount-path "
                   "--nfs-resource-group --setup-task-output ");
}
