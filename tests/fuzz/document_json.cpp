// Any bytes read as JSON.

#include "check_document.hpp"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const document::Limits limits{.depth = 16, .bytes = 1U << 20U, .nodes = 1000};
    fuzz::check_document(document::parse(std::string(data, data + size), "x.json", limits));
    return 0;
}
