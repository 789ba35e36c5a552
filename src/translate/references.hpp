#pragma once
// Finds, in the lines that a job runs, every reference to a mount root and every variable of Batch
// AI's, and says whether what stands there is run, read or written. Pure.

#include "base/shell_scan.hpp"
#include "batchai/batchai.hpp"
#include "batchai/variables.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace translate {

// A part of a line, and the input field that it came from.
struct Segment {
    std::size_t begin = 0;
    std::size_t end = 0;
    document::NodeId node = document::k_no_node;
    bool verbatim = true; // letter for letter as in the file
    bool run = false;     // a script or an interpreter: always read, never written
    std::size_t from = 0; // where in the field's text it begins
};

enum class Use : std::uint8_t { run, read, write_file, write_folder };

struct Reference {
    std::size_t begin = 0; // the variable, or the literal root
    std::size_t end = 0;
    batchai::VariableKind root = batchai::VariableKind::job_mount_root; // or mount_root
    bool literal = false;
    bool simple = true; // can be replaced where it stands
    base::Quoting quoting = base::Quoting::none;
    std::string path = {};    // behind the root, without slashes at the ends
    std::string certain = {}; // `path` up to the first segment that only the node knows
    bool plain = true;        // the bytes behind `end` are "/" and the path
    Use use = Use::read;
    bool executed = false; // the word that is run itself, not what an interpreter is given
    bool code = false;     // lies in the code folder: set by the binding

    // Set by the binding.
    std::size_t mount = 0; // index; k_bare when the root itself is meant
    std::size_t binding = 0;
};

inline constexpr std::size_t k_bare = static_cast<std::size_t>(-1);

struct OtherVariable {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::string name;
    batchai::VariableKind kind = batchai::VariableKind::unknown;
    Reference there = {}; // what stands there, read as if the variable were a root
};

// A shell line, or (is_template) a value in which `$NAME` is expanded and nothing else.
struct Line {
    std::string text;
    std::vector<Segment> segments;
    bool is_template = false;
    bool preparation = false;
    std::string option; // of a template: the variable's name, which tells reading from writing

    bool background = false; // found by the scan
    bool complete = true;
    bool moves = false; // changes its working directory
    std::vector<Reference> references;
    std::vector<OtherVariable> others;

    // Appends text; keeps where it came from.
    void append(std::string_view piece, document::NodeId node = document::k_no_node,
                bool verbatim = true, bool run = false, std::size_t from = 0);
};

// Fills `references` and `others`.
void scan(Line& line);

// Whether an option of this name takes something that is written: its name, without - and _ and in
// lower case, begins with out, log, save, checkpoint, ckpt, modeldir, traindir, export, result,
// dest, snapshot or tensorboard.
bool is_output_option(std::string_view name);

// Whether the last segment looks like a file: it has an ending.
bool looks_like_file(std::string_view path);

// A path as one shell word in which `$NAME` and `${NAME}` stay live.
std::string path_word(std::string_view path);

} // namespace translate
