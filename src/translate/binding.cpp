// Which storage each path of the job becomes: inputs and outputs of the command job, by one
// deterministic rule. Input directories become inputs, output directories outputs; what lines name
// directly is read through one input at the volume's root, unless it is plainly written.

#include "aml/names.hpp"
#include "base/files.hpp"
#include "base/strings.hpp"
#include "translate/file_kinds.hpp"
#include "translate/job_work.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace translate {

namespace {

using base::Class;
using batchai::VariableKind;
using document::k_no_node;
using document::NodeId;

std::string parent(std::string_view path) {
    return std::string(base::parent_path(path));
}

bool lies_in(std::string_view path, std::string_view folder) {
    return folder.empty() || (path.starts_with(folder) &&
                              (path.size() == folder.size() || path[folder.size()] == '/'));
}

std::string_view root_name(bool cluster_level) {
    return cluster_level ? batchai::k_mount_root : batchai::k_job_mount_root;
}

class Binder {
  public:
    explicit Binder(JobWork& work)
        : m_work(work) {}

    void run() {
        inputs();
        outputs();
        direct();
        name_all();
        tell();
    }

  private:
    // The mount below whose path this is; made up where nobody defines it. k_bare for a bare root.
    std::size_t mount_of(bool cluster_level, std::string_view path, const Line& line,
                         std::size_t begin, std::size_t end) {
        std::size_t best = k_bare;
        for (std::size_t i = 0; i < m_work.mounts.size(); ++i) {
            const Mount& mount = m_work.mounts[i];
            if (mount.cluster_level == cluster_level && !mount.path.empty() &&
                lies_in(path, mount.path) &&
                (best == k_bare || mount.path.size() > m_work.mounts[best].path.size())) {
                best = i;
            }
        }
        if (best != k_bare || path.empty()) {
            return best;
        }
        const std::string_view first = path.substr(0, path.find('/'));
        m_work.mounts.push_back(unknown_mount(first, cluster_level));
        const std::string where =
            fmt::format("datastores/{}.yml", m_work.mounts.back().datastore.name);
        m_work.say_at(
            "BA121", Class::manual, line, begin, end,
            fmt::format("nobody defines the mount \"{}\" under ${}", base::printable(first, 60),
                        root_name(cluster_level)),
            cluster_level && m_work.in.body != k_no_node && m_work.context.cluster == nullptr
                ? fmt::format(
                      "convert the job together with its cluster's definition, or fill in {}",
                      where)
                : fmt::format("fill in {}", where));
        m_work.task(
            fmt::format("say what storage the mount \"{}\" was", base::printable(first, 60)), where,
            "write its account and container into the file");
        return m_work.mounts.size() - 1;
    }

    // A path field that is one reference into a mount and nothing else.
    struct Place {
        std::size_t mount = k_bare;
        std::string path; // in the mount
    };

    std::optional<Place> place_of(Line& line) {
        scan(line);
        if (line.references.size() != 1 || !line.others.empty()) {
            return place_through_directory(line);
        }
        const Reference& reference = line.references[0];
        // Such a field is one path to its end, blanks and quotes included.
        const std::string_view rest = std::string_view(line.text).substr(reference.end);
        const bool whole = reference.begin == 0 && (rest.empty() || rest.front() == '/') &&
                           rest.find_first_of(":,;*?[{\n") == std::string_view::npos;
        if (!whole) {
            return std::nullopt;
        }
        const auto first = rest.find_first_not_of('/');
        const std::string path(first == std::string_view::npos
                                   ? std::string_view{}
                                   : rest.substr(first, rest.find_last_not_of('/') - first + 1));
        const auto parts = base::split(path, '/');
        if (std::find(parts.begin(), parts.end(), "..") != parts.end()) {
            return std::nullopt; // climbs out of the mount again
        }
        const std::size_t mount = mount_of(reference.root == VariableKind::mount_root, path, line,
                                           reference.begin, line.text.size());
        if (mount == k_bare) {
            return std::nullopt;
        }
        return Place{mount, below(mount, path)};
    }

    // $AZ_BATCHAI_INPUT_A/sub
    std::optional<Place> place_through_directory(const Line& line) {
        if (!line.references.empty() || line.others.size() != 1 || line.others[0].begin != 0) {
            return std::nullopt;
        }
        for (const DirectoryVariable& directory : m_work.directories) {
            if (directory.variable == line.others[0].name && directory.binding != k_bare &&
                !m_work.bindings[directory.binding].output) {
                const Binding& binding = m_work.bindings[directory.binding];
                const std::string_view rest =
                    std::string_view(line.text).substr(line.others[0].end);
                std::string path = base::join_path(binding.path, directory.suffix);
                if (rest.size() > 1 && rest.front() == '/') {
                    path = base::join_path(path, rest.substr(1));
                }
                return Place{binding.mount, path};
            }
        }
        return std::nullopt;
    }

    // The part of a path under the root that lies below the mount.
    [[nodiscard]] std::string below(std::size_t mount, std::string_view path) const {
        const std::string& base = m_work.mounts[mount].path;
        return std::string(path.size() > base.size() ? path.substr(base.size() + 1)
                                                     : std::string_view{});
    }

    std::size_t root_input(std::size_t mount) {
        for (std::size_t i = 0; i < m_work.bindings.size(); ++i) {
            if (m_work.bindings[i].root_of_mount && m_work.bindings[i].mount == mount) {
                return i;
            }
        }
        const Mount& of = m_work.mounts[mount];
        m_work.bindings.push_back(
            {.output = false,
             .name = of.path,
             .mount = mount,
             .path = {},
             .file = false,
             .variable = {},
             .original = fmt::format("${}/{}", root_name(of.cluster_level), of.path),
             .place = {},
             .directory = false,
             .root_of_mount = true});
        return m_work.bindings.size() - 1;
    }

    bool sound_id(const batchai::Text& id, NodeId item, std::string_view what) {
        if (id.given() && !id.value.empty() &&
            std::all_of(id.value.begin(), id.value.end(), [](char c) {
                return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '_';
            })) {
            return true;
        }
        m_work.say("BA122", Class::error, id.given() ? id.node : item,
                   fmt::format("this {} directory needs an \"id\" of letters, digits and _: it "
                               "becomes part of a variable's name",
                               what),
                   "correct the definition");
        m_work.failed = true;
        return false;
    }

    void inputs() {
        for (const batchai::InputDirectory& in : m_work.in.inputs) {
            if (!sound_id(in.id, in.node, "input")) {
                continue;
            }
            DirectoryVariable made;
            made.variable = fmt::format("{}{}", batchai::k_input_prefix, in.id.value);
            made.id_node = in.id.node;
            made.path_nodes = {in.path.node};
            made.value.is_template = true;
            made.value.append(in.path.value, in.path.node);
            if (is_double(made, in.id)) {
                continue;
            }
            if (const auto place = place_of(made.value)) {
                bind_input(made, *place, in);
            } else if (made.value.others.empty() && made.value.references.empty()) {
                m_work.say("TR224", Class::approximated, in.path.given() ? in.path.node : in.node,
                           "this path lies on no mounted volume: it is taken as a place inside the "
                           "container",
                           "");
            }
            m_work.directories.push_back(std::move(made));
        }
    }

    void bind_input(DirectoryVariable& made, const Place& place,
                    const batchai::InputDirectory& in) {
        if (!place.path.empty() && is_script_or_config(place.path)) {
            made.binding = root_input(place.mount);
            made.suffix = place.path;
            return;
        }
        m_work.bindings.push_back({.output = false,
                                   .name = base::lower(in.id.value),
                                   .mount = place.mount,
                                   .path = place.path,
                                   .file = is_data_file(place.path),
                                   .variable = made.variable,
                                   .original = std::string(in.id.value),
                                   .place = {},
                                   .directory = true,
                                   .root_of_mount = false});
        made.binding = m_work.bindings.size() - 1;
    }

    bool is_double(const DirectoryVariable& made, const batchai::Text& id) {
        const bool known =
            std::any_of(m_work.directories.begin(), m_work.directories.end(),
                        [&](const DirectoryVariable& d) { return d.variable == made.variable; });
        if (known) {
            m_work.say(
                "BA122", Class::error, id.node,
                fmt::format("two directories have the id \"{}\"", base::printable(id.value, 60)),
                "give each its own");
            m_work.failed = true;
        }
        return known;
    }

    void outputs() {
        for (const batchai::OutputDirectory& out : m_work.in.outputs) {
            if (!sound_id(out.id, out.node, "output")) {
                continue;
            }
            DirectoryVariable made;
            made.variable = fmt::format("{}{}", batchai::k_output_prefix, out.id.value);
            made.id_node = out.id.node;
            made.path_nodes = {out.path_prefix.node, out.path_suffix.node};
            made.value.is_template = true;
            made.value.append(out.path_prefix.value, out.path_prefix.node);
            if (is_double(made, out.id)) {
                continue;
            }
            Binding binding{.output = true,
                            .name = base::lower(out.id.value),
                            .mount = k_bare,
                            .path = {},
                            .file = false,
                            .variable = made.variable,
                            .original = std::string(out.id.value),
                            .place = {},
                            .directory = true,
                            .root_of_mount = false};
            if (const auto place = place_of(made.value)) {
                binding.mount = place->mount;
                binding.path = base::join_path(place->path, "${{name}}/outputs");
                std::string_view suffix = out.path_suffix.value;
                while (suffix.starts_with('/')) {
                    suffix.remove_prefix(1);
                }
                if (!suffix.empty()) {
                    binding.path = base::join_path(binding.path, suffix);
                }
            } else {
                m_work.say("TR225", Class::approximated,
                           out.path_prefix.given() ? out.path_prefix.node : out.node,
                           "this prefix lies on no mounted volume: the output is kept with the run "
                           "instead",
                           "it lands in the workspace's default datastore");
            }
            m_work.bindings.push_back(std::move(binding));
            made.binding = m_work.bindings.size() - 1;
            m_work.directories.push_back(std::move(made));
        }
    }

    static bool listed(const std::vector<std::string>& list, std::string_view path) {
        return std::any_of(list.begin(), list.end(), [&](std::string_view entry) {
            while (!entry.empty() && entry.back() == '/') {
                entry.remove_suffix(1);
            }
            return lies_in(path, entry) && !entry.empty();
        });
    }

    // What the lines themselves name.
    void direct() {
        std::vector<Line*> lines = m_work.lines();
        for (Line* line : lines) {
            scan(*line);
        }

        struct Written {
            std::size_t mount;
            std::string folder;
        };

        std::vector<Written> written;
        for (Line* line : lines) {
            for (Reference& reference : line->references) {
                const std::string full = reference.path;
                reference.mount = mount_of(reference.root == VariableKind::mount_root, full, *line,
                                           reference.begin, reference.end);
                if (reference.mount == k_bare) {
                    continue;
                }
                settle_use(reference, full);
                if (reference.use == Use::write_file || reference.use == Use::write_folder) {
                    written.push_back({reference.mount, written_folder(reference)});
                }
            }
        }
        for (std::size_t i = 0; m_work.options.provide_all && i < m_work.mounts.size(); ++i) {
            for (const std::string& path : m_work.options.writable) {
                if (!m_work.mounts[i].path.empty() && lies_in(path, m_work.mounts[i].path)) {
                    written.push_back({i, below(i, path)});
                }
            }
        }
        // Outermost folders only; what lies in one of them is reached through it.
        std::sort(written.begin(), written.end(), [](const Written& a, const Written& b) {
            return a.mount != b.mount ? a.mount < b.mount : a.folder < b.folder;
        });
        for (const Written& w : written) {
            const bool covered =
                std::any_of(m_work.bindings.begin(), m_work.bindings.end(), [&](const Binding& b) {
                    return b.output && !b.directory && b.mount == w.mount &&
                           lies_in(w.folder, b.place);
                });
            if (!covered) {
                const Mount& mount = m_work.mounts[w.mount];
                const std::string original = base::join_path(mount.path, w.folder);
                m_work.bindings.push_back(
                    {.output = true,
                     .name = w.folder.empty() ? mount.path : original,
                     .mount = w.mount,
                     .path = w.folder,
                     .file = false,
                     .variable = {},
                     .original = fmt::format("${}/{}", root_name(mount.cluster_level), original),
                     .place = w.folder,
                     .directory = false,
                     .root_of_mount = false});
            }
        }
        for (Line* line : lines) {
            for (Reference& reference : line->references) {
                attach(*line, reference);
            }
        }
        if (m_work.options.provide_all) {
            bind_every_volume();
        }
    }

    // A script that is given the mount roots finds under them what it found in Batch AI.
    void bind_every_volume() {
        for (std::size_t i = 0; i < m_work.mounts.size(); ++i) {
            const Mount& mount = m_work.mounts[i];
            const bool bound =
                std::any_of(m_work.bindings.begin(), m_work.bindings.end(), [&](const Binding& b) {
                    return b.mount == i &&
                           (b.root_of_mount || (b.output && !b.directory && b.place.empty()));
                });
            if (mount.path.empty() || bound) {
                continue;
            }
            root_input(i);
            m_work.say(
                "TR221", Class::approximated,
                mount.cluster_level || mount.volume == nullptr ? m_work.in.body
                                                               : mount.volume->node,
                fmt::format("\"{}\" is bound read-only: nothing here says that the job "
                            "writes to it",
                            base::printable(mount.path, 80)),
                fmt::format("if it does, say --writable {}", base::printable(mount.path, 80)));
        }
    }

    void settle_use(Reference& reference, const std::string& full) const {
        if (reference.use == Use::run) {
            return;
        }
        if (listed(m_work.options.read_only, full)) {
            reference.use = Use::read;
        } else if (listed(m_work.options.writable, full) && reference.use == Use::read) {
            reference.use = looks_like_file(full) ? Use::write_file : Use::write_folder;
        }
    }

    // The folder that an output is bound at, below the mount.
    [[nodiscard]] std::string written_folder(const Reference& reference) const {
        std::string path = below(reference.mount, reference.certain);
        const bool cut = reference.certain != reference.path;
        if (reference.use == Use::write_file && !cut && !path.empty()) {
            path = parent(path);
        }
        return path;
    }

    void attach(const Line& line, Reference& reference) {
        if (reference.mount == k_bare) {
            reference.binding = k_bare;
            attach_all(line, reference);
            return;
        }
        const std::string path = below(reference.mount, reference.path);
        for (std::size_t i = 0; i < m_work.bindings.size(); ++i) {
            const Binding& b = m_work.bindings[i];
            if (b.output && !b.directory && b.mount == reference.mount && lies_in(path, b.place)) {
                if (reference.use == Use::read || reference.use == Use::run) {
                    m_work.assume("output-mount-shows-existing-files");
                }
                reference.binding = i;
                return;
            }
        }
        reference.binding = root_input(reference.mount);
        if (reference.use == Use::read) {
            m_read.push_back({&line, reference.begin, reference.end, reference.path});
        }
    }

    // The bare root names every volume below it.
    void attach_all(const Line& line, const Reference& reference) {
        for (std::size_t i = 0; i < m_work.mounts.size(); ++i) {
            const Mount& mount = m_work.mounts[i];
            const bool covered =
                mount.path.empty() ||
                std::any_of(m_work.bindings.begin(), m_work.bindings.end(), [&](const Binding& b) {
                    return b.output && !b.directory && b.mount == i && b.place.empty();
                });
            if (mount.cluster_level == (reference.root == VariableKind::mount_root) && !covered) {
                root_input(i);
                m_read.push_back({&line, reference.begin, reference.end, mount.path});
            }
        }
    }

    static aml::NameKind kind() { return aml::NameKind::binding; }

    // Names that meet (whatever their case) all carry the hash of what they come from.
    void name_all() {
        std::vector<std::string> plain;
        plain.reserve(m_work.bindings.size());
        for (const Binding& b : m_work.bindings) {
            plain.push_back(b.name);
        }
        for (std::size_t i = 0; i < m_work.bindings.size(); ++i) {
            Binding& b = m_work.bindings[i];
            bool meets = false;
            for (std::size_t k = 0; k < plain.size(); ++k) {
                meets = meets || (k != i && m_work.bindings[k].output == b.output &&
                                  base::iequals(plain[k], plain[i]));
            }
            b.name = meets ? aml::distinct_name(kind(), plain[i], b.original)
                           : aml::legal_name(kind(), plain[i]);
        }
        for (Binding& b : m_work.bindings) {
            if (!b.directory && b.variable.empty()) {
                b.variable = free_variable("MOUNT_" + base::upper(b.name));
            }
        }
    }

    [[nodiscard]] std::string free_variable(std::string name) const {
        const auto taken = [&](const std::string& candidate) {
            return std::any_of(
                       m_work.in.variables.begin(), m_work.in.variables.end(),
                       [&](const batchai::Variable& v) { return v.name.value == candidate; }) ||
                   std::any_of(m_work.bindings.begin(), m_work.bindings.end(),
                               [&](const Binding& b) { return b.variable == candidate; });
        };
        while (taken(name)) {
            name += "_";
        }
        return name;
    }

    // Reading was a guess: one finding for each reference that could also be written.
    void tell() {
        for (const ReadReference& read : m_read) {
            m_work.say_at(
                "TR221", Class::approximated, *read.line, read.begin, read.end,
                fmt::format(
                    "\"{}\" is bound read-only: nothing here says that the job writes to it",
                    base::printable(read.path, 80)),
                fmt::format("if it does, say --writable {}", base::printable(read.path, 80)));
        }
        const bool any_output = std::any_of(m_work.bindings.begin(), m_work.bindings.end(),
                                            [](const Binding& b) { return b.output; });
        if (!any_output && !m_work.failed && !m_work.layout.roles.empty() &&
            !m_work.layout.roles[0].line.segments.empty()) {
            m_work.say(
                "TR222", Class::approximated, m_work.layout.roles[0].line.segments.back().node,
                "the job ends up without any output: what it writes into a volume would fail",
                "if it writes somewhere, say --writable <mount>/<path>");
        }
    }

    struct ReadReference {
        const Line* line;
        std::size_t begin;
        std::size_t end;
        std::string path;
    };

    JobWork& m_work;
    std::vector<ReadReference> m_read;
};

} // namespace

void read_mounts(JobWork& work) {
    for (const batchai::Volume& volume : work.in.volumes) {
        work.mounts.push_back(
            make_mount(work.document, volume, false, work.options, work.out.findings));
    }
    if (work.context.cluster != nullptr) {
        std::vector<base::Finding> told_with_the_cluster;
        for (const batchai::Volume& volume : work.context.cluster->volumes) {
            work.mounts.push_back(make_mount(*work.context.cluster_document, volume, true,
                                             work.options, told_with_the_cluster));
        }
    }
}

void bind(JobWork& work) {
    Binder(work).run();
}

} // namespace translate
