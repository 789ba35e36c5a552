#include "base/error.hpp"
#include "base/hash.hpp"
#include "base/strings.hpp"
#include "bundle/bundle.hpp"
#include "translate/rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <unordered_set>

namespace bundle {

namespace {

constexpr std::uint64_t k_largest = 32ULL << 20U;

bool has_our_ending(std::string_view name) {
    return name.ends_with(".json") || name.ends_with(".yml") || name.ends_with(".yaml") ||
           name.ends_with(".template");
}

class Collector {
  public:
    Collector(const Request& request, base::Files& files)
        : m_request(request),
          m_files(files) {}

    std::vector<std::unique_ptr<Item>> run() {
        const std::string output =
            m_request.output_dir.empty() ? std::string{} : m_files.identity(m_request.output_dir);
        if (m_request.paths.empty() && m_request.cluster_flags != nullptr) {
            m_items.push_back(cluster_of_flags());
        }
        for (const std::string& path : m_request.paths) {
            switch (m_files.type(path, true)) {
            case base::FileType::missing:
                missing(path);
                break;
            case base::FileType::folder: {
                const std::string absolute = m_files.absolute(path);
                folder(path, "", std::string(base::base_name(absolute)), output, 0);
                break;
            }
            default: {
                const std::string absolute = m_files.absolute(path);
                file(path, std::string(base::base_name(path)),
                     std::string(base::base_name(base::parent_path(absolute))),
                     std::string(base::parent_path(absolute)), true);
            }
            }
        }
        std::stable_sort(m_items.begin(), m_items.end(),
                         [](const auto& a, const auto& b) { return a->path < b->path; });
        return std::move(m_items);
    }

  private:
    void folder(const std::string& path, const std::string& relative, const std::string& name,
                const std::string& output, unsigned depth) {
        // A bundle that is itself asked for is an input like any other.
        if (depth > 64 || (depth > 0 && !output.empty() && m_files.identity(path) == output)) {
            return;
        }
        for (const base::Entry& entry : m_files.list(path)) {
            const std::string full = base::join_path(path, entry.name);
            const std::string below = base::join_path(relative, entry.name);
            base::FileType type = entry.type;
            if (type ==
                base::FileType::link) { // to files, not to folders: those may lead in circles
                type = m_files.type(full, true) == base::FileType::regular ? base::FileType::regular
                                                                           : base::FileType::other;
            }
            if (type == base::FileType::folder && !entry.name.starts_with('.')) {
                folder(full, below, entry.name, output, depth + 1);
            } else if (type == base::FileType::regular && has_our_ending(entry.name)) {
                file(full, below, name, path, false);
            }
        }
    }

    // A cluster without a file: all that it is comes with the flags, later.
    static std::unique_ptr<Item> cluster_of_flags() {
        auto item = std::make_unique<Item>();
        item->path = "command line";
        item->display = item->path;
        item->named = true;
        item->parsed.ok = true;
        Object& object = item->objects.emplace_back();
        object.what.kind = batchai::ObjectKind::cluster;
        object.what.api_version = "2018-05-01";
        object.cluster.emplace();
        return item;
    }

    // Does not stop the others.
    void missing(const std::string& path) {
        auto item = std::make_unique<Item>();
        item->path = std::string(base::base_name(path));
        item->display = path;
        item->named = true;
        item->readable = false;
        item->findings.push_back(
            {.code = "BA142",
             .cls = base::Class::error,
             .message = fmt::format("{} does not exist", base::printable(path, 400)),
             .help = {}});
        m_items.push_back(std::move(item));
    }

    void file(const std::string& path, std::string relative, std::string folder,
              std::string folder_key, bool named) {
        const std::string identity = m_files.identity(path);
        if (!identity.empty() && !m_seen.insert(identity).second) {
            return;
        }
        if (m_request.mapping != nullptr && identity == m_request.mapping->identity && !named) {
            return; // it lies beside the definitions
        }
        auto item = std::make_unique<Item>();
        item->path = std::move(relative);
        item->display = path;
        item->folder = std::move(folder);
        item->folder_key = std::move(folder_key);
        item->named = named;
        std::string bytes;
        try {
            bytes = m_files.read(path, k_largest);
        } catch (const base::Error& error) {
            item->readable = false;
            item->findings.push_back({.code = "BA142",
                                      .cls = base::Class::error,
                                      .message = error.what(),
                                      .help = error.help()});
            m_items.push_back(std::move(item));
            return;
        }
        item->hash = base::sha256(bytes);
        item->parsed = document::parse(std::move(bytes), path);
        read(*item);
        m_items.push_back(std::move(item));
    }

    // A file for the old CLI may say so little that nothing tells its kind; the flags say the rest.
    static std::optional<batchai::Recognised> completed(const document::Document& document) {
        const document::NodeId root = document.root();
        if (root == document::k_no_node || document.at(root).kind != document::Kind::object) {
            return std::nullopt;
        }
        batchai::Recognised out;
        out.kind = batchai::ObjectKind::cluster;
        out.outer = root;
        const document::NodeId properties = document.find(root, "properties");
        const bool wrapped = properties != document::k_no_node &&
                             document.at(properties).kind == document::Kind::object;
        out.body = wrapped ? properties : root;
        out.shape = wrapped ? batchai::Shape::wrapped : batchai::Shape::flat;
        const auto& keys = translate::keys_of(out.kind, out.flat());
        for (document::NodeId node = document.at(out.body).first_child; node != document::k_no_node;
             node = document.at(node).next) {
            if (keys.child(0, document.at(node).key) == batchai::k_no_rule) {
                return std::nullopt;
            }
        }
        return out;
    }

    void read(Item& item) const {
        item.findings = std::move(item.parsed.findings);
        if (!item.parsed.ok) {
            item.readable = false;
            return;
        }
        if (read_azureml(item)) {
            return;
        }
        batchai::Found found = batchai::find_objects(item.parsed.document);
        item.shape = found.shape;
        item.rules = std::move(found.rules);
        for (const batchai::Recognised& what : found.objects) {
            item.objects.emplace_back().what = what;
        }
        if (item.objects.empty() && item.named && m_request.cluster_flags != nullptr) {
            if (const auto what = completed(item.parsed.document)) {
                item.objects.emplace_back().what = *what;
                item.shape = what->shape;
            }
        }
        if (!item.ours()) {
            item.findings.clear(); // of no kind that is read: nothing in it matters
            return;
        }
        item.findings.insert(item.findings.end(), std::make_move_iterator(found.findings.begin()),
                             std::make_move_iterator(found.findings.end()));
        for (Object& object : item.objects) {
            batchai::check_keys(item.parsed.document, object.what, translate::keys_around(),
                                translate::keys_of(object.what.kind, object.what.flat()),
                                m_request.batchai_version, item.rules, item.findings);
            read(item, object);
        }
    }

    static void read(const Item& item, Object& object) {
        const document::Document& d = item.parsed.document;
        switch (object.what.kind) {
        case batchai::ObjectKind::job:
            object.job = batchai::read_job(d, object.what, item.rules);
            break;
        case batchai::ObjectKind::cluster:
            object.cluster = batchai::read_cluster(d, object.what, item.rules);
            break;
        case batchai::ObjectKind::file_server:
            object.file_server = batchai::read_file_server(d, object.what, item.rules);
            break;
        case batchai::ObjectKind::workspace:
            object.workspace = batchai::read_workspace(d, object.what, item.rules);
            break;
        case batchai::ObjectKind::experiment:
            object.experiment = batchai::read_experiment(d, object.what, item.rules);
            break;
        case batchai::ObjectKind::configuration:
            object.configuration = batchai::read_configuration(d, object.what, item.rules);
            break;
        case batchai::ObjectKind::azureml:
        case batchai::ObjectKind::unknown:
            break;
        }
    }

    const Request& m_request;
    base::Files& m_files;
    std::vector<std::unique_ptr<Item>> m_items;
    std::unordered_set<std::string> m_seen;
};

} // namespace

std::vector<std::unique_ptr<Item>> collect(const Request& request, base::Files& files) {
    return Collector(request, files).run();
}

} // namespace bundle
