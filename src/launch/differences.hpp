#pragma once
// What may differ between a job of Batch AI and its translation without making it another job. The
// table is published: the manual prints it. Pure.

#include <span>
#include <string_view>

namespace launch {

struct Difference {
    std::string_view name;
    std::string_view sentence;
    bool always = false; // of every job: no verdict lists it
};

std::span<const Difference> differences();
// Null: no such name.
const Difference* find_difference(std::string_view name);

} // namespace launch
