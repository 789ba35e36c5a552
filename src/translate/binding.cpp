// Which storage each path of the job becomes: inputs and outputs of the command job, by one
// deterministic rule. Input directories become inputs, output directories outputs; what lines name
// directly is read through one input at the volume's root, unless it is plainly written.

#include "aml/names.hpp"
#include "base/files.hpp"
#include "base/strings.hpp"
#include "translate/code_folder.hpp"
#include "translate/places.hpp"
#include "translate/volume_options.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace translate {

namespace {

using base::Class;

bool is_written(Use use) {
    return use == Use::write_file || use == Use::write_folder;
}

// What the lines themselves name.
class References {
  public:
    explicit References(JobWork& work)
        : m_work(work) {}

    void run() {
        std::vector<Line*> lines = m_work.lines();
        for (Line* line : lines) {
            scan(*line);
            take_code(m_work, *line);
        }
        for (Line* line : lines) {
            for (Reference& reference : line->references) {
                if (!reference.code) {
                    find(*line, reference);
                }
            }
        }
        wishes(lines);
        bind_written();
        for (Line* line : lines) {
            for (Reference& reference : line->references) {
                if (!reference.code) {
                    attach(*line, reference);
                }
            }
        }
        if (m_work.options.mount_at_original_paths || m_work.options.provide_all) {
            whole_volumes();
        }
        for (const ReadReference& read : m_read) {
            tell_read(read);
        }
    }

  private:
    struct ReadReference {
        const Line* line;
        std::size_t begin;
        std::size_t end;
        std::string path;
    };

    void find(const Line& line, Reference& reference) {
        reference.mount =
            mount_of(m_work, root_path(reference), line, reference.begin, reference.end);
        if (reference.mount == k_bare) {
            return;
        }
        const Mount& mount = m_work.mounts[reference.mount];
        if (reference.use != Use::run) {
            const Wish wish = wish_for(m_work.options, mount.cluster_level, reference.path);
            if (wish == Wish::read_only) {
                reference.use = Use::read;
            } else if (wish == Wish::writable && reference.use == Use::read) {
                reference.use =
                    looks_like_file(reference.path) ? Use::write_file : Use::write_folder;
                return; // bound as the option names it
            }
        }
        if (is_written(reference.use)) {
            m_work.written.push_back({reference.mount, written_folder(reference)});
        }
    }

    // The folder that an output is bound at, below the mount.
    [[nodiscard]] std::string written_folder(const Reference& reference) const {
        std::string path = below(m_work.mounts[reference.mount], reference.certain);
        const bool cut = reference.certain != reference.path;
        if (reference.use == Use::write_file && !cut && !path.empty()) {
            path = std::string(base::parent_path(path));
        }
        return path;
    }

    // What --writable names is an output in each job that has the mount, whether a line says so or
    // not: scripts know paths of their own.
    void wishes(const std::vector<Line*>& lines) {
        for (const VolumePath& wish : m_work.options.writable) {
            for (std::size_t i = 0; i < m_work.mounts.size(); ++i) {
                const Mount& mount = m_work.mounts[i];
                if (!at_level(wish, mount.cluster_level) || mount.path.empty() ||
                    !lies_in(wish.path, mount.path)) {
                    continue;
                }
                std::string folder = below(mount, wish.path);
                if (looks_like_file(folder)) {
                    folder = std::string(base::parent_path(folder));
                }
                if (is_bound(i, folder)) {
                    continue; // an input directory that is written
                }
                m_work.written.push_back({i, folder});
                if (!m_work.options.mount_at_original_paths) {
                    need_links(lines, i, folder);
                }
            }
        }
    }

    // A folder that no line names is reached through one above it, or through the root's variable:
    // then the volumes must lie as they lay.
    void need_links(const std::vector<Line*>& lines, std::size_t mount, std::string_view folder) {
        bool named = false;
        bool above = false;
        for (const Line* line : lines) {
            for (const Reference& reference : line->references) {
                if (reference.code || reference.mount != mount) {
                    continue;
                }
                const std::string path = below(m_work.mounts[mount], reference.path);
                named = named || lies_in(path, folder);
                above = above || (!lies_in(path, folder) && lies_in(folder, path));
            }
        }
        m_work.layout.needs_launcher = m_work.layout.needs_launcher || above || !named;
    }

    // Outermost folders only; what lies in one of them is reached through it.
    void bind_written() {
        std::vector<Place>& written = m_work.written;
        if (m_work.options.mount_at_original_paths) {
            for (Place& place : written) {
                place.path.clear(); // volumes are mounted as wholes
            }
        }
        std::sort(written.begin(), written.end(), [](const Place& a, const Place& b) {
            return a.mount != b.mount ? a.mount < b.mount : a.path < b.path;
        });
        for (const Place& place : written) {
            if (is_bound(place.mount, place.path)) {
                continue;
            }
            const Mount& mount = m_work.mounts[place.mount];
            Binding binding;
            binding.output = true;
            binding.mount = place.mount;
            binding.path = place.path;
            binding.place = place.path;
            binding.name = bound_path(m_work, binding);
            binding.original = fmt::format("${}/{}", root_name(mount.cluster_level), binding.name);
            m_work.bindings.push_back(std::move(binding));
        }
    }

    // Whether lines reach the place through this output.
    static bool reaches(const Binding& b, std::size_t mount, std::string_view path) {
        return b.output && (!b.directory || b.own_place) && b.mount == mount &&
               lies_in(path, b.place);
    }

    void attach(const Line& line, Reference& reference) {
        if (reference.mount == k_bare) {
            reference.binding = k_bare;
            attach_all(line, reference);
            return;
        }
        const std::string path = below(m_work.mounts[reference.mount], reference.path);
        for (std::size_t i = 0; i < m_work.bindings.size(); ++i) {
            if (reaches(m_work.bindings[i], reference.mount, path)) {
                if (!is_written(reference.use)) {
                    m_work.assume("output-mount-shows-existing-files");
                }
                reference.binding = i;
                return;
            }
        }
        reference.binding = root_input(m_work, reference.mount);
        if (reference.use == Use::read && !is_said_to_be_read(reference)) {
            m_read.push_back({&line, reference.begin, reference.end, reference.path});
        }
    }

    [[nodiscard]] bool is_said_to_be_read(const Reference& reference) const {
        return wish_for(m_work.options, is_cluster_root(reference), reference.path) ==
               Wish::read_only;
    }

    // The bare root names every volume below it.
    void attach_all(const Line& line, const Reference& reference) {
        for (std::size_t i = 0; i < m_work.mounts.size(); ++i) {
            const Mount& mount = m_work.mounts[i];
            if (mount.cluster_level == is_cluster_root(reference) && !mount.path.empty() &&
                !is_bound(i, {})) {
                root_input(m_work, i);
                if (wish_for(m_work.options, mount.cluster_level, mount.path) == Wish::none) {
                    m_read.push_back({&line, reference.begin, reference.end, mount.path});
                }
            }
        }
    }

    // Whether an output reaches the place; the whole mount, where the path is empty.
    [[nodiscard]] bool is_bound(std::size_t mount, std::string_view path) const {
        return std::any_of(m_work.bindings.begin(), m_work.bindings.end(),
                           [&](const Binding& b) { return reaches(b, mount, path); });
    }

    // With --mount-at-original-paths, or where a script is given the mount roots, every volume is
    // there, whether a line names it or not. Of two at one path the first counts, as everywhere.
    void whole_volumes() {
        for (std::size_t i = 0; i < m_work.mounts.size(); ++i) {
            const Mount& mount = m_work.mounts[i];
            const bool second = std::any_of(
                m_work.mounts.begin(), m_work.mounts.begin() + static_cast<std::ptrdiff_t>(i),
                [&](const Mount& m) {
                    return m.cluster_level == mount.cluster_level && m.path == mount.path;
                });
            if (mount.path.empty() || second || is_bound(i, {})) {
                continue;
            }
            const std::size_t before = m_work.bindings.size();
            root_input(m_work, i);
            if (m_work.bindings.size() != before && !is_said_to_be_input(mount) &&
                wish_for(m_work.options, mount.cluster_level, mount.path) == Wish::none) {
                const bool own = mount.volume != nullptr && !mount.cluster_level;
                m_work.say(
                    "TR221", Class::approximated, own ? mount.volume->node : m_work.in.body,
                    fmt::format("\"{}\" is bound read-only: nothing here says that the job "
                                "writes to it",
                                base::printable(mount.path, 80)),
                    fmt::format("if it does, say --writable {}", base::printable(mount.path, 80)));
            }
        }
    }

    // By an input directory. A script that is given the mount roots may do more with the volume.
    [[nodiscard]] bool is_said_to_be_input(const Mount& mount) const {
        return !m_work.options.provide_all &&
               std::any_of(m_work.directories.begin(), m_work.directories.end(),
                           [&](const DirectoryVariable& directory) {
                               return directory.at &&
                                      directory.at->cluster_level == mount.cluster_level &&
                                      lies_in(directory.at->path, mount.path);
                           });
    }

    // Reading was a guess: one finding for each reference that could also be written.
    void tell_read(const ReadReference& read) {
        m_work.say_at(
            "TR221", Class::approximated, *read.line, read.begin, read.end,
            fmt::format("\"{}\" is bound read-only: nothing here says that the job writes to it",
                        base::printable(read.path, 80)),
            fmt::format("if it does, say --writable {}", base::printable(read.path, 80)));
    }

    JobWork& m_work;
    std::vector<ReadReference> m_read;
};

// Names that meet (whatever their case) all carry the hash of what they come from.
void name_all(JobWork& work) {
    constexpr aml::NameKind k_kind = aml::NameKind::binding;
    std::vector<std::string> plain;
    plain.reserve(work.bindings.size());
    for (const Binding& b : work.bindings) {
        plain.push_back(b.name);
    }
    for (std::size_t i = 0; i < work.bindings.size(); ++i) {
        Binding& b = work.bindings[i];
        bool meets = false;
        for (std::size_t k = 0; k < plain.size(); ++k) {
            meets = meets || (k != i && work.bindings[k].output == b.output &&
                              base::iequals(plain[k], plain[i]));
        }
        b.name = meets ? aml::distinct_name(k_kind, plain[i], b.original)
                       : aml::legal_name(k_kind, plain[i]);
    }
    for (Binding& b : work.bindings) {
        if (!b.directory && b.variable.empty()) {
            b.variable = work.free_variable("MOUNT_" + base::upper(b.name));
        }
    }
}

void tell_no_output(JobWork& work) {
    const bool any_output = std::any_of(work.bindings.begin(), work.bindings.end(),
                                        [](const Binding& b) { return b.output; });
    if (any_output || work.failed || work.layout.roles.empty() ||
        work.layout.roles[0].line.segments.empty()) {
        return;
    }
    work.say("TR222", Class::approximated, work.layout.roles[0].line.segments.back().node,
             "the job ends up without any output: what it writes into a volume would fail",
             "if it writes somewhere, say --writable <mount>/<path>");
}

} // namespace

void read_mounts(JobWork& work) {
    for (const batchai::Volume& volume : work.in.volumes) {
        work.mounts.push_back(
            make_mount(work.document, volume, false, work.options, work.out.findings));
        if (work.mounts.back().task) {
            work.out.tasks.push_back(*work.mounts.back().task);
        }
    }
    if (work.context.cluster == nullptr) {
        return;
    }
    const std::size_t own = work.mounts.size();
    std::vector<base::Finding> told_with_the_cluster;
    for (const batchai::Volume& volume : work.context.cluster->volumes) {
        Mount mount = make_mount(*work.context.cluster_document, volume, true, work.options,
                                 told_with_the_cluster);
        for (std::size_t i = 0; i < own; ++i) {
            if (mount.mapped != nullptr && mount.mapped == work.mounts[i].mapped) {
                work.say("TR202", Class::approximated, work.mounts[i].volume->node,
                         fmt::format("the job and its cluster both mount \"{}\", and --map-volume "
                                     "binds both to the same place",
                                     base::printable(mount.path, 60)),
                         "name one of them with job: or cluster: before the mount");
            }
        }
        work.mounts.push_back(std::move(mount));
    }
}

void bind_references(JobWork& work) {
    References(work).run();
}

// A link within another makes a folder of links of that one, and what is new in the folder stays on
// the node. Of inputs nothing is lost by that.
void check_links(JobWork& work) {
    for (const Binding& outer : work.bindings) {
        if (!outer.output || outer.mount == k_bare || (outer.directory && !outer.own_place)) {
            continue;
        }
        for (const Binding& inner : work.bindings) {
            if (inner.directory || inner.mount == k_bare || inner.mount == outer.mount ||
                work.mounts[inner.mount].cluster_level != work.mounts[outer.mount].cluster_level ||
                !lies_in(bound_path(work, inner), bound_path(work, outer))) {
                continue;
            }
            const batchai::Volume* volume = work.mounts[inner.mount].volume;
            work.say("TR208", Class::manual,
                     volume != nullptr && !work.mounts[inner.mount].cluster_level ? volume->node
                                                                                  : work.in.body,
                     fmt::format("\"{}\" lies in \"{}\", which the job writes: new files directly "
                                 "in \"{}\" are lost",
                                 base::printable(bound_path(work, inner), 60),
                                 base::printable(bound_path(work, outer), 60),
                                 base::printable(bound_path(work, outer), 60)),
                     "name the folder that is written with --writable, or say "
                     "--mount-at-original-paths");
        }
    }
}

void bind(JobWork& work) {
    choose_job_folder(work);
    find_code(work);
    bind_directories(work);
    bind_references(work);
    settle_code(work);
    name_all(work);
    place_at_original_paths(work);
    tell_no_output(work);
}

} // namespace translate
