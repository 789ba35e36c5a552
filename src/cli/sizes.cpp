// `cluster sizes`: the table of VM sizes that the translation goes by.

#include "base/strings.hpp"
#include "cli/commands.hpp"
#include "cli/records.hpp"
#include "term/table.hpp"
#include "translate/images.hpp"
#include "translate/vm_sizes.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>

namespace cli {

namespace {

using translate::VmSize;

std::string_view clusters_text(VmSize::Clusters clusters) {
    switch (clusters) {
    case VmSize::Clusters::documented:
        return "documented";
    case VmSize::Clusters::field:
        return "seen";
    case VmSize::Clusters::refused:
        return "refused";
    case VmSize::Clusters::unknown:
        break;
    }
    return "unknown";
}

std::string number(double value) {
    return value > 0 ? fmt::format("{}", value) : std::string{};
}

std::string capability(const VmSize& size) {
    return translate::cuda_text(
        size.compute_capability); // 3.7 for 37, as versions of CUDA are kept
}

Record record(const VmSize& size) {
    using Kind = Field::Kind;
    const auto yes_no = [](bool value) { return std::string(value ? "true" : "false"); };
    // A part of a GPU is no whole number of them.
    const bool none = size.gpus == 0 && !size.gpu.empty();
    return {{"size", std::string(size.name)},
            {"family", std::string(size.family)},
            {"cores", number(size.cores), Kind::number},
            {"memory_gib", number(size.memory_gib), Kind::number},
            {"gpus", none ? std::string{} : fmt::format("{}", size.gpus), Kind::number},
            {"gpu", std::string(size.gpu)},
            {"gpu_memory_gb", number(size.gpu_memory_gb), Kind::number},
            {"rdma", yes_no(size.rdma), Kind::boolean},
            {"compute_capability", capability(size)},
            {"retired_on", std::string(size.retired_on)},
            {"retired", yes_no(is_retired(size, translate::k_vm_table_day)), Kind::boolean},
            {"successor", std::string(size.successor)},
            {"alternative", std::string(size.alternative)},
            {"compute_clusters", std::string(clusters_text(size.clusters))},
            {"note", std::string(size.note)}};
}

// The columns in the order of their weight: a narrow terminal loses the last ones.
term::Table table(const std::vector<const VmSize*>& sizes) {
    term::Table out{.columns = {{"Size"},
                                {"GPU"},
                                {"Cores", true},
                                {"GiB", true},
                                {"RDMA"},
                                {"CC", true},
                                {"Retired on"},
                                {"Successor"},
                                {"Family"},
                                {"Note"}},
                    .rows = {}};
    for (const VmSize* size : sizes) {
        out.rows.push_back({std::string(size->name), translate::gpu_text(*size),
                            number(size->cores), number(size->memory_gib), size->rdma ? "yes" : "",
                            capability(*size), std::string(size->retired_on),
                            std::string(size->successor), std::string(size->family),
                            std::string(size->note)});
    }
    return out;
}

// "10.1" or "11": as 101 and 110. Throws base::Error (usage) for anything else.
int cuda_version(std::string_view text) {
    const auto parts = base::split(text, '.');
    int version = 0;
    bool sound = parts.size() <= 2;
    for (std::size_t i = 0; i < 2 && sound; ++i) {
        const std::string_view part = i < parts.size() ? parts[i] : std::string_view("0");
        int value = 0;
        const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), value);
        sound = error == std::errc{} && end == part.data() + part.size() && value >= 0 &&
                value < (i == 0 ? 100 : 10);
        version = version * 10 + value;
    }
    if (!sound || version == 0) {
        throw base::Error(
            base::Exit::usage,
            fmt::format("--for: \"{}\" is not a version of CUDA", base::printable(text, 40)),
            "for example --for 10.0");
    }
    return version;
}

// Those that are named, in their order; all where none is. Throws base::Error (usage) for a name
// that is none.
std::vector<const VmSize*> named(const std::vector<std::string>& names) {
    std::vector<const VmSize*> out;
    if (names.empty()) {
        for (const VmSize& size : translate::vm_sizes()) {
            out.push_back(&size);
        }
    }
    for (const std::string& name : names) {
        const VmSize* size = translate::find_vm_size(name);
        out.push_back(size != nullptr ? size : translate::find_vm_size("Standard_" + name));
        if (out.back() == nullptr) {
            const std::string_view near = translate::nearest_vm_size(name);
            throw base::Error(base::Exit::usage,
                              fmt::format("\"{}\" is not a VM size that this version knows",
                                          base::printable(name, 60)),
                              near.empty() ? std::string{} : fmt::format("did you mean {}?", near));
        }
    }
    return out;
}

} // namespace

std::vector<const VmSize*> chosen_sizes(const SizesOptions& o) {
    const int cuda = o.cuda.empty() ? 0 : cuda_version(o.cuda);
    const auto wanted = [&](const VmSize& size) {
        const bool gone = is_retired(size, translate::k_vm_table_day);
        const bool runs = cuda == 0 || (!gone && size.clusters != VmSize::Clusters::refused &&
                                        translate::cuda_verdict(cuda, size.compute_capability) ==
                                            translate::CudaVerdict::native);
        return runs && (!o.gpu || !size.gpu.empty()) && (!o.retired || gone) &&
               (o.family.empty() || is_of_family(size, o.family));
    };
    std::vector<const VmSize*> out = named(o.sizes);
    std::erase_if(out, [&](const VmSize* size) { return !wanted(*size); });
    return out;
}

void setup_sizes(CLI::App& app, SizesOptions& o) {
    app.add_option("SIZE", o.sizes,
                   "VM sizes, in any case and without Standard_ too; all where none is named");
    app.add_flag("--offline", o.offline, "From the table in this program: asks no service");
    app.add_option("-l,--location", o.location,
                   "What this region lists, and how much of its quota is in use")
        ->excludes("--offline");
    app.add_flag("--gpu", o.gpu, "Only sizes with a GPU");
    app.add_flag("--retired", o.retired, "Only retired sizes");
    app.add_option("--family", o.family,
                   "Only this family or series: NC, NCas_T4_v3, \"Standard NCASv3_T4 Family\"");
    app.add_option("--for", o.cuda,
                   "Only living sizes whose GPU runs programs of this CUDA as they are, like 10.0");
    add_output_options(app, o.output, "table");
    add_connection_options(app, o.connection);
}

base::Exit run_sizes(SizesOptions& o, Env& env) {
    if (!o.location.empty()) {
        return run_sizes_of_region(o, env);
    }
    if (!o.offline) {
        throw base::Error(base::Exit::usage, "cluster sizes needs --location or --offline",
                          fmt::format("--location asks what a region has; --offline prints the "
                                      "table that the translation goes by, of {}: cores, memory, "
                                      "GPUs, retirement, successors",
                                      translate::k_vm_table_date));
    }
    const std::vector<const VmSize*> sizes = chosen_sizes(o);
    if (sizes.empty()) {
        throw base::Error(base::Exit::usage, "no size in the table is like that",
                          "--family takes a quota family, a series like NCas_T4_v3, or letters "
                          "like NC");
    }
    Records records{
        .name = "sizes", .about = {{"date", std::string(translate::k_vm_table_date)}}, .items = {}};
    for (const VmSize* size : sizes) {
        records.items.push_back(record(*size));
    }
    const std::string& format = o.output.format;
    if (!o.output.query.empty()) {
        print(env, o.output, nlohmann::ordered_json::parse(to_json(records)), {});
    } else if (format == "table") {
        env.terminal.out(term::aligned(table(sizes), env.terminal.out_width()));
    } else {
        env.terminal.out(format == "json"   ? to_json(records)
                         : format == "yaml" ? to_yaml(records)
                                            : to_tsv(records));
    }
    env.terminal.err(fmt::format("{} of {} sizes, state of {}; what a region has: cluster sizes "
                                 "--location\n",
                                 sizes.size(), translate::vm_sizes().size(),
                                 translate::k_vm_table_date));
    return base::Exit::done;
}

} // namespace cli
