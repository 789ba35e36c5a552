#pragma once
// One command's conversation with Azure: settings, identity, network, what was done so far. Built
// when a command begins to ask; a command that fails or is interrupted says through it what is
// there already and how to go on.

#include "azure/client.hpp"
#include "base/error.hpp"
#include "cli/connection.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace cli {

enum class Needs : std::uint8_t { subscription, resource_group, workspace };

class Session {
  public:
    // Throws base::Error (usage) where a setting that is needed is not there.
    Session(const ConnectionOptions& options, Env& env, Needs needs);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    azure::Client& client();
    [[nodiscard]] const Connection& connection() const;
    // Answers of the loop for requests that go without the client.
    rest::Loop& loop();

    // One line of progress, to standard error.
    void say(std::string_view line);
    // Says it, and remembers it for the end that does not come: "created the storage account demo".
    void done(std::string line);
    [[nodiscard]] const std::vector<std::string>& so_far() const;

  private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

// Runs the command. What it throws goes on, with what was done so far said before it, and never
// without a next step.
base::Exit online(const ConnectionOptions& options, Env& env, Needs needs,
                  const std::function<base::Exit(Session&)>& command);

// Of several ends the one that the exit code tells: the first of 130, 1, 2, 6, 8, 7, 9, 3, 10, 4, 5
// that is among them.
base::Exit worst(const std::vector<base::Exit>& ends);
// Says an error of one of several objects, as the ladder in cli.cpp would.
void say_error(Env& env, const base::Error& error);

// A person at a terminal says yes; without one `yes` must. Throws base::Error (usage) where neither
// does, (interrupted) for any other answer than y or yes.
void confirm(Env& env, bool yes, const std::string& question);

} // namespace cli
