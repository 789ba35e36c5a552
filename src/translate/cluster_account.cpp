// Who may log in to the nodes. AmlCompute takes an account with a public key; a password is never
// written, and the service refuses an account with neither.

#include "base/ssh_key.hpp"
#include "base/strings.hpp"
#include "translate/cluster_work.hpp"

#include <fmt/format.h>

namespace translate {

namespace {

using base::Class;

// No account can be written: for the reason, at the field that there is.
void none(ClusterWork& work, const batchai::Text& at, const std::string& message) {
    work.say_of("TR406", Class::manual, at, message,
                "add ssh_settings with a public key if somebody must log in to nodes");
    for (const batchai::Text* said :
         {&work.in.admin_user_name, &work.in.admin_ssh_key, &work.in.admin_password}) {
        if (said->flag.empty()) {
            work.out.ledger.set(said->node, Class::manual);
        } else {
            work.replaced(said->flag, said->node);
        }
    }
}

} // namespace

void choose_account(ClusterWork& work) {
    const batchai::Text& name = work.in.admin_user_name;
    const batchai::Text& key = work.in.admin_ssh_key;
    const batchai::Text& password = work.in.admin_password;
    const bool has_key = !base::is_blank(key.value);
    if (!name.given() && !key.given() && !password.given()) {
        return;
    }
    const base::SshKey kind = base::ssh_key(key.value);
    if (kind == base::SshKey::private_key) {
        work.say_of("TR427", Class::manual, key,
                    "the admin account has a private key in place of a public one: it is not "
                    "written",
                    "make a new pair of keys, since this one lay in a definition; its public part "
                    "belongs into ssh_settings");
    }
    if (!has_key || kind == base::SshKey::private_key) {
        none(work,
             name.given()  ? name
             : key.given() ? key
                           : password,
             "the admin account has no ssh key: the service refuses an account without one, so "
             "none is written");
        return;
    }
    if (base::is_blank(name.value)) {
        none(work, key, "the admin account has no name, so none is written");
        return;
    }
    if (kind == base::SshKey::none) {
        work.say_of("TR427", Class::approximated, key,
                    "this is not a public key of ssh; it is written as it was, and the service "
                    "will refuse it",
                    "a public key is one line: its type, base64, and a comment");
    }
    if (name.flag == "USER") {
        work.say_flag("TR428", Class::defaulted,
                      fmt::format("the admin account is named {}, after who runs this, as the old "
                                  "CLI did",
                                  base::printable(name.value, 60)),
                      "say --user-name to name another");
    }
    work.compute.ssh_settings = aml::SshSettings{std::string(name.value), std::string(key.value)};
    work.write(name, Class::exact, "/ssh_settings/admin_username");
    work.write(key, kind == base::SshKey::none ? Class::approximated : Class::exact,
               "/ssh_settings/ssh_key_value");
    if (!password.flag.empty()) {
        work.say_flag("TR422", Class::dropped,
                      "--password has no effect here: passwords are never written, and there is a "
                      "key");
        work.replaced(password.flag, password.node);
        return;
    }
    work.out.ledger.set(password.node, Class::manual);
}

} // namespace translate
