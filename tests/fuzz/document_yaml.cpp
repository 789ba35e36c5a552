// Any bytes read as YAML; and where they are also JSON, the two readers agree about the types.

#include "check_document.hpp"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const document::Limits limits{.depth = 16, .bytes = 1U << 20U, .nodes = 1000};
    const std::string bytes(data, data + size);
    const document::Parsed yaml = document::parse(bytes, "x.yaml", limits);
    fuzz::check_document(yaml);
    const document::Parsed json = document::parse(bytes, "x.json", limits);
    if (!yaml.ok || !json.ok) {
        return 0;
    }
    fuzz::must(yaml.document.size() == json.document.size());
    for (document::NodeId id = 0; id < yaml.document.size(); ++id) {
        fuzz::must(yaml.document.at(id).kind == json.document.at(id).kind);
    }
    return 0;
}
