// Any bytes read as an object of Azure ML: findings stay inside the file, and what is sound is read
// back equal from the YAML that is written of it.

#include "aml/read.hpp"
#include "check_document.hpp"
#include "emit/arm.hpp"
#include "emit/v2.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <variant>

namespace {

const document::Limits k_limits{.depth = 16, .bytes = 1U << 20U, .nodes = 1000};

// What a file of its own holds is not known here.
void forget_files(aml::CommandJob& job) {
    if (auto* image = std::get_if<aml::Image>(&job.environment)) {
        image->conda.clear();
    }
}

void forget_files(aml::AmlCompute& compute) {
    if (compute.ssh_settings) {
        compute.ssh_settings->admin_password = {};
    }
}

void forget_files(aml::Datastore& datastore) {
    datastore.secret = {};
}

emit::Yaml written(const aml::CommandJob& job) {
    return emit::v2::job(job);
}

emit::Yaml written(const aml::AmlCompute& compute) {
    return emit::v2::compute(compute);
}

emit::Yaml written(const aml::Datastore& datastore) {
    return emit::v2::datastore(datastore);
}

template <class T> void check_round_trip(T object) {
    forget_files(object);
    const std::string text = emit::write(written(object), {});
    const document::Parsed parsed = document::parse(text, "x.yml", k_limits);
    fuzz::must(parsed.ok);
    const auto found = aml::recognise(parsed.document);
    fuzz::must(found.size() == 1);
    aml::Read read = aml::read(parsed.document, found[0]);
    fuzz::must(std::holds_alternative<T>(read.object));
    fuzz::must(emit::write(written(std::get<T>(read.object)), {}) == text);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const document::Parsed parsed =
        document::parse(std::string(data, data + size), "x.yml", k_limits);
    if (!parsed.ok) {
        return 0;
    }
    static_cast<void>(aml::find_placeholders(parsed.document, parsed.document.root()));
    for (const aml::Recognised& what : aml::recognise(parsed.document)) {
        const aml::Read read = aml::read(parsed.document, what);
        bool sound = true;
        for (const base::Finding& finding : read.findings) {
            fuzz::must(finding.offset <= size && finding.length <= size - finding.offset);
            fuzz::must(finding.node < parsed.document.size());
            sound = sound && finding.cls != base::Class::error;
        }
        if (!sound) {
            continue;
        }
        if (const auto* job = std::get_if<aml::CommandJob>(&read.object)) {
            static_cast<void>(emit::arm::job(*job, {}, ""));
            check_round_trip(*job);
        } else if (const auto* compute = std::get_if<aml::AmlCompute>(&read.object)) {
            static_cast<void>(emit::arm::compute(*compute, {}));
            check_round_trip(*compute);
        } else if (const auto* datastore = std::get_if<aml::Datastore>(&read.object)) {
            static_cast<void>(emit::arm::datastore(*datastore));
            check_round_trip(*datastore);
        }
    }
    return 0;
}
