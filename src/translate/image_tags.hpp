#pragma once
// Reading versions out of image tags, and which CUDA came with which release. All texts in lower
// case. CUDA as in ImageFacts: 90 for 9.0, 0 for unknown.

#include <string_view>

namespace translate::image_tags {

// Whether the word stands in the tag with no letter or digit beside it.
bool has_word(std::string_view tag, std::string_view word);

// "1.8.0-gpu" -> 108, "v4.0.0b1" -> 400; -1 when the tag does not begin with a version.
int leading_version(std::string_view tag);

// CUDA as written in a tag: "cuda9.0", "cu101", "cuda9". A lone major version counts as its .0.
int written_cuda(std::string_view tag);
// The tags of nvidia/cuda begin with the version itself.
int leading_cuda(std::string_view tag);

int tensorflow_cuda(std::string_view tag);
int cntk_cuda(std::string_view tag);
int chainer_cuda(std::string_view tag);
// NVIDIA's framework images are named by the month: "18.05-py3".
int nvidia_month_cuda(std::string_view tag);
// 18 for "18.05-py3"; 0 when the tag names no month.
int nvidia_year(std::string_view tag);

} // namespace translate::image_tags
