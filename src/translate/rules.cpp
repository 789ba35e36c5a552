#include "translate/rules.hpp"

#include "base/secret_text.hpp"
#include "translate/rule_rows.hpp"

#include <array>
#include <deque>
#include <vector>

namespace translate {

namespace {

using base::Class;
using batchai::Type;
using namespace rows;

struct Table {
    std::vector<Rule> rules;
    std::uint16_t any = 0; // index of the first of k_any

    Table() {
        rules.reserve(256);
        add(k_job, On::job, "job.", "");
        add(k_volumes, On::job, "job.mountVolumes.", "mountVolumes.");
        add(k_both, On::job, "job.", "");
        add(k_cluster, On::cluster, "cluster.", "");
        add(k_volumes, On::cluster, "cluster.mountVolumes.", "nodeSetup.mountVolumes.");
        add(k_both, On::cluster, "cluster.", "");
        add(k_around, On::around, "resource.", "");
        any = static_cast<std::uint16_t>(rules.size());
        add(k_any, On::any, "any.", "");
        for (const OutputRow& row : k_output) {
            rules.push_back({output_id(row), row.file, std::string(row.path), Type::anything,
                             row.why, Class::defaulted, ""});
        }
    }

    template <std::size_t N>
    void add(const Row (&rows)[N], On on, std::string_view id_prefix,
             std::string_view path_prefix) {
        for (const Row& row : rows) {
            rules.push_back({std::string(id_prefix).append(row.id), on,
                             std::string(path_prefix).append(row.path), row.type, row.output,
                             row.cls, row.why});
        }
    }

    static std::string output_id(const OutputRow& row) {
        std::string id = row.file == On::job_file          ? "out.job"
                         : row.file == On::compute_file    ? "out.compute"
                         : row.file == On::datastore_file  ? "out.datastore"
                         : row.file == On::connection_file ? "out.connection"
                                                           : "out.environment";
        for (const char c : row.path) {
            id.push_back(c == '/' ? '.' : c);
        }
        return id;
    }
};

const Table& table() {
    static const Table k_table;
    return k_table;
}

batchai::KeyTree make_tree(std::initializer_list<On> which) {
    std::vector<batchai::Key> keys;
    const auto all = rules();
    for (std::size_t i = 0; i < all.size(); ++i) {
        for (const On on : which) {
            if (all[i].on == on) {
                keys.push_back({all[i].path, all[i].type, static_cast<std::uint16_t>(i)});
            }
        }
    }
    return batchai::KeyTree(keys);
}

bool matches(std::string_view pattern, std::string_view pointer) {
    while (!pattern.empty() && !pointer.empty()) {
        const auto a = pattern.find('/', 1);
        const auto b = pointer.find('/', 1);
        const std::string_view want = pattern.substr(0, a);
        if (want != "/*" && want != pointer.substr(0, b)) {
            return false;
        }
        pattern = a == std::string_view::npos ? std::string_view{} : pattern.substr(a);
        pointer = b == std::string_view::npos ? std::string_view{} : pointer.substr(b);
    }
    return pattern.empty() && pointer.empty();
}

} // namespace

std::span<const Rule> rules() {
    return table().rules;
}

const Rule* rule_at(std::uint16_t rule) {
    const Table& t = table();
    switch (rule) {
    case batchai::k_unknown_key:
        return &t.rules[t.any];
    case batchai::k_comment_key:
        return &t.rules[t.any + 1U];
    case batchai::k_null:
        return &t.rules[t.any + 2U];
    case batchai::k_wrong_type:
        return &t.rules[t.any + 3U];
    default:
        return rule < t.rules.size() ? &t.rules[rule] : nullptr;
    }
}

bool holds_secret(std::uint16_t rule) {
    // What nobody knows may be anything.
    if (rule == batchai::k_unknown_key || rule == batchai::k_comment_key ||
        rule == batchai::k_wrong_type || rule_at(rule) == nullptr) {
        return true;
    }
    const std::string_view path = rule_at(rule)->path;
    return base::is_secret_key(path.substr(path.rfind('.') + 1)) ||
           path.ends_with("ecrets[].value") || path.ends_with(".mountCommand"); // -o password=…
}

const Rule* output_rule(On file, std::string_view pointer) {
    for (const Rule& rule : table().rules) {
        if (rule.on == file && matches(rule.path, pointer)) {
            return &rule;
        }
    }
    return nullptr;
}

const batchai::KeyTree& keys_around() {
    static const batchai::KeyTree k_tree = make_tree({On::around});
    return k_tree;
}

const batchai::KeyTree& keys_of(batchai::ObjectKind kind, batchai::Shape shape) {
    static const batchai::KeyTree k_job_wrapped = make_tree({On::job});
    static const batchai::KeyTree k_job_flat = make_tree({On::job, On::around});
    static const batchai::KeyTree k_cluster_wrapped = make_tree({On::cluster});
    static const batchai::KeyTree k_cluster_flat = make_tree({On::cluster, On::around});
    if (kind == batchai::ObjectKind::job) {
        return shape == batchai::Shape::flat ? k_job_flat : k_job_wrapped;
    }
    return shape == batchai::Shape::flat ? k_cluster_flat : k_cluster_wrapped;
}

} // namespace translate
