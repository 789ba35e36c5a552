#include "support/catch.hpp"
#include "translate/volume_options.hpp"

#include <string>
#include <vector>

using translate::MountName;
using translate::Options;
using translate::parse_volume_mapping;
using translate::parse_volume_path;
using translate::VolumePath;
using translate::Wish;
using translate::wish_for;

namespace {

std::string uri_of(std::string_view text) {
    std::string problem;
    const auto mapping = parse_volume_mapping(text, problem);
    return mapping ? mapping->datastore + " | " + mapping->path : problem;
}

VolumePath path(std::string_view text) {
    const auto parsed = parse_volume_path(text);
    REQUIRE(parsed);
    return *parsed;
}

} // namespace

TEST_CASE("a place is a mount's path, and perhaps a level", "[translate]") {
    CHECK(path("external/results") == VolumePath{{}, "external/results"});
    CHECK(path("/external/") == VolumePath{{}, "external"});
    CHECK(path("cluster:nfs") == VolumePath{true, "nfs"});
    CHECK(path("job:nfs/a b") == VolumePath{false, "nfs/a b"});
    for (const char* none : {"", "/", "job:", "a/../b", "a//b", "./a"}) {
        INFO(none);
        CHECK_FALSE(parse_volume_path(none));
    }
    for (const char* text : {"external/results", "cluster:nfs", "job:nfs/a b"}) {
        CHECK(translate::as_typed(path(text)) == text);
    }
}

TEST_CASE("a mapping leads to a place in a datastore", "[translate]") {
    CHECK(uri_of("nfs=azureml://datastores/x/paths/a/b/") == "azureml://datastores/x | a/b");
    CHECK(uri_of("nfs=azureml://datastores/x/paths/") == "azureml://datastores/x | ");
    CHECK(uri_of("nfs=azureml://datastores/x") == "azureml://datastores/x | ");
    CHECK(uri_of("nfs=azureml://datastores/x/paths/year=2018") ==
          "azureml://datastores/x | year=2018");
    CHECK(uri_of("nfs=azureml://subscriptions/s/resourcegroups/g/workspaces/w/datastores/X_1/"
                 "paths/p") ==
          "azureml://subscriptions/s/resourcegroups/g/workspaces/w/datastores/X_1 | p");
    CHECK(uri_of("cluster:nfs=azureml://datastores/x/paths/y") == "azureml://datastores/x | y");
}

TEST_CASE("what is no place in a datastore is refused with the reason", "[translate]") {
    CHECK(uri_of("nfs") == "NAME=azureml://datastores/<datastore>/paths/<path> is wanted");
    CHECK(uri_of("=azureml://datastores/x/paths/y") == "no mount is named before the \"=\"");
    for (const char* wrong :
         {"nfs=", "nfs=https://acct.blob.core.windows.net/c", "nfs=azureml://datastores//paths/a",
          "nfs=azureml://datastores/my-store/paths/a", "nfs=azureml://datastores/x/path/a",
          "nfs=azureml://datastores/x/paths/../y", "nfs=azureml://datastores/x/paths/${{name}}",
          "nfs=azureml://other/datastores/x/paths/y", "nfs=azureml:data:1"}) {
        INFO(wrong);
        CHECK(uri_of(wrong).find("not the place in a datastore") != std::string::npos);
    }
}

TEST_CASE("a mapping that names the level goes before one that does not", "[translate]") {
    std::string problem;
    Options options;
    options.mapped = {*parse_volume_mapping("nfs=azureml://datastores/any", problem),
                      *parse_volume_mapping("cluster:nfs=azureml://datastores/own", problem)};
    CHECK(translate::mapping_of(options, true, "nfs")->datastore == "azureml://datastores/own");
    CHECK(translate::mapping_of(options, false, "nfs")->datastore == "azureml://datastores/any");
    CHECK(translate::mapping_of(options, false, "nf") == nullptr);
    CHECK(translate::mapping_above(options, false, "nfs/a/b") == options.mapped.data());
    CHECK(translate::mapping_above(options, false, "nfs2/a") == nullptr);
}

TEST_CASE("the longest of --writable and --read-only counts", "[translate]") {
    Options options;
    options.writable = {path("external"), path("job:data/out")};
    options.read_only = {path("external/data")};
    CHECK(wish_for(options, false, "external") == Wish::writable);
    CHECK(wish_for(options, false, "external/results/a") == Wish::writable);
    CHECK(wish_for(options, false, "external/data/x") == Wish::read_only);
    CHECK(wish_for(options, false, "externals") == Wish::none);
    CHECK(wish_for(options, false, "data/out/1") == Wish::writable);
    CHECK(wish_for(options, true, "data/out/1") == Wish::none);
}

TEST_CASE("an option that names a mount of nobody's is told, with the nearest", "[translate]") {
    const std::vector<MountName> mounts = {{false, "external"}, {true, "nfs"}};
    std::string problem;
    Options options;
    options.writable = {path("external/results"), path("externl/results"), path("xyz")};
    options.read_only = {path("job:nfs")};
    options.mapped = {*parse_volume_mapping("nsf=azureml://datastores/x", problem),
                      *parse_volume_mapping("nfs/a=azureml://datastores/x", problem)};
    options.code = translate::CodeFolder{"src", path("extrenal/scripts"), {}};
    std::vector<std::string> told;
    for (const base::Finding& finding : translate::unmatched_options(options, mounts)) {
        CHECK(finding.code == "TR203");
        CHECK(finding.cls == base::Class::manual);
        told.push_back(finding.message + "; " + finding.help);
    }
    CHECK(told == std::vector<std::string>{
                      "--map-volume nsf: no definition has such a mount; did you mean nfs?",
                      "--map-volume nfs/a: no definition has such a mount; did you mean nfs?",
                      "--writable externl/results: no definition has such a mount; did you mean "
                      "external/results?",
                      "--writable xyz: no definition has such a mount; there are: cluster:nfs, "
                      "job:external",
                      "--read-only job:nfs: no definition has such a mount; there are: "
                      "cluster:nfs, job:external",
                      "--code extrenal/scripts: no definition has such a mount; did you mean "
                      "external/scripts?"});
    CHECK(translate::unmatched_options({}, mounts).empty());
}
