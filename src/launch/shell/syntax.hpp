#pragma once
// Shell text as a tree: the part of bash that launchers are written in. What the user wrote is not
// read: it stands below `# shellcheck disable=all`, alone or as the body of a function, and is one
// piece of text here. Pure.

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace launch::shell {

// Text that is not of the kind that launchers are made of.
class Unreadable : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

struct Redirection {
    enum class Kind : std::uint8_t { in, out, append, same, text } kind = Kind::out;
    int from = 1;     // the descriptor
    std::string word; // as written; of `same` the other descriptor
};

struct Node {
    enum class Kind : std::uint8_t {
        list,
        both,   // a && b
        either, // a || b
        pipeline,
        negated,
        background,
        simple,
        group,
        subshell,
        branch,     // if: condition, body, and so on in pairs, then what is left
        loop,       // while, until: condition, body
        each,       // for NAME in …: words[0] is the name
        count,      // for ((a; b; c)): the three words
        choice,     // case: words[0], and a body for each row of patterns
        test,       // [[ … ]]: its words
        arithmetic, // (( … )): words[0]
        function,   // words[0] is the name; words[1] the body's text, where it is not read yet
        users       // words[0] is what the user wrote
    };

    Kind kind = Kind::list;
    std::vector<std::string> words; // as written
    std::vector<std::string> assignments;
    std::vector<Redirection> redirections;
    std::vector<std::vector<std::string>> patterns;
    std::vector<std::unique_ptr<Node>> parts;
    bool until = false;      // of a loop
    bool own_shell = false;  // of a function: its body stands in ( )
    bool users_text = false; // of a function: its body is the user's
};

using NodePtr = std::unique_ptr<Node>;

// Throws Unreadable.
NodePtr parse(std::string_view text);

} // namespace launch::shell
