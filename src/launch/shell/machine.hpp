#pragma once
// Runs the part of bash that launchers are written in, on a machine that is thought of: nothing is
// started and no file is touched. Where the user's own lines would run, it writes down what would
// be handed to bash, and goes on as if they had succeeded. Pure.

#include "launch/shell/pattern.hpp"
#include "launch/shell/syntax.hpp"
#include "launch/shell/tree.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace launch::shell {

struct Variable {
    std::string value;
    bool exported = false;
    bool operator==(const Variable&) const = default;
};

using Variables = std::map<std::string, Variable, std::less<>>;

// A line of the user's at the moment at which bash would get it.
struct HandOver {
    std::string function; // "prepare", "worker"; empty: the line stands by itself
    std::string text;
    Variables variables;
    std::string folder;             // where it starts
    std::vector<std::string> heard; // files read into the shell before: "/cntk/activate-cntk"
    std::string kept;               // where its output goes as well: the start of the file's path
    bool background = false;        // the shell goes on beside it
};

// A secret that comes from a Key Vault, as a value.
std::string secret_value(std::string_view url);

// Whether a line may write to ~/.bashrc: it names the file, or runs a script.
bool changes_bashrc(std::string_view line);

class Machine {
  public:
    explicit Machine(Tree& tree)
        : m_tree(tree) {}

    Variables variables;
    std::string folder = "/";
    int gpus = 0;                        // that nvidia-smi lists
    std::vector<HandOver> handed;        // in order
    std::string errors;                  // what was said on standard error
    int preparation_status = 0;          // with which what runs before the job ends
    int slept = 0;                       // how often it waited
    std::function<void(Tree&)> on_sleep; // what happens elsewhere meanwhile; may be empty
    std::function<void(const HandOver&)> on_hand_over; // may be empty

    // A script, or a command line, to its end; the exit code. Throws Unreadable.
    int run(std::string_view text);

    // Files that the shell has read so far.
    [[nodiscard]] const std::vector<std::string>& heard() const { return m_heard; }

    [[nodiscard]] int status() const { return m_status; } // of the last command

    // What was started in the background has not been ended.
    [[nodiscard]] bool runs_beside() const { return m_running; }

    // Words of a line as arguments: quotes removed, variables put in, nothing taken for a file's
    // pattern. Throws Unreadable where the line is more than one plain command.
    std::vector<std::string> arguments(std::string_view line);

    // The value of one word.
    std::string value(std::string_view word) { return text_of(word); }

    // Sets what a word of the form NAME=VALUE says.
    void assign(std::string_view word, bool exported);

  private:
    enum class Flow : std::uint8_t { on, leave_loop, leave_function, leave };

    struct Function {
        std::shared_ptr<const Node> node;
        std::shared_ptr<const Node> body; // once it is read
    };

    // machine.cpp
    Flow run(const Node& node);
    Flow run_all(const std::vector<NodePtr>& parts);
    Flow run_simple(const Node& node);
    Flow run_branch(const Node& node);
    Flow run_loop(const Node& node);
    Flow run_each(const Node& node);
    Flow run_count(const Node& node);
    Flow run_choice(const Node& node);
    Flow run_pipeline(const Node& node);
    Flow in_own_shell(const std::function<Flow()>& what);
    Flow redirected(const Node& node, const std::function<Flow()>& what);
    Flow call(const std::string& name, const std::vector<std::string>& words);
    Flow call_known(std::string_view known, const std::vector<std::string>& words);
    void hand_over(const std::string& function, std::string_view text);
    void end_of_shell();
    void step();

    // programs.cpp; nothing: no such program.
    std::optional<Flow> program(const std::vector<std::string>& words);
    bool holds(const std::vector<std::string>& words); // [ … ]
    bool holds(const Node& test);                      // [[ … ]]
    bool holds_all(const std::vector<std::string>& words, std::size_t begin, std::size_t end);
    bool is_true(std::string_view option, const std::string& operand);
    int make_folders(const std::vector<std::string>& words);
    int make_link(const std::vector<std::string>& words);
    int remove(const std::vector<std::string>& words);
    int make_temporary(const std::vector<std::string>& words);
    int read_line(const std::vector<std::string>& words);
    int export_all(const std::vector<std::string>& words, bool local);
    int kill(const std::vector<std::string>& words);
    int translate(const std::vector<std::string>& words);
    void say(std::string_view text);

    // expand.cpp
    struct Expanded {
        Marked chars;
        std::vector<std::size_t> cuts; // of "$@": a field begins there
        bool quotes = false;           // an empty field stays
    };

    Expanded expand(std::string_view word, bool in_quotes = false);
    void expand_into(Expanded& out, std::string_view word, bool in_quotes);
    std::size_t expand_dollar(Expanded& out, std::string_view word, std::size_t at, bool quoted);
    std::string parameter(std::string_view inside);
    std::string operated(const std::string& name, std::optional<std::string> value,
                         std::string_view operation);
    [[nodiscard]] std::optional<std::string> get(std::string_view name) const;
    std::vector<std::string> fields(std::string_view word);
    [[nodiscard]] std::vector<std::string> files_of(const Marked& pattern) const;

    std::string text_of(std::string_view word) { return expand(word).chars.text; }

    std::string output_of(std::string_view script);
    std::int64_t count(std::string_view expression);
    void set(std::string_view name, std::string value);
    [[nodiscard]] std::string path(std::string_view text) const;

    Tree& m_tree;
    std::map<std::string, Function, std::less<>> m_functions;
    std::vector<std::string> m_arguments; // $1 …
    std::vector<std::string> m_groups;    // BASH_REMATCH
    std::vector<std::map<std::string, std::optional<Variable>>> m_locals;
    std::string* m_out = nullptr; // where standard output goes; null: nowhere
    std::string m_in;             // what stands on standard input
    std::string m_trap;           // for EXIT
    std::string m_kept;
    std::vector<std::string> m_heard;
    bool m_substituted = false; // a command ran in a word
    bool m_plain = false;       // no patterns, no commands in words
    bool m_background = false;
    bool m_groups_of_jobs = false; // set -m: what runs in the background is a group of its own
    bool m_group = false;          // and the process of $! is
    bool m_running = false;        // the process of $!
    int m_status = 0;
    int m_steps = 0;
    int m_depth = 0;
    int m_temporary = 0;
};

} // namespace launch::shell
