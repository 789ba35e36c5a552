#pragma once
#include "base/children.hpp"

#include <deque>
#include <map>
#include <optional>
#include <sys/types.h>

namespace base {

// Linux. From the first child on this process is the one that orphans of its children go to, so
// that whatever they leave behind is found among its descendants and can be ended. One at a time:
// signals are the process's.
class RealChildren final : public Children {
  public:
    RealChildren() = default;
    ~RealChildren() override;
    RealChildren(const RealChildren&) = delete;
    RealChildren& operator=(const RealChildren&) = delete;

    std::size_t start(const Child& child) override;
    std::size_t listen(const std::string& out, const std::string& err) override;
    ChildEvent next(Instant deadline) override;
    void end(Milliseconds grace) override;
    [[nodiscard]] std::string account() const override;

  private:
    struct Stream {
        int fd = -1;
        std::size_t child = 0;
        bool err = false;
        std::string rest{}; // behind the last line break
    };

    void begin();
    void look(int timeout);
    void hear_signals();
    void reap();
    void drain(Stream& stream);
    void take_lines(Stream& stream);
    void flush(Stream& stream);
    [[nodiscard]] bool over() const;
    static void kill_all(int signal);

    bool m_begun = false;
    std::size_t m_count = 0;
    std::map<pid_t, std::size_t> m_running;
    std::vector<Stream> m_streams;
    std::deque<ChildEvent> m_events;
    std::optional<Instant> m_kill_at; // set by end(): until then they may end by themselves
};

} // namespace base
