#include "support/catch.hpp"
#include "translate/vm_sizes.hpp"

#include <algorithm>
#include <cctype>
#include <string>

using namespace translate;

namespace {

constexpr std::string_view k_today = "2026-11-23";

std::string upper(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return out;
}

const VmSize& size(const std::string& short_name) {
    const VmSize* found = find_vm_size("Standard_" + short_name);
    INFO(short_name);
    REQUIRE(found != nullptr);
    return *found;
}

std::string name_without_prefix(std::string_view name) {
    return name.empty() ? std::string() : std::string(name.substr(9));
}

std::string move(const std::string& from, const std::string& to) {
    return difference(size(from), size(to));
}

} // namespace

TEST_CASE("the table is sorted without regard to case and names are unique") {
    REQUIRE(vm_sizes().size() >= 290);
    for (std::size_t i = 1; i < vm_sizes().size(); ++i) {
        std::string a = upper(vm_sizes()[i - 1].name);
        std::string b = upper(vm_sizes()[i].name);
        // '_' sorts before letters only in lower case.
        std::replace(a.begin(), a.end(), '_', '@');
        std::replace(b.begin(), b.end(), '_', '@');
        INFO(a << " " << b);
        CHECK(a < b);
    }
}

TEST_CASE("every row is found by its name in any case and is consistent") {
    for (const VmSize& row : vm_sizes()) {
        INFO(row.name);
        CHECK(find_vm_size(row.name) == &row);
        CHECK(find_vm_size(upper(row.name)) == &row);
        CHECK((row.name.starts_with("Standard_") || row.name.starts_with("Basic_A")));
        CHECK(row.cores >= 0);
        CHECK(row.gpus >= 0);
        CHECK((row.gpus == 0 || !row.gpu.empty()));
        CHECK((row.compute_capability == 0 || !minimum_cuda(row.compute_capability).empty()));
        CHECK((row.retired_on.empty() || row.retired_on.size() == 10));
        // Retired rows must say where to go, unless nothing but the name is known.
        CHECK((!is_retired(row, k_today) || !row.successor.empty() || row.cores == 0));
    }
}

TEST_CASE("successors and alternatives are in the table, alive, and not refused by clusters") {
    for (const VmSize& row : vm_sizes()) {
        for (const std::string_view name : {row.successor, row.alternative}) {
            if (name.empty()) {
                continue;
            }
            INFO(row.name << " -> " << name);
            const VmSize* target = find_vm_size(name);
            REQUIRE(target != nullptr);
            CHECK(target->name == name);
            CHECK(target != &row);
            CHECK_FALSE(is_retired(*target, k_today));
            CHECK(target->clusters != VmSize::Clusters::refused);
            CHECK((row.gpu.empty() || !target->gpu.empty()));
        }
        if (!row.successor.empty()) {
            CHECK(find_vm_size(row.successor)->clusters != VmSize::Clusters::unknown);
        }
    }
}

TEST_CASE("a CPU size does not shrink when it is replaced") {
    for (const VmSize& row : vm_sizes()) {
        if (row.gpu.empty() && !row.successor.empty()) {
            const VmSize& next = *find_vm_size(row.successor);
            INFO(row.name << " -> " << next.name);
            CHECK(next.cores >= row.cores);
            const bool said = row.note.find("less memory") != std::string_view::npos ||
                              row.name.starts_with("Standard_GS5-");
            CHECK((next.memory_gib >= row.memory_gib || said));
            CHECK((!row.rdma || next.rdma));
        }
    }
}

TEST_CASE("spellings that are none resolve to the real size") {
    struct Pair {
        const char* alias;
        const char* name;
    };

    const Pair pairs[] = {
        {"Standard_ND6", "ND6s"},
        {"STANDARD_ND12", "ND12s"},
        {"Standard_ND24", "ND24s"},
        {"Standard_ND24r", "ND24rs"},
        {"Standard_NC8as_T4", "NC8as_T4_v3"},
        {"Standard_ND96amsr_v4", "ND96amsr_A100_v4"},
        {"Standard_NC6_v3", "NC6s_v3"},
        {"Standard_NC12_v3", "NC12s_v3"},
        {"Standard_NC24_v3", "NC24s_v3"},
        {"Standard_ND40s_v2", "ND40rs_v2"},
        {"Standard_NC6_Promo", "NC6"},
        {"STANDARD_NC24R_PROMO", "NC24r"},
        {"Standard_NV24_promo", "NV24"},
        {"Standard_H16mr_Promo", "H16mr"},
        {"Standard_D2_v2_Promo", "D2_v2"},
        {"Standard_DS14_v2_Promo", "DS14_v2"},
    };
    for (const Pair& pair : pairs) {
        INFO(pair.alias);
        REQUIRE(find_vm_size(pair.alias) != nullptr);
        CHECK(find_vm_size(pair.alias)->name == std::string("Standard_") + pair.name);
    }
}

TEST_CASE("what is no size is not found") {
    for (const std::string& name :
         {std::string(), std::string("NC6"), std::string("Standard_"), std::string("Standard_NC7"),
          std::string("Standard_NC6 "), std::string("_Promo"),
          std::string("Standard_NC6s_v3_Promo"), std::string("Standard_NC6_Promo_Promo"),
          std::string("Standard_NC6\0", 13), std::string("Stándard_NC6"), std::string(10000, 'S'),
          std::string("\xff\xfe")}) {
        INFO(name.substr(0, 40));
        CHECK(find_vm_size(name) == nullptr);
    }
}

TEST_CASE("facts of GPU sizes") {
    struct Fact {
        const char* name;
        double cores, memory;
        int gpus;
        const char* gpu;
        int gpu_memory, capability;
        bool rdma;
        const char *retired_on, *successor, *alternative;
    };

    const Fact facts[] = {
        {"NC6", 6, 56, 1, "K80", 12, 37, false, "2023-08-31", "NC8as_T4_v3", "NC4as_T4_v3"},
        {"NC12", 12, 112, 2, "K80", 12, 37, false, "2023-08-31", "NC16as_T4_v3", "NC64as_T4_v3"},
        {"NC24r", 24, 224, 4, "K80", 12, 37, true, "2023-08-31", "NC64as_T4_v3", "ND96asr_v4"},
        {"NC6s_v2", 6, 112, 1, "P100", 16, 60, false, "2023-08-31", "NC24ads_A100_v4",
         "NC16as_T4_v3"},
        {"NC24rs_v2", 24, 448, 4, "P100", 16, 60, true, "2023-08-31", "NC96ads_A100_v4",
         "ND96asr_v4"},
        {"NC12s_v3", 12, 224, 2, "V100", 16, 70, false, "2025-09-30", "NC48ads_A100_v4",
         "NC64as_T4_v3"},
        {"NC24rs_v3", 24, 448, 4, "V100", 16, 70, true, "2025-09-30", "NC96ads_A100_v4",
         "ND40rs_v2"},
        {"ND12s", 12, 224, 2, "P40", 24, 61, false, "2023-08-31", "NC16as_T4_v3",
         "NC48ads_A100_v4"},
        {"ND24rs", 24, 448, 4, "P40", 24, 61, true, "2023-08-31", "ND96amsr_A100_v4",
         "NC64as_T4_v3"},
        {"ND40rs_v2", 40, 672, 8, "V100", 32, 70, true, "", "", "ND96asr_v4"},
        {"NV12", 12, 112, 2, "M60", 8, 52, false, "2023-08-31", "NC16as_T4_v3", "NC64as_T4_v3"},
        {"NV6s_v2", 6, 112, 1, "M60", 8, 52, false, "", "NC16as_T4_v3", "NC8as_T4_v3"},
        {"NV48s_v3", 48, 448, 4, "M60", 8, 52, false, "2026-09-30", "NC64as_T4_v3", ""},
        {"NV8as_v4", 8, 28, 0, "MI25", 0, 0, false, "2026-09-30", "NC8as_T4_v3", ""},
        {"NC24", 24, 224, 4, "K80", 12, 37, false, "2023-08-31", "NC64as_T4_v3", "NC96ads_A100_v4"},
        {"NC12s_v2", 12, 224, 2, "P100", 16, 60, false, "2023-08-31", "NC48ads_A100_v4",
         "NC64as_T4_v3"},
        {"NC24s_v2", 24, 448, 4, "P100", 16, 60, false, "2023-08-31", "NC96ads_A100_v4",
         "NC64as_T4_v3"},
        {"NC6s_v3", 6, 112, 1, "V100", 16, 70, false, "2025-09-30", "NC24ads_A100_v4",
         "NC16as_T4_v3"},
        {"NC24s_v3", 24, 448, 4, "V100", 16, 70, false, "2025-09-30", "NC96ads_A100_v4",
         "NC64as_T4_v3"},
        {"ND6s", 6, 112, 1, "P40", 24, 61, false, "2023-08-31", "NC8as_T4_v3", "NC24ads_A100_v4"},
        {"ND24s", 24, 448, 4, "P40", 24, 61, false, "2023-08-31", "NC64as_T4_v3",
         "NC96ads_A100_v4"},
        {"NV6", 6, 56, 1, "M60", 8, 52, false, "2023-08-31", "NC8as_T4_v3", "NC4as_T4_v3"},
        {"NV24", 24, 224, 4, "M60", 8, 52, false, "2023-08-31", "NC64as_T4_v3", ""},
        {"NV12s_v2", 12, 224, 2, "M60", 8, 52, false, "", "NC64as_T4_v3", "NC16as_T4_v3"},
        {"NV24s_v2", 24, 448, 4, "M60", 8, 52, false, "", "NC64as_T4_v3", ""},
        {"NV12s_v3", 12, 112, 1, "M60", 8, 52, false, "2026-09-30", "NC16as_T4_v3", "NC8as_T4_v3"},
        {"NV24s_v3", 24, 224, 2, "M60", 8, 52, false, "2026-09-30", "NC64as_T4_v3", "NC16as_T4_v3"},
        {"NC64as_T4_v3", 64, 440, 4, "T4", 16, 75, false, "", "", ""},
        {"NC48ads_A100_v4", 48, 440, 2, "A100", 80, 80, false, "", "", ""},
        {"NC80adis_H100_v5", 80, 640, 2, "H100", 94, 90, false, "", "", ""},
        {"ND96asr_v4", 96, 900, 8, "A100", 40, 80, true, "", "", ""},
        {"ND96isr_H200_v5", 96, 1850, 8, "H200", 141, 90, true, "", "", ""},
        {"ND96isr_MI300X_v5", 96, 1850, 8, "MI300X", 192, 0, true, "", "", ""},
        {"NV6ads_A10_v5", 6, 55, 0, "1/6 A10", 4, 86, false, "", "", ""},
        {"NV72ads_A10_v5", 72, 880, 2, "A10", 24, 86, false, "", "", ""},
    };
    for (const Fact& fact : facts) {
        const VmSize& row = size(fact.name);
        INFO(row.name);
        CHECK(row.cores == fact.cores);
        CHECK(row.memory_gib == fact.memory);
        CHECK(row.gpus == fact.gpus);
        CHECK(row.gpu == fact.gpu);
        CHECK(row.gpu_memory_gb == fact.gpu_memory);
        CHECK(row.compute_capability == fact.capability);
        CHECK(row.rdma == fact.rdma);
        CHECK(row.retired_on == fact.retired_on);
        CHECK(name_without_prefix(row.successor) == fact.successor);
        CHECK(name_without_prefix(row.alternative) == fact.alternative);
    }
}

TEST_CASE("facts of CPU sizes") {
    struct Fact {
        const char* name;
        double cores, memory;
        bool rdma;
        const char *retired_on, *successor;
    };

    const Fact facts[] = {
        {"A4", 8, 14, false, "2024-08-31", "D8s_v3"},
        {"A9", 16, 112, true, "2024-08-31", "HB120-16rs_v3"},
        {"A2m_v2", 2, 16, false, "2028-11-15", "D4s_v3"},
        {"D1", 1, 3.5, false, "2028-05-01", "D2s_v3"},
        {"DS14", 16, 112, false, "2028-05-01", "E16s_v3"},
        {"D5_v2", 16, 56, false, "2028-05-01", "D16s_v3"},
        {"D15_v2", 20, 140, false, "2028-05-01", "E20s_v3"},
        {"DS13-4_v2", 4, 56, false, "2028-05-01", "E8s_v3"},
        {"D48s_v3", 48, 192, false, "", ""},
        {"E64_v3", 64, 432, false, "", ""},
        {"E20a_v4", 20, 160, false, "", ""},
        {"D64ds_v4", 64, 256, false, "", ""},
        {"D96as_v4", 96, 384, false, "", ""},
        {"F1s", 1, 2, false, "2028-11-15", "F2s_v2"},
        {"F72s_v2", 72, 144, false, "2028-11-15", ""},
        {"G1", 2, 28, false, "2028-11-15", "E4s_v3"},
        {"GS5", 32, 448, false, "2028-11-15", "E64s_v3"},
        {"L4s", 4, 32, false, "2028-05-01", "L8s_v2"},
        {"L80s_v2", 80, 640, false, "2028-11-15", ""},
        {"M128ms", 128, 3892, false, "", ""},
        {"M64s", 64, 1024, false, "", ""},
        {"H8m", 8, 112, false, "2022-08-31", "E16s_v3"},
        {"H16r", 16, 112, true, "2022-08-31", "HB120-16rs_v3"},
        {"HB60rs", 60, 228, true, "2024-08-31", "HB120-64rs_v3"},
        {"HC44rs", 44, 352, true, "2027-05-31", "HB120-64rs_v3"},
        {"HB120-96rs_v2", 96, 456, true, "2027-05-31", "HB120-96rs_v3"},
        {"HB120-16rs_v3", 16, 456, true, "", ""},
        {"FX12mds", 12, 252, false, "", ""},
    };
    for (const Fact& fact : facts) {
        const VmSize& row = size(fact.name);
        INFO(row.name);
        CHECK(row.cores == fact.cores);
        CHECK(row.memory_gib == fact.memory);
        CHECK(row.rdma == fact.rdma);
        CHECK(row.retired_on == fact.retired_on);
        CHECK(name_without_prefix(row.successor) == fact.successor);
        CHECK(row.gpus == 0);
        CHECK(row.gpu.empty());
    }
}

TEST_CASE("quota families, clusters and notes") {
    CHECK(size("NC6").family == "standardNCFamily");
    CHECK(size("NC4as_T4_v3").family == "Standard NCASv3_T4 Family");
    CHECK(size("NC24ads_A100_v4").family == "StandardNCADSA100v4Family");
    CHECK(size("HC44rs").family == "standardHCSFamily");
    CHECK(size("DS3_v2").family == "standardDSv2Family");
    CHECK(size("M64s").family.empty());

    CHECK(size("NC4as_T4_v3").clusters == VmSize::Clusters::documented);
    CHECK(size("NC24ads_A100_v4").clusters == VmSize::Clusters::field);
    CHECK(size("NV36ads_A10_v5").clusters == VmSize::Clusters::refused);
    CHECK(size("HB176rs_v4").clusters == VmSize::Clusters::unknown);

    CHECK_THAT(std::string(size("NV6").note),
               ContainsSubstring("31 August") && ContainsSubstring("6 September"));
    CHECK_THAT(std::string(size("DS13-4_v2").note), ContainsSubstring("full size"));
    CHECK_THAT(std::string(size("NC6s_v3").note), ContainsSubstring("2027"));
}

TEST_CASE("retired means on the day or after it") {
    CHECK_FALSE(is_retired(size("NC6"), "2023-08-30"));
    CHECK(is_retired(size("NC6"), "2023-08-31"));
    CHECK(is_retired(size("NC6"), "2026-11-23T10:00:00Z"));
    CHECK_FALSE(is_retired(size("HC44rs"), "2026-11-23"));
    CHECK(is_retired(size("HC44rs"), "2027-06-01"));
    CHECK_FALSE(is_retired(size("ND40rs_v2"), "2099-01-01"));
    for (const char* no_date : {"", "2026", "tomorrow!!", "2026/11/23", "9999999999"}) {
        CHECK_FALSE(is_retired(size("NC6"), no_date));
    }
}

TEST_CASE("what a move changes") {
    CHECK(move("NC6", "NC8as_T4_v3") ==
          "1 x K80 (12 GB) -> 1 x T4 (16 GB), vCPUs 6 -> 8, needs CUDA 10.0 or later");
    CHECK(move("NC24r", "NC64as_T4_v3") ==
          "4 x K80 (12 GB) -> 4 x T4 (16 GB), vCPUs 24 -> 64, memory 224 -> 440 GiB, RDMA lost, "
          "needs CUDA 10.0 or later");
    CHECK(move("NC12", "NC16as_T4_v3") ==
          "2 x K80 (12 GB) -> 1 x T4 (16 GB), vCPUs 12 -> 16, memory 112 -> 110 GiB, "
          "needs CUDA 10.0 or later");
    CHECK(move("NC24rs_v3", "ND40rs_v2") ==
          "4 x V100 (16 GB) -> 8 x V100 (32 GB), vCPUs 24 -> 40, memory 448 -> 672 GiB");
    CHECK(move("D3_v2", "D4s_v3") == "memory 14 -> 16 GiB");
    CHECK(move("D1", "D2s_v3") == "vCPUs 1 -> 2, memory 3.5 -> 8 GiB");
    CHECK(move("F4", "F4s_v2").empty());
    CHECK(move("NC6", "NC6").empty());
    CHECK(move("D16s_v3", "HB120-16rs_v3") == "memory 64 -> 456 GiB, RDMA gained");
    CHECK(move("NV4as_v4", "NC4as_T4_v3") ==
          "MI25 -> 1 x T4 (16 GB), memory 14 -> 28 GiB, needs CUDA 10.0 or later");
    CHECK(move("D8s_v3", "NC8as_T4_v3") ==
          "no GPU -> 1 x T4 (16 GB), memory 32 -> 56 GiB, needs CUDA 10.0 or later");
    CHECK_THAT(move("ND96asr_v4", "ND96isr_MI300X_v5"), EndsWith(", no CUDA"));
    CHECK(move("NV12hs_v3", "NC8as_T4_v3").find("vCPUs") == std::string::npos); // not known
}

TEST_CASE("the first CUDA of a GPU") {
    CHECK(minimum_cuda(37) == "6.5");
    CHECK(minimum_cuda(60) == "8.0");
    CHECK(minimum_cuda(70) == "9.0");
    CHECK(minimum_cuda(75) == "10.0");
    CHECK(minimum_cuda(80) == "11.0");
    CHECK(minimum_cuda(86) == "11.1");
    CHECK(minimum_cuda(90) == "11.8");
    CHECK(minimum_cuda(120) == "12.8");
    for (const int none : {0, -1, 1, 99, 1000}) {
        CHECK(minimum_cuda(none).empty());
    }
}
