#include "aml/code.hpp"

#include "base/hash.hpp"
#include "base/strings.hpp"

#include <algorithm>

namespace aml {

std::string code_hash(std::vector<CodeFile> files) {
    std::stable_sort(files.begin(), files.end(), [](const CodeFile& a, const CodeFile& b) {
        return base::lower(a.path) < base::lower(b.path);
    });
    base::Sha256 hash;
    hash.add(std::to_string(files.size()));
    for (const CodeFile& file : files) {
        hash.add("#");
        hash.add(file.path);
        hash.add("#");
        hash.add(std::to_string(file.content.size()));
    }
    for (const CodeFile& file : files) {
        hash.add(file.content);
    }
    return hash.hex();
}

} // namespace aml
