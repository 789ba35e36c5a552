// The programs that launchers call: builtins of bash, and of coreutils what they need.

#include "base/strings.hpp"
#include "launch/shell/machine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace launch::shell {

namespace {

constexpr int k_most_sleeps = 64;

std::optional<std::int64_t> number(const std::string& text) {
    std::int64_t value = 0;
    const auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), value);
    return bad == std::errc{} && end == text.data() + text.size() ? std::optional(value)
                                                                  : std::nullopt;
}

using Words = std::vector<std::string>;

} // namespace

void Machine::say(std::string_view text) {
    if (m_out != nullptr) {
        *m_out += text;
    }
}

std::optional<Machine::Flow> Machine::program(const Words& words) {
    const std::string& name = words[0];
    const auto done = [&](int status) {
        m_status = status;
        return std::optional(Flow::on);
    };
    const auto code = [&](std::size_t at) {
        return words.size() > at ? static_cast<int>(number(words[at]).value_or(2)) : m_status;
    };
    if (name == ":" || name == "true" || name == "chmod" || name == "wait") {
        return done(0);
    }
    if (name == "set" && words.size() == 2 && words[1] == "-m") {
        m_groups_of_jobs = true;
        return done(0);
    }
    if (name == "false") {
        return done(1);
    }
    if (name == "[") {
        if (words.back() != "]") {
            throw Unreadable("\"]\" is missing");
        }
        return done(holds(Words(words.begin() + 1, words.end() - 1)) ? 0 : 1);
    }
    if (name == "exit" || name == "return") {
        m_status = code(1);
        return name == "exit" ? Flow::leave : Flow::leave_function;
    }
    if (name == "break") {
        return Flow::leave_loop;
    }
    if (name == "export" || name == "local") {
        return done(export_all(words, name == "local"));
    }
    if (name == "unset") {
        for (std::size_t i = 1; i < words.size(); ++i) {
            variables.erase(words[i]);
        }
        return done(0);
    }
    if (name == "echo") {
        std::string line;
        for (std::size_t i = 1; i < words.size(); ++i) {
            line += (i > 1 ? " " : "") + words[i];
        }
        say(line + "\n");
        return done(0);
    }
    if (name == "cd" && words.size() == 2) {
        const Entry* entry = m_tree.at(path(words[1]));
        if (entry == nullptr || entry->kind != Entry::Kind::folder) {
            return done(1);
        }
        folder = path(words[1]);
        return done(0);
    }
    if (name == "mkdir") {
        return done(make_folders(words));
    }
    if (name == "ln") {
        return done(make_link(words));
    }
    if (name == "rm") {
        return done(remove(words));
    }
    if (name == "mktemp") {
        return done(make_temporary(words));
    }
    if (name == "mv" && words.size() == 3) {
        return done(m_tree.move(path(words[1]), path(words[2])) ? 0 : 1);
    }
    if (name == "touch" && words.size() == 2) {
        return done(m_tree.write(path(words[1]), {}, true) ? 0 : 1);
    }
    if (name == "readlink" && words.size() == 2) {
        const Entry* entry = m_tree.at(path(words[1]), false);
        const bool is_link = entry != nullptr && entry->kind == Entry::Kind::link;
        say(is_link ? entry->text + "\n" : std::string{});
        return done(is_link ? 0 : 1);
    }
    if (name == "read") {
        return done(read_line(words));
    }
    if (name == "sleep") {
        if (++slept > k_most_sleeps) {
            throw Unreadable("it waits for what never comes");
        }
        if (on_sleep) {
            on_sleep(m_tree);
        }
        return done(0);
    }
    if (name == "kill") {
        return done(kill(words));
    }
    if (name == "trap" && words.size() == 3 && words[2] == "EXIT") {
        m_trap = words[1];
        return done(0);
    }
    if (name == "tr") {
        return done(translate(words));
    }
    if (name == "wc" && words.size() == 2 && words[1] == "-l") {
        say(fmt::format("{}\n", std::count(m_in.begin(), m_in.end(), '\n')));
        return done(0);
    }
    if (name == "nvidia-smi" && words.size() == 2 && words[1] == "-L") {
        for (int i = 0; i < gpus; ++i) {
            say(fmt::format("GPU {}\n", i));
        }
        return done(gpus > 0 ? 0 : 127);
    }
    if ((name == "." || name == "source") && words.size() == 2) {
        const std::string file = path(words[1]);
        if (m_tree.at(file) == nullptr) {
            return done(1);
        }
        // A usual ~/.bashrc goes home at once where there is no prompt.
        if (file.ends_with("/.bashrc") && get("PS1").value_or("").empty()) {
            return done(0);
        }
        m_heard.push_back(file);
        return done(0);
    }
    if (name == "bash" && words.size() == 2) {
        const Entry* entry = m_tree.at(path(words[1]));
        if (entry == nullptr || entry->kind != Entry::Kind::file) {
            throw Unreadable(fmt::format("there is no script {}", words[1].substr(0, 60)));
        }
        const std::string script = entry->text;
        return in_own_shell([&] {
            std::erase_if(variables, [](const auto& one) { return !one.second.exported; });
            m_functions.clear();
            m_locals.clear();
            const NodePtr tree = parse(script);
            return run(*tree);
        });
    }
    // The image is taken to have a python that speaks TLS.
    if (name == "python3" && words.size() == 3 && words[1] == "-Ec" &&
        words[2] == "import ssl; ssl.create_default_context") {
        return done(0);
    }
    return std::nullopt;
}

bool Machine::is_true(std::string_view option, const std::string& operand) {
    if (option == "-n" || option == "-z") {
        return operand.empty() == (option == "-z");
    }
    const Entry* entry = m_tree.at(path(operand), option != "-L");
    if (option == "-L") {
        return entry != nullptr && entry->kind == Entry::Kind::link;
    }
    if (option == "-e") {
        return entry != nullptr;
    }
    if (option == "-f" || option == "-d") {
        return entry != nullptr &&
               entry->kind == (option == "-f" ? Entry::Kind::file : Entry::Kind::folder);
    }
    throw Unreadable(fmt::format("the test {}", option.substr(0, 20)));
}

bool Machine::holds(const Words& words) {
    if (!words.empty() && words[0] == "!") {
        return !holds(Words(words.begin() + 1, words.end()));
    }
    if (words.size() == 1) {
        return !words[0].empty();
    }
    if (words.size() == 2) {
        return is_true(words[0], words[1]);
    }
    if (words.size() != 3) {
        throw Unreadable("a test that launchers do not use");
    }
    const std::string& op = words[1];
    if (op == "=" || op == "!=") {
        return (words[0] == words[2]) == (op == "=");
    }
    if (op == "-nt") {
        const Entry* left = m_tree.at(path(words[0]));
        const Entry* right = m_tree.at(path(words[2]));
        return left != nullptr && (right == nullptr || left->written > right->written);
    }
    const auto left = number(words[0]);
    const auto right = number(words[2]);
    if (!left || !right) {
        return false; // [ says so, and fails
    }
    if (op == "-lt") {
        return *left < *right;
    }
    if (op == "-le") {
        return *left <= *right;
    }
    if (op == "-gt") {
        return *left > *right;
    }
    if (op == "-ge") {
        return *left >= *right;
    }
    if (op == "-eq" || op == "-ne") {
        return (*left == *right) == (op == "-eq");
    }
    throw Unreadable("a test that launchers do not use");
}

bool Machine::holds(const Node& test) {
    return holds_all(test.words, 0, test.words.size());
}

bool Machine::holds_all(const Words& words, std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
        if (words[i] == "||" || words[i] == "&&") {
            const bool left = holds_all(words, begin, i);
            return words[i] == "||" ? left || holds_all(words, i + 1, end)
                                    : left && holds_all(words, i + 1, end);
        }
    }
    const std::size_t n = end - begin;
    if (n > 1 && words[begin] == "!") {
        return !holds_all(words, begin + 1, end);
    }
    if (n == 1) {
        return !text_of(words[begin]).empty();
    }
    if (n == 2) {
        return is_true(words[begin], text_of(words[begin + 1]));
    }
    if (n != 3) {
        throw Unreadable("a test that launchers do not use");
    }
    const std::string left = text_of(words[begin]);
    const std::string& op = words[begin + 1];
    const Marked right = expand(words[begin + 2]).chars;
    if (op == "=~") {
        m_groups = search(right, left);
        return !m_groups.empty();
    }
    if (op == "==" || op == "=" || op == "!=") {
        return matches(right, left) == (op != "!=");
    }
    return holds(Words{left, op, right.text});
}

int Machine::make_folders(const Words& words) {
    bool parents = false;
    int status = 0;
    for (std::size_t i = 1; i < words.size(); ++i) {
        if (words[i] == "-p") {
            parents = true;
        } else if (!m_tree.make_folder(path(words[i]), parents)) {
            status = 1;
        }
    }
    return status;
}

int Machine::make_link(const Words& words) {
    if (words.size() != 4 || words[1] != "-s") {
        throw Unreadable("a link that launchers do not make");
    }
    return m_tree.link(words[2], path(words[3])) ? 0 : 1;
}

int Machine::remove(const Words& words) {
    bool force = false;
    bool all = false;
    int status = 0;
    for (std::size_t i = 1; i < words.size(); ++i) {
        if (words[i] == "-f") {
            force = true;
        } else if (words[i] == "-r") {
            all = true;
        } else if (words[i].starts_with('-')) {
            throw Unreadable("an option of rm that launchers do not use");
        } else if (!m_tree.remove(path(words[i]), all) && !force) {
            status = 1;
        }
    }
    return status;
}

// The six X of the pattern become a number that no other has on this machine.
int Machine::make_temporary(const Words& words) {
    const bool make_folder = words.size() > 1 && words[1] == "-d";
    const std::size_t at = make_folder ? 2 : 1;
    std::string made = words.size() > at ? words[at] : "/tmp/tmp.XXXXXX";
    if (!made.ends_with("XXXXXX")) {
        throw Unreadable("a pattern that launchers do not use");
    }
    made.resize(made.size() - 6);
    std::string name;
    do {
        name = path(fmt::format("{}{:06}", made, ++m_temporary));
    } while (m_tree.at(name, false) != nullptr);
    const bool works =
        make_folder ? m_tree.make_folder(name, false) : m_tree.write(name, {}, false);
    say(works ? name + "\n" : std::string{});
    return works ? 0 : 1;
}

int Machine::read_line(const Words& words) {
    if (words.size() != 3 || words[1] != "-r") {
        throw Unreadable("a line is not read as launchers read one");
    }
    const std::size_t end = m_in.find('\n');
    const std::string_view line = base::trim(std::string_view(m_in).substr(0, end));
    set(words[2], std::string(line));
    return end == std::string::npos ? 1 : 0;
}

int Machine::export_all(const Words& words, bool local) {
    for (std::size_t i = 1; i < words.size(); ++i) {
        const std::size_t equals = words[i].find('=');
        const std::string name = words[i].substr(0, equals);
        if (local && !m_locals.empty()) {
            const auto old = variables.find(name);
            m_locals.back().try_emplace(name, old == variables.end() ? std::nullopt
                                                                     : std::optional(old->second));
        }
        if (equals != std::string::npos) {
            set(name, words[i].substr(equals + 1));
        } else if (local || !variables.contains(name)) {
            set(name, {});
        }
        if (!local) {
            variables.find(name)->second.exported = true;
        }
    }
    return 0;
}

// Of the process in the background, the only one there is.
int Machine::kill(const Words& words) {
    if (words.size() == 3 && words[1] == "-0") {
        return m_running ? 0 : 1;
    }
    if (words.size() == 3 && words[1] == "--" && words[2].starts_with('-') && !m_group) {
        return 1; // there is no such group
    }
    const bool was = m_running;
    m_running = false;
    return was ? 0 : 1;
}

int Machine::translate(const Words& words) {
    if (words.size() != 3 || words[1].size() != 1 || words[2] != "\\n") {
        throw Unreadable("a translation that launchers do not make");
    }
    std::string text = m_in;
    std::replace(text.begin(), text.end(), words[1][0], '\n');
    say(text);
    return 0;
}

} // namespace launch::shell
