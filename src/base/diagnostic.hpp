#pragma once
// What the tool says about its input: classes of loss, findings with a place. Pure.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace base {

// How much of the user's meaning arrives, from all of it to none (ordered; `--fail-on` compares).
enum class Class : std::uint8_t {
    exact,
    rewritten,    // same meaning, other form
    defaulted,    // a default of the old service, written out
    dropped,      // no meaning on the other side
    approximated, // rests on an assumption
    manual,       // a person must act
    error         // the object it stands on is not written
};
inline constexpr std::size_t k_class_count = 7;

std::string_view name(Class value);
std::optional<Class> class_from(std::string_view name);
// "error", "warning" or "note", for formats that know only these.
std::string_view severity(Class value);

// Byte offsets into the file that the finding is about; length 0 means a point. k_no_offset: the
// file as a whole.
inline constexpr std::uint32_t k_no_offset = 0xffffffff;
inline constexpr std::uint32_t k_no_node = 0xffffffff;

// How far a machine may apply a fix, graded as rustc grades its own.
enum class Applicability : std::uint8_t { machine_applicable, maybe_incorrect, has_placeholders };
std::string_view name(Applicability value);

struct Fix {
    std::string replacement; // for the text at the finding's place
    Applicability applicability = Applicability::maybe_incorrect;
    bool operator==(const Fix&) const = default;
};

// One sentence about one place. `code` points into the static table of codes.
struct Finding {
    std::string_view code;
    Class cls = Class::error;
    std::uint32_t node = k_no_node; // in the document of the file, for the JSON pointer
    std::uint32_t offset = k_no_offset;
    std::uint32_t length = 0;
    std::string message;
    std::string help;
    std::optional<Fix> fix = {};
    bool operator==(const Finding&) const = default;
};

} // namespace base
