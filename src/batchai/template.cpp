// Resources of Batch AI in a template of Azure Resource Manager. Expressions are resolved in place
// as far as the template tells their value; a resource that needs one that only a deployment knows
// is found, but not to be written.

#include "base/secret_text.hpp"
#include "base/strings.hpp"
#include "batchai/expression.hpp"
#include "batchai/frames.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

namespace batchai::frames {

namespace {

using document::Document;
using document::Kind;

// Puts values in the place of expressions.
class Resolver : public Names {
  public:
    explicit Resolver(Document& d)
        : m_document(d) {}

    void all(NodeId node) {
        if (node == k_no_node) {
            return;
        }
        one(node);
        // What was put in is resolved already.
        if (!m_document.at(node).stand_in) {
            for (NodeId child = m_document.at(node).first_child; child != k_no_node;
                 child = m_document.at(child).next) {
                all(child);
            }
        }
    }

    // Why the expression at the node has no value; empty when it has one.
    [[nodiscard]] std::string_view why(NodeId node) const {
        const auto found = m_unresolved.find(node);
        if (found != m_unresolved.end()) {
            return found->second;
        }
        const bool copied = m_document.at(node).stand_in && m_document.at(node).kind == Kind::null;
        return copied ? std::string_view("what only a deployment knows") : std::string_view{};
    }

    Value parameter(std::string_view name) override {
        const NodeId node = named("parameters", name);
        const NodeId value = node == k_no_node ? k_no_node : m_document.find(node, "defaultValue");
        return value == k_no_node
                   ? without_value(fmt::format("parameters('{}'), which has no default",
                                               base::printable(name, 60)))
                   : value_of(value);
    }

    Value variable(std::string_view name) override {
        const NodeId node = named("variables", name);
        return node == k_no_node ? without_value(fmt::format("variables('{}'), which there is not",
                                                             base::printable(name, 60)))
                                 : value_of(node);
    }

    Value member(NodeId of, std::string_view name) override {
        for (NodeId child = m_document.at(of).first_child; child != k_no_node;
             child = m_document.at(child).next) {
            const document::Node& node = m_document.at(child);
            if (m_document.at(of).kind == Kind::array ? std::to_string(node.index) == name
                                                      : base::iequals(node.key, name)) {
                return value_of(child);
            }
        }
        return without_value(
            fmt::format("a member \"{}\", which there is not", base::printable(name, 60)));
    }

  private:
    static constexpr unsigned k_deepest = 30; // of values that name each other

    static Value without_value(std::string what) {
        Value out;
        out.what = std::move(what);
        return out;
    }

    NodeId named(std::string_view group, std::string_view name) const {
        const NodeId all = m_document.find(m_document.root(), group);
        if (all == k_no_node) {
            return k_no_node;
        }
        for (NodeId child = m_document.at(all).first_child; child != k_no_node;
             child = m_document.at(child).next) {
            if (base::iequals(m_document.at(child).key, name)) {
                return child;
            }
        }
        return k_no_node;
    }

    Value value_of(NodeId node) {
        if (m_depth >= k_deepest) {
            return without_value("values that name each other in a circle");
        }
        ++m_depth;
        all(node);
        --m_depth;
        const document::Node& n = m_document.at(node);
        Value out;
        switch (n.kind) {
        case Kind::object:
        case Kind::array:
            out.kind = Value::Kind::node;
            out.node = node;
            return out;
        case Kind::null:
            return without_value(std::string(why(node)));
        case Kind::number:
            out.kind = Value::Kind::number;
            break;
        case Kind::boolean:
            out.kind = Value::Kind::boolean;
            break;
        case Kind::string:
            out.kind = Value::Kind::text;
            break;
        }
        out.text = n.text;
        m_used.push_back(node);
        return out;
    }

    void one(NodeId node) {
        const document::Node& n = m_document.at(node);
        if (n.kind != Kind::string || n.stand_in) {
            return;
        }
        if (n.text.starts_with("[[")) {
            m_document.put_scalar(node, Kind::string, without_escape(n.text));
            return;
        }
        if (!is_expression(n.text)) {
            return;
        }
        const std::string text(n.text);
        std::vector<NodeId> outer = std::move(m_used);
        m_used.clear();
        Value value = evaluate(text, *this);
        if (value.kind == Value::Kind::node && !m_document.put_copy(node, value.node)) {
            value = without_value("values that copy each other without end");
        }
        switch (value.kind) {
        case Value::Kind::unknown:
            m_unresolved[node] = value.what.empty() ? "a value that is null" : value.what;
            m_document.put_scalar(node, Kind::null, {});
            break;
        case Value::Kind::text:
            m_document.put_scalar(node, Kind::string, std::move(value.text));
            break;
        case Value::Kind::number:
            m_document.put_scalar(node, Kind::number, std::move(value.text));
            break;
        case Value::Kind::boolean:
            m_document.put_scalar(node, Kind::boolean, std::move(value.text));
            break;
        case Value::Kind::node:
            break;
        }
        for (const NodeId used : m_used) {
            m_document.link(node, used);
        }
        m_used = std::move(outer);
    }

    Document& m_document;
    std::vector<NodeId> m_used; // scalars of the template that the expression took
    std::unordered_map<NodeId, std::string> m_unresolved;
    unsigned m_depth = 0;
};

// Fields that nothing can be written without.
std::vector<NodeId> required(const Document& d, const Recognised& what) {
    std::vector<NodeId> out = {d.find(what.outer, "name"), d.find(what.outer, "properties")};
    const auto add = [&](NodeId in, std::string_view key) { out.push_back(d.find(in, key)); };
    if (what.kind == ObjectKind::cluster) {
        add(what.body, "vmSize");
    } else if (what.kind == ObjectKind::job) {
        add(what.body, "nodeCount");
        for (const ToolkitKind kind :
             {ToolkitKind::cntk, ToolkitKind::py_torch, ToolkitKind::tensor_flow,
              ToolkitKind::caffe, ToolkitKind::caffe2, ToolkitKind::chainer, ToolkitKind::custom,
              ToolkitKind::custom_mpi, ToolkitKind::horovod}) {
            add(what.body, settings_key(kind));
            const NodeId settings = out.back();
            add(settings, "pythonScriptFilePath");
            add(settings, "configFilePath");
            add(settings, "commandLine");
        }
    }
    return out;
}

class Template {
  public:
    explicit Template(Document& d)
        : m_document(d),
          m_resolver(d) {
        m_found.shape = Shape::arm_template;
    }

    Found run() {
        const NodeId root = m_document.root();
        const NodeId resources = m_document.find(root, "resources");
        m_resolver.all(resources);
        m_found.rules.assign(m_document.size(), k_no_rule);
        walk(resources, {});
        if (m_found.objects.empty()) {
            return std::move(m_found);
        }
        for (NodeId child = m_document.at(root).first_child; child != k_no_node;
             child = m_document.at(child).next) {
            const std::string_view key = m_document.at(child).key;
            if (key == "parameters" || key == "variables") {
                mark(m_document, child, k_template_value, m_found.rules);
            } else if (child != resources) {
                mark(m_document, child, k_template_frame, m_found.rules);
            }
        }
        return std::move(m_found);
    }

  private:
    // What a resource is nested in.
    struct Place {
        std::string type; // in lower case, "microsoft.batchai/workspaces"; empty: the top
        std::string_view workspace;
        std::string_view experiment;
    };

    void walk(NodeId resources, const Place& place) {
        if (resources == k_no_node) {
            return;
        }
        for (NodeId item = m_document.at(resources).first_child; item != k_no_node;
             item = m_document.at(item).next) {
            if (!resource(item, place)) {
                other(item);
            }
        }
    }

    bool resource(NodeId item, const Place& place) {
        const std::string_view type = text_of(m_document, item, "type");
        const std::string full = place.type.empty() || type.find('.') != std::string_view::npos
                                     ? base::lower(type)
                                     : place.type + "/" + base::lower(type);
        Recognised one = recognise_object(m_document, item);
        one.kind = kind_of_type(full);
        if (one.kind == ObjectKind::unknown) {
            return false;
        }
        one.shape = Shape::arm_template;
        one.hinted_version = version_in(text_of(m_document, item, "apiVersion"));
        name(one, full, place);
        check(one);
        m_found.objects.push_back(one);
        m_found.rules[item] = k_nested;
        const NodeId children = m_document.find(item, "resources");
        if (children != k_no_node) {
            m_found.rules[children] = k_template_frame;
            walk(children,
                 {full,
                  one.kind == ObjectKind::workspace ? last(text_of(m_document, item, "name"))
                                                    : one.workspace,
                  one.kind == ObjectKind::experiment ? last(text_of(m_document, item, "name"))
                                                     : one.experiment});
        }
        return true;
    }

    static std::string_view last(std::string_view name) { return name.substr(name.rfind('/') + 1); }

    // "<workspace>/<experiment>/<job>" at the top, "<job>" where it is nested.
    void name(Recognised& one, std::string_view type, const Place& place) const {
        one.workspace = place.workspace;
        one.experiment = place.experiment;
        const auto names = base::split(text_of(m_document, one.outer, "name"), '/');
        const auto types = base::split(type, '/');
        if (names.size() < 2 || names.size() + 1 != types.size()) {
            return;
        }
        for (std::size_t i = 0; i + 1 < names.size(); ++i) {
            if (types[i + 1] == "workspaces") {
                one.workspace = names[i];
            } else if (types[i + 1] == "experiments") {
                one.experiment = names[i];
            }
        }
    }

    void say(NodeId node, base::Class cls, std::string message, std::string help) {
        const document::Node& n = m_document.at(node);
        m_found.findings.push_back({.code = "BA150",
                                    .cls = cls,
                                    .node = node,
                                    .offset = n.offset,
                                    .length = n.count != 0 ? 1 : n.end - n.offset,
                                    .message = std::move(message),
                                    .help = std::move(help)});
    }

    void check(Recognised& one) {
        const NodeId loop = m_document.find(one.outer, "copy");
        if (loop != k_no_node) {
            one.written = false;
            say(loop, base::Class::manual,
                "a loop of the template makes this resource: how many there are only a deployment "
                "knows",
                "write the definitions out and convert them");
            return;
        }
        for (const NodeId node : required(m_document, one)) {
            if (node != k_no_node && !m_resolver.why(node).empty()) {
                one.written = false;
                say(node, base::Class::manual,
                    fmt::format("this field depends on {}: the resource is not written",
                                m_resolver.why(node)),
                    "write the value into the template, or give the parameter a default");
            }
        }
        if (one.written) {
            optional_fields(one.outer);
        }
    }

    // Values that are left out because only a deployment knows them.
    void optional_fields(NodeId node) {
        for (NodeId child = m_document.at(node).first_child; child != k_no_node;
             child = m_document.at(child).next) {
            const std::string_view key = m_document.at(child).key;
            if (base::is_one_of(key,
                                {"resources", "dependsOn", "comments", "condition", "scope"})) {
                continue;
            }
            const std::string_view why = m_resolver.why(child);
            if (!why.empty() && !base::is_secret_key(key)) { // a key is a task in any case
                const bool place = key == "location";
                say(child, place ? base::Class::approximated : base::Class::manual,
                    place ? fmt::format("the location depends on {}: it is left out, so the "
                                        "workspace's counts",
                                        why)
                          : fmt::format("this field depends on {}: it is left out", why),
                    place ? ""
                          : "write the value into the template, or give the parameter a default");
            }
            optional_fields(child);
        }
    }

    // A resource of another service; one that may hide some of ours is said.
    void other(NodeId item) {
        mark(m_document, item, k_other_resource, m_found.rules);
        const document::Node& node = m_document.at(item);
        const std::string_view text =
            m_document.source().substr(node.offset, node.end - node.offset);
        if (base::lower(text).find("microsoft.batchai/") != std::string::npos &&
            base::lower(text_of(m_document, item, "type")).find("microsoft.resources/") == 0) {
            say(item, base::Class::manual, "resources of a nested deployment are not read",
                "convert the nested template as a file of its own");
        }
    }

    Document& m_document;
    Resolver m_resolver;
    Found m_found;
};

} // namespace

bool is_template(const Document& d, NodeId root) {
    const NodeId resources = d.find(root, "resources");
    if (resources == k_no_node ||
        (d.at(resources).kind != Kind::array && d.at(resources).kind != Kind::object)) {
        return false;
    }
    return base::lower(text_of(d, root, "$schema")).find("deploymenttemplate") !=
               std::string::npos ||
           d.find(root, "contentVersion") != k_no_node;
}

Found find_in_template(Document& d) {
    return Template(d).run();
}

} // namespace batchai::frames
