// Writing a bundle over an earlier one.

#include "base/error.hpp"
#include "base/hash.hpp"
#include "base/json_text.hpp"
#include "base/strings.hpp"
#include "base/version.hpp"
#include "bundle/bundle.hpp"
#include "document/document.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace bundle {

namespace {

constexpr std::uint64_t k_largest_report = 1ULL << 30U;
constexpr std::string_view k_attributes =
    "# Launchers run in Linux containers: their line ends stay as they are.\n* text eol=lf\n";

constexpr std::string_view k_users_attributes =
    "# Files of --code are the user's own: none of their bytes changes.\njobs/*/code/** -text\n";

class Store {
  public:
    Store(Bundle& bundle, const std::string& folder, base::Files& files, bool force)
        : m_bundle(bundle),
          m_folder(folder),
          m_files(files),
          m_force(force) {}

    bool run() {
        claim();
        if (would_empty()) {
            return false;
        }
        m_bundle.texts.push_back({".gitattributes", attributes(), k_nobody});
        decide();
        // A run that is interrupted leaves a folder that is still known as ours.
        journal();
        m_files.make_folder(m_folder);
        for (const Text& text : m_bundle.texts) {
            put(text.path + (m_kept.contains(text.path) ? ".new" : ""), text.bytes());
        }
        remove_old();
        const std::string markdown = report::to_markdown(m_bundle.report);
        m_bundle.report.outputs.push_back({"report.md", base::sha256(markdown)});
        put("report.md", markdown);
        put("report.json", report::to_json(m_bundle.report));
        return true;
    }

  private:
    [[nodiscard]] std::string in(std::string_view path) const {
        return base::join_path(m_folder, path);
    }

    [[nodiscard]] std::string attributes() const {
        const bool users = std::any_of(m_bundle.texts.begin(), m_bundle.texts.end(),
                                       [](const Text& text) { return text.users != nullptr; });
        return std::string(k_attributes).append(users ? k_users_attributes : std::string_view{});
    }

    // The folder must be missing, empty or ours.
    void claim() {
        switch (m_files.type(m_folder, true)) {
        case base::FileType::missing:
            return;
        case base::FileType::folder:
            break;
        default:
            throw base::Error(base::Exit::invalid,
                              fmt::format("{} is not a folder", base::printable(m_folder, 400)),
                              "choose another output folder with -d");
        }
        if (m_files.type(in("report.json"), true) == base::FileType::regular && read_old_report()) {
            return;
        }
        if (!m_files.list(m_folder).empty() && !m_force) {
            throw base::Error(
                base::Exit::invalid,
                fmt::format("{} holds other work: there is no report.json of ours in it",
                            base::printable(m_folder, 400)),
                "choose another output folder with -d, or say --force");
        }
    }

    // Nothing is converted, since all there is is Azure ML's already; and there is a bundle with
    // more in it than a report, perhaps the very one that was asked for.
    [[nodiscard]] bool would_empty() const {
        const bool converted =
            std::any_of(m_bundle.items.begin(), m_bundle.items.end(),
                        [](const auto& item) { return item->ours() || !item->readable; });
        const bool azureml = std::any_of(m_bundle.items.begin(), m_bundle.items.end(),
                                         [](const auto& item) { return !item->azureml.empty(); });
        const bool holds_more = std::any_of(m_old.begin(), m_old.end(), [](const auto& known) {
            return known.first != "report.md" && known.first != ".gitattributes";
        });
        return azureml && !converted && holds_more;
    }

    bool read_old_report() {
        const document::Parsed parsed =
            document::parse(m_files.read(in("report.json"), k_largest_report), "report.json",
                            {.depth = 64, .bytes = k_largest_report, .nodes = 0x7fffffff});
        const document::Document& d = parsed.document;
        if (!parsed.ok || d.at(d.root()).kind != document::Kind::object) {
            return false;
        }
        const document::NodeId tool = d.find(d.root(), "tool");
        const document::NodeId name = tool == document::k_no_node ? tool : d.find(tool, "name");
        if (name == document::k_no_node || d.at(name).text != base::k_tool) {
            return false;
        }
        outputs_of(d, d.root());
        const document::NodeId files = d.find(d.root(), "files");
        if (files != document::k_no_node) {
            for (document::NodeId f = d.at(files).first_child; f != document::k_no_node;
                 f = d.at(f).next) {
                outputs_of(d, f);
            }
        }
        return true;
    }

    void outputs_of(const document::Document& d, document::NodeId object) {
        const document::NodeId list = d.find(object, "outputs");
        if (list == document::k_no_node) {
            return;
        }
        for (document::NodeId o = d.at(list).first_child; o != document::k_no_node;
             o = d.at(o).next) {
            const document::NodeId path = d.find(o, "path");
            const document::NodeId hash = d.find(o, "sha256");
            if (path != document::k_no_node && hash != document::k_no_node &&
                is_inside(d.at(path).text)) {
                m_old.emplace(std::string(d.at(path).text), std::string(d.at(hash).text));
            }
        }
    }

    // A report may have been changed by hand: nothing it names outside the folder is touched.
    static bool is_inside(std::string_view path) {
        if (path.empty() || path.front() == '/') {
            return false;
        }
        const auto parts = base::split(path, '/');
        return std::none_of(parts.begin(), parts.end(),
                            [](std::string_view p) { return p.empty() || p == "." || p == ".."; });
    }

    [[nodiscard]] bool is_ours(const std::string& path, const std::string& hash) const {
        const auto [first, last] = m_old.equal_range(path);
        return std::any_of(first, last, [&](const auto& known) { return known.second == hash; });
    }

    std::string hash_of(const std::string& path) {
        const base::FileType type = m_files.type(in(path), false);
        if (type == base::FileType::missing) {
            return {};
        }
        return type == base::FileType::regular
                   ? base::sha256(m_files.read(in(path), k_largest_report))
                   : "not a file";
    }

    // Which of the files in the way were changed by hand.
    void decide() {
        for (const Text& text : m_bundle.texts) {
            m_new.insert(text.path);
            const std::string there = hash_of(text.path);
            m_changes = m_changes || there != base::sha256(text.bytes());
            if (!there.empty() && !m_force && !is_ours(text.path, there) &&
                there != base::sha256(text.bytes())) {
                keep(text.path, text.owner);
            }
        }
    }

    void keep(const std::string& path, std::size_t owner) {
        m_kept.insert(path);
        if (owner == k_nobody) {
            return;
        }
        report::File& file = m_bundle.report.files[owner];
        for (report::OutputFile& output : file.outputs) {
            output.kept = output.kept || output.path == path;
        }
        file.findings.push_back(
            {.code = "BD501",
             .cls = base::Class::approximated,
             .message = fmt::format("{} was changed by hand and stays; the new version is {}.new",
                                    path, path),
             .help = "bring the two together, or say --force to have ours"});
        ++m_bundle.report.totals.findings[static_cast<std::size_t>(base::Class::approximated)];
    }

    void journal() {
        if (!m_changes) {
            return;
        }
        m_files.make_folder(m_folder);
        std::string out =
            fmt::format("{{\"version\": 1, \"tool\": {{\"name\": \"{}\", \"version\": \"{}\"}}, "
                        "\"state\": \"writing\",\n\"outputs\": [\n",
                        base::k_tool, base::k_version);
        bool first = true;
        const auto line = [&](const std::string& path, const std::string& hash) {
            out += first ? "{\"path\": " : ",\n{\"path\": ";
            base::append_json_string(out, path);
            out += ", \"sha256\": ";
            base::append_json_string(out, hash);
            out += "}";
            first = false;
        };
        for (const auto& [path, hash] : m_old) {
            line(path, hash);
        }
        for (const Text& text : m_bundle.texts) {
            line(text.path, base::sha256(text.bytes()));
        }
        put("report.json", out + "\n]}\n");
    }

    // No folder on the way may be a link: it could lead out.
    void put(const std::string& path, const std::string& content) {
        std::string at = m_folder;
        const auto parts = base::split(path, '/');
        for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
            at = base::join_path(at, parts[i]);
            if (!m_made.insert(at).second) {
                continue;
            }
            if (m_files.type(at, false) == base::FileType::link) {
                throw base::Error(base::Exit::invalid,
                                  fmt::format("{} is a link: nothing is written through it",
                                              base::printable(at, 400)),
                                  "remove the link, or choose another output folder with -d");
            }
            m_files.make_folder(at);
        }
        const std::string full = in(path);
        if (m_files.type(full, false) == base::FileType::regular &&
            m_files.read(full, k_largest_report) == content) {
            return; // as it is: its time stamp stays too
        }
        m_files.write(full, content, false);
    }

    bool leads_through_link(std::string_view path) {
        for (std::string_view up = base::parent_path(path); !up.empty();
             up = base::parent_path(up)) {
            if (m_files.type(in(up), false) == base::FileType::link) {
                return true;
            }
        }
        return false;
    }

    // What an earlier run wrote and this one does not, as far as nobody changed it.
    void remove_old() {
        for (const auto& [path, hash] : m_old) {
            if (m_new.contains(path) || path == "report.md" || path == "report.json") {
                continue;
            }
            const std::string there = leads_through_link(path) ? std::string{} : hash_of(path);
            if (!there.empty() && is_ours(path, there)) {
                m_files.remove(in(path));
                for (std::string_view up = base::parent_path(path); !up.empty();
                     up = base::parent_path(up)) {
                    m_files.remove(in(up)); // only when it is empty
                }
            }
        }
        // A version beside a file that is ours again.
        for (const Text& text : m_bundle.texts) {
            if (!m_kept.contains(text.path) && m_old.contains(text.path) &&
                m_files.type(in(text.path + ".new"), false) == base::FileType::regular) {
                m_files.remove(in(text.path + ".new"));
            }
        }
    }

    Bundle& m_bundle;
    const std::string& m_folder;
    base::Files& m_files;
    bool m_force;
    bool m_changes = false;
    std::multimap<std::string, std::string> m_old; // path -> hash
    std::set<std::string> m_new;
    std::set<std::string> m_kept;
    std::set<std::string> m_made;
};

} // namespace

bool store(Bundle& bundle, const std::string& folder, base::Files& files, bool force) {
    return Store(bundle, folder, files, force).run();
}

} // namespace bundle
