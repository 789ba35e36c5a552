#pragma once
// Faulty translations, made of sound ones: of each text of a job, one line, number, quote or path
// at a time is spoilt.

#include "launch/verify.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace mutants {

struct Mutant {
    std::string_view kind; // "drop", "number", "quote", "swap", "double", "path", "turn"
    std::string where;     // the line that is spoilt, as it stood
    std::string what;      // what became of it
    launch::Emitted emitted;
};

std::vector<Mutant> of(const launch::Emitted& sound);

} // namespace mutants
