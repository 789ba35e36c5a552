#pragma once
// One job of a bundle, as launch/verify.hpp wants it: its definition, and its files as they are
// rendered.

#include "bundle/bundle.hpp"
#include "launch/verify.hpp"

namespace bundle {

// `options` outlive it; those of Request, with the files of a code folder filled in.
launch::Definition definition_of(const Object& job, const translate::Options& options);
// The job is written and the texts are rendered.
launch::Emitted emitted(const Bundle& bundle, const Object& job);

} // namespace bundle
