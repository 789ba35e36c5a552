#include "aml/aml.hpp"

#include "base/strings.hpp"

namespace aml {

std::string command_text(const CommandJob& job) {
    return base::join(job.command, " ");
}

bool is_arm_id(std::string_view text) {
    constexpr std::string_view k_start = "/subscriptions/";
    return base::iequals(text.substr(0, k_start.size()), k_start);
}

bool is_asset(std::string_view text) {
    return !text.starts_with('/') && text.find("://") == std::string_view::npos &&
           text.find_first_of(":@") != std::string_view::npos;
}

bool is_local(std::string_view path) {
    return !path.empty() && !is_arm_id(path) && !is_asset(path) &&
           path.find("://") == std::string_view::npos;
}

} // namespace aml
