#include "diff/compute.hpp"
#include "support/catch.hpp"

namespace {

aml::AmlCompute cluster() {
    aml::AmlCompute out;
    out.name = "gpu";
    out.location = "westeurope";
    out.size = "Standard_NC6";
    out.min_instances = 1;
    out.max_instances = 4;
    out.tags = {{"team", "vision"}};
    return out;
}

// As the service shows it.
aml::AmlCompute shown() {
    aml::AmlCompute out = cluster();
    out.disable_local_auth = true;
    return out;
}

std::string text(const aml::AmlCompute& live, const aml::AmlCompute& wanted) {
    return diff::to_text(diff::compare(live, wanted), "");
}

} // namespace

TEST_CASE("what the service writes in its own way is no difference", "[diff]") {
    aml::AmlCompute live = shown();
    live.size = "STANDARD_NC6";
    live.tags["policy"] = "added by somebody else";
    live.description = "somebody's";
    aml::AmlCompute wanted = cluster();
    wanted.location = "(Europe) West Europe";
    CHECK(text(live, wanted).empty());
    wanted.location.clear();
    CHECK(text(live, wanted).empty());
}

TEST_CASE("an account is compared as far as the service shows it", "[diff]") {
    aml::AmlCompute live = shown();
    aml::AmlCompute wanted = cluster();
    wanted.ssh_settings = aml::SshSettings{"demo", "ssh-rsa AAAAfake"};
    CHECK(text(live, wanted) == "! disable_local_auth: true -> false (cannot change)\n");
    live.disable_local_auth = false;
    CHECK(text(live, wanted).empty());
    live.disable_local_auth.reset();
    CHECK(text(live, wanted).empty());
    live.ssh_settings = aml::SshSettings{"other", ""};
    CHECK(text(live, wanted) == "! ssh_settings.admin_username: other -> demo (cannot change)\n");
}

TEST_CASE("scale and tags can change, all else is fixed", "[diff]") {
    aml::AmlCompute wanted = cluster();
    wanted.min_instances = 0;
    wanted.max_instances = 8;
    wanted.idle_time_before_scale_down = 600;
    wanted.tags["team"] = "speech";
    wanted.tags["cost"] = "42";
    const auto changes = diff::compare(shown(), wanted);
    CHECK(diff::to_text(changes, "") == "~ min_instances: 1 -> 0\n"
                                        "~ max_instances: 4 -> 8\n"
                                        "~ idle_time_before_scale_down: 120 -> 600\n"
                                        "+ tags.cost: 42\n"
                                        "~ tags.team: vision -> speech\n");
    CHECK(!diff::any_fixed(changes));
    CHECK(diff::has_scale(changes));
    CHECK(diff::has_tags(changes));

    aml::AmlCompute other = cluster();
    other.location = "eastus";
    other.size = "Standard_NC12";
    other.low_priority = true;
    other.subnet = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/"
                   "v/subnets/a";
    other.node_public_ip = false;
    other.system_assigned_identity = true;
    other.ssh_public_access = true;
    const auto fixed = diff::compare(shown(), other);
    CHECK(fixed.size() == 7);
    CHECK(diff::any_fixed(fixed));
    CHECK(!diff::has_scale(fixed));
    CHECK(!diff::has_tags(fixed));
}

TEST_CASE("a subnet is found by its name, too", "[diff]") {
    aml::AmlCompute live = shown();
    live.subnet = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/VirtualNetworks/"
                  "Net/Subnets/a";
    aml::AmlCompute wanted = cluster();
    wanted.vnet_name = "net";
    wanted.subnet = "A";
    CHECK(text(live, wanted).empty());
    wanted.subnet = "b";
    CHECK(diff::compare(live, wanted).size() == 1);
    CHECK(diff::compare(live, cluster()).size() == 1);
}

TEST_CASE("changes as JSON have null for what is not there", "[diff]") {
    CHECK(diff::to_json({{"tags.a", "", "x"}, {"subnet", "y", "", true}}) ==
          "[\n"
          "  {\n    \"field\": \"tags.a\",\n    \"live\": null,\n    \"wanted\": \"x\",\n"
          "    \"can_change\": true\n  },\n"
          "  {\n    \"field\": \"subnet\",\n    \"live\": \"y\",\n    \"wanted\": null,\n"
          "    \"can_change\": false\n  }\n"
          "]");
    CHECK(diff::to_json({}) == "[]");
}
