// What the definition itself names: input directories become inputs, output directories outputs,
// the place of standard output one more where it is wanted.

#include "base/files.hpp"
#include "base/secret_text.hpp"
#include "base/strings.hpp"
#include "translate/code_folder.hpp"
#include "translate/file_kinds.hpp"
#include "translate/places.hpp"
#include "translate/volume_options.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace translate {

namespace {

using base::Class;
using document::NodeId;

class Directories {
  public:
    explicit Directories(JobWork& work)
        : m_work(work),
          m_original(work.options.mount_at_original_paths) {}

    void run() {
        for (const batchai::InputDirectory& in : m_work.in.inputs) {
            if (sound_id(in.id, in.node, "input")) {
                input(in);
            }
        }
        for (const batchai::OutputDirectory& out : m_work.in.outputs) {
            if (sound_id(out.id, out.node, "output")) {
                output(out);
            }
        }
        if (m_work.options.keep_stdouterr) {
            standard_output();
        }
        hide_secrets_of_paths();
    }

  private:
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

    // The place of a path field; nothing where it leads to no mount.
    std::optional<Place> place_of(const std::optional<RootPath>& at, const Line& line) {
        if (!at) {
            return std::nullopt;
        }
        const std::size_t mount = mount_of(m_work, *at, line, 0, line.text.size());
        if (mount == k_bare) {
            return std::nullopt;
        }
        return Place{mount, below(m_work.mounts[mount], at->path)};
    }

    void input(const batchai::InputDirectory& in) {
        DirectoryVariable made;
        made.variable = fmt::format("{}{}", batchai::k_input_prefix, in.id.value);
        made.id_node = in.id.node;
        made.path_nodes = {in.path.node};
        made.value.is_template = true;
        made.value.append(in.path.value, in.path.node);
        if (is_double(made, in.id)) {
            return;
        }
        made.at = path_of(m_work, made.value);
        const auto in_code = made.at ? path_in_code(m_work, *made.at) : std::nullopt;
        if (in_code) {
            made.code = true;
            made.suffix = *in_code;
            m_work.code_plan->travels = true;
        } else if (const auto place = place_of(made.at, made.value)) {
            bind_input(made, *place, in);
        } else if (made.value.others.empty() && made.value.references.empty()) {
            m_work.say("TR224", Class::approximated, in.path.given() ? in.path.node : in.node,
                       "this path lies on no mounted volume: it is taken as a place inside the "
                       "container",
                       "");
        }
        m_work.directories.push_back(std::move(made));
    }

    void bind_input(DirectoryVariable& made, const Place& place,
                    const batchai::InputDirectory& in) {
        const bool writes =
            wish_for(m_work.options, made.at->cluster_level, made.at->path) == Wish::writable;
        if (m_original) {
            made.constant =
                base::join_path(root_on_node(m_work, made.at->cluster_level), made.at->path);
            if (writes) {
                m_work.written.push_back(place);
            }
            return;
        }
        if (!place.path.empty() && is_script_or_config(place.path)) {
            made.binding = root_input(m_work, place.mount);
            made.suffix = place.path;
            return;
        }
        Binding binding;
        binding.output = writes;
        binding.name = base::lower(in.id.value);
        binding.mount = place.mount;
        binding.path = place.path;
        binding.file = is_data_file(place.path) && !writes;
        binding.variable = made.variable;
        binding.original = std::string(in.id.value);
        binding.directory = true;
        if (writes) {
            if (is_data_file(place.path)) { // outputs are folders
                made.suffix = std::string(base::base_name(place.path));
                binding.path = std::string(base::parent_path(place.path));
            }
            binding.own_place = true;
            binding.place = binding.path;
            m_work.assume("output-mount-shows-existing-files");
        }
        m_work.bindings.push_back(std::move(binding));
        made.binding = m_work.bindings.size() - 1;
    }

    void output(const batchai::OutputDirectory& out) {
        DirectoryVariable made;
        made.variable = fmt::format("{}{}", batchai::k_output_prefix, out.id.value);
        made.id_node = out.id.node;
        made.path_nodes = {out.path_prefix.node, out.path_suffix.node, out.create_new.node};
        made.value.is_template = true;
        made.value.append(out.path_prefix.value, out.path_prefix.node);
        if (is_double(made, out.id)) {
            return;
        }
        const auto at = path_of(m_work, made.value);
        const auto place = place_of(at, made.value);
        if (!place) {
            m_work.say("TR225", Class::approximated,
                       out.path_prefix.given() ? out.path_prefix.node : out.node,
                       "this prefix lies on no mounted volume: the output is kept with the run "
                       "instead",
                       "it lands in the workspace's default datastore");
        }
        bind_output(made, at, place, out);
        m_work.directories.push_back(std::move(made));
    }

    void bind_output(DirectoryVariable& made, const std::optional<RootPath>& at,
                     const std::optional<Place>& place, const batchai::OutputDirectory& out) {
        const bool as_it_is = place && out.create_new.given() && !out.create_new.value;
        const std::string_view suffix = base::without_slashes(out.path_suffix.value);
        const auto with_suffix = [&](const std::string& path) {
            return suffix.empty() ? path : base::join_path(path, suffix);
        };
        if (as_it_is && m_original) {
            m_work.written.push_back({place->mount, with_suffix(place->path)});
            made.constant =
                with_suffix(base::join_path(root_on_node(m_work, at->cluster_level), at->path));
            return;
        }
        Binding binding;
        binding.output = true;
        binding.name = base::lower(out.id.value);
        binding.variable = made.variable;
        binding.original = std::string(out.id.value);
        binding.directory = true;
        if (place) {
            binding.mount = place->mount;
            binding.own_place = as_it_is;
            binding.path = with_suffix(
                as_it_is ? place->path : base::join_path(place->path, "${{name}}/outputs"));
            if (as_it_is) {
                binding.place = binding.path;
                m_work.assume("output-mount-shows-existing-files");
            }
        }
        if (m_original) {
            binding.on_compute = fmt::format("{}/outputs/{}", m_work.job_folder, out.id.value);
        }
        made.binding = shared_or_new(std::move(binding));
        made.constant = m_work.bindings[made.binding].on_compute;
    }

    // Two outputs without a suffix on one prefix were one folder.
    std::size_t shared_or_new(Binding binding) {
        for (std::size_t i = 0; i < m_work.bindings.size(); ++i) {
            const Binding& known = m_work.bindings[i];
            if (known.output && binding.mount != k_bare && known.mount == binding.mount &&
                known.path == binding.path) {
                return i;
            }
        }
        m_work.bindings.push_back(std::move(binding));
        return m_work.bindings.size() - 1;
    }

    // A path that is no reference is exported as it stands.
    void hide_secrets_of_paths() {
        for (DirectoryVariable& directory : m_work.directories) {
            if (directory.binding == k_bare && !directory.code && directory.constant.empty() &&
                !base::find_secrets(directory.value.text).empty()) {
                hide_secrets(m_work, directory.value, "this path");
            }
        }
    }

    void standard_output() {
        const batchai::Text& prefix = m_work.in.std_out_err_path_prefix;
        Line line;
        line.is_template = true;
        line.append(prefix.value, prefix.node);
        const auto place = place_of(path_of(m_work, line), line);
        if (!place) {
            m_work.say("TR215", Class::approximated, prefix.given() ? prefix.node : m_work.in.body,
                       prefix.given()
                           ? "this prefix lies on no mounted volume: standard output and error are "
                             "kept with the run only"
                           : "without \"stdOutErrPathPrefix\" standard output and error are kept "
                             "with the run only",
                       "");
            return;
        }
        Binding binding;
        binding.output = true;
        binding.name = "stdouterr";
        binding.mount = place->mount;
        binding.path = base::join_path(place->path, "${{name}}/stdouterr");
        binding.variable = batchai::k_stdouterr_dir;
        binding.original = "of standard output";
        binding.directory = true;
        if (m_original) {
            binding.on_compute = m_work.job_folder + "/stdouterr";
        }
        m_work.bindings.push_back(std::move(binding));
        m_work.stdouterr = m_work.bindings.size() - 1;
    }

    JobWork& m_work;
    const bool m_original;
};

} // namespace

void bind_directories(JobWork& work) {
    Directories(work).run();
}

} // namespace translate
