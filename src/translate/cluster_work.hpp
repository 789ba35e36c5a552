#pragma once
// Everything that is known of one cluster while it is translated. The steps are free functions over
// it, in the order of cluster.cpp. Pure.

#include "translate/translate.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace translate {

struct ClusterWork {
    ClusterWork(const Source& s, const batchai::Cluster& c, const std::string& name,
                const ClusterContext& x, const Options& o)
        : document(*s.document),
          rules(*s.rules),
          in(c),
          context(x),
          options(o) {
        out.ledger = Ledger(document, s.what.outer);
        file = out.ledger.file("compute/" + name + ".yml");
        compute.name = name;
    }

    const document::Document& document;
    const batchai::RuleOfNode& rules;
    batchai::Cluster in; // with the flags of this run in it
    const ClusterContext& context;
    const Options& options;

    ClusterResult out;
    aml::AmlCompute compute;
    std::uint16_t file = 0; // of the compute

    // A finding at a field, or at the whole object when the node is none.
    void say(std::string_view code, base::Class cls, document::NodeId node, std::string message,
             std::string help = {});
    // A finding about a flag: it has no place in the file.
    void say_flag(std::string_view code, base::Class cls, std::string message,
                  std::string help = {});

    // At the field that says it; of a flag's value without a place, and with the flag's name.
    template <class T>
    void say_of(std::string_view code, base::Class cls, const batchai::Said<T>& said,
                const std::string& message, const std::string& help = {}) {
        if (said.flag.empty()) {
            say(code, cls, said.node, message, help);
        } else {
            say_flag(code, cls, std::string(message).append(" (").append(said.flag).append(")"),
                     help);
        }
    }

    // What became of a leaf of the file.
    void set(document::NodeId node, base::Class cls, std::string pointer);

    // The value is that leaf of the compute's YAML; a flag's is its origin.
    template <class T>
    void fill(const batchai::Said<T>& said, base::Class cls, const std::string& pointer) {
        set(said.node, said.flag.empty() ? cls : base::Class::rewritten, pointer);
        if (!said.flag.empty()) {
            out.flags.push_back({{file, pointer}, said.flag});
        }
    }

    // The same, and the field that the flag took the place of is said, if it said something else.
    void write(const batchai::Text& said, base::Class cls, const std::string& pointer,
               std::string help = {});

    // A flag took the place of the field or object, if there was one: it is said, and what stood
    // there is rewritten.
    void replaced(std::string_view flag, document::NodeId node, std::string help = {});
    void task(std::string title, std::string how);
};

// The steps of their own files. False: no size, so nothing is written.
bool choose_size(ClusterWork& work);
void choose_priority(ClusterWork& work);
void choose_scale(ClusterWork& work);
void choose_account(ClusterWork& work);
void tell_setup(ClusterWork& work);

} // namespace translate
