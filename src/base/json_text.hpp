#pragma once
// JSON text written piece by piece: reports of ten thousand files never stand in memory as a tree.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace base {

// Appends the text as a JSON string. Invalid UTF-8 becomes U+FFFD.
void append_json_string(std::string& out, std::string_view text);
// RFC 6901: one reference token, escaped.
void append_pointer_token(std::string& pointer, std::string_view token);

// Pretty (two spaces) or, inside `inline_` containers, on one line.
class JsonText {
  public:
    explicit JsonText(std::string& out)
        : m_out(out) {}

    JsonText& key(std::string_view name);
    JsonText& begin_object(bool on_one_line = false);
    JsonText& end_object();
    JsonText& begin_array(bool on_one_line = false);
    JsonText& end_array();
    JsonText& string(std::string_view value);
    JsonText& number(std::int64_t value);
    JsonText& decimal(std::string_view digits); // a number as it is written: "3.5"
    JsonText& boolean(bool value);
    JsonText& null();
    JsonText& as_written(std::string_view value); // of a number in its own spelling

  private:
    struct Level {
        bool first = true;
        bool on_one_line = false;
    };

    void before_value();
    void line_break();
    void close(char bracket);

    std::string& m_out;
    std::vector<Level> m_levels;
    bool m_after_key = false;
};

} // namespace base
