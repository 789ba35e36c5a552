#include "aml/command_text.hpp"
#include "aml/duration.hpp"
#include "aml/plain.hpp"
#include "aml/reader.hpp"
#include "aml/reference.hpp"
#include "base/strings.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace aml {

namespace {
using base::Class;
using document::Kind;
using document::Node;

// A value in the job itself. Numbers and booleans arrive in Python's spelling, and so they are
// read.
Literal literal_of(const Reader& r, NodeId id) {
    const Node& node = r.document().at(id);
    const Plain plain = plain_kind(r.document(), id);
    if (!r.v2() || plain == Plain::string || plain == Plain::date || plain == Plain::null) {
        if (plain == Plain::date) {
            r.findings().at_value("AZ103", Class::error, id,
                                  fmt::format("az ml reads {} as a date, which no input may be",
                                              base::printable(node.text, 40)),
                                  "put it in quotes");
        } else if (node.text.find_first_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                           "0123456789_") == std::string_view::npos) {
            r.not_allowed(id, "the service takes no value without a letter, a digit or _");
        }
        return {Literal::Kind::string, std::string(node.text)};
    }
    Literal out{Literal::Kind::number, python_text(node.text).value_or(std::string(node.text))};
    if (plain == Plain::boolean) {
        out = {Literal::Kind::boolean, base::lower(out.text)};
    } else if (plain_kind(out.text) == Plain::string) {
        out.kind = Literal::Kind::string; // 1e-05 is no number any more for who reads YAML 1.1
    }
    if (!base::iequals(out.text, node.text)) {
        r.findings().at_value("AZ102", Class::rewritten, id,
                              fmt::format("az ml reads {} as {} {}", base::printable(node.text, 40),
                                          name(plain), out.text),
                              "put it in quotes if the text is meant");
    }
    return out;
}

Input input_of(const Reader& r, NodeId id) {
    Input input;
    input.mode = std::nullopt;
    if (r.document().at(id).kind != Kind::object) {
        input.literal = literal_of(r, id);
        return input;
    }
    const Reader in = r.below(id, "inputs.*");
    const NodeId value = in.find("inputs.*.value");
    if (value != k_no_node) {
        input.literal = literal_of(in, value);
        return input;
    }
    input.type = in.as<DataType>("inputs.*.type").value_or(DataType::uri_folder);
    input.mode = in.as<Mode>("inputs.*.mode");
    input.path = in.text("inputs.*.path");
    if (!in.says("inputs.*.path")) {
        r.findings().at_key("AZ105", Class::error, id,
                            fmt::format("the input says no {}", r.v2() ? "path" : "uri"));
    }
    if (input.mode == Mode::upload || (r.v2() && input.mode == Mode::rw_mount)) {
        in.not_allowed(in.find("inputs.*.mode"), "an input cannot be written",
                       "make it an output, or choose ro_mount, download or direct");
    } else if (input.mode == Mode::rw_mount) {
        r.findings().at_value("AZ114", Class::dropped, in.find("inputs.*.mode"),
                              "v2 YAML has no word for an input that is mounted to be written");
    }
    return input;
}

void read_inputs(const Reader& r, CommandJob& job) {
    for (const NodeId id : r.members("inputs.*")) {
        const Node& node = r.document().at(id);
        if (node.kind == Kind::null || node.kind == Kind::array) {
            continue;
        }
        r.check_name(NameKind::binding, id, node.key);
        job.inputs.emplace_back(node.key, input_of(r, id));
    }
}

Output output_of(const Reader& out) {
    Output output{.path = out.text("outputs.*.path"), .mode = std::nullopt};
    output.type = out.as<DataType>("outputs.*.type").value_or(DataType::uri_folder);
    if (const auto word = out.word("outputs.*.mode")) {
        output.mode = *word < std::size(k_modes) ? static_cast<Mode>(*word) : Mode::rw_mount;
    }
    output.asset_name = out.text("outputs.*.name");
    const NodeId version = out.find("outputs.*.version");
    output.asset_version =
        version == k_no_node ? std::string{} : std::string(out.document().at(version).text);
    const auto mode = output.mode.value_or(Mode::rw_mount);
    if (mode != Mode::rw_mount && mode != Mode::upload && mode != Mode::direct) {
        out.not_allowed(out.find("outputs.*.mode"), "an output cannot only be read",
                        "choose rw_mount, upload or direct");
    }
    return output;
}

void read_outputs(const Reader& r, CommandJob& job) {
    for (const NodeId id : r.members("outputs.*")) {
        const Node& node = r.document().at(id);
        Output output = output_of(r.below(id, "outputs.*"));
        // What the service adds to a job that was sent: where the run's own files are.
        if (node.key == "default" &&
            output.path.find("/ExperimentRun/dcid.") != std::string::npos) {
            continue;
        }
        r.check_name(NameKind::binding, id, node.key);
        job.outputs.emplace_back(node.key, std::move(output));
    }
}

void read_variables(const Reader& r, CommandJob& job) {
    job.environment_variables = r.strings("environment_variables.*");
    for (const NodeId id : r.members("environment_variables.*")) {
        const Plain plain = plain_kind(r.document(), id);
        const std::string_view text = r.document().at(id).text;
        if (!r.v2() || plain == Plain::string || plain == Plain::null ||
            (plain == Plain::integer && python_text(text) == text)) {
            continue;
        }
        r.findings().at_value("AZ102", Class::approximated, id,
                              fmt::format("az ml reads {} as {}; the variable gets the text here",
                                          base::printable(text, 40), name(plain)),
                              "put it in quotes, so that both read the same");
        r.findings().fix(fmt::format("\"{}\"", text));
    }
}

void at_least(const Reader& r, std::string_view path, std::int64_t least, std::int64_t value) {
    if (value < least && r.says(path)) {
        r.not_allowed(r.find(path),
                      fmt::format("at least {} is wanted here, not {}", least, value));
    }
}

bool is_size(std::string_view text) {
    const std::size_t digits = text.find_first_not_of("0123456789");
    return digits != 0 && digits + 1 == text.size() &&
           std::string_view("bBkKmMgG").find(text.back()) != std::string_view::npos;
}

void read_resources(const Reader& r, CommandJob& job) {
    job.instance_count = r.number("resources.instance_count").value_or(1);
    at_least(r, "resources.instance_count", 1, job.instance_count);
    job.instance_type = r.text("resources.instance_type");
    job.docker_args = r.text("resources.docker_args");
    job.shm_size = r.text("resources.shm_size");
    if (!job.shm_size.empty() && !is_size(job.shm_size)) {
        r.not_allowed(r.find("resources.shm_size"),
                      "the size of shared memory is digits and one of b, k, m and g",
                      "like 2g or 512m");
    }
}

void read_distribution(const Reader& r, CommandJob& job) {
    const auto type = r.as<DistributionType>("distribution.type");
    if (!type) {
        return;
    }
    // What the service takes where nothing is said.
    Distribution d{.type = *type};
    if (*type == DistributionType::tensorflow) {
        d.worker_count = r.number("distribution.worker_count").value_or(job.instance_count);
        d.parameter_server_count = r.number("distribution.parameter_server_count").value_or(0);
        at_least(r, "distribution.worker_count", 1, d.worker_count);
        at_least(r, "distribution.parameter_server_count", 0, d.parameter_server_count);
    } else {
        d.process_count_per_instance =
            r.number("distribution.process_count_per_instance").value_or(1);
        at_least(r, "distribution.process_count_per_instance", 1, d.process_count_per_instance);
    }
    const bool mixed =
        *type == DistributionType::tensorflow
            ? r.says("distribution.process_count_per_instance")
            : r.says("distribution.worker_count") || r.says("distribution.parameter_server_count");
    if (mixed) {
        r.findings().at_key("AZ112", Class::error,
                            r.document().at(r.find("distribution.type")).parent,
                            "the distribution has counts of another type");
    }
    job.distribution = d;
}

void read_timeout(const Reader& r, CommandJob& job) {
    if (r.v2()) {
        job.timeout = r.number("limits.timeout").value_or(0);
        at_least(r, "limits.timeout", 1, job.timeout);
        return;
    }
    constexpr std::string_view k_path = "properties.limits.timeout";
    const auto seconds = seconds_of(r.text(k_path));
    job.timeout = seconds.value_or(0);
    if (!seconds && r.says(k_path)) {
        r.findings().at_value("AZ103", Class::error, r.find(k_path),
                              "the duration is not one of whole seconds, like PT1H30M");
    }
}

void read_identity(const Reader& r, CommandJob& job) {
    const auto type = r.word("identity.type");
    const std::size_t word = type.value_or(1);     // the default, a token of the job's own
    job.managed_identity = word == 0 || word == 3; // managed, managed_identity
    job.user_identity = word == 2;
    job.identity = {r.text("identity.client_id"), r.text("identity.object_id"),
                    r.text("properties.identity.resourceId")};
    if (job.managed_identity || job.identity == ManagedIdentity{}) {
        return;
    }
    job.identity = {};
    for (const char* id :
         {"identity.client_id", "identity.object_id", "properties.identity.resourceId"}) {
        if (type && r.says(id)) {
            r.findings().at_key("AZ112", Class::error, r.find(id),
                                "only a managed identity has ids");
        }
    }
}

void read_services(const Reader& r, CommandJob& job) {
    for (const NodeId id : r.members("services.*")) {
        if (r.document().at(id).kind != Kind::object) {
            continue;
        }
        const Reader in = r.below(id, "services.*");
        const auto type = in.word("services.*.type");
        if (type && *type >= std::size(k_services)) {
            continue; // of the service itself: links to its pages
        }
        Service service{.type = type ? static_cast<ServiceType>(*type) : ServiceType::custom,
                        .port = in.number("services.*.port"),
                        .all_nodes = in.says("services.*.nodes"),
                        .ssh_public_keys = in.text("services.*.ssh_public_keys"),
                        .log_dir = in.text("services.*.log_dir"),
                        .properties = in.map("services.*.properties.*")};
        if (!r.v2()) { // have keys of their own in YAML
            service.properties.erase("sshPublicKeys");
            service.properties.erase("logDir");
        }
        job.services.emplace(r.document().at(id).key, std::move(service));
    }
}
} // namespace

CommandJob read_job(const Reader& r) {
    CommandJob job;
    job.name = r.name(NameKind::job);
    job.display_name = r.text("display_name");
    job.experiment_name = r.text("experiment_name");
    if (!job.experiment_name.empty()) {
        r.check_name(NameKind::experiment, r.find("experiment_name"), job.experiment_name);
    }
    job.description = r.text("description");
    job.tags = r.map("tags.*");
    job.properties = r.map("properties.*");
    job.compute = compute_reference(r);
    job.environment = environment_reference(r);
    job.code_path = code_reference(r);
    job.code = r.says("code");
    job.command = command_lines(r.document(), r.find("command"));
    read_inputs(r, job);
    read_outputs(r, job);
    read_variables(r, job);
    read_resources(r, job);
    read_distribution(r, job);
    read_timeout(r, job);
    read_identity(r, job);
    job.job_tier = r.as<JobTier>("queue_settings.job_tier");
    read_services(r, job);
    check_expressions(r, job);
    return job;
}

} // namespace aml
