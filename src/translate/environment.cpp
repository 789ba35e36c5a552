// What the job's processes run in: the user's image, a suggested one, or one that is built because
// the service starts MPI inside it before anything of the job runs.

#include "aml/names.hpp"
#include "base/files.hpp"
#include "base/json_text.hpp"
#include "base/strings.hpp"
#include "translate/images.hpp"
#include "translate/job_work.hpp"
#include "translate/vm_sizes.hpp"

#include <fmt/format.h>

namespace translate {

namespace {

using base::Class;

const VmSize* size_of_cluster(const JobWork& work) {
    if (!work.options.vm_size.empty()) {
        return find_vm_size(work.options.vm_size);
    }
    if (work.context.cluster == nullptr) {
        return nullptr;
    }
    const std::string_view said = work.context.cluster->vm_size.value;
    const Substitute* other = replaced_size(work.options, said);
    return find_vm_size(other != nullptr ? std::string_view(other->to) : said);
}

// The image as a reference: the registry's host in front where the definition names it apart.
std::string reference_of(const batchai::Container& container) {
    std::string_view server = container.server_url.value;
    const auto scheme = server.find("://");
    server = scheme == std::string_view::npos ? server : server.substr(scheme + 3);
    while (!server.empty() && server.back() == '/') {
        server.remove_suffix(1);
    }
    const std::string_view image = container.image.value;
    const bool hub = server.empty() ||
                     base::is_one_of(server, {"docker.io", "index.docker.io", "hub.docker.com"});
    return hub || image.starts_with(server) ? std::string(image)
                                            : fmt::format("{}/{}", server, image);
}

bool is_image(std::string_view image) {
    return !image.empty() && image.size() < 500 &&
           image.find_first_not_of(
               "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/:@") ==
               std::string_view::npos &&
           !image_facts(image).repository.empty();
}

// The copy of an image below --image-prefix: the registry that it came from falls away.
std::string copy_of(std::string_view prefix, std::string_view image) {
    if (image.starts_with(prefix) && image.substr(prefix.size()).starts_with('/')) {
        return std::string(image);
    }
    const ImageFacts facts = image_facts(image);
    return fmt::format("{}/{}{}{}{}{}", prefix, facts.repository, facts.tag.empty() ? "" : ":",
                       facts.tag, facts.digest.empty() ? "" : "@", facts.digest);
}

// The exec form, because nothing of it is read as anything but JSON; the shell form ends at a line
// break and reads backslashes. (Dockerfile reference of BuildKit 1.4 and of the classic builder.)
std::string run_line(std::string_view text) {
    std::string out = "RUN [\"bash\", \"-c\", ";
    base::append_json_string(out, text);
    return out + "]\n";
}

std::string dockerfile(std::string_view image, const ImageFacts& facts, bool mpi,
                       const std::vector<std::string>& baked) {
    std::string out = fmt::format("# {}", image);
    if (mpi) {
        out += " with Open MPI, which Azure ML starts inside the image before anything of the job.";
    } else {
        out += " with what the nodes ran before the job.";
    }
    out += fmt::format("\nFROM {}\n", image);
    if (has_stale_lists(facts)) {
        out += "# NVIDIA's package lists in images of before April 2022 carry a key that is no "
               "longer valid.\n"
               "RUN rm -f /etc/apt/sources.list.d/cuda*.list "
               "/etc/apt/sources.list.d/nvidia-ml*.list\n";
    }
    if (mpi) {
        out += "RUN apt-get update \\\n"
               " && apt-get install -y --no-install-recommends openmpi-bin libopenmpi-dev "
               "openssh-client \\\n"
               " && rm -rf /var/lib/apt/lists/*\n";
    }
    out += baked.empty() ? ""
                         : "# What ran on each node before the job: its preparation, and the "
                           "set-up task of its cluster where that was asked for.\n";
    for (const std::string& text : baked) {
        out += run_line(text);
    }
    return out;
}

// "tensorflow-1.8.0-gpu-openmpi". With more than MPI in it the content is part of the name, so that
// two preparations of one image do not meet.
std::string context_name(const std::string& image, const std::string& content, bool mpi,
                         bool baked) {
    std::string name = base::replace_all(image, "/", "-");
    name = base::replace_all(base::replace_all(name, ":", "-"), "@", "-");
    const std::string_view last = base::base_name(image);
    const std::string nice = base::replace_all(base::replace_all(last, ":", "-"), "@", "-");
    // Only Docker's own doubling (tensorflow/tensorflow) may lose its first part.
    const auto slash = image.find('/');
    const bool doubled = slash != std::string::npos && last.starts_with(image.substr(0, slash));
    const std::string whole = fmt::format("{}{}{}", doubled ? nice : name, mpi ? "-openmpi" : "",
                                          baked ? "-prepared" : "");
    return baked ? aml::distinct_name(aml::NameKind::environment, whole, content)
                 : aml::legal_name(aml::NameKind::environment, whole);
}

void tell_about_gpu(JobWork& work, const ImageFacts& facts, document::NodeId node) {
    const VmSize* size = size_of_cluster(work);
    if (size == nullptr || size->compute_capability == 0 || facts.cuda == 0) {
        return;
    }
    // A retired size is told with the cluster; what counts is where the job can still run.
    const VmSize* target = size;
    if (is_retired(*size, k_vm_table_day) && !size->successor.empty()) {
        target = find_vm_size(size->successor);
    }
    if (target == nullptr) {
        return;
    }
    const CudaVerdict verdict = cuda_verdict(facts.cuda, target->compute_capability);
    if (verdict == CudaVerdict::native || (verdict == CudaVerdict::unknown && facts.cuda != -1)) {
        return;
    }
    work.say("TR233",
             verdict == CudaVerdict::doubtful || facts.cuda == -1 ? Class::approximated
                                                                  : Class::manual,
             node,
             fmt::format("on {} ({}): {}", target->name, target->gpu,
                         cuda_sentence(facts.cuda, target->compute_capability)),
             "choose a newer image with --image");
}

void tell_about_image(JobWork& work, const ImageFacts& facts, document::NodeId node, bool copy) {
    if (!facts.gone.empty() && !copy) {
        work.say("TR232", Class::manual, node, fmt::format("this image is gone: {}", facts.gone),
                 "choose another with --image");
    } else if (facts.floating && node != document::k_no_node) { // not of our own suggestion
        work.say("TR231", Class::approximated, node,
                 "the image has no fixed tag: what is pulled today is not what ran then",
                 "pin a tag, or use --image");
    }
    tell_about_gpu(work, facts, node);
}

// The image that the job's processes run in, or that their environment is built from.
struct Choice {
    std::string image;
    ImageFacts facts; // of a copy: what is known of the original
    document::NodeId node = document::k_no_node;
    bool by_flag = false; // --image or --map: whatever it holds is the user's word
    bool copy = false;    // below --image-prefix
    Class cls = Class::exact;
};

// Names of frameworks in what the job runs say more than "custom".
std::string_view framework_of(const JobWork& work) {
    const batchai::ToolkitKind kind = work.in.toolkits[0].kind;
    const bool any =
        kind == batchai::ToolkitKind::custom || kind == batchai::ToolkitKind::custom_mpi;
    if (!any && kind != batchai::ToolkitKind::horovod) {
        return batchai::name(kind);
    }
    std::string text;
    for (const Role& role : work.layout.roles) {
        text += base::lower(role.line.text) + "\n";
    }
    const auto has = [&](std::string_view word) { return text.find(word) != std::string::npos; };
    if (!any) { // the image for TensorFlow's Horovod knows no other framework
        return has("torch") || has("mxnet") ? "mpi" : batchai::name(kind);
    }
    return has("tensorflow") || has("keras") ? "tensorFlow"
           : has("torch")                    ? "pyTorch"
           : has("cntk")                     ? "cntk"
                                             : batchai::name(kind);
}

// What a job without container ran on, as far as its cluster says.
std::string host_image(const JobWork& work) {
    if (work.context.cluster == nullptr || work.context.cluster->image == document::k_no_node) {
        return {};
    }
    const document::Document& document = *work.context.cluster_document;
    const auto text = [&](std::string_view key) {
        const document::NodeId node = document.find(work.context.cluster->image, key);
        return node == document::k_no_node ? std::string_view{} : document.at(node).text;
    };
    if (!text("virtualMachineImageId").empty()) {
        return "; what it used of the nodes' own image must be in it";
    }
    return text("offer").empty()
               ? std::string{}
               : fmt::format("; what it used of the nodes' image {} must be in it",
                             base::printable(text("offer"), 60));
}

void suggest_image(JobWork& work, const std::string& given, Choice& out) {
    const VmSize* size = size_of_cluster(work);
    out.image = suggested_image(framework_of(work), size == nullptr || size->gpus > 0);
    out.facts = image_facts(out.image);
    out.cls = Class::manual;
    const bool named = work.in.container && work.in.container->image.given();
    work.say("TR230", Class::manual,
             out.node != document::k_no_node ? out.node : work.in.toolkits[0].node,
             named ? fmt::format("\"{}\" is not the reference of a container image",
                                 base::printable(given, 60))
                   : "the job ran without a container, and AmlCompute runs containers only",
             fmt::format("{} is written; choose another with --image{}", out.image,
                         named ? std::string{} : host_image(work)));
    work.task("choose the job's container image", fmt::format("jobs/{}/job.yml", work.context.name),
              "the suggested one must be checked against what the job needs");
}

// The mapping file names an image as the definition does, or with its registry in front.
const Substitute* replaced_image(const Options& options, const batchai::Container& container,
                                 std::string_view reference) {
    const Substitute* found = substitute_for(options.replace.images, container.image.value);
    return found != nullptr ? found : substitute_for(options.replace.images, reference);
}

Choice choose_image(JobWork& work, const batchai::Container& container) {
    Choice out;
    out.node = container.image.node;
    const std::string given = reference_of(container);
    if (!work.options.image.empty()) {
        out.image = work.options.image;
        out.facts = image_facts(out.image);
        out.by_flag = true;
        out.cls = Class::rewritten;
    } else if (const Substitute* other = replaced_image(work.options, container, given)) {
        out.image = other->to;
        out.facts = image_facts(out.image);
        out.by_flag = true;
        out.cls = Class::rewritten;
        work.out.replaced.push_back(other->node);
    } else if (!is_image(given)) {
        suggest_image(work, given, out);
    } else if (!work.options.image_prefix.empty()) {
        out.image = copy_of(work.options.image_prefix, given);
        out.facts = image_facts(given);
        out.copy = true;
        out.cls = Class::rewritten;
    } else {
        out.image = given;
        out.facts = image_facts(given);
        if (!out.facts.moved_to.empty()) {
            out.image = out.facts.moved_to;
            out.facts = image_facts(out.image);
            out.cls = Class::rewritten;
            work.say("TR232", Class::rewritten, out.node,
                     fmt::format("\"{}\" moved to {}", base::printable(given, 120), out.image), "");
        }
    }
    return out;
}

// A folder with a Dockerfile: MPI where the image lacks it, and what was baked.
void build(JobWork& work, const Choice& choice, bool mpi) {
    const bool baked = !work.baked.empty();
    const std::string text = dockerfile(choice.image, choice.facts, mpi, work.baked);
    aml::BuildContext context{context_name(choice.image, text, mpi, baked), text};
    const std::string folder = fmt::format("environments/{}", context.name);
    const std::string shown = base::printable(choice.image, 120);
    if (mpi) {
        work.say("TR234", Class::manual, choice.node,
                 fmt::format("the image \"{}\" is not known to hold MPI, which the service starts "
                             "before anything of the job",
                             shown),
                 fmt::format("{}/Dockerfile adds Open MPI: check that it builds, or name an image "
                             "that holds MPI with --image",
                             folder));
    }
    if (baked) {
        work.say("TR237", Class::approximated, work.in.job_preparation.node,
                 fmt::format("what ran on each node before the job is part of the environment {}: "
                             "it runs once, while the image is built",
                             context.name),
                 fmt::format("check that {}/Dockerfile builds; a build has no GPU, no volume and "
                             "not the job's variables but those that are named in it",
                             folder));
    }
    work.task(fmt::format("check the environment {}", context.name), folder + "/Dockerfile",
              mpi ? "the service builds it at the first run; a job preparation that installs MPI "
                    "comes too late"
                  : "the service builds it at the first run");
    work.job.comments.emplace_back(
        "/environment",
        mpi ? fmt::format("{} and Open MPI, which the service starts before anything of the job",
                          shown)
            : fmt::format("{} and what the nodes ran before the job", shown));
    work.out.ledger.set(choice.node, mpi ? Class::manual : Class::rewritten,
                        {{work.out.ledger.file(folder + "/Dockerfile"), {}},
                         work.in_job("/environment/build/path")});
    work.job.environment = std::move(context);
}

void share_memory(JobWork& work, const batchai::Text& said) {
    if (!said.given()) {
        return;
    }
    const auto size = shm_size(said.value);
    if (!size) {
        work.say(
            "TR255", Class::manual, said.node,
            fmt::format("\"{}\" is not a size of shared memory", base::printable(said.value, 40)),
            "none is written; write for example \"16g\" into resources.shm_size");
        work.out.ledger.set(said.node, Class::manual);
        return;
    }
    work.job.shm_size = *size;
    work.out.ledger.set(said.node, *size == said.value ? Class::exact : Class::rewritten,
                        {work.in_job("/resources/shm_size")});
}

} // namespace

void choose_environment(JobWork& work) {
    Ledger& ledger = work.out.ledger;
    const batchai::Container none;
    const batchai::Container& container = work.in.container ? *work.in.container : none;
    const Choice choice = choose_image(work, container);
    tell_about_image(work, choice.facts, choice.node, choice.copy);
    tell_about_preparation(work, choice.facts);
    // A copy in a private registry is known by the toolkit alone.
    work.activates_cntk = choice.facts.cntk || work.toolkit() == batchai::ToolkitKind::cntk;
    const bool mpi = work.layout.needs_mpi && !choice.by_flag &&
                     (choice.facts.mpi == Mpi::none || choice.facts.mpi == Mpi::unknown);
    const bool built = mpi || !work.baked.empty();
    if (built) {
        build(work, choice, mpi);
    } else {
        work.job.environment = aml::Image{choice.image};
    }
    const Target to = work.in_job(built ? "/environment/build/path" : "/environment/image");
    ledger.set(choice.node, choice.cls, {to});
    ledger.set(container.server_url.node, Class::rewritten, {to});
    connect_registry(work, choice.image);
    share_memory(work, container.shm_size);
}

} // namespace translate
