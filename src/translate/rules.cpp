#include "translate/rules.hpp"

#include "base/secret_text.hpp"
#include "batchai/versions.hpp"
#include "translate/rule_rows.hpp"
#include "translate/rule_rows_other.hpp"

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
    std::uint16_t any = 0;    // index of the first of k_any
    std::uint16_t frames = 0; // of k_frames

    Table() {
        rules.reserve(256);
        add(k_job, On::job, "job.", "");
        add(k_volumes, On::job, "job.mountVolumes.", "mountVolumes.");
        add(k_both, On::job, "job.", "");
        add(k_cluster, On::cluster, "cluster.", "");
        add(k_volumes, On::cluster, "cluster.mountVolumes.", "nodeSetup.mountVolumes.");
        add(k_both, On::cluster, "cluster.", "");
        add(k_file_server, On::file_server, "fileServer.", "");
        add(k_both, On::file_server, "fileServer.", "");
        add(k_both, On::workspace, "workspace.", "");
        add(k_both, On::experiment, "experiment.", "");
        add(k_configuration, On::configuration, "configuration.", "");
        add(k_around, On::around, "resource.", "");
        any = static_cast<std::uint16_t>(rules.size());
        add(k_any, On::any, "any.", "");
        frames = static_cast<std::uint16_t>(rules.size());
        add(k_frames, On::any, "any.", "");
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

    static std::string_view output_kind(On file) {
        switch (file) {
        case On::job_file:
            return "out.job";
        case On::compute_file:
            return "out.compute";
        case On::datastore_file:
            return "out.datastore";
        case On::connection_file:
            return "out.connection";
        case On::workspace_file:
            return "out.workspace";
        default:
            return "out.environment";
        }
    }

    static std::string output_id(const OutputRow& row) {
        std::string id(output_kind(row.file));
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

On on_of(batchai::ObjectKind kind) {
    switch (kind) {
    case batchai::ObjectKind::job:
        return On::job;
    case batchai::ObjectKind::cluster:
        return On::cluster;
    case batchai::ObjectKind::file_server:
        return On::file_server;
    case batchai::ObjectKind::workspace:
        return On::workspace;
    case batchai::ObjectKind::experiment:
        return On::experiment;
    default:
        return On::configuration;
    }
}

batchai::KeyTree make_tree(batchai::ObjectKind kind, std::initializer_list<On> which) {
    std::vector<batchai::Key> keys;
    const auto all = rules();
    for (const On on : which) { // of one key in two of them the later rule counts
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (all[i].on == on) {
                keys.push_back({all[i].path, all[i].type, static_cast<std::uint16_t>(i)});
            }
        }
    }
    batchai::KeyTree tree(keys);
    for (const batchai::Dated& dated : batchai::dated_keys(kind)) {
        tree.date(dated.path, dated.since, dated.until);
    }
    return tree;
}

// The keys of one kind: of its fields, and with those beside them.
struct Trees {
    batchai::KeyTree wrapped;
    batchai::KeyTree flat;

    explicit Trees(batchai::ObjectKind kind)
        : wrapped(make_tree(kind, {on_of(kind)})),
          flat(make_tree(kind, {On::around, on_of(kind)})) {}
};

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
    // In the order of keys.hpp, which counts down.
    constexpr std::uint16_t k_any_count = 4;
    if (rule >= batchai::k_first_special && rule <= batchai::k_unknown_key) {
        const auto index = static_cast<std::uint16_t>(batchai::k_unknown_key - rule);
        return &t.rules[index < k_any_count ? t.any + index : t.frames + index - k_any_count];
    }
    return rule < t.rules.size() ? &t.rules[rule] : nullptr;
}

bool holds_secret(std::uint16_t rule) {
    // What nobody knows may be anything.
    if (rule_at(rule) == nullptr || rule >= batchai::k_first_special) {
        return rule != batchai::k_null;
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
    static const batchai::KeyTree k_tree = make_tree(batchai::ObjectKind::unknown, {On::around});
    return k_tree;
}

const batchai::KeyTree& keys_of(batchai::ObjectKind kind, bool flat) {
    using batchai::ObjectKind;
    static const Trees k_job(ObjectKind::job);
    static const Trees k_cluster(ObjectKind::cluster);
    static const Trees k_file_server(ObjectKind::file_server);
    static const Trees k_workspace(ObjectKind::workspace);
    static const Trees k_experiment(ObjectKind::experiment);
    static const Trees k_configuration(ObjectKind::configuration);
    const Trees* trees = &k_configuration;
    switch (kind) {
    case ObjectKind::job:
        trees = &k_job;
        break;
    case ObjectKind::cluster:
        trees = &k_cluster;
        break;
    case ObjectKind::file_server:
        trees = &k_file_server;
        break;
    case ObjectKind::workspace:
        trees = &k_workspace;
        break;
    case ObjectKind::experiment:
        trees = &k_experiment;
        break;
    default:
        break;
    }
    return flat ? trees->flat : trees->wrapped;
}

} // namespace translate
