#pragma once
#include "base/process.hpp"

namespace base {

// POSIX. The program gets a process group of its own, so that all of it can be ended.
class RealProcess final : public Process {
  public:
    CommandResult run(const Command& command) override;
};

} // namespace base
