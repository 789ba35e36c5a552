#pragma once
// Container images of the Batch AI era: what is known from the reference alone. Data and rules of
// November 2026. Pure.

#include <string>
#include <string_view>

namespace translate {

enum class Mpi : unsigned char { none, open_mpi, intel_mpi, unknown };

struct ImageFacts {
    std::string registry;   // host, empty for Docker Hub (docker.io and its other names too)
    std::string repository; // without registry and tag
    std::string tag;        // empty: none given
    std::string digest;     // "sha256:…" or empty
    int cuda = 0;           // 90 for 9.0, 102 for 10.2; 0: unknown; -1: a CPU image
    Mpi mpi = Mpi::unknown;
    bool floating = false;    // no tag, or latest…: what ran in 2018 is not what is pulled now
    bool cntk = false;        // has /cntk/activate-cntk
    bool before_2020 = false; // known to be that old: package lists that no longer verify
    std::string moved_to;     // where it lives now ("mcr.microsoft.com/cntk/release:…"), or empty
    std::string gone;         // one clause when it was deleted, else empty
};

// Never fails: of what is no image reference all parts are empty and all facts unknown. What a
// private registry holds is read from its tag alone, whatever the repository is called there.
ImageFacts image_facts(std::string_view reference);

// Whether programs in an image of that CUDA version run on a GPU of that compute capability
// (75 for T4): native, doubtful (T4 with CUDA 9), failing (compiled at start only), not_at_all
// (CUDA 13 on V100), unknown (also for a CPU image, and for a GPU without CUDA).
enum class CudaVerdict : unsigned char { native, doubtful, failing, not_at_all, unknown };
CudaVerdict cuda_verdict(int cuda, int compute_capability);
// Why, as a clause: "CUDA 8.0 has no native code for compute capability 7.5, …".
std::string cuda_sentence(int cuda, int compute_capability);
// "9.0" for 90, "10.2" for 102; empty for a number that is no version.
std::string cuda_text(int cuda);

// What to write where a job names no image: for a toolkit ("tensorFlow", "pyTorch", "horovod",
// "custom", …, in any case), with or without a GPU. An unknown toolkit gets a base image with MPI.
std::string_view suggested_image(std::string_view toolkit, bool gpu);

} // namespace translate
