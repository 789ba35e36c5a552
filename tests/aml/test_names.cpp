#include "aml/names.hpp"
#include "base/hash.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <vector>

using aml::NameKind;

namespace {
constexpr NameKind k_kinds[] = {NameKind::compute,    NameKind::datastore,   NameKind::job,
                                NameKind::experiment, NameKind::environment, NameKind::binding,
                                NameKind::connection, NameKind::workspace};

bool ends_with_hash(const std::string& name, const std::string& hashed) {
    const std::string hash = base::short_hash(hashed);
    return name.ends_with(hash) || name.ends_with(hash + "h");
}

// Whether the name is one folder of its own below any folder, hidden from nobody.
bool safe_as_folder(const std::string& name) {
    return !name.empty() && name.front() != '.' && name.back() != '.' &&
           name.find_first_of("/\\:\0 ") == std::string::npos;
}

void check_made_legal(NameKind kind, const std::string& original) {
    const std::string name = aml::legal_name(kind, original);
    INFO("kind " << static_cast<int>(kind) << ", \"" << original << "\" -> \"" << name << '"');
    REQUIRE(aml::is_legal(kind, name));
    REQUIRE(safe_as_folder(name));
    REQUIRE(aml::legal_name(kind, original) == name);
    if (aml::is_legal(kind, original)) {
        REQUIRE(name == original);
    } else {
        REQUIRE(ends_with_hash(name, original));
    }
    const std::string distinct = aml::distinct_name(kind, original, "jobs/a.json");
    REQUIRE(aml::is_legal(kind, distinct));
    REQUIRE(ends_with_hash(distinct, "jobs/a.json"));
}

std::string random_name(std::mt19937& random) {
    static const std::vector<std::string> k_pieces = {
        "a", "Z",    "7",   "0",  "-",   "_",          ".",          "..", "/",    "\\", " ",
        "é", "日本", "gpu", "-1", "-12", "REPLACE_ME", "REPLACE-ME", "\n", "\x80", "$",  "node"};
    std::uniform_int_distribution<std::size_t> length(0, 12);
    std::uniform_int_distribution<std::size_t> piece(0, k_pieces.size() - 1);
    std::string out;
    for (std::size_t left = length(random); left > 0; --left) {
        out += k_pieces[piece(random)];
    }
    return out;
}
} // namespace

TEST_CASE("names of computes") {
    for (const char* name : {"gpu", "GPU", "nc6-low", "a-1b", "abc-", "REPLACE-ME", "c-1-",
                             "abcdefghijklmnopqrstuvwx"}) {
        INFO(name);
        CHECK(aml::is_legal(NameKind::compute, name));
    }
    for (const char* name : {"", "g", "gp", "1gpu", "-gpu", "gpu-1", "a-0-12", "gpu_a", "gpu.a",
                             "abcdefghijklmnopqrstuvwxy"}) {
        INFO(name);
        CHECK_FALSE(aml::is_legal(NameKind::compute, name));
    }
}

TEST_CASE("names of the other kinds") {
    struct Case {
        NameKind kind;
        std::string name;
        bool legal;
    };

    const Case cases[] = {
        {NameKind::datastore, "acct_data_blob", true},
        {NameKind::datastore, "1_a", true},
        {NameKind::datastore, "Acct", false}, // the same as "acct" for the service
        {NameKind::datastore, "acct-data", false},
        {NameKind::datastore, "REPLACE_ME_data_blob", true},
        {NameKind::datastore, "REPLACE_ME_Data", false},
        {NameKind::datastore, std::string(255, 'a'), true},
        {NameKind::datastore, std::string(256, 'a'), false},
        {NameKind::job, "0-job_A", true},
        {NameKind::job, "_job", false},
        {NameKind::job, "a.b", false},
        {NameKind::job, std::string(255, 'a'), true},
        {NameKind::job, std::string(256, 'a'), false},
        {NameKind::experiment, "my exp", false},
        {NameKind::environment, "tensorflow-1.8.0-gpu", true},
        {NameKind::environment, ".hidden", false},
        {NameKind::environment, "dot.", false},
        {NameKind::binding, "_data1", true},
        {NameKind::binding, "1data", false},
        {NameKind::binding, "da-ta", false},
        {NameKind::connection, "my_registry-1", true},
        {NameKind::connection, "ab", false},
        {NameKind::connection, std::string(33, 'a'), true},
        {NameKind::workspace, std::string(34, 'a'), false},
    };
    for (const Case& c : cases) {
        INFO(c.name);
        CHECK(aml::is_legal(c.kind, c.name) == c.legal);
    }
}

TEST_CASE("a name that is made legal stays recognisable") {
    const auto hash = [](const std::string& text) { return base::short_hash(text); };
    CHECK(aml::legal_name(NameKind::job, "my job") == "my-job_" + hash("my job"));
    CHECK(aml::legal_name(NameKind::job, "../../etc") == "etc_" + hash("../../etc"));
    CHECK(aml::legal_name(NameKind::datastore, "Acct_Data") == "acct_data_" + hash("Acct_Data"));
    CHECK(aml::legal_name(NameKind::datastore, "REPLACE-ME_Data") ==
          "REPLACE_ME_data_" + hash("REPLACE-ME_Data"));
    CHECK(aml::legal_name(NameKind::binding, "2nd set") == "b2nd_set_" + hash("2nd set"));
    CHECK(aml::legal_name(NameKind::environment, "...") == "environment_" + hash("..."));
    CHECK(aml::legal_name(NameKind::job, "") == "job_" + hash(""));
    CHECK(aml::legal_name(NameKind::compute, "my_very_long_cluster_name_of_2018") ==
          "my-very-long-clus-" + hash("my_very_long_cluster_name_of_2018"));
    CHECK(aml::distinct_name(NameKind::job, "train", "a/train.json") ==
          "train_" + hash("a/train.json"));
}

TEST_CASE("a compute's hash of six digits gets a letter") {
    std::string original;
    for (int i = 0; original.empty(); ++i) {
        const std::string name = "gpu-" + std::to_string(i);
        const std::string hash = base::short_hash(name);
        if (hash.find_first_not_of("0123456789") == std::string::npos) {
            original = name;
        }
    }
    const std::string name = aml::legal_name(NameKind::compute, original);
    CHECK(name == original + "-" + base::short_hash(original) + "h");
    CHECK(aml::is_legal(NameKind::compute, name));
}

TEST_CASE("every name becomes legal, the same each time, and distinct") {
    std::mt19937 random(20180501);
    std::vector<std::string> originals = {"",
                                          ".",
                                          "..",
                                          "...",
                                          "../../etc",
                                          "/",
                                          "-",
                                          "_",
                                          "----",
                                          "gpu-1",
                                          "日本語",
                                          "\xff\xfe",
                                          std::string(1000, 'x'),
                                          std::string(1000, '-'),
                                          std::string(1000, '1'),
                                          "a\nb",
                                          "CON"};
    for (int i = 0; i < 4000; ++i) {
        originals.push_back(random_name(random));
    }
    std::sort(originals.begin(), originals.end());
    originals.erase(std::unique(originals.begin(), originals.end()), originals.end());
    for (const NameKind kind : k_kinds) {
        std::map<std::string, std::string> seen;
        for (const std::string& original : originals) {
            check_made_legal(kind, original);
            const auto [at, fresh] = seen.emplace(aml::legal_name(kind, original), original);
            INFO("\"" << original << "\" and \"" << at->second << '"');
            REQUIRE(fresh);
        }
    }
}

TEST_CASE("placeholders are found anywhere in a value") {
    CHECK(aml::has_placeholder("REPLACE-ME"));
    CHECK(aml::has_placeholder("azureml://datastores/REPLACE_ME_data/paths/"));
    CHECK_FALSE(aml::has_placeholder("replace-me"));
    CHECK_FALSE(aml::has_placeholder(""));
}
