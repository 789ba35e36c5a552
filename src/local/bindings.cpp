#include "local/bindings.hpp"

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/strings.hpp"
#include "local/folders.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

namespace local {

namespace {

// A place in a datastore: azureml://datastores/<name>/paths/<path>, or the long form with the
// workspace in front.
struct Stored {
    std::string datastore; // empty: it is none
    std::string path;      // without slashes at the ends
};

Stored stored(std::string_view uri) {
    constexpr std::string_view k_scheme = "azureml://";
    constexpr std::string_view k_store = "datastores/";
    constexpr std::string_view k_paths = "/paths/";
    if (!base::iequals(uri.substr(0, k_scheme.size()), k_scheme)) {
        return {};
    }
    const auto store = uri.find(k_store, k_scheme.size());
    const auto paths = store == std::string_view::npos ? store : uri.find(k_paths, store);
    if (paths == std::string_view::npos) {
        return {};
    }
    const auto begin = store + k_store.size();
    return {std::string(uri.substr(begin, paths - begin)),
            std::string(base::without_slashes(uri.substr(paths + k_paths.size())))};
}

std::string full(const std::string& path) {
    std::string out = std::filesystem::absolute(path).lexically_normal().generic_string();
    while (out.size() > 1 && out.ends_with('/')) {
        out.pop_back();
    }
    return out;
}

[[noreturn]] void refuse(base::Exit code, const std::string& what, const std::string& help) {
    throw base::Error(code, what, help);
}

class Binder {
  public:
    Binder(const aml::CommandJob& job, std::string folder, std::string run, std::string run_folder,
           const DataOptions& options)
        : m_job(job),
          m_folder(std::move(folder)),
          m_run(std::move(run)),
          m_run_folder(std::move(run_folder)),
          m_options(options) {}

    Bindings run() {
        find_stores();
        check_names();
        for (const auto& [name, input] : m_job.inputs) {
            if (!input.literal) {
                m_out.places.push_back(
                    place(name, input.path, false, input.type == aml::DataType::uri_file));
            }
        }
        for (const auto& [name, output] : m_job.outputs) {
            m_out.places.push_back(
                place(name, output.path, true, output.type == aml::DataType::uri_file));
        }
        check_sample();
        return std::move(m_out);
    }

  private:
    // A path as the service resolves it when the job is submitted.
    [[nodiscard]] std::string resolved(std::string_view name, std::string_view path) const {
        std::string out = base::replace_all(path, "${{name}}", m_run);
        out = base::replace_all(out, "${{output_name}}", name);
        return base::replace_all(out, "${{default_datastore}}", "workspaceblobstore");
    }

    void find_stores() {
        const auto add = [&](std::string_view name, std::string_view path) {
            const Stored at = stored(resolved(name, path));
            if (!at.datastore.empty()) {
                m_stores.insert(at.datastore);
            }
        };
        for (const auto& [name, input] : m_job.inputs) {
            add(name, input.path);
        }
        for (const auto& [name, output] : m_job.outputs) {
            add(name, output.path);
        }
    }

    [[nodiscard]] bool has_binding(std::string_view name) const {
        const auto is = [&](const auto& one) { return one.first == name; };
        return std::any_of(m_job.inputs.begin(), m_job.inputs.end(), is) ||
               std::any_of(m_job.outputs.begin(), m_job.outputs.end(), is);
    }

    [[nodiscard]] std::string names() const {
        std::vector<std::string> all(m_stores.begin(), m_stores.end());
        for (const auto& [name, input] : m_job.inputs) {
            all.push_back(name);
        }
        for (const auto& [name, output] : m_job.outputs) {
            all.push_back(name);
        }
        return all.empty() ? "it has neither datastores nor inputs"
                           : "there are: " + base::join(all, ", ");
    }

    void check_names() const {
        for (const auto& [name, folder] : m_options.bind) {
            if (!m_stores.contains(name) && !has_binding(name)) {
                refuse(base::Exit::usage,
                       fmt::format("--bind {}: the job has no datastore, input or output of that "
                                   "name",
                                   base::printable(name, 100)),
                       names());
            }
            if (!exists(folder)) {
                refuse(base::Exit::invalid,
                       fmt::format("--bind {}: {} does not exist", base::printable(name, 100),
                                   base::printable(folder, 400)),
                       "");
            }
        }
    }

    [[nodiscard]] const std::string* bound(std::string_view name) const {
        for (const auto& [own, folder] : m_options.bind) {
            if (own == name) {
                return &folder;
            }
        }
        return nullptr;
    }

    // The sample's folder of that name; empty: none.
    std::string sample(const std::string& name) {
        if (m_options.sample.empty()) {
            return {};
        }
        const std::string path = base::join_path(m_options.sample, name);
        if (!exists(path)) {
            return {};
        }
        m_sampled = true;
        return full(path);
    }

    Place place(const std::string& name, const std::string& path, bool output, bool file) {
        Place out{.name = name,
                  .output = output,
                  .said = resolved(name, path),
                  .target = {},
                  .at = {},
                  .file = file && !output};
        find_target(out);
        const std::string property =
            fmt::format("AZURE_ML_{}_PathOnCompute_{}", output ? "OUTPUT" : "INPUT", name);
        const auto original = m_job.properties.find(property);
        out.original = original != m_job.properties.end();
        check_path(name);
        if (out.original && !original->second.starts_with('/')) {
            refuse(base::Exit::invalid,
                   fmt::format("{} is no absolute path: {}", property,
                               base::printable(original->second, 200)),
                   "");
        }
        out.at = out.original ? original->second
                              : fmt::format("{}/mounts/{}_{}", m_run_folder,
                                            output ? "OUTPUT" : "INPUT", name);
        if (out.original && exists(out.at)) {
            refuse(base::Exit::invalid,
                   fmt::format("the job wants {} at {}, and something is there already",
                               base::printable(name, 60), base::printable(out.at, 400)),
                   "convert it without --mount-at-original-paths for a rehearsal");
        }
        return out;
    }

    // Names and paths become paths here: none may lead out of its folder.
    static void check_path(std::string_view path) {
        for (const std::string_view part : base::split(path, '/')) {
            if (part == "..") {
                refuse(base::Exit::invalid,
                       fmt::format("{} leads out of its folder", base::printable(path, 200)), "");
            }
        }
    }

    void find_target(Place& out) {
        const Stored at = stored(out.said);
        check_path(at.datastore);
        check_path(at.path);
        if (at.datastore.empty() || bound(at.datastore) == nullptr) {
            if (const std::string* own = bound(out.name)) {
                out.bound = true;
                out.target = full(*own);
                return;
            }
        }
        if (!at.datastore.empty()) {
            in_store(out, at);
        } else if (out.output) {
            out.fresh = true;
            out.target = fmt::format("{}/datastores/workspaceblobstore/azureml/{}/{}", m_run_folder,
                                     m_run, out.name);
        } else {
            elsewhere(out);
        }
    }

    void in_store(Place& out, const Stored& at) {
        if (const std::string* root = bound(at.datastore)) {
            out.bound = true;
            out.target = full(base::join_path(*root, at.path));
            if (!out.output && !exists(out.target)) {
                refuse(
                    base::Exit::invalid,
                    fmt::format("the input {} is \"{}\" of the datastore {}, and {} does not "
                                "exist",
                                out.name, base::printable(at.path, 200), at.datastore,
                                base::printable(out.target, 400)),
                    fmt::format("--bind {}=FOLDER names the root of the datastore", at.datastore));
            }
            return;
        }
        const std::string root = fmt::format("{}/datastores/{}", m_run_folder, at.datastore);
        m_out.stores.emplace(root, sample(at.datastore));
        out.fresh = true;
        out.target = at.path.empty() ? root : base::join_path(root, at.path);
        out.from = out.output ? std::string{} : sample(out.name);
    }

    // An input that is in no datastore.
    void elsewhere(Place& out) {
        out.from = sample(out.name);
        if (!out.from.empty()) {
            out.fresh = true;
            out.target = fmt::format("{}/inputs/{}", m_run_folder, out.name);
            return;
        }
        if (aml::is_local(out.said) && !m_folder.empty()) {
            out.bound = true;
            out.target =
                full(out.said.starts_with('/') ? out.said : base::join_path(m_folder, out.said));
            if (exists(out.target)) {
                return;
            }
        }
        refuse(base::Exit::usage,
               fmt::format("the input {} is {}, which cannot be had here", out.name,
                           base::printable(out.said, 200)),
               fmt::format("--bind {}=FOLDER says what takes its place", out.name));
    }

    void check_sample() const {
        if (m_options.sample.empty()) {
            return;
        }
        if (!is_folder(m_options.sample)) {
            refuse(
                base::Exit::invalid,
                fmt::format("--sample: {} is not a folder", base::printable(m_options.sample, 400)),
                "");
        }
        if (!m_sampled) {
            refuse(base::Exit::usage,
                   fmt::format("--sample: nothing in {} is named after a datastore or an input of "
                               "the job",
                               base::printable(m_options.sample, 400)),
                   names());
        }
    }

    const aml::CommandJob& m_job;
    const std::string m_folder;
    const std::string m_run;
    const std::string m_run_folder;
    const DataOptions& m_options;
    std::set<std::string> m_stores;
    bool m_sampled = false;
    Bindings m_out;
};

// The folder above all that a place outside the run's folder needs and that exists already.
std::string existing(const std::string& path) {
    std::string at(base::parent_path(path));
    while (!at.empty() && !exists(at)) {
        at = std::string(base::parent_path(at));
    }
    return at;
}

} // namespace

Bindings bind_data(const aml::CommandJob& job, const std::string& folder, const std::string& run,
                   const std::string& run_folder, const DataOptions& options) {
    return Binder(job, folder, run, run_folder, options).run();
}

void make_places(Bindings& bindings) {
    for (const auto& [root, from] : bindings.stores) {
        make_folder(root);
        if (!from.empty()) {
            copy_into(from, root);
        }
    }
    for (const Place& place : bindings.places) {
        if (!place.from.empty()) {
            copy_into(place.from, place.target);
        }
        // What a file should be and is not there stays missing, as it would be in the cloud.
        if (!place.file && !exists(place.target)) {
            make_folder(place.target);
        }
    }
    for (Place& place : bindings.places) {
        place.above = place.original ? existing(place.at) : std::string{};
    }
    for (const Place& place : bindings.places) {
        link_to(place.target, place.at);
    }
}

void remove_places(const Bindings& bindings) noexcept {
    const auto each = [&](const auto& f) {
        for (const Place& place : bindings.places) {
            if (place.original && !place.above.empty()) {
                f(place);
            }
        }
    };
    each([](const Place& place) { remove_tree(place.at); });
    each([](const Place& place) {
        remove_empty(std::string(base::parent_path(place.at)), place.above);
    });
}

} // namespace local
