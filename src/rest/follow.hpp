#pragma once
// Sends a request and follows the operation that it begins to its end.

#include "rest/loop.hpp"
#include "rest/operation.hpp"

#include <functional>
#include <string>

namespace rest {

struct FollowOptions {
    base::Milliseconds interval{5'000};  // between two looks, where the service asks for none
    base::Milliseconds total{1'200'000}; // then the operation runs on without us
    std::string reattach = {}; // what to do then: "batchai-to-amlcompute cluster wait gpu"
    std::function<void(const Progress&)> progress = {}; // after each look; may be empty
};

// `done` gets the operation's result: the object after a PUT or PATCH, the answer of a POST. An
// operation that failed is an outcome with `error`, whatever its status.
void follow(Loop& loop, Request request, FollowOptions options, Loop::Done done);
// The same for one request alone.
Outcome follow(Loop& loop, Request request, FollowOptions options);

} // namespace rest
