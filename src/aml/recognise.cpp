#include "aml/read.hpp"
#include "aml/table.hpp"
#include "base/strings.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <optional>

namespace aml {

namespace {
using document::Document;
using document::Kind;

constexpr std::string_view k_provider = "microsoft.machinelearningservices/workspaces";

// What `type` of v2 YAML, or the file that `$schema` names, says. `needs`: without a `$schema` the
// word alone is no proof, the key beside it is.
struct Sign {
    std::string_view type;
    std::string_view schema;
    ObjectKind kind;
    std::string_view needs;
};

constexpr Sign k_signs[] = {
    {"command", "commandJob", ObjectKind::job, "command"},
    {"amlcompute", "amlCompute", ObjectKind::compute, "name"},
    {"azure_blob", "azureBlob", ObjectKind::datastore, "account_name"},
    {"azure_file", "azureFile", ObjectKind::datastore, "account_name"},
    {"container_registry", "", ObjectKind::connection, "target"},
    {"", "environment", ObjectKind::environment, ""},
    {"", "workspace", ObjectKind::workspace, ""},
    {"azure_data_lake_gen1", "azureDataLakeGen1", ObjectKind::other, "name"},
    {"azure_data_lake_gen2", "azureDataLakeGen2", ObjectKind::other, "name"},
    {"computeinstance", "computeInstance", ObjectKind::other, "name"},
    {"kubernetes", "kubernetesCompute", ObjectKind::other, "resource_id"},
    {"virtualmachine", "vmCompute", ObjectKind::other, "resource_id"},
    {"pipeline", "pipelineJob", ObjectKind::other, "jobs"},
    {"sweep", "sweepJob", ObjectKind::other, "trial"},
    {"spark", "sparkJob", ObjectKind::other, "entry"},
    {"uri_file", "data", ObjectKind::other, "path"},
    {"uri_folder", "data", ObjectKind::other, "path"},
    {"mltable", "data", ObjectKind::other, "path"},
};

class Recogniser {
  public:
    explicit Recogniser(const Document& document)
        : m_document(document) {}

    [[nodiscard]] std::optional<Recognised> object(NodeId id) const {
        if (m_document.at(id).kind != Kind::object) {
            return std::nullopt;
        }
        std::optional<Recognised> found = body(id);
        found = found ? found : v2(id);
        if (found) {
            found->object = id;
        }
        return found;
    }

  private:
    [[nodiscard]] std::string_view text(NodeId object, std::string_view key) const {
        const NodeId node = m_document.find(object, key);
        return node != k_no_node && m_document.at(node).kind == Kind::string
                   ? m_document.at(node).text
                   : std::string_view{};
    }

    [[nodiscard]] bool has(NodeId object, std::string_view key) const {
        return m_document.find(object, key) != k_no_node;
    }

    [[nodiscard]] bool has_any(NodeId object, std::initializer_list<std::string_view> keys) const {
        return std::any_of(keys.begin(), keys.end(),
                           [&](std::string_view key) { return has(object, key); });
    }

    [[nodiscard]] std::optional<Recognised> body(NodeId id) const {
        const NodeId properties = m_document.find(id, "properties");
        if (properties == k_no_node || m_document.at(properties).kind != Kind::object ||
            has(id, "command")) { // `properties` of a job in YAML
            return std::nullopt;
        }

        // The key that says which object it is, and the only word of it that is read.
        struct Discriminator {
            std::string_view key;
            std::initializer_list<std::string_view> read;
            ObjectKind kind;
        };

        const Discriminator all[] = {
            {"jobType", {"Command"}, ObjectKind::job},
            {"computeType", {"AmlCompute"}, ObjectKind::compute},
            {"datastoreType", {"AzureBlob", "AzureFile"}, ObjectKind::datastore},
            {"category", {"ContainerRegistry"}, ObjectKind::connection},
            {"dataType", {}, ObjectKind::other},
            {"codeUri", {}, ObjectKind::other}};
        for (const Discriminator& d : all) {
            if (!has(properties, d.key) || (d.key == "category" && !has(properties, "target"))) {
                continue;
            }
            const std::string_view type = text(properties, d.key);
            const bool read = std::any_of(d.read.begin(), d.read.end(), [&](std::string_view word) {
                return base::iequals(word, type);
            });
            return Recognised{read ? d.kind : ObjectKind::other, Form::arm, id, type};
        }
        return resource(id, properties);
    }

    // Environments and workspaces have no key of that sort.
    [[nodiscard]] std::optional<Recognised> resource(NodeId id, NodeId properties) const {
        const std::string type = base::lower(text(id, "type"));
        const bool ours = type.starts_with(k_provider);
        const std::string_view rest =
            ours ? std::string_view(type).substr(k_provider.size()) : std::string_view{};
        if (rest == "/environments/versions" ||
            (type.empty() && has_any(properties, {"image", "build", "condaFile"}) &&
             has_any(properties, {"isAnonymous", "isArchived", "osType", "environmentType"}))) {
            return Recognised{ObjectKind::environment, Form::arm, id, {}};
        }
        const auto of_workspace = {"storageAccount", "keyVault", "applicationInsights",
                                   "mlFlowTrackingUri", "discoveryUrl"};
        if ((ours && rest.empty()) ||
            (type.empty() &&
             std::count_if(of_workspace.begin(), of_workspace.end(),
                           [&](const char* key) { return has(properties, key); }) > 1)) {
            return Recognised{ObjectKind::workspace, Form::arm, id, {}};
        }
        if (ours) {
            return Recognised{ObjectKind::other, Form::arm, id, text(id, "type")};
        }
        return std::nullopt;
    }

    [[nodiscard]] std::optional<Recognised> v2(NodeId id) const {
        const std::string_view type = text(id, "type");
        std::string_view schema = text(id, "$schema");
        const bool says_schema = schema.find("azuremlschemas") != std::string_view::npos;
        if (!says_schema) {
            schema = {};
        }
        schema = schema.substr(schema.rfind('/') + 1);
        schema = schema.substr(0, schema.find(".schema.json"));
        for (const Sign& sign : k_signs) { // the type decides where the two contradict
            if (!type.empty() && base::iequals(sign.type, type) &&
                (says_schema || has(id, sign.needs))) {
                return Recognised{sign.kind, Form::v2, id, type};
            }
        }
        for (const Sign& sign : k_signs) {
            if (says_schema && !sign.schema.empty() && base::iequals(sign.schema, schema)) {
                return Recognised{sign.kind, Form::v2, id, sign.type};
            }
        }
        if (says_schema) {
            return Recognised{ObjectKind::other, Form::v2, id, type.empty() ? schema : type};
        }
        return type.empty() ? without_type(id) : std::nullopt;
    }

    // A job's type may be left out; environments and workspaces have none, and their keys are so
    // common that all of them must fit.
    [[nodiscard]] std::optional<Recognised> without_type(NodeId id) const {
        if (has(id, "command") && has_any(id, {"environment", "compute"})) {
            return Recognised{ObjectKind::job, Form::v2, id, "command"};
        }
        const Recognised environment{ObjectKind::environment, Form::v2, id, {}};
        if (has(id, "name") && has_any(id, {"image", "build"}) && all_known(id, environment)) {
            return environment;
        }
        const Recognised workspace{ObjectKind::workspace, Form::v2, id, {}};
        if (has(id, "name") &&
            has_any(id, {"storage_account", "key_vault", "application_insights", "hbi_workspace",
                         "image_build_compute", "container_registry"}) &&
            all_known(id, workspace)) {
            return workspace;
        }
        return std::nullopt;
    }

    [[nodiscard]] bool all_known(NodeId id, const Recognised& as) const {
        const document::KeyTree& keys = table_of(as).keys(Form::v2);
        for (NodeId child = m_document.at(id).first_child; child != k_no_node;
             child = m_document.at(child).next) {
            if (keys.child(0, m_document.at(child).key) == document::k_no_rule) {
                return false;
            }
        }
        return true;
    }

    const Document& m_document;
};
} // namespace

std::string_view name(ObjectKind kind) {
    static constexpr std::array<std::string_view, 7> k_names = {
        "command job",           "compute", "datastore", "environment", "connection", "workspace",
        "object of another kind"};
    return k_names[static_cast<std::size_t>(kind)];
}

std::vector<Recognised> recognise(const Document& document) {
    std::vector<Recognised> out;
    const NodeId root = document.root();
    if (root == k_no_node) {
        return out;
    }
    const Recogniser recogniser(document);
    NodeId list = root;
    if (document.at(root).kind == Kind::object) {
        if (const auto found = recogniser.object(root)) {
            return {*found};
        }
        list = document.find(root, "value");
    }
    if (list == k_no_node || document.at(list).kind != Kind::array) {
        return out;
    }
    for (NodeId item = document.at(list).first_child; item != k_no_node;
         item = document.at(item).next) {
        const auto found = recogniser.object(item);
        if (!found) {
            return {}; // a list of something else
        }
        out.push_back(*found);
    }
    return out;
}

} // namespace aml
