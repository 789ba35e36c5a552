#pragma once
// What is handed to bash on both sides, compared: the line (as arguments where it is one plain
// command), what the shell has read before, the variables. Pure.

#include "launch/verify.hpp"

#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace launch {

// One side of a comparison.
struct Seen {
    const Start* start = nullptr;
    const Reading* reading = nullptr;

    [[nodiscard]] std::string said(std::string_view text) const {
        return start->locations->said(text);
    }

    // The value of a variable, said; nothing: it is not set.
    [[nodiscard]] std::optional<std::string> variable(std::string_view name) const;
};

// What the comparisons of one job have in common, and the differences that they met.
struct Context {
    const Definition* definition = nullptr;
    const BatchaiSide* batchai = nullptr;
    const AzureSide* azureml = nullptr;
    bool launcher = false;          // the job has one
    std::set<std::string_view> met; // differences, by name
};

std::optional<Witness> compare_lines(Context& context, const Seen& left, const Seen& right);
std::optional<Witness> compare_heard(const Seen& left, const Seen& right);
// `left` and `right` of the same process. A variable that a line names must be there.
std::optional<Witness> compare_variables(Context& context, const Seen& left, const Seen& right);
// A line that started MPI itself: what is left of it, and what it said to mpirun.
std::optional<Witness> compare_own_mpirun(Context& context, const OwnMpirun& own, const Seen& left,
                                          const Seen& right);

// Image, MPI in it, time limit, shared memory.
std::optional<Witness> compare_settings(Context& context);
// What the mount roots show, and whether outputs can be written.
std::optional<Witness> compare_volumes(Context& context, const Start& left, const Start& right);

} // namespace launch
