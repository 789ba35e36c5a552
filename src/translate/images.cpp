#include "translate/images.hpp"

#include "base/strings.hpp"
#include "translate/image_tags.hpp"

#include <algorithm>

namespace translate {

namespace {

using base::is_one_of;
using image_tags::has_word;

struct Parts {
    std::string_view registry;
    std::string_view repository;
    std::string_view tag;
    std::string_view digest;
};

bool is_alnum(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool all_of(std::string_view text, std::string_view extra) {
    return std::all_of(text.begin(), text.end(), [extra](char c) {
        return is_alnum(c) || extra.find(c) != std::string_view::npos;
    });
}

// The grammar of the OCI distribution specification 1.1, with capital letters let through.
bool is_tag(std::string_view text) {
    return !text.empty() && text.size() <= 128 && (is_alnum(text[0]) || text[0] == '_') &&
           all_of(text, "_.-");
}

bool is_digest(std::string_view text) {
    const auto colon = text.find(':');
    return colon != std::string_view::npos && colon > 0 && all_of(text.substr(0, colon), "+._-") &&
           text.size() - colon > 32 && text.size() - colon <= 129 &&
           all_of(text.substr(colon + 1), "");
}

bool is_registry(std::string_view text) {
    const auto colon = text.find(':');
    const std::string_view port =
        colon == std::string_view::npos ? std::string_view("0") : text.substr(colon + 1);
    return is_alnum(text[0]) && all_of(text.substr(0, colon), ".-") && !port.empty() &&
           port.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_repository(std::string_view text) {
    if (text.size() > 255) {
        return false;
    }
    const auto names = base::split(text, '/');
    return std::all_of(names.begin(), names.end(), [](std::string_view name) {
        return !name.empty() && is_alnum(name[0]) && all_of(name, "._-");
    });
}

// Nothing in it for what is no reference.
Parts parse(std::string_view text) {
    Parts parts;
    if (const auto at = text.find('@'); at != std::string_view::npos) {
        parts.digest = text.substr(at + 1);
        text = text.substr(0, at);
        if (!is_digest(parts.digest)) {
            return {};
        }
    }
    const auto last = text.rfind('/');
    const auto colon = text.find(':', last == std::string_view::npos ? 0 : last);
    if (colon != std::string_view::npos) {
        parts.tag = text.substr(colon + 1);
        text = text.substr(0, colon);
        if (!is_tag(parts.tag)) {
            return {};
        }
    }
    if (const auto slash = text.find('/'); slash != std::string_view::npos && slash > 0) {
        const std::string_view first = text.substr(0, slash);
        if (first.find_first_of(".:") != std::string_view::npos || first == "localhost") {
            parts.registry = first;
            text = text.substr(slash + 1);
            if (!is_registry(first)) {
                return {};
            }
        }
    }
    parts.repository = text;
    return is_repository(text) ? parts : Parts{};
}

// The names that tables and rules use: lower case, and the registry in front unless Docker Hub.
struct Image {
    std::string where;
    std::string tag;
    bool only_digest = false;

    [[nodiscard]] bool under(std::string_view prefix) const { return where.starts_with(prefix); }

    [[nodiscard]] std::string_view last() const {
        return std::string_view(where).substr(where.rfind('/') + 1); // npos + 1 is 0
    }
};

constexpr std::string_view k_azureml = "mcr.microsoft.com/azureml/";
constexpr std::string_view k_curated = "mcr.microsoft.com/azureml/curated/";
constexpr std::string_view k_acpt = "mcr.microsoft.com/aifx/acpt/";
constexpr std::string_view k_nvidia = "nvcr.io/nvidia/";

bool is_cntk(const Image& image) {
    return is_one_of(image.where, {"microsoft/cntk", "mcr.microsoft.com/cntk/release"});
}

bool is_nvidia_cuda(const Image& image) {
    return is_one_of(image.where, {"nvidia/cuda", "nvcr.io/nvidia/cuda"});
}

bool is_nvidia_framework(const Image& image) {
    return image.under(k_nvidia) && is_one_of(image.where.substr(k_nvidia.size()),
                                              {"tensorflow", "pytorch", "mxnet", "caffe", "caffe2",
                                               "cntk", "theano", "torch"});
}

// What the names of curated environments and base images say, and where the name lies.
int azureml_cuda(const Image& image) {
    const std::string_view name = image.last();
    if (image.under(k_curated)) {
        if (name == "tensorflow-2.16-cuda11") {
            return 123;
        }
        if (name == "tensorflow-2.16-cuda12") {
            return 128;
        }
        if (name == "acpt-pytorch-2.2-cuda12.1") {
            return 126;
        }
        if (name.starts_with("sklearn-") || name.starts_with("lightgbm-")) {
            return -1;
        }
        return image_tags::written_cuda(name);
    }
    const int cuda = image_tags::written_cuda(name);
    const bool base_image = name.starts_with("openmpi") || name.starts_with("intelmpi");
    return cuda == 0 && base_image ? -1 : cuda;
}

// By the tag, in the order of certainty; then by what is known of the repository.
int cuda_of(const Image& image) {
    if (image.under(k_azureml)) {
        return azureml_cuda(image);
    }
    if (const int written = image_tags::written_cuda(image.tag); written != 0) {
        return written;
    }
    if (image.under(k_acpt)) { // what the curated images of PyTorch stand on
        return image_tags::written_cuda(image.last());
    }
    if (is_nvidia_cuda(image)) {
        return image_tags::leading_cuda(image.tag);
    }
    if (image.where == "tensorflow/tensorflow" && !image.only_digest) {
        return has_word(image.tag, "gpu") ? image_tags::tensorflow_cuda(image.tag) : -1;
    }
    if (is_nvidia_framework(image)) {
        return image_tags::nvidia_month_cuda(image.tag);
    }
    if (has_word(image.tag, "cpu")) {
        return -1;
    }
    if (is_cntk(image) && has_word(image.tag, "gpu")) {
        return image_tags::cntk_cuda(image.tag);
    }
    if (image.where == "chainer/chainer") {
        return image_tags::chainer_cuda(image.tag);
    }
    const bool eight = image.where == "caffe2ai/caffe2" ||
                       image.where == "batchaitraining/chainermn" ||
                       (image.where == "bvlc/caffe" && has_word(image.tag, "gpu"));
    return eight && !image.only_digest ? 80 : 0;
}

Mpi azureml_mpi(const Image& image) {
    const std::string_view name = image.last();
    if (image.under(k_curated)) {
        // Those that build Open MPI in or stand on a base image that has it.
        const bool known = name.starts_with("tensorflow-2.16-") || name.starts_with("sklearn-1.") ||
                           name == "lightgbm-3.3" || name.find("openmpi") != std::string_view::npos;
        return known ? Mpi::open_mpi : Mpi::unknown;
    }
    // The first base images had it in the tag: base:intelmpi2018.3-ubuntu16.04.
    const std::string_view by =
        is_one_of(name, {"base", "base-gpu"}) ? std::string_view(image.tag) : name;
    if (by.starts_with("openmpi")) {
        return Mpi::open_mpi;
    }
    return by.starts_with("intelmpi") ? Mpi::intel_mpi : Mpi::unknown;
}

Mpi mpi_of(const Image& image) {
    if (image.under(k_azureml)) {
        return azureml_mpi(image);
    }
    if (image.where == "batchaitraining/cntk") {
        return Mpi::intel_mpi;
    }
    if (image.where == "batchaitraining/chainermn") {
        return image.tag.find("intelmpi") != std::string::npos ? Mpi::intel_mpi : Mpi::open_mpi;
    }
    if (is_cntk(image)) {
        return Mpi::open_mpi;
    }
    if (is_nvidia_framework(image)) {
        // Stated from 2018 on.
        const int year = image_tags::nvidia_year(image.tag);
        return year != 0 && year < 18 ? Mpi::unknown : Mpi::open_mpi;
    }
    const bool without =
        is_nvidia_cuda(image) || image.where == "chainer/chainer" || image.under("tensorflow/");
    return without ? Mpi::none : Mpi::unknown;
}

bool is_floating(std::string_view tag) {
    const std::string_view first = tag.substr(0, tag.find_first_of("-_."));
    return tag.empty() || tag.ends_with("-latest") ||
           is_one_of(first, {"latest", "nightly", "devel", "master", "main", "stable", "edge"});
}

bool is_before_2020(const Image& image) {
    if (is_cntk(image) || image.under("batchaitraining/") ||
        is_one_of(image.where, {"caffe2ai/caffe2", "bvlc/caffe"})) {
        return true;
    }
    if (is_nvidia_framework(image)) {
        const int year = image_tags::nvidia_year(image.tag);
        return year >= 17 && year <= 19;
    }
    const int version = image_tags::leading_version(image.tag);
    const auto upto = [version](int last) { return version >= 0 && version <= last; };
    return (image.where == "tensorflow/tensorflow" && upto(200)) ||
           (image.where == "pytorch/pytorch" && upto(103)) ||
           (image.where == "chainer/chainer" && upto(699));
}

// Docker Hub lost the organisation microsoft on 1 July 2021, and NVIDIA deleted old CUDA images
// there and in its own registry in the summer of 2023.
void where_now(const Image& image, ImageFacts& facts) {
    if (image.where == "microsoft/cntk" && !image.only_digest) {
        facts.moved_to = "mcr.microsoft.com/cntk/release";
        facts.moved_to += facts.tag.empty() ? "" : ":" + facts.tag;
    } else if (image.where == "microsoft/cntk") {
        facts.gone =
            "it left Docker Hub on 1 July 2021 for mcr.microsoft.com/cntk/release, where a "
            "tag finds it";
    } else if (image.under("microsoft/")) {
        facts.gone = "the organisation microsoft left Docker Hub on 1 July 2021";
    } else if (is_nvidia_cuda(image) && facts.cuda >= 70 && facts.cuda <= 102) {
        facts.gone = "NVIDIA deleted its images of CUDA 7.0 to 10.2 in the summer of 2023";
    }
}

} // namespace

ImageFacts image_facts(std::string_view reference) {
    ImageFacts facts;
    const Parts parts = parse(base::trim(reference));
    if (parts.repository.empty()) {
        return facts;
    }
    Image image;
    image.where = base::lower(parts.registry);
    if (is_one_of(image.where, {"docker.io", "index.docker.io", "registry-1.docker.io",
                                "registry.hub.docker.com"})) {
        image.where.clear();
    } else {
        facts.registry = parts.registry;
    }
    image.where += (image.where.empty() ? "" : "/") + base::lower(parts.repository);
    image.tag = base::lower(parts.tag);
    image.only_digest = parts.tag.empty() && !parts.digest.empty();

    facts.repository = parts.repository;
    facts.tag = parts.tag;
    facts.digest = parts.digest;
    facts.cuda = cuda_of(image);
    facts.mpi = mpi_of(image);
    facts.floating = parts.digest.empty() && is_floating(image.tag);
    facts.cntk = is_cntk(image);
    facts.before_2020 = is_before_2020(image);
    where_now(image, facts);
    return facts;
}

std::string_view suggested_image(std::string_view toolkit, bool gpu) {
    const std::string name = base::lower(toolkit);
    // The only curated image with Horovod; it runs without a GPU as well, as PyTorch's does.
    if (is_one_of(name, {"tensorflow", "horovod"})) {
        return "mcr.microsoft.com/azureml/curated/tensorflow-2.16-cuda12:latest";
    }
    if (name == "pytorch") {
        return "mcr.microsoft.com/azureml/curated/acpt-pytorch-2.8-cuda12.6:1";
    }
    if (name == "cntk") {
        return gpu ? "mcr.microsoft.com/cntk/release:2.7-gpu-python3.5-cuda10.0-cudnn7.3"
                   : "mcr.microsoft.com/cntk/release:2.7-cpu-python3.5";
    }
    // These two have nothing newer than the images of their own time.
    if (name == "caffe") {
        return gpu ? "bvlc/caffe:gpu" : "bvlc/caffe:cpu";
    }
    if (name == "caffe2") {
        return "caffe2ai/caffe2:latest";
    }
    return gpu ? "mcr.microsoft.com/azureml/openmpi5.0-cuda12.6-ubuntu24.04:latest"
               : "mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:latest";
}

} // namespace translate
