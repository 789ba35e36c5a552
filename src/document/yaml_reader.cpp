#include "document/yaml_reader.hpp"

#include "base/strings.hpp"
#include "document/yaml_input.hpp"
#include "document/yaml_mistakes.hpp"
#include "document/yaml_text.hpp"

#include <fmt/format.h>
#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <array>
#include <sstream>

namespace document {

namespace {
constexpr std::string_view k_core_tags = "tag:yaml.org,2002:";

// Leaves yaml-cpp, whose parser knows no other way out. The builder has the finding.
struct Leave {};

void must(bool good) {
    if (!good) {
        throw Leave{};
    }
}

std::uint32_t narrow(std::size_t offset) {
    return static_cast<std::uint32_t>(offset);
}

// Builds the tree from yaml-cpp's events. Its marks count bytes from behind the byte order mark.
// Every level of nesting is an event before it is a call, so the builder's limit on depth also
// ends the library's recursion.
class Handler final : public YAML::EventHandler {
  public:
    Handler(Builder& out, const YamlInput& input)
        : m_out(out),
          m_source(out.source()),
          m_input(input),
          m_last_end(out.start()) {}

    void OnDocumentStart(const YAML::Mark& mark) override;

    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override;
    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value style) override;

    void OnSequenceEnd() override { close(']'); }

    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value style) override;

    void OnMapEnd() override { close('}'); }

    [[nodiscard]] bool read_something() const { return m_documents > 0; }

    [[nodiscard]] std::size_t place(const YAML::Mark& mark) const {
        const std::size_t at = m_out.start() + static_cast<std::size_t>(std::max(mark.pos, 0));
        return std::min(at, m_source.size());
    }

    [[nodiscard]] YamlComplaint complaint(std::string_view message, std::size_t offset) const;

  private:
    struct Frame {
        std::size_t begin = 0;
        bool bracket = false; // written with [ ] or { }
        bool map = false;
        bool wants_key = false;
        bool explicit_key = false; // written `? key`
    };

    void refuse(std::size_t offset, std::size_t length, std::string message, std::string help);
    void check_properties(std::size_t at, const std::string& tag, YAML::anchor_t anchor);
    void check_type(std::size_t at, const std::string& tag, Kind kind);

    [[nodiscard]] bool at_key() const { return !m_frames.empty() && m_frames.back().wants_key; }

    void key(std::string_view text, std::size_t begin, std::size_t end, bool quoted);
    void lacks_colon(std::size_t key_end);
    void value_done(std::size_t end);
    void left_out(std::size_t at);
    void open(Kind kind, std::size_t at, const std::string& tag, YAML::anchor_t anchor);
    void close(char bracket);

    Builder& m_out;
    std::string_view m_source;
    const YamlInput& m_input;
    std::size_t m_last_end; // of what was read last; for a container just opened, of its bracket
    std::vector<Frame> m_frames;
    unsigned m_documents = 0;
};

void Handler::refuse(std::size_t offset, std::size_t length, std::string message,
                     std::string help) {
    must(m_out.error(k_yaml_feature, narrow(offset), narrow(length), std::move(message),
                     std::move(help)));
}

YamlComplaint Handler::complaint(std::string_view message, std::size_t offset) const {
    YamlComplaint out{message, offset, m_last_end};
    const auto look = [&](std::size_t at) {
        const bool bracket = at < m_source.size() && (m_source[at] == '[' || m_source[at] == '{');
        out.bracket = bracket ? at : out.bracket;
    };
    // The library runs ahead of its events, and takes a bracket that is not closed for a key.
    look(skip_yaml_space(m_source, m_out.start()));
    for (const Frame& frame : m_frames) {
        look(frame.begin);
    }
    return out;
}

void Handler::OnDocumentStart(const YAML::Mark& mark) {
    if (m_documents++ == 0) {
        return;
    }
    const std::size_t at = place(mark);
    const std::string_view between =
        m_source.substr(m_last_end, std::max(at, m_last_end) - m_last_end);
    const bool marked = m_source.substr(at).starts_with("---");
    if (marked || between.find("\n...") != std::string_view::npos) {
        refuse(at, marked ? 3 : 1, "a second document begins here", "move it to a file of its own");
    }
    must(m_out.error(k_syntax, narrow(at), 1, "text stands behind the end of the value",
                     "check the indentation, or move it to a file of its own"));
}

void Handler::check_properties(std::size_t at, const std::string& tag, YAML::anchor_t anchor) {
    if (anchor != 0) {
        refuse(at, 1, "a value that begins with '&' has an anchor, and anchors are not read",
               "remove the anchor, or put text in quotes");
    }
    if (at >= m_source.size() || m_source[at] != '!') {
        return;
    }
    const std::size_t end = end_of_yaml_tag(m_source, at);
    const std::string_view written = m_source.substr(at, end - at);
    const std::string_view type =
        tag.starts_with(k_core_tags) ? std::string_view(tag).substr(k_core_tags.size()) : "";
    const bool core =
        base::is_one_of(type, {"str", "int", "float", "bool", "null", "map", "seq"}) &&
        (written == fmt::format("!!{}", type) || written == fmt::format("!<{}>", tag));
    if (!core && written != "!") {
        // The tag itself is not repeated: it may be a password that begins with '!'.
        refuse(at, end - at, "a value that begins with '!' has a tag, and tags are not read",
               "remove the tag, or put text in quotes");
    }
}

void Handler::check_type(std::size_t at, const std::string& tag, Kind kind) {
    if (!tag.starts_with(k_core_tags)) {
        return;
    }
    const std::string_view type = std::string_view(tag).substr(k_core_tags.size());
    static constexpr std::array<std::pair<std::string_view, Kind>, 7> types = {{
        {"str", Kind::string},
        {"int", Kind::number},
        {"float", Kind::number},
        {"bool", Kind::boolean},
        {"null", Kind::null},
        {"map", Kind::object},
        {"seq", Kind::array},
    }};
    for (const auto& [word, meaning] : types) {
        if (word == type && meaning != kind) {
            refuse(at, type.size() + 2,
                   fmt::format("the tag !!{} does not fit the value, a {}", type, name(kind)),
                   "remove the tag, or put the value in quotes");
        }
    }
}

void Handler::key(std::string_view text, std::size_t begin, std::size_t end, bool quoted) {
    if (text == "<<" && !quoted) {
        refuse(begin, 2, "merge keys are not read", "write the merged members out");
    }
    if (begin < m_last_end) { // a word null without colon, already taken for the value above
        lacks_colon(end);
    }
    m_out.key(text, narrow(begin), narrow(end));
    const std::size_t before = m_source.substr(0, begin).find_last_not_of(" \t");
    m_frames.back().explicit_key =
        before != std::string_view::npos && before + 1 < begin && m_source[before] == '?';
    m_frames.back().wants_key = false;
    m_last_end = end;
}

// The library takes a last line that is a lone word for a key.
void Handler::lacks_colon(std::size_t key_end) {
    must(m_out.error(k_syntax, narrow(key_end), 0, "':' was expected behind the key",
                     "write a value, or check the indentation"));
}

void Handler::value_done(std::size_t end) {
    m_last_end = end;
    if (!m_frames.empty()) {
        m_frames.back().wants_key = m_frames.back().map;
    }
}

void Handler::OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) {
    const std::size_t at = place(mark);
    check_properties(at, {}, anchor);
    const std::size_t length = at < m_last_end && !at_key()
                                   ? 0 // the mark is that of the key
                                   : yaml_null_word(m_source, at, at_key());
    if (length == 0) {
        left_out(at);
        return;
    }
    if (at_key()) {
        key(m_source.substr(at, length), at, at + length, false);
        return;
    }
    must(m_out.scalar(Kind::null, narrow(at), narrow(at + length), {}));
    value_done(at + length);
}

// Nothing was written where a key or value could be; the mark is that of whatever comes next.
void Handler::left_out(std::size_t at) {
    const bool comma = at < m_source.size() && m_source[at] == ',';
    if (comma && !m_frames.empty() && m_frames.back().bracket &&
        (at_key() || !m_frames.back().map)) {
        must(m_out.error(k_syntax, narrow(at), 1, "nothing stands before this comma",
                         "remove the comma, or write null"));
    }
    if (at_key()) {
        key({}, at, at, false);
        return;
    }
    if (m_frames.empty()) {
        must(m_out.error(k_empty, base::k_no_offset, 0, "the file is empty"));
    }
    std::size_t begin = m_last_end;
    const std::size_t next = skip_yaml_space(m_source, begin);
    const char sign = next < m_source.size() ? m_source[next] : '\0';
    if (sign == ':' || sign == '-' || sign == ',') {
        begin = next + 1;
    }
    const Frame& frame = m_frames.back();
    if (frame.map && !frame.bracket && sign != ':' && !frame.explicit_key) {
        lacks_colon(m_last_end);
    }
    must(m_out.scalar(Kind::null, narrow(begin), narrow(begin), {}));
    value_done(begin);
}

void Handler::OnAlias(const YAML::Mark& mark, YAML::anchor_t) {
    refuse(place(mark), 1, "a value that begins with '*' is an alias, and aliases are not read",
           "write the value out, or put text in quotes");
}

void Handler::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       const std::string& value) {
    const std::size_t at = place(mark);
    check_properties(at, tag, anchor);
    const YamlScalar scalar = find_yaml_scalar(m_input.text(), at, value);
    // The library forgives a missing quote when the file ends with a line break.
    must(scalar.closed || yaml_mistake(m_out, complaint("", m_source.size())));
    const bool quoted =
        scalar.style == YamlStyle::single_quoted || scalar.style == YamlStyle::double_quoted;
    const std::size_t quote = quoted ? 1 : 0;
    const std::string_view inner =
        m_source.substr(scalar.begin + quote, scalar.end - scalar.begin - 2 * quote);
    const std::string whole =
        !m_input.has_pairs() ? std::string{} : m_input.put_back(scalar, value);
    const std::string_view decoded = !m_input.has_pairs() ? std::string_view(value) : whole;
    const bool plain = inner == decoded;
    std::string_view text = inner;
    if (!plain) {
        std::string& room = m_out.room();
        room = decoded;
        text = room;
    }
    if (at_key()) {
        key(text, scalar.begin, scalar.end, scalar.style != YamlStyle::plain);
        return;
    }
    const bool typed = scalar.style == YamlStyle::plain && tag != "!" && !tag.ends_with(":str");
    const Kind kind = typed ? yaml_plain_kind(text) : Kind::string;
    check_type(at, tag, kind);
    must(m_out.scalar(kind, narrow(scalar.begin), narrow(scalar.end),
                      kind == Kind::null ? std::string_view{} : text, plain));
    value_done(scalar.end);
}

void Handler::open(Kind kind, std::size_t at, const std::string& tag, YAML::anchor_t anchor) {
    check_properties(at, tag, anchor);
    check_type(at, tag, kind);
    if (at_key()) {
        // What an object began without end looks like to the library.
        must(unclosed_yaml_bracket(m_source, at) == std::string_view::npos ||
             yaml_mistake(m_out, complaint("", m_source.size())));
        refuse(at, 1, fmt::format("a key that is an {} is not read", name(kind)),
               "keys are text: put it in quotes");
    }
    std::size_t begin = at;
    if (at < m_source.size() && m_source[at] == '!') {
        begin = skip_yaml_space(m_source, end_of_yaml_tag(m_source, at));
    }
    const char bracket = kind == Kind::array ? '[' : '{';
    const bool flow = begin < m_source.size() && m_source[begin] == bracket;
    must(m_out.open(kind, narrow(begin)));
    const bool map = kind == Kind::object;
    m_frames.push_back({begin, flow, map, map, false});
    m_last_end = begin + (flow ? 1 : 0);
}

void Handler::OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                              YAML::EmitterStyle::value) {
    open(Kind::array, place(mark), tag, anchor);
}

void Handler::OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) {
    open(Kind::object, place(mark), tag, anchor);
}

// A bracket is found behind the last value; only separators can lie between.
void Handler::close(char bracket) {
    std::size_t end = m_last_end;
    if (m_frames.back().bracket) {
        std::size_t at = skip_yaml_space(m_source, end);
        while (at < m_source.size() &&
               std::string_view(",:?").find(m_source[at]) != std::string_view::npos) {
            at = skip_yaml_space(m_source, at + 1);
        }
        end = at < m_source.size() && m_source[at] == bracket ? at + 1 : end;
    }
    m_frames.pop_back();
    m_out.close(narrow(end));
    value_done(end);
}

bool has_control_character(Builder& out) {
    const std::string_view source = out.source();
    for (std::size_t i = out.start(); i < source.size(); ++i) {
        const char c = source[i];
        if (static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r') {
            yaml_control_character(out, i);
            return true;
        }
    }
    return false;
}
} // namespace

bool read_yaml(Builder& out) {
    if (has_control_character(out)) {
        return false;
    }
    const YamlInput input(out.source());
    std::istringstream stream(input.text().substr(out.start()));
    Handler handler(out, input);
    try {
        YAML::Parser parser(stream);
        while (parser.HandleNextDocument(handler)) {
        }
    } catch (const Leave&) {
        return false;
    } catch (const YAML::DeepRecursion& error) {
        return out.error(k_too_deep, narrow(handler.place(error.mark)), 1,
                         "values are nested too deep",
                         "no definition needs that many levels; is the file what you think it is?");
    } catch (const YAML::Exception& error) {
        return yaml_mistake(out, handler.complaint(error.msg, handler.place(error.mark)));
    }
    return handler.read_something() ||
           out.error(k_empty, base::k_no_offset, 0, "the file is empty");
}

} // namespace document
