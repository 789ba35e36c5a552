// Which CUDA runs on which GPU: NVIDIA's compatibility guides for Ampere and Hopper and the release
// notes of the toolkits.

#include "translate/images.hpp"
#include "translate/vm_sizes.hpp"

#include <fmt/format.h>

#include <array>

namespace translate {

namespace {

struct Runs {
    int compute_capability;
    int doubtful_from; // code of an older GPU of the same kind starts, or a good chance to compile
                       // it
    int native_from;   // code for it, or for the GPU of the same generation before it
    int gone_from;     // the first toolkit without it; 0: none so far
};

// Before doubtful_from only code compiled at start is left, which fails in the libraries.
constexpr auto k_runs = std::to_array<Runs>({
    {37, 65, 65, 120},
    {52, 65, 65, 130},
    {60, 80, 80, 130},
    {61, 80, 80, 130},
    {70, 90, 90, 130},
    {75, 90, 100, 0},
    {80, 110, 110, 0},
    {86, 110, 110, 0},
    {89, 110, 110, 0},
    {90, 110, 118, 0},
    {120, 128, 128, 0},
});

const Runs* find(int compute_capability) {
    for (const Runs& runs : k_runs) {
        if (runs.compute_capability == compute_capability) {
            return &runs;
        }
    }
    return nullptr;
}

} // namespace

std::string cuda_text(int cuda) {
    return cuda > 0 ? fmt::format("{}.{}", cuda / 10, cuda % 10) : std::string();
}

CudaVerdict cuda_verdict(int cuda, int compute_capability) {
    const Runs* runs = find(compute_capability);
    if (runs == nullptr || cuda <= 0) {
        return CudaVerdict::unknown;
    }
    if (runs->gone_from > 0 && cuda >= runs->gone_from) {
        return CudaVerdict::not_at_all;
    }
    if (cuda >= runs->native_from) {
        return CudaVerdict::native;
    }
    return cuda >= runs->doubtful_from ? CudaVerdict::doubtful : CudaVerdict::failing;
}

std::string cuda_sentence(int cuda, int compute_capability) {
    if (cuda < 0) {
        return "an image without CUDA leaves the GPU idle";
    }
    if (cuda == 0) {
        return "the CUDA version of the image is not known";
    }
    const std::string has = cuda_text(cuda);
    const std::string gpu = fmt::format("compute capability {}", cuda_text(compute_capability));
    const std::string_view needed = minimum_cuda(compute_capability);
    switch (cuda_verdict(cuda, compute_capability)) {
    case CudaVerdict::native:
        return fmt::format("CUDA {} has native code for {}", has, gpu);
    case CudaVerdict::doubtful:
        return compute_capability == 75
                   ? fmt::format(
                         "programs of CUDA {} start on {}, but its cuDNN and cuBLAS are known "
                         "to fail there; CUDA {} or later is needed",
                         has, gpu, needed)
                   : fmt::format("CUDA {} has no native code for {}; compiled at the start it may "
                                 "work, CUDA {} or later is native",
                                 has, gpu, needed);
    case CudaVerdict::failing:
        return fmt::format(
            "CUDA {} has no native code for {}, and compiled at the start it fails in "
            "cuDNN and cuBLAS; CUDA {} or later is needed",
            has, gpu, needed);
    case CudaVerdict::not_at_all:
        return fmt::format("CUDA {} no longer supports {}; CUDA {} is the last that does", has, gpu,
                           find(compute_capability)->gone_from / 10 - 1);
    case CudaVerdict::unknown:
        break;
    }
    return compute_capability <= 0
               ? std::string("there is no GPU that runs CUDA")
               : fmt::format("whether CUDA {} runs on {} is not known", has, gpu);
}

} // namespace translate
