// What steers a running stand-in: everything below /_emulator/, for tests and for those who try it
// by hand. Nobody has to sign in for it.

#include "base/strings.hpp"
#include "emulator/service.hpp"

namespace emulator {

Response Service::control(const Request& request) {
    const std::string what = request.path.substr(std::string_view("/_emulator/").size());
    const json body =
        request.body.empty() ? json::object() : json::parse(request.body, nullptr, false);
    try {
        if (what == "faults" && request.method == "DELETE") {
            m_faults = {};
        } else if (what == "faults" && request.method == "POST") {
            m_faults.all.push_back(read_fault(body));
            m_faults.close_for_refusal();
        } else if (what == "journal" && request.method == "GET") {
            return emulator::answer(200, m_journal);
        } else if (what == "journal" && request.method == "DELETE") {
            m_journal = json::array();
        } else if (what == "state" && request.method == "GET") {
            return emulator::answer(200, summary(m_state));
        } else if (what == "state" && request.method == "DELETE") {
            m_state = {.settings = m_state.settings};
        } else if (what == "settings" && request.method == "POST") {
            return change_settings(body);
        } else if (what == "preempt" && request.method == "POST") {
            for (auto& [id, cluster] : m_state.clusters) {
                if (cluster.low_priority && !cluster.nodes.empty() &&
                    id.ends_with("/" + base::lower(body.value("compute", "")))) {
                    cluster.nodes.front() = {cluster.nodes.front().number, Node::State::preempted,
                                             m_state.now};
                    return no_content();
                }
            }
            return arm_error(404, "NoSuchNode", "No low-priority cluster of that name has a node.");
        } else {
            return arm_error(404, "NoSuchControl", "GET or POST what tests/README.md says.");
        }
    } catch (const std::exception& error) {
        return arm_error(400, "WrongControl", error.what());
    }
    return no_content();
}

Response Service::change_settings(const json& wanted) {
    Settings& settings = m_state.settings;
    for (const auto& [name, value] : wanted.items()) {
        if (name == "page_size") {
            settings.page_size = value.get<std::size_t>();
        } else if (name == "time_scale") {
            settings.time_scale = value.get<double>();
        } else if (name == "soft_delete") {
            settings.soft_delete = value.get<bool>();
        } else if (name == "most_computes") {
            settings.most_computes = value.get<std::size_t>();
        } else if (name == "quota") {
            settings.quota = value.get<std::map<std::string, int>>();
        } else if (name == "more_sizes") {
            settings.more_sizes = value.get<std::map<std::string, int>>();
        } else if (name == "low_priority_quota") {
            settings.low_priority_quota = value.get<int>();
        } else if (name == "unregistered") {
            settings.unregistered.clear();
            for (const json& provider : value) {
                settings.unregistered.insert(base::lower(provider.get<std::string>()));
            }
        } else {
            return arm_error(400, "WrongControl", "there is no setting " + name);
        }
    }
    return no_content();
}

} // namespace emulator
