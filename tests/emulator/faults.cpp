#include "emulator/faults.hpp"

#include "base/strings.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <charconv>
#include <stdexcept>

namespace emulator {

namespace {

using Kind = Fault::Kind;

constexpr std::pair<Kind, std::string_view> k_names[] = {
    {Kind::refuse, "refuse"},
    {Kind::reset_before, "reset-before"},
    {Kind::reset_after, "reset-after"},
    {Kind::timeout_before, "timeout-before"},
    {Kind::timeout, "timeout"},
    {Kind::truncate, "truncate"},
    {Kind::throttle_seconds, "throttle-seconds"},
    {Kind::throttle_date, "throttle-date"},
    {Kind::unavailable, "unavailable"},
    {Kind::error, "error"},
    {Kind::unauthorised, "unauthorised"},
    {Kind::fail_late, "fail-late"},
    {Kind::slow, "slow"},
    {Kind::wrong_type, "wrong-type"},
};

int number(std::string_view name, std::string_view text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < 0) {
        throw std::invalid_argument(fmt::format("{} is no number: {}", name, text));
    }
    return value;
}

void set(Fault& fault, std::string_view name, const std::string& value) {
    if (name == "kind") {
        for (const auto& [kind, known] : k_names) {
            if (known == value) {
                fault.kind = kind;
                return;
            }
        }
        throw std::invalid_argument("there is no fault " + value);
    }
    if (name == "nth") {
        fault.nth = number(name, value);
    } else if (name == "times") {
        fault.times = number(name, value);
    } else if (name == "seconds") {
        fault.seconds = number(name, value);
    } else if (name == "method") {
        fault.method = base::upper(value);
    } else if (name == "path") {
        fault.path = base::lower(value);
    } else {
        throw std::invalid_argument(fmt::format("a fault has no {}", name));
    }
}

bool matches(const Fault& fault, const Request& request) {
    return (fault.method.empty() || fault.method == request.method) &&
           base::lower(request.path).find(fault.path) != std::string::npos;
}

// Whether it strikes the nth matching request.
bool strikes(const Fault& fault, int number) {
    return number >= fault.nth && (fault.times == 0 || number < fault.nth + fault.times);
}

} // namespace

std::string_view name(Kind kind) {
    for (const auto& [known, name] : k_names) {
        if (known == kind) {
            return name;
        }
    }
    return "";
}

Fault parse_fault(std::string_view text) {
    Fault fault;
    for (const std::string_view part : base::split(text, ',')) {
        const auto equals = part.find('=');
        if (equals == std::string_view::npos) {
            throw std::invalid_argument(fmt::format("\"{}\" is not name=value", part));
        }
        set(fault, part.substr(0, equals), std::string(part.substr(equals + 1)));
    }
    return fault;
}

Fault read_fault(const nlohmann::json& object) {
    Fault fault;
    for (const auto& [name, value] : object.items()) {
        set(fault, name, value.is_string() ? value.get<std::string>() : value.dump());
    }
    return fault;
}

std::optional<Fault> Faults::strike(const Request& request) {
    std::optional<Fault> found;
    for (Fault& fault : all) {
        if (!matches(fault, request)) {
            continue;
        }
        ++fault.seen;
        if (fault.kind != Kind::refuse && strikes(fault, fault.seen) && !found) {
            found = fault;
        }
    }
    return found;
}

bool Faults::close_for_refusal() {
    for (Fault& fault : all) {
        if (fault.kind == Kind::refuse && fault.seen == fault.nth - 1) {
            refuse_connections = fault.times == 0 ? 1 << 20 : fault.times;
            fault.seen = fault.nth; // armed once
            return true;
        }
    }
    return false;
}

} // namespace emulator
