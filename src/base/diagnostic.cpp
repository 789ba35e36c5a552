#include "base/diagnostic.hpp"

#include <array>

namespace base {

namespace {
constexpr std::array<std::string_view, k_class_count> k_names = {
    "exact", "rewritten", "defaulted", "dropped", "approximated", "manual", "error"};
} // namespace

std::string_view name(Class value) {
    return k_names[static_cast<std::size_t>(value)];
}

std::optional<Class> class_from(std::string_view name) {
    for (std::size_t i = 0; i < k_names.size(); ++i) {
        if (k_names[i] == name) {
            return static_cast<Class>(i);
        }
    }
    return std::nullopt;
}

std::string_view severity(Class value) {
    switch (value) {
    case Class::error:
        return "error";
    case Class::manual:
    case Class::approximated:
        return "warning";
    default:
        return "note";
    }
}

std::string_view name(Applicability value) {
    switch (value) {
    case Applicability::machine_applicable:
        return "machine-applicable";
    case Applicability::maybe_incorrect:
        return "maybe-incorrect";
    case Applicability::has_placeholders:
        break;
    }
    return "has-placeholders";
}

} // namespace base
