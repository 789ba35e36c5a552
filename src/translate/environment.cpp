// What the job's processes run in: the user's image, a suggested one, or one that is built because
// the service starts MPI inside it before anything of the job runs.

#include "aml/names.hpp"
#include "base/files.hpp"
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
    return work.context.cluster != nullptr ? find_vm_size(work.context.cluster->vm_size.value)
                                           : nullptr;
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

std::string dockerfile(std::string_view image, const ImageFacts& facts) {
    std::string out = fmt::format(
        "# {} with Open MPI, which Azure ML starts inside the image before anything of the job.\n"
        "FROM {}\n",
        image, image);
    if (facts.before_2020 || facts.cuda > 0) {
        out += "# NVIDIA's package lists in images of before April 2022 carry a key that is no "
               "longer valid.\n"
               "RUN rm -f /etc/apt/sources.list.d/cuda*.list "
               "/etc/apt/sources.list.d/nvidia-ml*.list\n";
    }
    return out + "RUN apt-get update \\\n"
                 " && apt-get install -y --no-install-recommends openmpi-bin libopenmpi-dev "
                 "openssh-client \\\n"
                 " && rm -rf /var/lib/apt/lists/*\n";
}

// "tensorflow-1.8.0-gpu-openmpi"
std::string context_name(const std::string& image) {
    std::string name = base::replace_all(image, "/", "-");
    name = base::replace_all(base::replace_all(name, ":", "-"), "@", "-");
    const std::string_view last = base::base_name(image);
    std::string nice = base::replace_all(base::replace_all(last, ":", "-"), "@", "-") + "-openmpi";
    // Only Docker's own doubling (tensorflow/tensorflow) may lose its first part.
    const auto slash = image.find('/');
    const bool doubled = slash != std::string::npos && last.starts_with(image.substr(0, slash));
    return aml::legal_name(aml::NameKind::environment, doubled ? nice : name + "-openmpi");
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

void tell_about_image(JobWork& work, const ImageFacts& facts, document::NodeId node) {
    if (!facts.gone.empty()) {
        work.say("TR232", Class::manual, node, fmt::format("this image is gone: {}", facts.gone),
                 "choose another with --image");
    } else if (facts.floating && node != document::k_no_node) { // not of our own suggestion
        work.say("TR231", Class::approximated, node,
                 "the image has no fixed tag: what is pulled today is not what ran then",
                 "pin a tag, or use --image");
    }
    tell_about_gpu(work, facts, node);
    if (work.preparation && (facts.before_2020 || facts.cuda > 0) &&
        (work.preparation->text.find("apt ") != std::string::npos ||
         work.preparation->text.find("apt-get ") != std::string::npos)) {
        work.say(
            "TR235", Class::approximated, work.in.job_preparation.node,
            "the package lists of an image this old no longer verify, so this preparation probably "
            "fails",
            "build an image with the packages, or remove /etc/apt/sources.list.d/cuda*.list first");
    }
}

void build_with_mpi(JobWork& work, const std::string& image, const ImageFacts& facts,
                    document::NodeId node) {
    aml::BuildContext context{context_name(image), dockerfile(image, facts)};
    const std::string folder = fmt::format("environments/{}", context.name);
    work.say("TR234", Class::manual, node,
             fmt::format("the image \"{}\" is not known to hold MPI, which the service starts "
                         "before anything of the job",
                         base::printable(image, 120)),
             fmt::format("{}/Dockerfile adds Open MPI: check that it builds, or name an image that "
                         "holds MPI with --image",
                         folder));
    work.task(fmt::format("check the environment {}", context.name), folder + "/Dockerfile",
              "the service builds it at the first run; a job preparation that installs MPI comes "
              "too late");
    work.job.comments.emplace_back(
        "/environment",
        fmt::format("{} and Open MPI, which the service starts before anything of the job",
                    base::printable(image, 120)));
    work.out.ledger.set(node, Class::manual,
                        {{work.out.ledger.file(folder + "/Dockerfile"), {}},
                         work.in_job("/environment/build/path")});
    work.job.environment = std::move(context);
}

} // namespace

void choose_environment(JobWork& work) {
    Ledger& ledger = work.out.ledger;
    const batchai::Container none;
    const batchai::Container& container = work.in.container ? *work.in.container : none;
    const std::string given = reference_of(container);
    document::NodeId node = container.image.node;
    std::string image = given;
    if (!work.options.image.empty()) {
        image = work.options.image;
        ledger.set(node, Class::rewritten, {work.in_job("/environment/image")});
    } else if (!is_image(given)) {
        const VmSize* size = size_of_cluster(work);
        image = suggested_image(batchai::name(work.in.toolkits[0].kind),
                                size == nullptr || size->gpus > 0);
        work.say("TR230", Class::manual,
                 node != document::k_no_node ? node : work.in.toolkits[0].node,
                 container.image.given()
                     ? fmt::format("\"{}\" is not the reference of a container image",
                                   base::printable(given, 60))
                     : "the job ran without a container, and AmlCompute runs containers only",
                 fmt::format("{} is written; choose another with --image", image));
        work.task("choose the job's container image",
                  fmt::format("jobs/{}/job.yml", work.context.name),
                  "the suggested one must be checked against what the job needs");
        ledger.set(node, Class::manual, {work.in_job("/environment/image")});
    }
    ImageFacts facts = image_facts(image);
    if (!facts.moved_to.empty() && work.options.image.empty()) {
        work.say("TR232", Class::rewritten, node,
                 fmt::format("\"{}\" moved to {}", base::printable(image, 120), facts.moved_to),
                 "");
        image = facts.moved_to;
        facts = image_facts(image);
        ledger.set(node, Class::rewritten);
    }
    tell_about_image(work, facts, node);
    // A copy in a private registry is known by the toolkit alone.
    work.activates_cntk = facts.cntk || work.toolkit() == batchai::ToolkitKind::cntk;
    if (work.layout.needs_mpi && (facts.mpi == Mpi::none || facts.mpi == Mpi::unknown) &&
        work.options.image.empty()) {
        build_with_mpi(work, image, facts, node);
        ledger.set(container.server_url.node, Class::rewritten,
                   {work.in_job("/environment/build/path")});
    } else {
        work.job.environment = aml::Image{image};
        ledger.set(node, Class::exact, {work.in_job("/environment/image")});
        ledger.set(container.server_url.node, Class::rewritten,
                   {work.in_job("/environment/image")});
    }
    if (container.credentials != document::k_no_node &&
        work.document.at(container.credentials).count > 0) {
        work.say("TR236", Class::manual, container.credentials,
                 "the registry needs credentials, and a job has no place for them",
                 "create a workspace connection of category container registry");
        work.task(
            fmt::format("connect the workspace to the registry of {}", base::printable(image, 120)),
            fmt::format("jobs/{}/job.yml", work.context.name),
            "az ml connection create, with the user name and password of the registry");
        ledger.rest(work.document, container.credentials, Class::manual);
    }
    if (container.shm_size.given()) {
        work.job.shm_size = std::string(container.shm_size.value);
        // The service takes \d+[bBkKmMgG]; docker also "gb".
        if (work.job.shm_size.size() > 2 &&
            (work.job.shm_size.back() == 'b' || work.job.shm_size.back() == 'B') &&
            std::string_view("kKmMgG").find(work.job.shm_size[work.job.shm_size.size() - 2]) !=
                std::string_view::npos) {
            work.job.shm_size.pop_back();
        }
        ledger.set(container.shm_size.node,
                   work.job.shm_size == container.shm_size.value ? Class::exact : Class::rewritten,
                   {work.in_job("/resources/shm_size")});
    }
}

} // namespace translate
