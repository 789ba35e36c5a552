#include "translate/references.hpp"

#include "base/files.hpp"
#include "base/shell.hpp"
#include "base/strings.hpp"

#include <algorithm>
#include <array>

namespace translate {

namespace {

using base::Quoting;
using base::ShellScan;
using base::ShellWord;
using batchai::VariableKind;

bool is_root(VariableKind kind) {
    return kind == VariableKind::job_mount_root || kind == VariableKind::mount_root;
}

bool climbs(std::string_view path) {
    const auto parts = base::split(path, '/');
    return std::find(parts.begin(), parts.end(), "..") != parts.end();
}

// The path behind a root, from the text after it; `open`: more follows that only the node knows.
void set_path(Reference& reference, std::string_view tail, bool open) {
    const auto stop = tail.find_first_of(":,*?[{ \t\n");
    // Within quotes a blank belongs to the path.
    const bool quoted = reference.quoting != Quoting::none || !reference.plain;
    const auto cut = quoted ? tail.find_first_of(":,*?[{\n") : stop;
    const bool cut_short = cut != std::string_view::npos;
    const bool glob =
        cut_short && std::string_view("*?[{").find(tail[cut]) != std::string_view::npos;
    tail = tail.substr(0, cut);
    if (!tail.empty() && tail.front() != '/') { // $ROOTx or $ROOT.x: not a path below it
        tail = {};
    }
    tail =
        climbs(tail) ? std::string_view{} : tail; // out of the root again: only the root is certain
    reference.path = std::string(base::without_slashes(tail));
    reference.certain = reference.path;
    if (glob || (open && !cut_short)) {
        const auto slash = tail.rfind('/');
        reference.certain = slash == std::string_view::npos
                                ? std::string{}
                                : std::string(base::without_slashes(tail.substr(0, slash)));
    }
}

// The quoting that holds at `at`, a place inside the word that begins at `begin`.
Quoting quoting_at(std::string_view line, std::size_t begin, std::size_t at) {
    Quoting now = Quoting::none;
    for (std::size_t i = begin; i < at; ++i) {
        const char c = line[i];
        if (now == Quoting::single) {
            now = c == '\'' ? Quoting::none : now;
        } else if (c == '\\') {
            ++i;
        } else if (c == '"') {
            now = now == Quoting::double_ ? Quoting::none : Quoting::double_;
        } else if (c == '\'' && now == Quoting::none) {
            now = Quoting::single;
        }
    }
    return now;
}

class Context {
  public:
    Context(const Line& line, const ShellScan& scan)
        : m_line(line),
          m_scan(scan) {
        group();
    }

    // What the word does with the place.
    void settle(Reference& reference, std::uint32_t word_index) const {
        const ShellWord& word = m_scan.words[word_index];
        reference.use = use_at(reference.begin, word_index, reference.path);
        reference.executed =
            word.place == 0 && !word.assignment && word.redirection == ShellWord::Redirection::none;
    }

  private:
    [[nodiscard]] Use use_at(std::size_t at, std::uint32_t word_index,
                             std::string_view path) const {
        const ShellWord& word = m_scan.words[word_index];
        for (const Segment& segment : m_line.segments) {
            if (segment.run && at >= segment.begin && at < segment.end) {
                return Use::run;
            }
        }
        if (word.redirection != ShellWord::Redirection::none) {
            return word.redirection == ShellWord::Redirection::out ? Use::write_file : Use::read;
        }
        const Use written = looks_like_file(path) ? Use::write_file : Use::write_folder;
        const std::string before = base::dequote(m_line.text, word.begin, at, Quoting::none).text;
        const auto equals = before.find('=');
        if (equals != std::string::npos) {
            return is_output_option(before.substr(0, equals)) ? written : Use::read;
        }
        if (word.assignment) {
            return Use::read;
        }
        if (word.place == 0) {
            return Use::run;
        }
        return use_as_argument(word_index, written);
    }

    // Without its quotes, up to what only the node knows.
    [[nodiscard]] std::string text(const ShellWord& word) const {
        return base::dequote(m_line.text, word.begin, word.end, Quoting::none).text;
    }

    // The words of each simple command, in order; made once for a line.
    void group() {
        for (std::size_t i = 0; i < m_scan.words.size(); ++i) {
            const ShellWord& word = m_scan.words[i];
            if (!word.assignment && word.redirection == ShellWord::Redirection::none) {
                // `sudo`, `then`, `{` … stand before the word that is run.
                const bool starts_again = word.place == 0 && word.command < m_commands.size();
                if (starts_again) {
                    m_commands[word.command].clear();
                }
                if (word.command >= m_commands.size()) {
                    m_commands.resize(word.command + 1U);
                }
                m_commands[word.command].push_back(i);
            }
        }
    }

    [[nodiscard]] Use use_as_argument(std::size_t index, Use written) const {
        const std::vector<std::size_t>& words = m_commands[m_scan.words[index].command];
        const auto self = std::lower_bound(words.begin(), words.end(), index);
        if (self == words.begin() || self == words.end() || *self != index) {
            return Use::read;
        }
        const std::string_view run = base::program_name(m_line.text, m_scan.words[words.front()]);
        const std::string before = text(m_scan.words[*std::prev(self)]);
        if (run == "bash" || run == "sh" || run == "source" || run == "." ||
            run.starts_with("python")) {
            const auto plain = std::find_if(words.begin() + 1, self + 1, [&](std::size_t w) {
                return !text(m_scan.words[w]).starts_with('-');
            });
            if (plain == self) {
                return Use::run;
            }
        }
        if (run == "tee") {
            return Use::write_file;
        }
        if (before == "-o" || (before.starts_with('-') && is_output_option(before))) {
            return written;
        }
        return m_line.preparation
                   ? use_in_preparation(run, before, std::next(self) == words.end(), written)
                   : Use::read;
    }

    static Use use_in_preparation(std::string_view run, std::string_view before, bool last,
                                  Use written) {
        if (run == "mkdir") {
            return Use::write_folder;
        }
        if (run == "touch") {
            return Use::write_file;
        }
        if (base::is_one_of(before, {"-P", "-C", "-d"})) {
            return Use::write_folder;
        }
        if (before == "-O") {
            return Use::write_file;
        }
        return last && base::is_one_of(run, {"cp", "mv", "rsync"}) ? written : Use::read;
    }

    const Line& m_line;
    const ShellScan& m_scan;
    std::vector<std::vector<std::size_t>> m_commands;
};

// Fills in the path behind the variable or root.
Reference followed(const Line& line, Reference reference, std::size_t word_end) {
    const base::Dequoted tail =
        base::dequote(line.text, reference.end, word_end, reference.quoting);
    reference.plain = tail.plain;
    set_path(reference, tail.text, tail.end < word_end);
    // Bytes beyond a quote's end matter only when the path reaches them.
    if (!tail.plain) {
        const std::string_view source = std::string_view(line.text).substr(reference.end);
        reference.plain = reference.path.empty() || source.substr(1).starts_with(reference.path);
    }
    return reference;
}

// `cd` or `pushd` anywhere, also in the text of an inner shell.
bool changes_directory(std::string_view text) {
    for (const std::string_view word : {"cd", "pushd"}) {
        for (auto at = text.find(word); at != std::string_view::npos;
             at = text.find(word, at + 1)) {
            const std::string_view before = text.substr(0, at);
            const std::string_view after = text.substr(at + word.size());
            const bool begins = before.empty() || !base::is_plain_word(before.substr(at - 1));
            if (begins && (after.empty() || !base::is_plain_word(after.substr(0, 1)))) {
                return true;
            }
        }
    }
    return false;
}

void scan_literals(Line& line, const ShellScan& scan, const Context& context) {
    constexpr std::string_view k_any = "/mnt/batch/tasks/shared/LS_root/";
    const std::string_view text = line.text;
    for (auto at = text.find(k_any); at != std::string_view::npos; at = text.find(k_any, at + 1)) {
        // The last word that begins before it and has not ended is the innermost.
        const auto after =
            std::upper_bound(scan.words.begin(), scan.words.end(), at,
                             [](std::size_t place, const ShellWord& w) { return place < w.begin; });
        std::size_t word = static_cast<std::size_t>(after - scan.words.begin());
        while (word > 0 && scan.words[word - 1].end <= at) {
            --word;
        }
        word = word == 0 ? scan.words.size() : word - 1;
        if (word == scan.words.size()) {
            continue; // in a comment
        }
        std::size_t end = at;
        while (end < scan.words[word].end &&
               std::string_view("'\" \t\n:,;|&()").find(text[end]) == std::string_view::npos) {
            ++end;
        }
        const auto root = batchai::literal_root(text.substr(at, end - at));
        if (!root) {
            continue;
        }
        const Reference reference{.begin = at,
                                  .end = at + root->length,
                                  .root = root->kind,
                                  .literal = true,
                                  .quoting = quoting_at(text, scan.words[word].begin, at)};
        line.references.push_back(followed(line, reference, scan.words[word].end));
        context.settle(line.references.back(), static_cast<std::uint32_t>(word));
    }
}

void scan_shell_line(Line& line) {
    const ShellScan scan = base::scan_shell(line.text);
    line.background = scan.background;
    line.complete = scan.complete;
    line.moves = changes_directory(line.text);
    const Context context(line, scan);
    for (const base::ShellVariable& variable : scan.variables) {
        const VariableKind kind = batchai::variable_kind(variable.name);
        Reference made = followed(line,
                                  {.begin = variable.begin,
                                   .end = variable.end,
                                   .root = kind,
                                   .simple = variable.simple,
                                   .quoting = variable.quoting},
                                  scan.words[variable.word].end);
        context.settle(made, variable.word);
        if (is_root(kind)) {
            line.references.push_back(std::move(made));
        } else {
            line.others.push_back(
                {variable.begin, variable.end, std::string(variable.name), kind, std::move(made)});
        }
    }
    scan_literals(line, scan, context);
    std::sort(line.references.begin(), line.references.end(),
              [](const Reference& a, const Reference& b) { return a.begin < b.begin; });
}

// `$NAME` and `${NAME}` anywhere; nothing else is special.
void scan_template(Line& line) {
    const std::string_view text = line.text;
    const auto written = [&](std::string_view path) {
        if (!is_output_option(line.option)) {
            return Use::read;
        }
        return looks_like_file(path) ? Use::write_file : Use::write_folder;
    };
    std::size_t at = 0;
    while (at < text.size()) {
        const auto next = text.find_first_of("$/", at);
        if (next == std::string_view::npos) {
            return;
        }
        at = next + 1;
        if (text[next] == '/') {
            if (const auto root = batchai::literal_root(
                    text.substr(next, text.find_first_of(":,; ", next) - next))) {
                const Reference reference{
                    .begin = next, .end = next + root->length, .root = root->kind, .literal = true};
                line.references.push_back(followed(line, reference, text.size()));
                line.references.back().use = written(line.references.back().path);
                at = next + root->length;
            }
            continue;
        }
        const bool braces = at < text.size() && text[at] == '{';
        const std::size_t name = at + (braces ? 1 : 0);
        std::size_t end = name;
        while (end < text.size() && (base::is_variable_name(text.substr(name, end + 1 - name)))) {
            ++end;
        }
        const bool closed = !braces || (end < text.size() && text[end] == '}');
        if (end == name || !closed) {
            continue;
        }
        const std::size_t after = end + (braces ? 1 : 0);
        const VariableKind kind = batchai::variable_kind(text.substr(name, end - name));
        Reference made = followed(line, {.begin = next, .end = after, .root = kind}, text.size());
        made.use = written(made.path);
        if (is_root(kind)) {
            line.references.push_back(std::move(made));
        } else {
            line.others.push_back(
                {next, after, std::string(text.substr(name, end - name)), kind, std::move(made)});
        }
        at = after;
    }
}

} // namespace

void Line::append(std::string_view piece, document::NodeId node, bool verbatim, bool run,
                  std::size_t from) {
    if (node != document::k_no_node) {
        segments.push_back({text.size(), text.size() + piece.size(), node, verbatim, run, from});
    }
    text += piece;
}

void scan(Line& line) {
    line.references.clear();
    line.others.clear();
    if (line.is_template) {
        scan_template(line);
    } else {
        scan_shell_line(line);
    }
}

bool is_output_option(std::string_view name) {
    std::string folded;
    for (const char c : base::lower(name)) {
        if (c != '-' && c != '_') {
            folded.push_back(c);
        }
    }
    constexpr std::array<std::string_view, 12> k_beginnings = {
        "out",      "log",    "save",   "checkpoint", "ckpt",     "modeldir",
        "traindir", "export", "result", "dest",       "snapshot", "tensorboard"};
    return std::any_of(k_beginnings.begin(), k_beginnings.end(),
                       [&](std::string_view beginning) { return folded.starts_with(beginning); });
}

bool looks_like_file(std::string_view path) {
    const std::string_view last = base::base_name(path);
    const auto dot = last.rfind('.');
    if (dot == std::string_view::npos || dot == 0 || dot + 1 == last.size() ||
        last.size() - dot > 11) {
        return false;
    }
    const std::string_view ending = last.substr(dot + 1);
    const bool letter = std::any_of(ending.begin(), ending.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    });
    return letter && base::is_plain_word(ending);
}

std::string path_word(std::string_view path) {
    bool plain = !path.empty();
    for (std::size_t i = 0; i < path.size() && plain; ++i) {
        const char c = path[i];
        const bool of_variable = c == '$' || c == '}' || (c == '{' && i > 0 && path[i - 1] == '$');
        plain = of_variable || base::is_plain_word(path.substr(i, 1));
    }
    if (plain) {
        return std::string(path);
    }
    std::string out = "\"";
    for (std::size_t i = 0; i < path.size(); ++i) {
        const char c = path[i];
        const bool live = c == '$' && i + 1 < path.size() &&
                          (path[i + 1] == '{' || base::is_variable_name(path.substr(i + 1, 1)));
        if (c == '"' || c == '\\' || c == '`' || (c == '$' && !live)) {
            out.push_back('\\');
        }
        out.push_back(c);
    }
    out.push_back('"');
    return out;
}

} // namespace translate
