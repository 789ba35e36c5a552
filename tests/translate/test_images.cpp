#include "support/catch.hpp"
#include "translate/images.hpp"

#include <string>

using namespace translate;

namespace {
const std::string k_digest = "sha256:" + std::string(64, 'a');
}

TEST_CASE("the parts of a reference") {
    struct Row {
        std::string reference, registry, repository, tag, digest;
    };

    const Row rows[] = {
        {"ubuntu", "", "ubuntu", "", ""},
        {"  ubuntu:18.04\n", "", "ubuntu", "18.04", ""},
        {"tensorflow/tensorflow:1.8.0-gpu", "", "tensorflow/tensorflow", "1.8.0-gpu", ""},
        {"docker.io/chainer/chainer:v4.0.0", "", "chainer/chainer", "v4.0.0", ""},
        {"registry.hub.docker.com/library/a", "", "library/a", "", ""},
        {"contoso.azurecr.io/team/train:7", "contoso.azurecr.io", "team/train", "7", ""},
        {"localhost/x:1", "localhost", "x", "1", ""},
        {"10.0.0.4:5000/x/y", "10.0.0.4:5000", "x/y", "", ""},
        {"10.0.0.4:5000/x/y:Z", "10.0.0.4:5000", "x/y", "Z", ""},
        {"a/b@" + k_digest, "", "a/b", "", k_digest},
        {"contoso.azurecr.io/a:1@" + k_digest, "contoso.azurecr.io", "a", "1", k_digest},
    };
    for (const Row& row : rows) {
        INFO(row.reference);
        const ImageFacts facts = image_facts(row.reference);
        CHECK(facts.registry == row.registry);
        CHECK(facts.repository == row.repository);
        CHECK(facts.tag == row.tag);
        CHECK(facts.digest == row.digest);
    }
}

TEST_CASE("what is no reference has empty parts and no facts") {
    const std::string odd[] = {
        "",
        "   ",
        "a b",
        ":",
        ":::",
        "@",
        "@@",
        "/",
        "//",
        "a//b",
        "/a",
        "a/",
        "a:",
        ":tag",
        "a:b:c",
        "a@sha256",
        "a@sha256:",
        "a@" + k_digest + "@" + k_digest,
        "host.name:port/a",
        ".host/a",
        "host.name:/a",
        "https://index.docker.io/a",
        "azureml:AzureML-sklearn@latest",
        "nvidia/cuda:9.0\n-devel",
        "größe/bild:1",
        "\xf0\x9f\x90\xb3/\xf0\x9f\x90\xb3",
        "\xff\xfe",
        std::string("a\0b", 3),
        "nvidia/cuda:" + std::string(10240, '9'),
        std::string(10240, 'a'),
        std::string(10240, '/'),
        std::string(10240, ':'),
        std::string(10240, '@'),
    };
    for (const std::string& reference : odd) {
        INFO(reference.substr(0, 60));
        const ImageFacts facts = image_facts(reference);
        CHECK(facts.registry.empty());
        CHECK(facts.repository.empty());
        CHECK(facts.tag.empty());
        CHECK(facts.digest.empty());
        CHECK(facts.cuda == 0);
        CHECK(facts.mpi == Mpi::unknown);
        CHECK_FALSE(facts.floating);
        CHECK_FALSE(facts.cntk);
        CHECK(facts.moved_to.empty());
        CHECK(facts.gone.empty());
    }
}

TEST_CASE("CUDA read from a reference") {
    struct Row {
        const char* reference;
        int cuda;
    };

    const Row rows[] = {
        // Written with a dot.
        {"contoso/train:cuda8.0", 80},
        {"contoso/train:x-cuda-10.1-y", 101},
        {"contoso/train:py36_cuda7.5", 75},
        {"contoso/train:mycuda11.0.3-cudnn8", 110},
        {"microsoft/cntk:2.5.1-gpu-python2.7-cuda9.0-cudnn7.0", 90},
        {"microsoft/cntk:2.1-gpu-python3.5-cuda8.0-cudnn6.0", 80},
        {"pytorch/pytorch:1.2-cuda10.0-cudnn7-devel", 100},
        {"contoso.azurecr.io/a/b:v1-CUDA12.4", 124},
        // Without one.
        {"contoso/train:cu100", 100},
        {"contoso/train:torch-cu90", 90},
        {"contoso/train:cuda92", 92},
        {"contoso/train:cuda101-py3", 101},
        {"contoso/train:cu126", 126},
        {"contoso/train:cuda10", 100},
        {"contoso/train:cuda_12-x", 120},
        // The major version alone.
        {"pytorch/pytorch:0.4_cuda9_cudnn7", 90},
        {"batchaitraining/cntk:2.3-gpu-1bitsgd-py36-cuda8-cudnn6-intelmpi", 80},
        {"batchaitraining/pytorch:0.4.0-cp36-cuda9-cudnn7", 90},
        // The order decides.
        {"contoso/train:cuda9-cuda10.2", 102},
        // By the repository.
        {"nvidia/cuda:8.0-cudnn6-devel-ubuntu16.04", 80},
        {"nvidia/cuda:10.2-base", 102},
        {"nvcr.io/nvidia/cuda:12.8.1-cudnn-devel-ubuntu22.04", 128},
        {"caffe2ai/caffe2", 80},
        {"caffe2ai/caffe2:c2v0.8.1.cuda8.cudnn7.ubuntu16.04", 80},
        {"bvlc/caffe:gpu", 80},
        {"bvlc/caffe:cpu", -1},
        {"chainer/chainer:v3.2.0-python3", 75},
        {"chainer/chainer:v4.0.0", 80},
        {"chainer/chainer:v5.0.0b1", 92},
        {"chainer/chainer:v1.20.0", 0},
        {"batchaitraining/chainermn:openMPI", 80},
        {"batchaitraining/chainer:distributed", 0},
        {"microsoft/cntk:2.6-gpu", 90},
        // Not there, or not to be guessed.
        {"microsoft/cntk:2.7-cpu-python3.5", -1},
        {"contoso/train:1.0-cpu", -1},
        {"contoso/train:cpuless", 0},
        {"contoso/train:gpu", 0},
        {"contoso/train:cudnn7", 0},
        {"contoso/train:cu1234", 0},
        {"contoso/train:focus90", 0},
        {"contoso/train:cuda3", 0},
        {"contoso/train:cuda9.x", 0},
        {"contoso/train:cuda99.9", 0},
        {"contoso/train:cu05", 0},
        {"contoso.azurecr.io/nvidia/cuda:9.0", 0},
        {"nvidia/cuda:latest", 0},
        {"pytorch/pytorch:latest", 0},
        {"microsoft/cntk:latest", 0},
    };
    for (const Row& row : rows) {
        INFO(row.reference);
        CHECK(image_facts(row.reference).cuda == row.cuda);
    }
}

TEST_CASE("CUDA of tensorflow/tensorflow by version") {
    struct Row {
        const char* tag;
        int cuda;
    };

    const Row rows[] = {
        {"1.0.1-gpu", 80},     {"1.4.0-gpu", 80},      {"1.5.0-devel-gpu", 90},
        {"1.8.0-gpu-py3", 90}, {"1.12.0-rc0-gpu", 90}, {"1.13.1-gpu", 100},
        {"1.15.5-gpu", 100},   {"2.0.0-gpu-py3", 100}, {"2.1.0-gpu", 101},
        {"2.3.4-gpu", 101},    {"2.4.0-gpu", 110},     {"2.8.0-gpu", 112},
        {"2.16.1-gpu", 0},     {"0.12.1-gpu", 0},      {"latest-gpu", 0},
        {"1.8.0", -1},         {"1.8.0-py3", -1},      {"latest", -1},
    };
    for (const Row& row : rows) {
        INFO(row.tag);
        CHECK(image_facts(std::string("tensorflow/tensorflow:") + row.tag).cuda == row.cuda);
    }
    CHECK(image_facts("tensorflow/tensorflow").cuda == -1);
    CHECK(image_facts("tensorflow/tensorflow@" + k_digest).cuda == 0);
}

TEST_CASE("CUDA of NVIDIA's images by month") {
    struct Row {
        const char* tag;
        int cuda;
    };

    const Row rows[] = {
        {"17.01", 80},          {"17.07", 80},      {"17.09", 90},          {"18.08-py2", 90},
        {"18.09-py3", 100},     {"19.02-py3", 100}, {"19.03", 101},         {"19.10-py3", 101},
        {"19.11-tf1-py3", 102}, {"19.12", 102},     {"23.03-tf1-py3", 120}, {"17.08", 0},
        {"18.13", 0},           {"18.5", 0},        {"118.05", 0},          {"latest", 0},
    };
    for (const Row& row : rows) {
        for (const char* framework : {"tensorflow", "pytorch", "mxnet", "cntk"}) {
            const std::string reference =
                std::string("nvcr.io/nvidia/") + framework + ":" + row.tag;
            INFO(reference);
            CHECK(image_facts(reference).cuda == row.cuda);
        }
    }
}

TEST_CASE("CUDA of Azure ML's images is in the name, and some names lie") {
    const std::string root = "mcr.microsoft.com/azureml/";
    CHECK(image_facts(root + "openmpi5.0-cuda12.4-ubuntu22.04:latest").cuda == 124);
    CHECK(image_facts(root + "openmpi4.1.0-cuda11.0.3-cudnn8-ubuntu18.04").cuda == 110);
    CHECK(image_facts(root + "intelmpi2018.3-cuda9.0-cudnn7-ubuntu16.04").cuda == 90);
    CHECK(image_facts(root + "openmpi4.1.0-ubuntu22.04:20250701.v1").cuda == -1);
    CHECK(image_facts(root + "curated/acpt-pytorch-2.8-cuda12.6:1").cuda == 126);
    CHECK(image_facts(root + "curated/acpt-pytorch-2.2-cuda12.1:9").cuda == 126);
    CHECK(image_facts(root + "curated/tensorflow-2.16-cuda11:3").cuda == 123);
    CHECK(image_facts(root + "curated/tensorflow-2.16-cuda12:latest").cuda == 128);
    CHECK(image_facts(root + "curated/sklearn-1.5:1").cuda == -1);
    CHECK(image_facts(root + "minimal:1").cuda == 0);
}

TEST_CASE("every image that was published for these services is read") {
    struct Row {
        const char* reference;
        int cuda;
        Mpi mpi;
    };

    const Row rows[] = {
        // Azure ML's base images, supported in March 2026 and before.
        {"mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04", -1, Mpi::open_mpi},
        {"mcr.microsoft.com/azureml/openmpi5.0-ubuntu24.04", -1, Mpi::open_mpi},
        {"mcr.microsoft.com/azureml/openmpi5.0-cuda12.4-ubuntu22.04", 124, Mpi::open_mpi},
        {"mcr.microsoft.com/azureml/openmpi5.0-cuda12.5-ubuntu22.04", 125, Mpi::open_mpi},
        {"mcr.microsoft.com/azureml/openmpi5.0-cuda12.6-ubuntu24.04", 126, Mpi::open_mpi},
        {"mcr.microsoft.com/azureml/openmpi5.0-cuda12.8-ubuntu24.04", 128, Mpi::open_mpi},
        {"mcr.microsoft.com/azureml/openmpi5.0-cuda13.1-ubuntu24.04", 131, Mpi::open_mpi},
        {"mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu20.04", -1, Mpi::open_mpi},
        {"mcr.microsoft.com/azureml/openmpi4.1.0-cuda11.1-cudnn8-ubuntu20.04", 111, Mpi::open_mpi},
        {"mcr.microsoft.com/azureml/openmpi4.1.0-cuda11.8-cudnn8-ubuntu22.04", 118, Mpi::open_mpi},
        {"mcr.microsoft.com/azureml/openmpi3.1.2-ubuntu16.04", -1, Mpi::open_mpi},
        {"mcr.microsoft.com/azureml/openmpi3.1.2-cuda9.0-cudnn7-ubuntu16.04", 90, Mpi::open_mpi},
        {"mcr.microsoft.com/azureml/openmpi3.1.2-cuda10.2-cudnn8-ubuntu18.04", 102, Mpi::open_mpi},
        {"mcr.microsoft.com/azureml/intelmpi2018.3-ubuntu16.04", -1, Mpi::intel_mpi},
        {"mcr.microsoft.com/azureml/intelmpi2018.3-cuda10.0-cudnn7-ubuntu16.04", 100,
         Mpi::intel_mpi},
        // Curated images.
        {"mcr.microsoft.com/azureml/curated/acpt-pytorch-1.13-cuda11.7:1", 117, Mpi::unknown},
        {"mcr.microsoft.com/azureml/curated/tensorflow-2.16-cuda11:1", 123, Mpi::open_mpi},
        {"mcr.microsoft.com/azureml/curated/sklearn-1.0:1", -1, Mpi::open_mpi},
        {"mcr.microsoft.com/azureml/curated/sklearn-1.1:1", -1, Mpi::open_mpi},
        {"mcr.microsoft.com/azureml/curated/lightgbm-3.3:1", -1, Mpi::open_mpi},
        {"mcr.microsoft.com/aifx/acpt/stable-ubuntu2204-cu126-py310-torch280:1", 126, Mpi::unknown},
        // Of the time of Batch AI.
        {"microsoft/cntk:2.0.rc3-gpu-python3.5-cuda8.0-cudnn5.1", 80, Mpi::open_mpi},
        {"microsoft/cntk:2.1-gpu-python3.5-cuda8.0-cudnn6.0", 80, Mpi::open_mpi},
        {"microsoft/cntk:2.5.1-gpu-python2.7-cuda9.0-cudnn7.0", 90, Mpi::open_mpi},
        {"microsoft/cntk:2.7-gpu-python3.5-cuda10.0-cudnn7.3", 100, Mpi::open_mpi},
        {"microsoft/cntk:2.6-cpu-python3.5", -1, Mpi::open_mpi},
        {"pytorch/pytorch:0.4_cuda9_cudnn7", 90, Mpi::unknown},
        {"pytorch/pytorch:0.4.1-cuda7.5-cudnn7-runtime", 75, Mpi::unknown},
        {"pytorch/pytorch:1.0.1-cuda10.0-cudnn7-devel", 100, Mpi::unknown},
        {"pytorch/pytorch:1.8.0-cuda10.2-cudnn7-runtime", 102, Mpi::unknown},
        {"batchaitraining/pytorch:0.4.0-cp36-cuda9-cudnn7", 90, Mpi::unknown},
        {"batchaitraining/cntk:2.1-gpu-1bitsgd-py36-cuda8-cudnn6-intelmpi", 80, Mpi::intel_mpi},
        {"batchaitraining/chainermn:openMPI", 80, Mpi::open_mpi},
        {"batchaitraining/chainermn:IntelMPI", 80, Mpi::intel_mpi},
        {"nvcr.io/nvidia/tensorflow:23.03-tf1-py3", 120, Mpi::open_mpi},
    };
    for (const Row& row : rows) {
        INFO(row.reference);
        const ImageFacts facts = image_facts(row.reference);
        CHECK(facts.cuda == row.cuda);
        CHECK(facts.mpi == row.mpi);
    }
}

TEST_CASE("which MPI is inside") {
    struct Row {
        const char* reference;
        Mpi mpi;
    };

    const Row rows[] = {
        {"microsoft/cntk:2.6-cpu-python3.5", Mpi::open_mpi},
        {"mcr.microsoft.com/cntk/release:2.7-gpu-python3.5-cuda10.0-cudnn7.3", Mpi::open_mpi},
        {"batchaitraining/cntk:2.3-gpu-1bitsgd-py36-cuda8-cudnn6-intelmpi", Mpi::intel_mpi},
        {"batchaitraining/chainermn:IntelMPI", Mpi::intel_mpi},
        {"batchaitraining/chainermn:openMPI", Mpi::open_mpi},
        {"batchaitraining/pytorch:0.4.0-cp36-cuda9-cudnn7", Mpi::unknown},
        {"nvcr.io/nvidia/tensorflow:18.05-py3", Mpi::open_mpi},
        {"nvcr.io/nvidia/pytorch:24.01-py3", Mpi::open_mpi},
        {"nvcr.io/nvidia/tensorflow:17.09", Mpi::unknown},
        {"nvcr.io/nvidia/cuda:12.8.1-base-ubuntu22.04", Mpi::none},
        {"nvcr.io/nvidia/tritonserver:24.01-py3", Mpi::unknown},
        {"mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:latest", Mpi::open_mpi},
        {"mcr.microsoft.com/azureml/intelmpi2018.3-ubuntu16.04", Mpi::intel_mpi},
        {"mcr.microsoft.com/azureml/base:intelmpi2018.3-ubuntu16.04", Mpi::intel_mpi},
        {"mcr.microsoft.com/azureml/base:0.2.1", Mpi::unknown},
        {"mcr.microsoft.com/azureml/curated/tensorflow-2.16-cuda12:latest", Mpi::open_mpi},
        {"mcr.microsoft.com/azureml/curated/sklearn-1.5:2", Mpi::open_mpi},
        {"mcr.microsoft.com/azureml/curated/acpt-pytorch-2.8-cuda12.6:1", Mpi::unknown},
        {"tensorflow/tensorflow:1.8.0-gpu", Mpi::none},
        {"tensorflow/serving", Mpi::none},
        {"chainer/chainer:v4.0.0", Mpi::none},
        {"nvidia/cuda:9.0", Mpi::none},
        {"pytorch/pytorch:0.4_cuda9_cudnn7", Mpi::unknown},
        {"caffe2ai/caffe2", Mpi::unknown},
        {"contoso.azurecr.io/tensorflow/tensorflow:1.8.0-gpu", Mpi::unknown},
    };
    for (const Row& row : rows) {
        INFO(row.reference);
        CHECK(image_facts(row.reference).mpi == row.mpi);
    }
}

TEST_CASE("images that moved and images that are gone") {
    CHECK(image_facts("microsoft/cntk:2.7-gpu-python3.5-cuda10.0-cudnn7.3").moved_to ==
          "mcr.microsoft.com/cntk/release:2.7-gpu-python3.5-cuda10.0-cudnn7.3");
    CHECK(image_facts("index.docker.io/microsoft/cntk:2.0.RC3").moved_to ==
          "mcr.microsoft.com/cntk/release:2.0.RC3");
    CHECK(image_facts("microsoft/cntk").moved_to == "mcr.microsoft.com/cntk/release");
    CHECK(image_facts("microsoft/cntk:2.6-cpu-python3.5").gone.empty());
    CHECK(image_facts("microsoft/cntk@" + k_digest).moved_to.empty());
    CHECK_THAT(image_facts("microsoft/cntk@" + k_digest).gone, ContainsSubstring("2021"));
    CHECK(image_facts("mcr.microsoft.com/cntk/release:latest").moved_to.empty());
    CHECK_THAT(image_facts("microsoft/azure-cli").gone, ContainsSubstring("2021"));
    CHECK(image_facts("contoso.azurecr.io/microsoft/cntk:2.6-cpu").moved_to.empty());
    for (const char* tag : {"7.0", "7.5-devel", "8.0-cudnn6-devel-ubuntu16.04", "10.2-base"}) {
        CHECK_THAT(image_facts(std::string("nvidia/cuda:") + tag).gone, ContainsSubstring("2023"));
        CHECK_FALSE(image_facts(std::string("nvcr.io/nvidia/cuda:") + tag).gone.empty());
    }
    CHECK(image_facts("nvidia/cuda:11.0-base").gone.empty());
    CHECK(image_facts("nvidia/cuda").gone.empty());
    CHECK(image_facts("contoso/train:cuda9.0").gone.empty());
}

TEST_CASE("floating tags") {
    for (const char* reference :
         {"ubuntu", "ubuntu:latest", "tensorflow/tensorflow:latest-gpu-py3", "a/b:nightly-devel",
          "a/b:LATEST", "a/b:gpu-latest", "mcr.microsoft.com/cntk/release:latest"}) {
        INFO(reference);
        CHECK(image_facts(reference).floating);
    }
    for (const std::string& reference :
         {std::string("ubuntu:18.04"), std::string("bvlc/caffe:gpu"), "ubuntu@" + k_digest,
          "ubuntu:latest@" + k_digest, std::string("a/b:latests")}) {
        INFO(reference);
        CHECK_FALSE(image_facts(reference).floating);
    }
}

TEST_CASE("activate-cntk and age") {
    CHECK(image_facts("microsoft/cntk:2.1-gpu-python3.5-cuda8.0-cudnn6.0").cntk);
    CHECK(image_facts("mcr.microsoft.com/cntk/release:2.6-cpu-python3.5").cntk);
    CHECK_FALSE(image_facts("batchaitraining/cntk:x").cntk);
    CHECK_FALSE(image_facts("nvcr.io/nvidia/cntk:18.05").cntk);
    for (const char* old :
         {"tensorflow/tensorflow:1.8.0-gpu", "tensorflow/tensorflow:2.0.0",
          "pytorch/pytorch:0.4_cuda9_cudnn7", "pytorch/pytorch:v0.2", "microsoft/cntk:2.1",
          "caffe2ai/caffe2", "bvlc/caffe:gpu", "batchaitraining/chainermn:openMPI",
          "chainer/chainer:v4.0.0", "nvcr.io/nvidia/tensorflow:19.12-tf1-py3"}) {
        INFO(old);
        CHECK(image_facts(old).before_2020);
    }
    for (const char* newer : {"tensorflow/tensorflow:2.1.0-gpu", "tensorflow/tensorflow:latest",
                              "pytorch/pytorch:1.4-cuda10.1-cudnn7-runtime", "ubuntu:16.04",
                              "nvcr.io/nvidia/tensorflow:20.01-tf1-py3", "contoso/train:1.8.0"}) {
        INFO(newer);
        CHECK_FALSE(image_facts(newer).before_2020);
    }
}

TEST_CASE("which CUDA runs on which GPU") {
    struct Row {
        int cuda;
        CudaVerdict v100, t4, a100, h100;
    };
    using enum CudaVerdict;
    const Row rows[] = {
        {80, failing, failing, failing, failing}, {90, native, doubtful, failing, failing},
        {92, native, doubtful, failing, failing}, {100, native, native, failing, failing},
        {102, native, native, failing, failing},  {110, native, native, native, doubtful},
        {117, native, native, native, doubtful},  {118, native, native, native, native},
        {128, native, native, native, native},    {130, not_at_all, native, native, native},
        {0, unknown, unknown, unknown, unknown},  {-1, unknown, unknown, unknown, unknown},
    };
    for (const Row& row : rows) {
        INFO(row.cuda);
        CHECK(cuda_verdict(row.cuda, 70) == row.v100);
        CHECK(cuda_verdict(row.cuda, 75) == row.t4);
        CHECK(cuda_verdict(row.cuda, 80) == row.a100);
        CHECK(cuda_verdict(row.cuda, 90) == row.h100);
    }
    CHECK(cuda_verdict(80, 37) == native);
    CHECK(cuda_verdict(120, 37) == not_at_all);
    CHECK(cuda_verdict(110, 86) == native);
    CHECK(cuda_verdict(90, 0) == unknown);
    CHECK(cuda_verdict(90, 999) == unknown);
}

TEST_CASE("the verdict in words") {
    CHECK_THAT(cuda_sentence(80, 75),
               StartsWith("CUDA 8.0 has no native code for compute capability 7.5") &&
                   EndsWith("CUDA 10.0 or later is needed"));
    CHECK_THAT(cuda_sentence(90, 75), ContainsSubstring("cuDNN") && ContainsSubstring("10.0"));
    CHECK_THAT(cuda_sentence(112, 90), ContainsSubstring("may work") && ContainsSubstring("11.8"));
    CHECK_THAT(cuda_sentence(131, 70),
               ContainsSubstring("13.1 no longer") && ContainsSubstring("CUDA 12 is the last"));
    CHECK(cuda_sentence(102, 75) == "CUDA 10.2 has native code for compute capability 7.5");
    CHECK_THAT(cuda_sentence(-1, 75), ContainsSubstring("idle"));
    CHECK_THAT(cuda_sentence(0, 75), ContainsSubstring("not known"));
    CHECK_THAT(cuda_sentence(90, 0), ContainsSubstring("no GPU"));
    CHECK_THAT(cuda_sentence(90, 999), ContainsSubstring("not known"));
    CHECK(cuda_text(75) == "7.5");
    CHECK(cuda_text(100) == "10.0");
    CHECK(cuda_text(0).empty());
    CHECK(cuda_text(-1).empty());
}

TEST_CASE("the image suggested for a job without one fits the job") {
    for (const char* toolkit : {"tensorFlow", "pyTorch", "horovod", "cntk", "chainer", "caffe",
                                "caffe2", "custom", "customMpi", "", "something else"}) {
        for (const bool gpu : {false, true}) {
            INFO(toolkit << " " << gpu);
            const ImageFacts facts = image_facts(suggested_image(toolkit, gpu));
            REQUIRE_FALSE(facts.repository.empty());
            CHECK_FALSE(facts.tag.empty());
            CHECK(facts.gone.empty());
            CHECK(facts.moved_to.empty());
            if (gpu) {
                CHECK(facts.cuda > 0);
            }
            const std::string name = toolkit;
            const bool frozen = name == "caffe" || name == "caffe2";
            if (gpu && !frozen) {
                CHECK(cuda_verdict(facts.cuda, 75) == CudaVerdict::native);
            }
            if (!frozen && name != "pyTorch") {
                CHECK(facts.mpi == Mpi::open_mpi); // PyTorch's is not known to have it
            }
        }
    }
    CHECK(suggested_image("TENSORFLOW", true) == suggested_image("tensorFlow", true));
    CHECK(suggested_image("cntk", true) != suggested_image("cntk", false));
    CHECK(image_facts(suggested_image("custom", false)).cuda == -1);
}
