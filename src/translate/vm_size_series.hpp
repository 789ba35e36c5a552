#pragma once
// What all sizes of one series share; the rows of vm_size_table.cpp build on these. Data of the
// series pages, the retirement lists and the cluster documentation of Azure, state of November
// 2026. A field that no public page answers is left empty.

#include "translate/vm_sizes.hpp"

namespace translate::series {

using Clusters = VmSize::Clusters;

struct Series {
    std::string_view family = {};
    Clusters clusters = Clusters::unknown;
    std::string_view retired_on = {};
    std::string_view note = {};
    std::string_view gpu = {};
    int gpu_memory_gb = 0;
    int compute_capability = 0;
    bool rdma = false;
};

constexpr Series with_rdma(Series series) {
    series.rdma = true;
    return series;
}

// Constrained-core sizes: fewer cores can be used, memory and price are those of the full size.
constexpr Series part(Series series) {
    series.note = "fewer usable cores at the price of the full size";
    return series;
}

constexpr VmSize cpu(const Series& series, std::string_view name, double cores, double memory_gib,
                     std::string_view successor = {}, std::string_view alternative = {},
                     std::string_view note = {}) {
    VmSize size;
    size.name = name;
    size.family = series.family;
    size.cores = cores;
    size.memory_gib = memory_gib;
    size.gpu = series.gpu;
    size.gpu_memory_gb = series.gpu_memory_gb;
    size.compute_capability = series.compute_capability;
    size.rdma = series.rdma;
    size.retired_on = series.retired_on;
    size.successor = successor;
    size.alternative = alternative;
    size.note = note.empty() ? series.note : note;
    size.clusters = series.clusters;
    return size;
}

constexpr VmSize gpu(const Series& series, std::string_view name, double cores, double memory_gib,
                     int gpus, std::string_view successor = {}, std::string_view alternative = {},
                     std::string_view note = {}) {
    VmSize size = cpu(series, name, cores, memory_gib, successor, alternative, note);
    size.gpus = gpus;
    return size;
}

// Batch AI refused the series that take premium disks under an old name; files name them anyway
// (for file servers, mostly).
inline constexpr std::string_view k_not_in_batch_ai = "Batch AI clusters did not take it";

// General purpose, memory and compute.
inline constexpr Series k_a{"", Clusters::unknown, "2024-08-31"};
inline constexpr Series k_a_rdma = with_rdma(k_a);
inline constexpr Series k_av2{"", Clusters::unknown, "2028-11-15"};
inline constexpr Series k_d{"", Clusters::unknown, "2028-05-01"};
inline constexpr Series k_ds{"", Clusters::unknown, "2028-05-01", k_not_in_batch_ai};
inline constexpr Series k_dv2{"standardDv2Family", Clusters::documented, "2028-05-01"};
inline constexpr Series k_dsv2{"standardDSv2Family", Clusters::documented, "2028-05-01",
                               k_not_in_batch_ai};
inline constexpr Series k_dsv2_part = part(k_dsv2);
inline constexpr Series k_dv3{"", Clusters::documented, "",
                              "no new reservations since July 2026, no end announced"};
inline constexpr Series k_dsv3{"standardDSv3Family", Clusters::documented, "", k_dv3.note};
inline constexpr Series k_ddsv4{"standardDDSv4Family", Clusters::documented};
inline constexpr Series k_dav4{"", Clusters::field};
inline constexpr Series k_ev3{"", Clusters::documented, "", k_dv3.note};
inline constexpr Series k_esv3{"standardESv3Family", Clusters::documented, "", k_dv3.note};
inline constexpr Series k_esv3_part = part(k_esv3);
inline constexpr Series k_eav4{"", Clusters::documented};
inline constexpr Series k_f{"", Clusters::unknown, "2028-11-15"};
inline constexpr Series k_fsv2{"standardFSv2Family", Clusters::documented, "2028-11-15"};
inline constexpr Series k_fx{"", Clusters::documented, "", "for clusters, not for instances"};
inline constexpr Series k_g{"", Clusters::unknown, "2028-11-15", "Microsoft names Lsv3 and Lasv3"};
inline constexpr Series k_gs{"", Clusters::unknown, "2028-11-15", k_not_in_batch_ai};
inline constexpr Series k_gs_part = part(k_gs);
inline constexpr Series k_l{"", Clusters::unknown, "2028-05-01", "Microsoft names Lsv3 and Lasv3"};
inline constexpr Series k_lsv2{"", Clusters::documented, "2028-11-15", k_l.note};
inline constexpr Series k_m{"", Clusters::documented};
inline constexpr Series k_m_part = part(k_m);

// High performance computing.
inline constexpr Series k_h{"", Clusters::documented, "2022-08-31"};
inline constexpr Series k_h_rdma = with_rdma(k_h);
inline constexpr Series k_hb = with_rdma({"", Clusters::documented, "2024-08-31"});
inline constexpr Series k_hb_part = part(k_hb);
inline constexpr Series k_hc = with_rdma(
    {"standardHCSFamily", Clusters::documented, "2027-05-31", "Microsoft names HBv3 to HBv5, HX"});
inline constexpr Series k_hc_part = part(k_hc);
inline constexpr Series k_hbv2 =
    with_rdma({"standardHBrsv2Family", Clusters::documented, "2027-05-31", k_hc.note});
inline constexpr Series k_hbv2_part = part(k_hbv2);
inline constexpr Series k_hbv3 = with_rdma({"standardHBv3Family", Clusters::documented});
inline constexpr Series k_hbv3_part = part(k_hbv3);
inline constexpr Series k_hb_new = with_rdma({"", Clusters::unknown});
inline constexpr Series k_hb_new_part = part(k_hb_new);

// GPU sizes of Batch AI's time.
inline constexpr Series k_nc{
    "standardNCFamily", Clusters::documented, "2023-08-31", "", "K80", 12, 37};
inline constexpr Series k_nc_rdma = with_rdma(k_nc);
inline constexpr Series k_ncv2{
    "standardNCSv2Family", Clusters::documented, "2023-08-31", "", "P100", 16, 60};
inline constexpr Series k_ncv2_rdma = with_rdma(k_ncv2);
inline constexpr Series k_ncv3{"standardNCSv3Family",
                               Clusters::documented,
                               "2025-09-30",
                               "Jio India West and China North 3 keep it until 30 June 2027",
                               "V100",
                               16,
                               70};
inline constexpr Series k_ncv3_rdma = with_rdma(k_ncv3);
inline constexpr std::string_view k_ncv3_alone =
    "isolated: one to a host; Jio India West and China North 3 keep it until 30 June 2027";
inline constexpr Series k_nd{
    "standardNDSFamily", Clusters::documented, "2023-08-31", "", "P40", 24, 61};
inline constexpr Series k_nd_rdma = with_rdma(k_nd);
inline constexpr Series k_ndv2 =
    with_rdma({"standardNDSv2Family", Clusters::documented, "",
               "the one V100 size without a retirement notice", "V100", 32, 70});
inline constexpr Series k_nv{
    "standardNVFamily",
    Clusters::documented,
    "2023-08-31",
    "31 August 2023 for Azure ML, 6 September 2023 on the page of the machines",
    "M60",
    8,
    52};
inline constexpr Series k_nvv2{"standardNVSv2Family",
                               Clusters::unknown,
                               "",
                               "no retirement date is known, but not a size to choose",
                               "M60",
                               8,
                               52};
inline constexpr Series k_nvv3{"standardNVSv3Family",
                               Clusters::documented,
                               "2026-09-30",
                               "Microsoft names NVads_A10_v5, which clusters refused",
                               "M60",
                               8,
                               52};
inline constexpr Series k_nvv4{"standardNVSv4Family", Clusters::unknown, "2026-09-30",
                               "an AMD GPU or a part of one, no CUDA", "MI25"};

// GPU sizes to move to.
inline constexpr std::string_view k_zero_quota = "its quota is zero until asked for";
inline constexpr Series k_nct4{
    "Standard NCASv3_T4 Family", Clusters::documented, "", k_zero_quota, "T4", 16, 75};
inline constexpr Series k_nca100{
    "StandardNCADSA100v4Family", Clusters::field, "", k_zero_quota, "A100", 80, 80};
inline constexpr Series k_nch100{
    "StandardNCadsH100v5Family", Clusters::field, "", k_zero_quota, "H100", 94, 90};
inline constexpr Series k_nda100 = with_rdma(
    {"Standard NDASv4_A100 Family", Clusters::documented, "", k_zero_quota, "A100", 40, 80});
inline constexpr Series k_ndma100 =
    with_rdma({"standard NDAMSv4_A100Family", Clusters::field, "", k_zero_quota, "A100", 80, 80});
inline constexpr Series k_ndh100 =
    with_rdma({"standardNDSH100v5Family", Clusters::documented, "", k_zero_quota, "H100", 80, 90});
inline constexpr Series k_ndh200 = with_rdma(
    {"standardNDISRH200V5Family", Clusters::documented, "", k_zero_quota, "H200", 141, 90});
inline constexpr Series k_ndmi300 = with_rdma({"standardNDISv5MI300XFamily", Clusters::unknown, "",
                                               "an AMD GPU: ROCm instead of CUDA", "MI300X", 192});

constexpr Series a10(std::string_view gpu_text, int memory_gb) {
    return {"StandardNVADSA10v5Family",
            Clusters::refused,
            "",
            "compute clusters refused it in August 2026",
            gpu_text,
            memory_gb,
            86};
}

inline constexpr Series k_nva10_6th = a10("1/6 A10", 4);
inline constexpr Series k_nva10_3rd = a10("1/3 A10", 8);
inline constexpr Series k_nva10_half = a10("1/2 A10", 12);
inline constexpr Series k_nva10 = a10("A10", 24);

constexpr Series v710(std::string_view gpu_text, int memory_gb) {
    return {"StandardNVadsV710v5Family",
            Clusters::unknown,
            "",
            "an AMD GPU or a part of one, no CUDA",
            gpu_text,
            memory_gb};
}

inline constexpr Series k_nvv710_6th = v710("1/6 V710", 4);
inline constexpr Series k_nvv710_3rd = v710("1/3 V710", 8);
inline constexpr Series k_nvv710_half = v710("1/2 V710", 12);
inline constexpr Series k_nvv710 = v710("V710", 24);
inline constexpr Series k_ngv620{"StandardNGADSV620v1Family", Clusters::unknown, "",
                                 "a part of an AMD GPU, no CUDA", "V620"};

} // namespace translate::series
