#include "diff/compute.hpp"

#include "aml/names.hpp"
#include "base/strings.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace diff {

namespace {

using aml::AmlCompute;

constexpr std::string_view k_tag = "tags.";

class Comparison {
  public:
    Comparison(const AmlCompute& live, const AmlCompute& wanted)
        : m_live(live),
          m_wanted(wanted) {}

    std::vector<Change> all() {
        place();
        scale();
        access();
        network();
        identity();
        tags();
        return std::move(m_changes);
    }

  private:
    void add(std::string field, std::string live, std::string wanted, bool fixed) {
        m_changes.push_back({std::move(field), std::move(live), std::move(wanted), fixed});
    }

    void fixed_text(const char* field, const std::string& live, const std::string& wanted) {
        if (!base::iequals(live, wanted)) {
            add(field, live, wanted, true);
        }
    }

    void fixed_flag(const char* field, bool live, bool wanted) {
        if (live != wanted) {
            add(field, live ? "true" : "false", wanted ? "true" : "false", true);
        }
    }

    void number(const char* field, std::int64_t live, std::int64_t wanted) {
        if (live != wanted) {
            add(field, fmt::format("{}", live), fmt::format("{}", wanted), false);
        }
    }

    void place() {
        if (!m_wanted.location.empty() &&
            aml::region(m_live.location) != aml::region(m_wanted.location)) {
            add("location", m_live.location, m_wanted.location, true);
        }
        if (!m_wanted.description.empty() && m_live.description != m_wanted.description) {
            add("description", m_live.description, m_wanted.description, true);
        }
        fixed_text("size", m_live.size, m_wanted.size);
        const auto tier = [](const AmlCompute& compute) {
            return compute.low_priority ? "low_priority" : "dedicated";
        };
        fixed_text("tier", tier(m_live), tier(m_wanted));
    }

    void scale() {
        number("min_instances", m_live.min_instances, m_wanted.min_instances);
        number("max_instances", m_live.max_instances, m_wanted.max_instances);
        // 0: not said, on either side; the service has a default of its own then.
        if (m_wanted.idle_time_before_scale_down > 0) {
            number("idle_time_before_scale_down", m_live.idle_time_before_scale_down,
                   m_wanted.idle_time_before_scale_down);
        }
    }

    void access() {
        const auto user = [](const AmlCompute& compute) {
            return compute.ssh_settings ? compute.ssh_settings->admin_username : std::string{};
        };
        if (!user(m_live).empty() && m_wanted.ssh_settings) {
            fixed_text("ssh_settings.admin_username", user(m_live), user(m_wanted));
        }
        if (m_live.disable_local_auth) {
            fixed_flag("disable_local_auth", *m_live.disable_local_auth,
                       m_wanted.disable_local_auth.value_or(!m_wanted.ssh_settings));
        }
        if (m_wanted.ssh_public_access && m_live.ssh_public_access != m_wanted.ssh_public_access) {
            const auto text = [](std::optional<bool> value) {
                return !value ? "" : *value ? "true" : "false";
            };
            add("ssh_public_access_enabled", text(m_live.ssh_public_access),
                text(m_wanted.ssh_public_access), true);
        }
    }

    void network() {
        if (m_wanted.vnet_name.empty()) {
            fixed_text("network_settings.subnet", m_live.subnet, m_wanted.subnet);
        } else {
            const std::string end =
                fmt::format("/virtualNetworks/{}/subnets/{}", m_wanted.vnet_name, m_wanted.subnet);
            if (!base::lower(m_live.subnet).ends_with(base::lower(end))) {
                add("network_settings.subnet", m_live.subnet, end.substr(1), true);
            }
        }
        fixed_flag("enable_node_public_ip", m_live.node_public_ip, m_wanted.node_public_ip);
    }

    void identity() {
        fixed_flag("identity.system_assigned", m_live.system_assigned_identity,
                   m_wanted.system_assigned_identity);
        const auto users = [](const AmlCompute& compute) {
            std::vector<std::string> ids;
            for (const std::string& id : compute.user_assigned_identities) {
                ids.push_back(base::lower(id));
            }
            std::sort(ids.begin(), ids.end());
            return base::join(ids, ", ");
        };
        fixed_text("identity.user_assigned_identities", users(m_live), users(m_wanted));
    }

    void tags() {
        for (const auto& [name, value] : m_wanted.tags) {
            const auto found = m_live.tags.find(name);
            if (found == m_live.tags.end() || found->second != value) {
                add(std::string(k_tag) + name,
                    found == m_live.tags.end() ? std::string{} : found->second, value, false);
            }
        }
    }

    const AmlCompute& m_live;
    const AmlCompute& m_wanted;
    std::vector<Change> m_changes;
};

bool is_tag(const Change& change) {
    return std::string_view(change.field).starts_with(k_tag);
}

} // namespace

std::vector<Change> compare(const AmlCompute& live, const AmlCompute& wanted) {
    return Comparison(live, wanted).all();
}

bool has_scale(const std::vector<Change>& changes) {
    return std::any_of(changes.begin(), changes.end(),
                       [](const Change& change) { return !change.fixed && !is_tag(change); });
}

bool has_tags(const std::vector<Change>& changes) {
    return std::any_of(changes.begin(), changes.end(), is_tag);
}

} // namespace diff
