// The checker is checked: sound translations are "equal", and a spoilt one is found out, or stands
// in equivalent_mutants.txt with the reason why it does the same.

#include "base/real_files.hpp"
#include "base/strings.hpp"
#include "bundle/verify.hpp"
#include "mutants.hpp"
#include "support/catch.hpp"

#include <cstdio>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace {

// "kind: text of the line", what follows a # in the file being the reason.
struct Rule {
    std::string kind; // "any" too
    std::string text; // part of the line as it stood; with a * at its end of the line as it became
    bool used = false;
};

std::vector<Rule> read_rules() {
    std::ifstream file(std::string(B2A_SOURCE_DIR) + "/tests/launch/equivalent_mutants.txt");
    REQUIRE(file);
    std::vector<Rule> out;
    for (std::string line; std::getline(file, line);) {
        const std::size_t colon = line.find(": ");
        if (!line.empty() && line[0] != '#' && colon != std::string::npos) {
            out.push_back({line.substr(0, colon), line.substr(colon + 2)});
        }
    }
    return out;
}

bool is_listed(std::vector<Rule>& rules, const mutants::Mutant& mutant) {
    for (Rule& rule : rules) {
        if ((rule.kind == "any" || rule.kind == mutant.kind) &&
            mutant.where.find(rule.text) != std::string::npos) {
            rule.used = true;
            return true;
        }
    }
    return false;
}

struct Converted {
    translate::Options options;
    bundle::Bundle all;
};

Converted convert(const std::string& folder) {
    Converted out;
    out.options.storage_account = "acct";
    out.options.compute = "gpu";
    base::RealFiles files;
    bundle::Request request;
    request.paths = {std::string(B2A_SOURCE_DIR) + "/testdata/" + folder};
    request.output_dir = "none";
    request.options = out.options;
    out.all = bundle::convert(request, files);
    return out;
}

constexpr const char* k_folders[] = {"convert/caffe/in",
                                     "convert/caffe2/in",
                                     "convert/cntk/in",
                                     "convert/custom-mpirun/in",
                                     "convert/custom-three-nodes/in",
                                     "convert/horovod-preparation/in",
                                     "convert/tensorflow-distributed-roles/in"};

} // namespace

TEST_CASE("sound translations are not different, and every spoilt one is found out") {
    std::vector<Rule> rules = read_rules();
    std::map<std::string_view, std::pair<int, int>> score; // found, listed
    int survived = 0;
    for (const char* folder : k_folders) {
        Converted converted = convert(folder);
        for (const auto& item : converted.all.items) {
            for (const bundle::Object& object : item->objects) {
                if (!object.job_result.job) {
                    continue;
                }
                const auto definition = bundle::definition_of(object, converted.options);
                const launch::Emitted sound = bundle::emitted(converted.all, object);
                const launch::Verdict verdict = launch::verify(definition, sound);
                INFO(folder << " " << object.name);
                INFO((verdict.witness ? verdict.witness->what + ": " + verdict.witness->batchai +
                                            " / " + verdict.witness->azureml
                                      : std::string{}));
                CHECK(verdict.judgement != launch::Judgement::different);
                for (const mutants::Mutant& mutant : mutants::of(sound)) {
                    const launch::Verdict now = launch::verify(definition, mutant.emitted);
                    auto& [found, listed] = score[mutant.kind];
                    if (now.judgement == launch::Judgement::different ||
                        now.differences != verdict.differences) {
                        ++found;
                    } else if (is_listed(rules, mutant)) {
                        ++listed;
                    } else if (++survived <= 400) {
                        std::printf("survived: %s %s: %s: \"%s\" -> \"%s\"\n", folder,
                                    object.name.c_str(), std::string(mutant.kind).c_str(),
                                    mutant.where.c_str(), mutant.what.c_str());
                    }
                }
            }
        }
    }
    for (const auto& [kind, counts] : score) {
        std::printf("%-7s %5d found out, %4d do the same\n", std::string(kind).c_str(),
                    counts.first, counts.second);
    }
    CHECK(survived == 0);
    for (const Rule& rule : rules) {
        INFO("equivalent_mutants.txt: " << rule.kind << ": " << rule.text);
        CHECK(rule.used);
    }
}
