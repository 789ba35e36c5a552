#pragma once
// Virtual machine sizes that a Batch AI cluster can name and those to move to: a dated table (state
// of November 2026), as data. Pure.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace translate {

struct VmSize {
    std::string_view name;      // canonical spelling, "Standard_NC6"
    std::string_view family;    // quota family as the API spells it; empty: unknown
    double cores = 0;           // vCPUs that can be used; 0: unknown
    double memory_gib = 0;      // 0: unknown
    int gpus = 0;               // 0 also for fractions of one (see gpu)
    std::string_view gpu;       // "K80", "1/6 A10"; empty: none
    int gpu_memory_gb = 0;      // of each; 0: unknown
    int compute_capability = 0; // 37 for 3.7; 0: no CUDA
    bool rdma = false;
    std::string_view retired_on; // "2023-08-31" (ISO, may lie in the future); empty: no date known
    std::string_view successor;  // canonical name; empty: keep
    std::string_view alternative;
    std::string_view note; // what changes, or what is special; one clause
    // Whether compute clusters of Azure ML take it: in the table of supported series (which keeps
    // retired ones), named elsewhere by the service or seen to be listed by it, not known (ask the
    // service), seen to be refused.
    enum class Clusters : std::uint8_t { documented, field, unknown, refused };
    Clusters clusters = Clusters::unknown;
};

inline constexpr std::string_view k_vm_table_date = "2026-11";
// Retirement is judged on this day: nothing here reads a clock.
inline constexpr std::string_view k_vm_table_day = "2026-11-23";

// Compared without regard to case; aliases (misspelt sizes seen in the wild, "_Promo") resolve to
// the row of the real size.
const VmSize* find_vm_size(std::string_view name);
// Sorted by name without regard to case.
std::span<const VmSize> vm_sizes();

// The size as the service spells it, its "_Promo" kept; empty for a size that is not in the table.
std::string canonical_vm_size(std::string_view name);
// The size that a misspelt one may have meant; empty when none is near.
std::string_view nearest_vm_size(std::string_view name);
// The quota family of a size, which promotional sizes of the first NC have of their own; empty
// where it is not known.
std::string_view quota_family(std::string_view name);
// STANDARD_A0 and the premium-storage series GS, DS and DSv2 (Batch AI's own statement, 2018).
bool was_refused_by_batch_ai(const VmSize& size);
// Whether a person who asks for the family means this size: its quota family in any spelling
// ("Standard NCASv3_T4 Family", "ncasv3t4"), its series ("NCas_T4_v3", "Dsv3"), or the letters
// alone
// ("NC").
bool is_of_family(const VmSize& size, std::string_view family);

// Whether the size is retired on the day (ISO date, a time after it is ignored); the day of the
// retirement counts. False for anything that is no date.
bool is_retired(const VmSize& size, std::string_view today);

// "1 x K80 (12 GB)", "1/6 A10 (4 GB)"; empty where there is none.
std::string gpu_text(const VmSize& size);

// "1 x K80 (12 GB) -> 1 x T4 (16 GB), vCPUs 6 -> 4, memory 56 -> 28 GiB, RDMA lost, needs CUDA 10.0
// or later": what a move from one size to the other changes, without what stays or is unknown.
// Empty when nothing does.
std::string difference(const VmSize& from, const VmSize& to);

// The first CUDA toolkit whose programs run natively on the GPU: "10.0" for compute capability 75.
// Empty for 0.
std::string_view minimum_cuda(int compute_capability);

} // namespace translate
