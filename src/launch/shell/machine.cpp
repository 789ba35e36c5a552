// The shell's commands: lists, branches, loops, functions, and what is handed over.

#include "launch/shell/machine.hpp"

#include "launch/shell/known.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace launch::shell {

namespace {
constexpr int k_most_steps = 400'000;
constexpr int k_most_depth = 64;
} // namespace

bool changes_bashrc(std::string_view line) {
    return line.find("bashrc") != std::string_view::npos ||
           line.find(".sh") != std::string_view::npos;
}

std::string secret_value(std::string_view url) {
    return fmt::format("{{secret:{}}}", url);
}

void Machine::step() {
    if (++m_steps > k_most_steps) {
        throw Unreadable("it does not end");
    }
}

int Machine::run(std::string_view text) {
    const NodePtr tree = parse(text);
    run(*tree);
    end_of_shell();
    m_functions.clear(); // they stand in the tree
    return m_status;
}

void Machine::end_of_shell() {
    if (m_trap.empty()) {
        return;
    }
    const int status = m_status;
    const NodePtr tree = parse(std::exchange(m_trap, {}));
    run(*tree);
    m_status = status;
}

Machine::Flow Machine::run_all(const std::vector<NodePtr>& parts) {
    for (const NodePtr& part : parts) {
        if (const Flow flow = run(*part); flow != Flow::on) {
            return flow;
        }
    }
    return Flow::on;
}

Machine::Flow Machine::run(const Node& node) {
    step();
    using Kind = Node::Kind;
    switch (node.kind) {
    case Kind::list:
        return run_all(node.parts);
    case Kind::both:
    case Kind::either: {
        const Flow flow = run(*node.parts[0]);
        const bool go = (m_status == 0) == (node.kind == Kind::both);
        return flow == Flow::on && go ? run(*node.parts[1]) : flow;
    }
    case Kind::negated: {
        const Flow flow = run(*node.parts[0]);
        m_status = m_status == 0 ? 1 : 0;
        return flow;
    }
    case Kind::pipeline:
        return run_pipeline(node);
    case Kind::background:
        m_background = true;
        m_running = true;
        m_group = m_groups_of_jobs;
        return in_own_shell([&] {
            m_trap.clear();
            const std::size_t before = handed.size();
            const Flow flow = run(*node.parts[0]);
            for (std::size_t i = before; i < handed.size(); ++i) {
                handed[i].background = true;
            }
            return flow;
        });
    case Kind::simple:
        return redirected(node, [&] { return run_simple(node); });
    case Kind::group:
        return redirected(node, [&] { return run(*node.parts[0]); });
    case Kind::subshell:
        return redirected(node, [&] { return in_own_shell([&] { return run(*node.parts[0]); }); });
    case Kind::branch:
        return redirected(node, [&] { return run_branch(node); });
    case Kind::loop:
        return redirected(node, [&] { return run_loop(node); });
    case Kind::each:
        return redirected(node, [&] { return run_each(node); });
    case Kind::count:
        return run_count(node);
    case Kind::choice:
        return redirected(node, [&] { return run_choice(node); });
    case Kind::test:
        m_status = holds(node) ? 0 : 1;
        return Flow::on;
    case Kind::arithmetic:
        m_status = count(node.words[0]) != 0 ? 0 : 1;
        return Flow::on;
    case Kind::function: {
        // The tree outlives the call: it is copied here, functions being few and short.
        auto copy = std::make_shared<Node>();
        copy->kind = Kind::function;
        copy->words = node.words;
        copy->own_shell = node.own_shell;
        copy->users_text = node.users_text;
        std::shared_ptr<const Node> body;
        if (!node.parts.empty()) {
            body = {std::shared_ptr<const Node>(), node.parts[0].get()};
        }
        m_functions[node.words[0]] = {std::move(copy), std::move(body)};
        m_status = 0;
        return Flow::on;
    }
    case Kind::users:
        hand_over({}, node.words[0]);
        return Flow::on;
    }
    return Flow::on;
}

// Variables, folder, functions and traps that it changes are its own.
Machine::Flow Machine::in_own_shell(const std::function<Flow()>& what) {
    const Variables old_variables = variables;
    const std::string old_folder = folder;
    const auto old_functions = m_functions;
    const std::string old_trap = std::exchange(m_trap, {});
    const auto old_locals = m_locals;
    const auto old_heard = m_heard;
    std::string* const old_out = m_out;
    what();
    end_of_shell();
    m_out = old_out;
    m_heard = old_heard;
    m_locals = old_locals;
    m_trap = old_trap;
    m_functions = old_functions;
    folder = old_folder;
    variables = old_variables;
    return Flow::on;
}

Machine::Flow Machine::redirected(const Node& node, const std::function<Flow()>& what) {
    if (node.redirections.empty()) {
        return what();
    }
    std::string* const old_out = m_out;
    const std::string old_in = m_in;
    std::string out;
    std::string nowhere;
    std::string target;
    bool append = false;
    bool works = true;
    for (const Redirection& one : node.redirections) {
        using Kind = Redirection::Kind;
        const std::string word = text_of(one.word);
        if (one.kind == Kind::text) {
            m_in = word + "\n";
        } else if (one.kind == Kind::in) {
            const Entry* entry = m_tree.at(path(word));
            works = works && entry != nullptr && entry->kind == Entry::Kind::file;
            m_in = works ? entry->text : std::string{};
        } else if (one.kind == Kind::same) {
            m_out = one.from == 1 ? &errors : m_out;
        } else if (one.from == 1) {
            target = word;
            append = one.kind == Kind::append;
            m_out = &out;
            works = works && (word == "/dev/null" || m_tree.write(path(word), {}, true));
        } else if (word != "/dev/null") {
            throw Unreadable("a redirection that launchers do not use");
        }
    }
    Flow flow = Flow::on;
    if (works) {
        flow = what();
    } else {
        m_status = 1;
    }
    if (works && !target.empty() && target != "/dev/null") {
        m_tree.write(path(target), out, append);
    }
    m_out = old_out;
    m_in = old_in;
    return flow;
}

Machine::Flow Machine::run_pipeline(const Node& node) {
    std::string* const old_out = m_out;
    const std::string old_in = m_in;
    std::string between;
    for (std::size_t i = 0; i < node.parts.size(); ++i) {
        std::string out;
        m_out = i + 1 < node.parts.size() ? &out : old_out;
        in_own_shell([&] { return run(*node.parts[i]); });
        m_in = out;
    }
    m_out = old_out;
    m_in = old_in;
    return Flow::on;
}

Machine::Flow Machine::run_branch(const Node& node) {
    std::size_t at = 0;
    for (; at + 1 < node.parts.size(); at += 2) {
        if (const Flow flow = run(*node.parts[at]); flow != Flow::on) {
            return flow;
        }
        if (m_status == 0) {
            return run(*node.parts[at + 1]);
        }
    }
    m_status = 0;
    return at < node.parts.size() ? run(*node.parts[at]) : Flow::on;
}

Machine::Flow Machine::run_loop(const Node& node) {
    int status = 0;
    for (;;) {
        if (const Flow flow = run(*node.parts[0]); flow != Flow::on) {
            return flow;
        }
        if ((m_status == 0) == node.until) {
            m_status = status;
            return Flow::on;
        }
        const Flow flow = run(*node.parts[1]);
        if (flow == Flow::leave_loop) {
            return Flow::on;
        }
        if (flow != Flow::on) {
            return flow;
        }
        status = m_status;
    }
}

Machine::Flow Machine::run_each(const Node& node) {
    std::vector<std::string> all;
    for (std::size_t i = 1; i < node.words.size(); ++i) {
        for (std::string& field : fields(node.words[i])) {
            all.push_back(std::move(field));
        }
    }
    m_status = 0;
    for (std::string& one : all) {
        set(node.words[0], std::move(one));
        const Flow flow = run(*node.parts[0]);
        if (flow == Flow::leave_loop) {
            return Flow::on;
        }
        if (flow != Flow::on) {
            return flow;
        }
    }
    return Flow::on;
}

Machine::Flow Machine::run_count(const Node& node) {
    count(node.words[0]);
    m_status = 0;
    while (count(node.words[1]) != 0) {
        const Flow flow = run(*node.parts[0]);
        if (flow == Flow::leave_loop) {
            return Flow::on;
        }
        if (flow != Flow::on) {
            return flow;
        }
        count(node.words[2]);
        step();
    }
    return Flow::on;
}

Machine::Flow Machine::run_choice(const Node& node) {
    const std::string subject = text_of(node.words[0]);
    m_status = 0;
    for (std::size_t i = 0; i < node.patterns.size(); ++i) {
        const bool fits = std::any_of(
            node.patterns[i].begin(), node.patterns[i].end(),
            [&](const std::string& pattern) { return matches(expand(pattern).chars, subject); });
        if (fits) {
            return run(*node.parts[i]);
        }
    }
    return Flow::on;
}

Machine::Flow Machine::run_simple(const Node& node) {
    std::vector<std::string> words;
    // What `export` and `local` assign is not split.
    const bool declares =
        !node.words.empty() && (node.words[0] == "export" || node.words[0] == "local");
    for (const std::string& word : node.words) {
        for (std::string& field : declares ? std::vector{text_of(word)} : fields(word)) {
            words.push_back(std::move(field));
        }
    }
    if (words.empty()) {
        m_substituted = false;
        for (const std::string& assignment : node.assignments) {
            assign(assignment, false);
        }
        m_status = m_substituted ? m_status : 0; // that of the last command in a value
        return Flow::on;
    }
    if (node.assignments.empty()) {
        return call(words[0], words);
    }
    const Variables before = variables; // assignments before a command are its own
    for (const std::string& assignment : node.assignments) {
        assign(assignment, true);
    }
    const Flow flow = call(words[0], words);
    variables = before;
    return flow;
}

Machine::Flow Machine::call(const std::string& name, const std::vector<std::string>& words) {
    step();
    const auto found = m_functions.find(name);
    if (found == m_functions.end()) {
        if (const auto flow = program(words)) {
            return *flow;
        }
        throw Unreadable(
            fmt::format("\"{}\" is not a command that launchers use", name.substr(0, 60)));
    }
    const Function function = found->second;
    if (function.node->users_text) {
        hand_over(name, function.node->words[1]);
        return Flow::on;
    }
    if (function.node->words.size() > 1) {
        if (const auto known = known_function(name, function.node->words[1]); !known.empty()) {
            return call_known(known, words);
        }
        if (!function.body) {
            found->second.body = parse(function.node->words[1]);
        }
    }
    if (m_locals.size() > k_most_depth) {
        throw Unreadable("too deep");
    }
    const std::shared_ptr<const Node> body = found->second.body;
    const auto old_arguments =
        std::exchange(m_arguments, std::vector<std::string>(words.begin() + 1, words.end()));
    m_locals.emplace_back();
    Flow flow = function.node->own_shell ? in_own_shell([&] { return run(*body); }) : run(*body);
    for (auto& [variable, old] : m_locals.back()) {
        if (old) {
            variables[variable] = *old;
        } else {
            variables.erase(variable);
        }
    }
    m_locals.pop_back();
    m_arguments = old_arguments;
    return flow == Flow::leave_function ? Flow::on : flow;
}

Machine::Flow Machine::call_known(std::string_view known, const std::vector<std::string>& words) {
    if (known == "keep" && words.size() == 3) {
        m_kept =
            fmt::format("{}/stdout{}.txt", get("AZ_BATCHAI_STDOUTERR_DIR").value_or(""), words[1]);
        const Flow flow = in_own_shell([&] { return call(words[2], {words[2]}); });
        m_kept.clear();
        return flow;
    }
    const auto reads = [&](std::string_view name) {
        const auto found = m_functions.find(name);
        return found != m_functions.end() && found->second.node->words.size() > 1 &&
               !known_function(name, found->second.node->words[1]).empty();
    };
    if (known == "read_secret" && words.size() == 4 && reads("vault_get") &&
        reads("vault_member") && reads("read_by_curl") &&
        is_known_reader(get("read_vault").value_or(""))) {
        variables[words[1]] = {secret_value(words[2]), true};
        m_status = 0;
        return Flow::on;
    }
    throw Unreadable(fmt::format("\"{}\" is not called as launchers call it", words[0]));
}

// What the user's line does is not known; it is taken to succeed, and to write to ~/.bashrc where
// it names that file or may run a script that does.
void Machine::hand_over(const std::string& function, std::string_view text) {
    HandOver out;
    out.function = function;
    out.text = text;
    out.variables = variables;
    out.folder = folder;
    out.heard = m_heard;
    out.kept = m_kept;
    handed.push_back(std::move(out));
    if (changes_bashrc(text)) {
        m_tree.write(path(get("HOME").value_or("") + "/.bashrc"), "changed", true);
    }
    if (on_hand_over) {
        on_hand_over(handed.back());
    }
    m_status = function == "prepare" || function == "set_up" ? preparation_status : 0;
}

} // namespace launch::shell
