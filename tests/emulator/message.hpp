#pragma once
// What comes in and what goes out, as plain values, so that the services know no sockets: the
// server hands them requests, and so may a test.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace emulator {

struct Request {
    std::string method;                           // "GET", …
    std::string path = {};                        // as it came, encoded
    std::string query = {};                       // as it came, without "?"
    std::map<std::string, std::string> headers{}; // names in lower case
    std::string body = {};
};

// How an answer reaches the client, if it does.
enum class Delivery : std::uint8_t {
    whole,
    reset,    // the connection ends with RST, without a byte of it
    truncate, // its length is announced, half of it is sent
    hang,     // nothing, until the client goes or `hold_ms` have passed
    slow      // in pieces, over `hold_ms`
};

struct Response {
    int status = 200;
    std::map<std::string, std::string> headers{};
    std::string body = {};
    Delivery delivery = Delivery::whole;
    int hold_ms = 0;
};

// Percent-decoding; in a query and a form "+" is a blank.
std::string decode(std::string_view text, bool plus_is_blank);
std::string encode(std::string_view text);
// Of a query or a form; names in lower case.
std::map<std::string, std::string> parse_pairs(std::string_view text);
// The segments of a path, decoded.
std::vector<std::string> segments(std::string_view path);

} // namespace emulator
