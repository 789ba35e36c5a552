#pragma once
// What Azure ML lets things be called, and how a name that is not allowed becomes one that is.
// Rules: Microsoft.MachineLearningServices 2024-10-01 and later. Pure.

#include <string>
#include <string_view>

namespace aml {

// binding: the inputs and outputs of jobs.
enum class NameKind : unsigned char {
    compute,
    datastore,
    job,
    experiment,
    environment,
    binding,
    connection,
    workspace
};

// Stricter than the service where a name is also a folder: environments begin with a letter or a
// digit and do not end in a dot. Datastores are compared without regard to case, so only lower-case
// letters are legal, the placeholder REPLACE_ME excepted.
bool is_legal(NameKind kind, std::string_view name);

// What the service itself takes, which is a little more.
bool is_accepted(NameKind kind, std::string_view name);
// The rule in one clause: "3 to 24 letters, digits and -, a letter first, no -<digits> at the end".
std::string name_rule(NameKind kind);

// The name itself when it is legal. Otherwise made legal, and then it always ends in six
// hexadecimal digits of the original's hash ("_a1b2c3", for computes "-a1b2c3" with a letter last
// where digits alone would be refused), so that two originals never meet in one name and the result
// does not depend on what else is converted.
std::string legal_name(NameKind kind, std::string_view original);

// The same with the digits added to a legal name as well; they are then of `hashed` (a path), for
// names that occur twice in one run.
std::string distinct_name(NameKind kind, std::string_view original, std::string_view hashed);

// A region as the service writes it: "westus2" for "West US 2" and "(US) West US 2".
std::string region(std::string_view said);

// Whether the value still waits for a person: it holds REPLACE-ME or REPLACE_ME.
bool has_placeholder(std::string_view value);

} // namespace aml
