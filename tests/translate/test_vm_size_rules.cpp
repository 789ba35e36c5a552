// The rows of the table against the rules that the series pages give: whole series at once.

#include "support/catch.hpp"
#include "translate/vm_sizes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

using namespace translate;

namespace {

const VmSize& row(const std::string& name) {
    INFO(name);
    const VmSize* size = find_vm_size("Standard_" + name);
    REQUIRE(size != nullptr);
    return *size;
}

void check(const std::string& name, double cores, double memory, std::string_view retired_on,
           bool rdma = false) {
    const VmSize& size = row(name);
    INFO(name);
    CHECK(size.name == "Standard_" + name);
    CHECK(size.cores == cores);
    CHECK(size.memory_gib == memory);
    CHECK(size.retired_on == retired_on);
    CHECK(size.rdma == rdma);
    CHECK(size.gpu.empty());
}

// Standard_<letter><vCPUs><suffix>, so much memory for each.
void series(const char* letter, const std::vector<int>& vcpus, const char* suffix, double per_core,
            std::string_view retired_on = "") {
    for (const int n : vcpus) {
        const bool largest_e =
            *letter == 'E' && n == 64 && std::string_view(suffix).ends_with("v3");
        check(fmt::format("{}{}{}", letter, n, suffix), n, largest_e ? 432 : n * per_core,
              retired_on);
    }
}

// Standard_<letter><rank><suffix>: the rank is not the number of vCPUs.
void ranks(const char* letter, int first, const std::vector<int>& vcpus, const char* suffix,
           double per_core, std::string_view retired_on) {
    for (std::size_t i = 0; i < vcpus.size(); ++i) {
        check(fmt::format("{}{}{}", letter, first + static_cast<int>(i), suffix), vcpus[i],
              vcpus[i] * per_core, retired_on);
    }
}

const std::vector<int> k_to_64 = {2, 4, 8, 16, 32, 48, 64};
const std::vector<int> k_to_96 = {2, 4, 8, 16, 32, 48, 64, 96};
const std::vector<int> k_e_to_64 = {2, 4, 8, 16, 20, 32, 48, 64};

constexpr std::string_view k_2028_may = "2028-05-01";
constexpr std::string_view k_2028_november = "2028-11-15";

} // namespace

TEST_CASE("general sizes of Batch AI's time, by rule", "[translate]") {
    ranks("A", 1, {1, 2, 4, 8}, "", 1.75, "2024-08-31");
    ranks("A", 5, {2, 4, 8}, "", 7, "2024-08-31");
    series("A", {1, 2, 4, 8}, "_v2", 2, k_2028_november);
    series("A", {2, 4, 8}, "m_v2", 8, k_2028_november);
    for (const char* letter : {"D", "DS"}) {
        ranks(letter, 1, {1, 2, 4, 8}, "", 3.5, k_2028_may);
        ranks(letter, 11, {2, 4, 8, 16}, "", 7, k_2028_may);
        ranks(letter, 1, {1, 2, 4, 8, 16}, "_v2", 3.5, k_2028_may);
        ranks(letter, 11, {2, 4, 8, 16, 20}, "_v2", 7, k_2028_may);
    }
    for (const char* suffix : {"_v3", "s_v3"}) {
        series("D", k_to_64, suffix, 4);
        series("E", k_e_to_64, suffix, 8);
    }
    series("F", {1, 2, 4, 8, 16}, "", 2, k_2028_november);
    series("F", {1, 2, 4, 8, 16}, "s", 2, k_2028_november);
    series("F", {2, 4, 8, 16, 32, 48, 64, 72}, "s_v2", 2, k_2028_november);
    for (const char* letter : {"G", "GS"}) {
        ranks(letter, 1, {2, 4, 8, 16, 32}, "", 14, k_2028_november);
    }
    series("L", {4, 8, 16, 32}, "s", 8, k_2028_may);
    series("L", {8, 16, 32, 48, 64, 80}, "s_v2", 8, k_2028_november);
}

TEST_CASE("sizes for high performance, by rule", "[translate]") {
    check("A8", 8, 56, "2024-08-31", true);
    check("A9", 16, 112, "2024-08-31", true);
    check("A10", 8, 56, "2024-08-31");
    check("A11", 16, 112, "2024-08-31");
    const std::string_view h = "2022-08-31";
    check("H8", 8, 56, h);
    check("H8m", 8, 112, h);
    check("H16", 16, 112, h);
    check("H16m", 16, 224, h);
    check("H16r", 16, 112, h, true);
    check("H16mr", 16, 224, h, true);
    check("HB60rs", 60, 228, "2024-08-31", true);
    check("HC44rs", 44, 352, "2027-05-31", true);
    check("HB120rs_v2", 120, 456, "2027-05-31", true);
    check("HB120rs_v3", 120, 456, "", true);
    check("HB176rs_v4", 176, 768, "", true);
    check("HX176rs", 176, 1408, "", true);
    check("HB368rs_v5", 368, 448, "", true);
    for (const int k : {15, 30, 45}) {
        check(fmt::format("HB60-{}rs", k), k, 228, "2024-08-31", true);
    }
    for (const int k : {16, 32}) {
        check(fmt::format("HC44-{}rs", k), k, 352, "2027-05-31", true);
    }
    for (const int k : {16, 32, 64, 96}) {
        check(fmt::format("HB120-{}rs_v2", k), k, 456, "2027-05-31", true);
        check(fmt::format("HB120-{}rs_v3", k), k, 456, "", true);
    }
    for (const int k : {24, 48, 96, 144}) {
        check(fmt::format("HB176-{}rs_v4", k), k, 768, "", true);
        check(fmt::format("HX176-{}rs", k), k, 1408, "", true);
    }
}

TEST_CASE("sizes with much memory", "[translate]") {
    struct Row {
        const char* name;
        double cores, memory;
    };

    for (const Row& m : {Row{"M8ms", 8, 218.75}, Row{"M16ms", 16, 437.5}, Row{"M32ms", 32, 875},
                         Row{"M64", 64, 1024}, Row{"M64s", 64, 1024}, Row{"M64m", 64, 1792},
                         Row{"M64ms", 64, 1792}, Row{"M128", 128, 2048}, Row{"M128s", 128, 2048},
                         Row{"M128m", 128, 3892}, Row{"M128ms", 128, 3892},
                         // Only their names are public.
                         Row{"M32ts", 32, 0}, Row{"M32ls", 32, 0}, Row{"M64ls", 64, 0}}) {
        check(m.name, m.cores, m.memory, "");
    }
}

TEST_CASE("sizes to move to, by rule", "[translate]") {
    series("D", k_to_64, "ds_v4", 4);
    series("D", k_to_96, "a_v4", 4);
    series("D", k_to_96, "as_v4", 4);
    series("E", k_e_to_64, "a_v4", 8);
    for (const char* suffix : {"s_v5", "ds_v5", "as_v5", "ads_v5"}) {
        series("D", k_to_96, suffix, 4);
        series("E", k_e_to_64, suffix, 8);
        check(fmt::format("E96{}", suffix), 96, 672, "");
    }
    for (const char* suffix : {"ls_v5", "lds_v5"}) {
        series("D", k_to_96, suffix, 2);
    }
    for (const char* suffix : {"s_v6", "ds_v6"}) {
        series("D", {2, 4, 8, 16, 32, 48, 64, 96, 128, 192}, suffix, 4);
    }
    series("F", k_to_64, "als_v6", 2);
    series("F", k_to_64, "as_v6", 4);
    series("F", k_to_64, "ams_v6", 8);
    for (const auto& [n, memory] :
         std::vector<std::pair<int, int>>{{4, 84}, {12, 252}, {24, 504}, {36, 756}, {48, 1008}}) {
        check(fmt::format("FX{}mds", n), n, memory, "");
    }
    // Nothing says that clusters take them.
    for (const char* name : {"D4s_v5", "E96ads_v5", "D192ds_v6", "F64ams_v6"}) {
        CHECK(row(name).clusters == VmSize::Clusters::unknown);
    }
    CHECK(find_vm_size("Standard_D20s_v5") == nullptr);
    CHECK(find_vm_size("Standard_D128s_v5") == nullptr);
    CHECK(find_vm_size("Standard_F96as_v6") == nullptr);
}

TEST_CASE("fewer usable cores leave the memory of the full size", "[translate]") {
    int found = 0;
    for (const VmSize& size : vm_sizes()) {
        const auto hyphen = size.name.find('-');
        if (hyphen == std::string_view::npos) {
            continue;
        }
        ++found;
        const auto end = size.name.find_first_not_of("0123456789", hyphen + 1);
        const std::string full = std::string(size.name.substr(0, hyphen)) +
                                 std::string(size.name.substr(std::min(end, size.name.size())));
        INFO(size.name << " of " << full);
        const VmSize* whole = find_vm_size(full);
        REQUIRE(whole != nullptr);
        CHECK(size.cores == std::stod(std::string(size.name.substr(hyphen + 1))));
        CHECK(size.memory_gib == whole->memory_gib);
        CHECK(size.retired_on == whole->retired_on);
        CHECK(size.rdma == whole->rdma);
        CHECK(size.family == whole->family);
    }
    CHECK(found >= 50);
}

TEST_CASE("a successor is the smallest that has enough", "[translate]") {
    // Old letters -> what replaces them.
    const auto smallest = [](char letter, const VmSize& old) {
        for (const int n : k_e_to_64) {
            const VmSize* next = find_vm_size(fmt::format("Standard_{}{}s_v3", letter, n));
            if (next != nullptr && next->cores >= old.cores && next->memory_gib >= old.memory_gib) {
                return next->name;
            }
        }
        return std::string_view();
    };
    for (const char* name :
         {"A1",    "A2",    "A3",    "A4",    "A5",    "A6",     "A7",     "A10",
          "A11",   "A1_v2", "A2_v2", "A4_v2", "A8_v2", "A2m_v2", "A4m_v2", "A8m_v2",
          "D1",    "D2",    "D3",    "D4",    "DS1",   "DS2",    "DS3",    "DS4",
          "D1_v2", "D2_v2", "D3_v2", "D4_v2", "D5_v2", "DS5_v2"}) {
        INFO(name);
        CHECK(row(name).successor == smallest('D', row(name)));
    }
    for (const char* name :
         {"D11", "D12", "D13", "D14", "DS11", "DS14", "D11_v2", "D12_v2", "D13_v2", "D14_v2",
          "D15_v2", "DS11_v2", "DS15_v2", "H8", "H8m", "H16", "H16m"}) {
        INFO(name);
        CHECK(row(name).successor == smallest('E', row(name)));
    }
    // By memory; the largest has less.
    for (const char* name : {"G1", "G2", "G3", "G4", "GS1", "GS4"}) {
        INFO(name);
        CHECK(row(name).successor == smallest('E', row(name)));
    }
    CHECK(row("G5").successor == "Standard_E64s_v3");
    for (const int n : {2, 4, 8, 16}) {
        CHECK(row(fmt::format("F{}s", n)).successor == fmt::format("Standard_F{}s_v2", n));
    }
    CHECK(row("F1").successor == "Standard_F2s_v2");
    for (const int n : {8, 16, 32}) {
        CHECK(row(fmt::format("L{}s", n)).successor == fmt::format("Standard_L{}s_v2", n));
    }
    for (const char* name : {"A8", "A9", "H16r", "H16mr", "HB60-15rs", "HC44-16rs"}) {
        CHECK(row(name).successor == "Standard_HB120-16rs_v3");
    }
    // What lives on is kept.
    for (const char* name : {"D8_v3", "E8s_v3", "F8s_v2", "M64s", "ND40rs_v2", "HB120rs_v3"}) {
        CHECK(row(name).successor.empty());
    }
}

TEST_CASE("spelling: the service's own, promotional sizes kept", "[translate]") {
    CHECK(canonical_vm_size("standard_nc6") == "Standard_NC6");
    CHECK(canonical_vm_size("STANDARD_NC24R") == "Standard_NC24r");
    CHECK(canonical_vm_size("STANDARD_NC4AS_T4_V3") == "Standard_NC4as_T4_v3");
    CHECK(canonical_vm_size("basic_a1") == "Basic_A1");
    CHECK(canonical_vm_size("STANDARD_NC6_PROMO") == "Standard_NC6_Promo");
    CHECK(canonical_vm_size("Standard_ND24r") == "Standard_ND24rs");
    CHECK(canonical_vm_size("Standard_NC7").empty());
    CHECK(canonical_vm_size("").empty());
}

TEST_CASE("what a misspelt size may have meant", "[translate]") {
    CHECK(nearest_vm_size("NC6") == "Standard_NC6");
    CHECK(nearest_vm_size("nc24RS_v3") == "Standard_NC24rs_v3");
    CHECK(nearest_vm_size("Standard_NC6s_v33") == "Standard_NC6s_v3");
    CHECK(nearest_vm_size("Standard_NC4as-T4-v3") == "Standard_NC4as_T4_v3");
    CHECK(nearest_vm_size("Standard_HB120rsv3") == "Standard_HB120rs_v3");
    for (const char* none : {"", "Standard_", "Standard_QZ", "x", "Standard_WXYZ_v9", "m5.large"}) {
        INFO(none);
        CHECK(nearest_vm_size(none).empty());
    }
}

TEST_CASE("families by quota, series or letters", "[translate]") {
    const auto is = [](const char* name, std::string_view family) {
        return is_of_family(row(name), family);
    };
    for (const char* t4 : {"Standard NCASv3_T4 Family", "standardncasv3_t4family", "NCASv3_T4",
                           "ncas_t4_v3", "NC"}) {
        INFO(t4);
        CHECK(is("NC4as_T4_v3", t4));
    }
    CHECK(is("NC6", "standardNCFamily"));
    CHECK_FALSE(is("NC6s_v3", "standardNCFamily")); // in full it is the first NC alone
    CHECK(is("NC6s_v3", "nc"));
    CHECK(is("NC6s_v3", "NCSv3"));
    CHECK(is("D2_v3", "Dv3"));
    CHECK(is("D2s_v3", "standardDSv3Family"));
    CHECK(is("A2m_v2", "A"));
    CHECK(is("HB120-16rs_v3", "HBv3"));
    CHECK_FALSE(is("D2_v3", "DS"));
    CHECK_FALSE(is("DS2", "D"));
    for (const char* none : {"", " ", "family", "Standard", "N", "v3"}) {
        INFO(none);
        CHECK_FALSE(is("NC6s_v3", none));
        CHECK_FALSE(is("D2_v3", none)); // its own family is not known
    }
    CHECK(quota_family("standard_nc6") == "standardNCFamily");
    CHECK(quota_family("Standard_NC6_Promo") == "standardNCPromoFamily");
    CHECK(quota_family("Standard_NV6_Promo") == "standardNVFamily");
    CHECK(quota_family("Standard_D2").empty());
    CHECK(quota_family("nothing").empty());
}

TEST_CASE("GPUs as people name them", "[translate]") {
    CHECK(gpu_text(row("NC12")) == "2 x K80 (12 GB)");
    CHECK(gpu_text(row("NV6ads_A10_v5")) == "1/6 A10 (4 GB)");
    CHECK(gpu_text(row("NV8as_v4")) == "MI25");
    CHECK(gpu_text(row("NV24ads_V710_v5")) == "1 x V710 (24 GB)");
    CHECK(gpu_text(row("D2_v3")).empty());
}
