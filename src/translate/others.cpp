// What is neither job nor cluster: little of it becomes a file, but none of it is lost.

#include "aml/names.hpp"
#include "base/shell.hpp"
#include "base/strings.hpp"
#include "translate/storage.hpp"
#include "translate/translate.hpp"

#include <fmt/format.h>

namespace translate {

namespace {

using base::Class;
using document::k_no_node;
using document::NodeId;

class OtherWork {
  public:
    explicit OtherWork(const Source& source)
        : m_source(source),
          m_document(*source.document) {
        out.ledger = Ledger(m_document, source.what.outer);
    }

    void say(std::string_view code, Class cls, NodeId node, std::string message,
             std::string help = {}) {
        const NodeId at = node == k_no_node ? m_source.what.outer : node;
        const document::Node& n = m_document.at(at);
        out.findings.push_back({.code = code,
                                .cls = cls,
                                .node = at,
                                .offset = n.offset,
                                .length = n.count != 0 ? 1 : n.end - n.offset,
                                .message = std::move(message),
                                .help = std::move(help)});
    }

    void rest(std::string_view key, Class cls) {
        out.ledger.rest(m_document, m_document.find(m_source.what.body, key), cls);
    }

    OtherResult finish() {
        out.ledger.close(m_document, *m_source.rules);
        return std::move(out);
    }

    OtherResult out;

  private:
    const Source& m_source;
    const document::Document& m_document;
};

std::string size_of(const batchai::FileServer& server) {
    if (!server.disk_count.given() || !server.disk_size.given()) {
        return {};
    }
    return fmt::format(", at most {} GB", server.disk_count.value * server.disk_size.value);
}

} // namespace

OtherResult file_server(const Source& source, const batchai::FileServer& server,
                        const std::string& name) {
    OtherWork work(source);
    work.say("TR440", Class::manual, k_no_node,
             fmt::format("the file server \"{}\" has no equal: Azure ML mounts blob containers and "
                         "file shares",
                         base::printable(name, 60)),
             "copy its data to a container or share, and say --map-volume for the mounts of it");
    const std::string from =
        server.mount_point.given() ? std::string(server.mount_point.value) : "/mnt/data";
    work.out.tasks.push_back(
        {fmt::format("copy the data of the file server {}", base::printable(name, 60)),
         std::string(source.path),
         fmt::format("on the server{}: az storage blob upload-batch --auth-mode login "
                     "--account-name ACCOUNT --destination CONTAINER --source {}",
                     size_of(server), base::shell_quote(from))});
    for (const std::string_view key : {"vmSize", "sshConfiguration", "subnet"}) {
        work.rest(key, Class::manual);
    }
    for (const batchai::Text* text : {&server.storage_type, &server.mount_point, &server.name}) {
        work.out.ledger.set(text->node, Class::manual);
    }
    for (const batchai::Number* number : {&server.disk_count, &server.disk_size}) {
        work.out.ledger.set(number->node, Class::manual);
    }
    work.out.ledger.set(server.id.node, server.name.given() ? Class::dropped : Class::manual);
    work.out.ledger.set(server.location.node, Class::manual);
    return work.finish();
}

OtherResult workspace(const Source& source, const batchai::Workspace& in, const std::string& name,
                      const Options& options) {
    OtherWork work(source);
    Ledger& ledger = work.out.ledger;
    const std::uint16_t file = ledger.file(fmt::format("workspaces/{}.yml", name));
    aml::Workspace made;
    made.name = name;
    made.location = in.location.given() ? std::string(in.location.value) : options.location;
    if (made.location.empty()) {
        made.location = "REPLACE-ME";
        work.say("TR441", Class::manual, k_no_node, "the workspace says no location",
                 "say --location REGION");
        work.out.tasks.push_back({"say where the workspace is",
                                  fmt::format("workspaces/{}.yml", name),
                                  "write the region where REPLACE-ME stands"});
    }
    ledger.set(in.name.node, in.name.value == name ? Class::exact : Class::rewritten,
               {{file, "/name"}});
    if (in.name.given()) {
        ledger.set(in.id.node, Class::dropped);
    } else {
        ledger.set(in.id.node, Class::rewritten, {{file, "/name"}});
    }
    ledger.set(in.location.node, Class::exact, {{file, "/location"}});
    for (const batchai::Tag& tag : in.tags) {
        made.tags[std::string(tag.name)] = std::string(tag.value);
        std::string pointer = "/tags/";
        for (const char c : tag.name) {
            pointer += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
        }
        ledger.set(tag.node, Class::exact, {{file, std::move(pointer)}});
    }
    work.out.workspace = std::move(made);
    return work.finish();
}

OtherResult experiment(const Source& source, const batchai::Experiment& in) {
    OtherWork work(source);
    work.say("TR442", Class::rewritten, k_no_node,
             "an experiment is made by the first job that names it: experiment_name of its jobs",
             "");
    work.out.ledger.set(in.name.node, Class::rewritten);
    work.out.ledger.set(in.id.node, Class::rewritten);
    return work.finish();
}

OtherResult configuration(const Source& source, const batchai::Configuration& in, bool written) {
    OtherWork work(source);
    Ledger& ledger = work.out.ledger;

    struct Row {
        const batchai::Text* said;
        std::string_view pointer;
    };

    const Row rows[] = {{&in.subscription_id, "/subscription_id"},
                        {&in.resource_group, "/resource_group"},
                        {&in.workspace, "/workspace_name"}};
    for (const Row& row : rows) {
        const bool open =
            !row.said->given() || row.said->value.empty() || has_user_placeholder(row.said->value);
        if (open || !written) {
            ledger.set(row.said->node, Class::manual);
            continue;
        }
        ledger.set(row.said->node, Class::exact,
                   {{ledger.file(".azureml/config.json"), std::string(row.pointer)}});
    }
    for (const batchai::Text* said : {&in.location, &in.storage_account}) {
        ledger.set(said->node,
                   has_user_placeholder(said->value) ? Class::manual : Class::rewritten);
    }
    work.say("TR443", Class::manual, k_no_node,
             written ? "this configuration becomes .azureml/config.json; what is secret in it is "
                       "not written"
                     : "this configuration is not written: it is not filled in, or another one is "
                       "written already",
             "set AZURE_TENANT_ID, AZURE_CLIENT_ID, AZURE_CLIENT_SECRET and "
             "AZURE_BATCHAI_STORAGE_KEY where the tool runs");
    for (const std::string_view key :
         {"aad_client_id", "aad_secret", "aad_secret_key", "aad_tenant", "storage_account",
          "admin_user", "container_registry", "keyvault_id"}) {
        work.rest(key, Class::manual);
    }
    return work.finish();
}

OtherResult left_to_people(const Source& source) {
    OtherWork work(source);
    OtherResult out = work.finish();
    out.ledger.fail(*source.document, Class::manual);
    return out;
}

} // namespace translate
