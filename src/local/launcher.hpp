#pragma once
// A launcher of ours, read as text: which of its lines are the user's, and the few changes that a
// rehearsal makes to its copy. A user's text may look like any part of a launcher; where that could
// deceive, the answer is "no". Pure.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace local {

bool is_launcher(std::string_view text);

// May run a job preparation or a set-up task.
bool prepares(std::string_view launcher);
// The same launcher, with "true" in the place of the call. Nothing: the call cannot be told from
// what the user wrote.
std::optional<std::string> without_preparation(std::string_view launcher);

// What it reads from Key Vaults, by variable; of a set-up task too where `preparation`.
std::vector<std::string> secret_names(std::string_view launcher, bool preparation);
// The same launcher, with secrets that are in its environment already.
std::string with_given_secrets(std::string_view launcher);

// The user's lines with the function that each stands in, as they are in the file. All of them; a
// line of ours may be among them. Those of a preparation only where `preparation`.
std::vector<std::string> user_lines(std::string_view launcher, bool preparation);

} // namespace local
