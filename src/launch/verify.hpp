#pragma once
// Whether a translated job does what the job of Batch AI did: both launch models, compared process
// by process. Nothing is run for it: the launcher is followed on a machine that is thought of, and
// a line of the user's is text that would be handed to bash. Pure.

#include "launch/azureml.hpp"
#include "launch/batchai.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace launch {

enum class Judgement : std::uint8_t { equal, equal_but_for, different };
std::string_view name(Judgement judgement); // "equal", "equal but for", "different"

// The first thing in which the two differ.
struct Witness {
    std::string process; // "worker 1"; of the whole job: empty
    std::string what;    // "argument 3", "AZ_BATCHAI_INPUT_DATA"
    std::string batchai; // both values; what looks like a secret is left out
    std::string azureml;
    bool operator==(const Witness&) const = default;
};

struct Verdict {
    Judgement judgement = Judgement::equal;
    std::vector<std::string_view> differences; // by name, sorted; of those that not every job has
    std::optional<Witness> witness;            // of `different`
    std::vector<std::string> assumptions;      // what holds only if the references are read right
};

Verdict verify(const Definition& definition, const Emitted& emitted);

} // namespace launch
