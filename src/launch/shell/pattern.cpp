#include "launch/shell/pattern.hpp"

#include "launch/shell/syntax.hpp"

#include <array>
#include <bitset>
#include <optional>

namespace launch::shell {

namespace {

using Class = std::bitset<256>;

std::size_t index_of(char c) {
    return static_cast<unsigned char>(c);
}

void add_named(Class& to, std::string_view name) {
    for (int i = 0; i < 256; ++i) {
        const bool space = i == ' ' || (i >= '\t' && i <= '\r');
        const bool print = i >= 32 && i < 127;
        if ((name == "space" && space) || (name == "print" && print)) {
            to.set(static_cast<std::size_t>(i));
        }
    }
}

// The class whose `[` stands at `at`, which moves behind its `]`. Nothing: it has no end.
std::optional<Class> class_at(std::string_view text, std::size_t& at) {
    std::size_t i = at + 1;
    const bool negated = i < text.size() && (text[i] == '!' || text[i] == '^');
    i += negated ? 1 : 0;
    Class out;
    for (bool first = true; i < text.size(); first = false) {
        if (text[i] == ']' && !first) {
            at = i + 1;
            return negated ? ~out : out;
        }
        if (text.substr(i).starts_with("[:")) {
            const std::size_t end = text.find(":]", i);
            if (end == std::string_view::npos) {
                return std::nullopt;
            }
            add_named(out, text.substr(i + 2, end - i - 2));
            i = end + 2;
        } else if (i + 2 < text.size() && text[i + 1] == '-' && text[i + 2] != ']') {
            for (std::size_t c = index_of(text[i]); c <= index_of(text[i + 2]); ++c) {
                out.set(c);
            }
            i += 3;
        } else {
            out.set(index_of(text[i++]));
        }
    }
    return std::nullopt;
}

bool is_live(const Marked& pattern, std::size_t at) {
    return pattern.marks[at] != 'q';
}

// One character's worth of a file pattern.
struct Step {
    bool star = false;
    Class one;
};

std::vector<Step> steps_of(const Marked& pattern) {
    std::vector<Step> out;
    const std::string_view text = pattern.text;
    for (std::size_t at = 0; at < text.size();) {
        Step step;
        const char c = text[at];
        if (is_live(pattern, at) && c == '*') {
            step.star = true;
            ++at;
        } else if (is_live(pattern, at) && c == '?') {
            step.one.set();
            ++at;
        } else {
            std::size_t behind = at;
            const auto found =
                is_live(pattern, at) && c == '[' ? class_at(text, behind) : std::nullopt;
            if (found) {
                step.one = *found;
                at = behind;
            } else {
                step.one.set(index_of(c));
                ++at;
            }
        }
        out.push_back(step);
    }
    return out;
}

// A regular expression as a row of atoms; groups open and close between them.
struct Atom {
    enum class Kind : unsigned char { one, open, close, begin, end } kind = Kind::one;
    Class set;
    std::size_t least = 1;
    bool many = false;
    std::size_t group = 0;
};

class Expression {
  public:
    explicit Expression(const Marked& source) {
        const std::string_view text = source.text;
        std::vector<std::size_t> open;
        for (std::size_t at = 0; at < text.size();) {
            const char c = text[at];
            const bool live = is_live(source, at);
            Atom atom;
            if (live && (c == '|' || c == '{')) {
                throw Unreadable("a regular expression that launchers do not use");
            }
            if (live && c == '(') {
                atom.kind = Atom::Kind::open;
                open.push_back(++m_groups);
                atom.group = m_groups;
                ++at;
            } else if (live && c == ')' && !open.empty()) {
                atom.kind = Atom::Kind::close;
                atom.group = open.back();
                open.pop_back();
                ++at;
            } else if (live && (c == '^' || c == '$')) {
                atom.kind = c == '^' ? Atom::Kind::begin : Atom::Kind::end;
                ++at;
            } else {
                at = one(source, at, atom);
            }
            m_atoms.push_back(atom);
        }
        if (!open.empty()) {
            throw Unreadable("a regular expression is not closed");
        }
    }

    std::vector<std::string> search(std::string_view text) {
        m_text = text;
        for (std::size_t begin = 0; begin <= text.size(); ++begin) {
            m_ranges.assign(m_groups + 1, {begin, begin});
            std::size_t end = begin;
            if (match(0, begin, end)) {
                m_ranges[0] = {begin, end};
                std::vector<std::string> out;
                for (const auto& [from, to] : m_ranges) {
                    out.emplace_back(text.substr(from, to - from));
                }
                return out;
            }
        }
        return {};
    }

  private:
    static std::size_t one(const Marked& source, std::size_t at, Atom& atom) {
        const std::string_view text = source.text;
        const char c = text[at];
        const bool live = is_live(source, at);
        if (live && c == '\\' && at + 1 < text.size()) {
            atom.set.set(index_of(text[at + 1]));
            at += 2;
        } else if (live && c == '.') {
            atom.set.set();
            ++at;
        } else if (live && c == '[') {
            const auto found = class_at(text, at);
            if (!found) {
                throw Unreadable("a class of characters is not closed");
            }
            atom.set = *found;
        } else {
            atom.set.set(index_of(c));
            ++at;
        }
        if (at < text.size() && is_live(source, at) &&
            (text[at] == '*' || text[at] == '+' || text[at] == '?')) {
            atom.least = text[at] == '+' ? 1 : 0;
            atom.many = text[at] != '?';
            ++at;
        }
        return at;
    }

    // As deep as there are atoms; greedy.
    bool match(std::size_t atom_at, std::size_t at, std::size_t& end) {
        if (atom_at == m_atoms.size()) {
            end = at;
            return true;
        }
        const Atom& atom = m_atoms[atom_at];
        switch (atom.kind) {
        case Atom::Kind::begin:
            return at == 0 && match(atom_at + 1, at, end);
        case Atom::Kind::end:
            return at == m_text.size() && match(atom_at + 1, at, end);
        case Atom::Kind::open:
            m_ranges[atom.group].first = at;
            return match(atom_at + 1, at, end);
        case Atom::Kind::close:
            m_ranges[atom.group].second = at;
            return match(atom_at + 1, at, end);
        case Atom::Kind::one:
            break;
        }
        const std::size_t most = atom.many ? m_text.size() - at : 1;
        std::size_t taken = 0;
        while (taken < most && at + taken < m_text.size() &&
               atom.set.test(index_of(m_text[at + taken]))) {
            ++taken;
        }
        for (;; --taken) {
            if (taken < atom.least) {
                return false;
            }
            if (match(atom_at + 1, at + taken, end)) {
                return true;
            }
            if (taken == 0) {
                return false;
            }
        }
    }

    std::vector<Atom> m_atoms;
    std::size_t m_groups = 0;
    std::string_view m_text;
    std::vector<std::pair<std::size_t, std::size_t>> m_ranges;
};

} // namespace

bool has_wildcards(const Marked& pattern) {
    for (std::size_t at = 0; at < pattern.text.size(); ++at) {
        const char c = pattern.text[at];
        if (is_live(pattern, at) && (c == '*' || c == '?' || c == '[')) {
            return true;
        }
    }
    return false;
}

bool matches(const Marked& pattern, std::string_view text) {
    const std::vector<Step> steps = steps_of(pattern);
    std::size_t step = 0;
    std::size_t at = 0;
    std::optional<std::pair<std::size_t, std::size_t>> star; // step behind it, text it gave back
    while (at < text.size() || step < steps.size()) {
        if (step < steps.size() && steps[step].star) {
            star = {++step, at};
            continue;
        }
        if (step < steps.size() && at < text.size() && steps[step].one.test(index_of(text[at]))) {
            ++step;
            ++at;
            continue;
        }
        if (!star || star->second >= text.size()) {
            return false;
        }
        at = ++star->second;
        step = star->first;
    }
    return true;
}

std::vector<std::string> search(const Marked& expression, std::string_view text) {
    return Expression(expression).search(text);
}

} // namespace launch::shell
