// The examples of the REST specification: {"parameters": {…, "parameters": <request>}, "responses":
// {"200": {"body": <answer>}}}. The request is the definition; without one the answer is.

#include "batchai/frames.hpp"

namespace batchai::frames {

namespace {

using document::Document;
using document::Kind;

NodeId object_in(const Document& d, NodeId in, std::string_view key) {
    const NodeId node = in == k_no_node ? k_no_node : d.find(in, key);
    return node != k_no_node && d.at(node).kind == Kind::object ? node : k_no_node;
}

// The innermost name of the request says what it is about.
struct Subject {
    ObjectKind kind = ObjectKind::unknown;
    NodeId name = k_no_node;
};

Subject subject_of(const Document& d, NodeId parameters) {
    struct Row {
        std::string_view key;
        ObjectKind kind;
    };

    constexpr std::array<Row, 5> k_rows = {{{"jobName", ObjectKind::job},
                                            {"clusterName", ObjectKind::cluster},
                                            {"fileServerName", ObjectKind::file_server},
                                            {"experimentName", ObjectKind::experiment},
                                            {"workspaceName", ObjectKind::workspace}}};
    for (const Row& row : k_rows) {
        const NodeId node = d.find(parameters, row.key);
        if (node != k_no_node) {
            return {row.kind, node};
        }
    }
    return {};
}

class Example {
  public:
    explicit Example(const Document& d)
        : m_document(d),
          m_parameters(object_in(d, d.root(), "parameters")) {
        m_found.shape = Shape::example;
        m_found.rules.assign(d.size(), k_no_rule);
    }

    Found run() {
        const NodeId request = object_in(m_document, m_parameters, "parameters");
        if (request == k_no_node || !add(request)) {
            answers();
        }
        if (!m_found.objects.empty()) {
            frame(m_document.root());
        }
        return std::move(m_found);
    }

  private:
    bool add(NodeId outer) {
        Recognised one = recognise_object(m_document, outer);
        const Subject subject = subject_of(m_document, m_parameters);
        if (one.outer == k_no_node) {
            return false;
        }
        one.kind = one.kind == ObjectKind::unknown ? subject.kind : one.kind;
        if (one.kind == ObjectKind::unknown) {
            return false;
        }
        one.shape = Shape::example;
        const bool named = !text_of(m_document, outer, "name").empty();
        one.name_node = !named && one.kind == subject.kind ? subject.name : k_no_node;
        if (one.hinted_version.empty()) {
            one.hinted_version = version_in(text_of(m_document, m_parameters, "api-version"));
        }
        if (one.experiment.empty()) {
            one.experiment = text_of(m_document, m_parameters, "experimentName");
        }
        m_found.objects.push_back(one);
        return true;
    }

    // Of the first answer that has a body.
    void answers() {
        const NodeId responses = object_in(m_document, m_document.root(), "responses");
        for (NodeId response = m_document.at(responses).first_child; response != k_no_node;
             response = m_document.at(response).next) {
            // One of the published examples has it under "parameters".
            NodeId body = object_in(m_document, response, "body");
            body = body == k_no_node ? object_in(m_document, response, "parameters") : body;
            if (body == k_no_node) {
                continue;
            }
            const NodeId value = m_document.find(body, "value");
            if (value == k_no_node || m_document.at(value).kind != Kind::array) {
                add(body);
                return;
            }
            for (NodeId item = m_document.at(value).first_child; item != k_no_node;
                 item = m_document.at(item).next) {
                add(item);
            }
            return;
        }
    }

    // Everything that is not part of an object.
    void frame(NodeId node) {
        for (const Recognised& object : m_found.objects) {
            if (object.outer == node) {
                return;
            }
        }
        m_found.rules[node] = k_example_frame;
        for (NodeId child = m_document.at(node).first_child; child != k_no_node;
             child = m_document.at(child).next) {
            frame(child);
        }
    }

    const Document& m_document;
    NodeId m_parameters;
    Found m_found;
};

} // namespace

bool is_example(const Document& d, NodeId root) {
    return object_in(d, root, "parameters") != k_no_node &&
           object_in(d, root, "responses") != k_no_node;
}

Found find_in_example(const Document& d) {
    return Example(d).run();
}

} // namespace batchai::frames
