// Every wrong body that the tables of bodies.hpp can be made to give is refused, every right one
// and every recorded one of Microsoft's SDK is taken.

#include "base/strings.hpp"
#include "emulator/asking.hpp"

#include <cstdlib>
#include <fstream>
#include <set>

using emulator::Body;
using emulator::Mistake;
using emulator::Property;
using emulator::Schema;

namespace {

std::string path_of(const Body& body) {
    if (body.path.starts_with("history/")) {
        return "/history/v1.0" + Asker::workspace() + "/experiments/example";
    }
    return body.path == "/" ? Asker::group() : Asker::group() + body.path;
}

json example_of(const Body& body, std::size_t number) {
    return json::parse(base::replace_all(body.examples[number], "@GROUP", Asker::group()));
}

// One wrong body, and where in it the mistake is.
struct Wrong {
    std::string where;
    json body;
};

// Calls `change` with each object and map of the example that an object's schema describes.
template <typename Change>
void visit(const Schema& schema, const json& value, const json::json_pointer& at, Change change) {
    if (schema.type == Schema::Type::object) {
        change(schema, value, at);
        for (const Property& property : schema.properties) {
            if (value.contains(property.name) && !property.read_only) {
                visit(property.schema, value[property.name], at / property.name, change);
            }
        }
    } else if (schema.type == Schema::Type::map) {
        for (const auto& entry : value.items()) {
            visit(*schema.item, entry.value(), at / entry.key(), change);
        }
    } else if (schema.type == Schema::Type::array) {
        for (std::size_t i = 0; i < value.size(); ++i) {
            visit(*schema.item, value[i], at / i, change);
        }
    }
}

// A value that is not of the type, but for "any", where all are.
std::optional<json> other_type(const Schema& schema) {
    if (schema.type == Schema::Type::any) {
        return std::nullopt;
    }
    return schema.type == Schema::Type::text ? json(17) : json("text");
}

std::vector<Wrong> wrong_bodies(const Body& body, const json& example) {
    std::vector<Wrong> all;
    const auto with = [&](const json::json_pointer& at, const std::string& what, auto spoil) {
        json changed = example;
        spoil(at.empty() ? changed : changed[at]);
        all.push_back({at.to_string() + " " + what, std::move(changed)});
    };
    visit(body.schema, example, json::json_pointer(),
          [&](const Schema& schema, const json& value, const json::json_pointer& at) {
              with(at, "unknown member", [](json& object) { object["notAMember"] = 1; });
              for (const Property& property : schema.properties) {
                  if (!value.contains(property.name)) {
                      continue;
                  }
                  const std::string& name = property.name;
                  if (property.required) {
                      with(at, "without " + name, [&](json& object) { object.erase(name); });
                      with(at, "null " + name, [&](json& object) { object[name] = nullptr; });
                  }
                  if (!property.schema.choices.empty()) {
                      with(at, "spoilt " + name, [&](json& object) { object[name] = "Spoilt"; });
                  }
                  if (const auto other = other_type(property.schema)) {
                      with(at, "type of " + name, [&](json& object) { object[name] = *other; });
                  }
              }
          });
    return all;
}

// Names of members, wherever they stand, as far as the examples reach.
void collect_named(const Schema& schema, const json& value, std::set<std::string>& named) {
    visit(schema, value, json::json_pointer(),
          [&](const Schema& level, const json& object, const json::json_pointer&) {
              for (const Property& property : level.properties) {
                  if (object.contains(property.name)) {
                      named.insert(property.name);
                  }
              }
          });
}

void collect_writable(const Schema& schema, std::set<std::string>& names) {
    for (const Property& property : schema.properties) {
        if (!property.read_only) {
            names.insert(property.name);
            collect_writable(property.schema, names);
        }
    }
    if (schema.item) {
        collect_writable(*schema.item, names);
    }
}

// A service in which the body of the table has what it needs.
void prepare(Asker& asker, const Body& body) {
    asker.make_workspace();
    asker.need(
        asker.ask("PUT", Asker::compute("cpu"), Asker::compute_body("Standard_D2_v2", 0, 1)));
    asker.settle();
    asker.version = body.api_version;
}

} // namespace

TEST_CASE("the examples of a body name every member of it") {
    for (const Body* body : emulator::all_bodies()) {
        std::set<std::string> named;
        std::set<std::string> writable;
        collect_writable(body->schema, writable);
        for (std::size_t i = 0; i < body->examples.size(); ++i) {
            collect_named(body->schema, example_of(*body, i), named);
        }
        std::set<std::string> left_out;
        std::set_difference(writable.begin(), writable.end(), named.begin(), named.end(),
                            std::inserter(left_out, left_out.end()));
        INFO(body->name);
        CHECK(left_out == std::set<std::string>{});
    }
}

TEST_CASE("every example of a body is taken") {
    for (const Body* body : emulator::all_bodies()) {
        for (std::size_t i = 0; i < body->examples.size(); ++i) {
            Asker asker;
            prepare(asker, *body);
            const Response response =
                asker.ask(body->method, path_of(*body), example_of(*body, i).dump());
            INFO(body->name << ": " << response.body);
            CHECK(response.status / 100 == 2);
        }
    }
}

TEST_CASE("every body with a mistake in it is refused in the service's words") {
    std::size_t refused = 0;
    for (const Body* body : emulator::all_bodies()) {
        Asker asker;
        prepare(asker, *body);
        const json before = emulator::summary(asker.service.state());
        for (std::size_t i = 0; i < body->examples.size(); ++i) {
            for (const Wrong& wrong : wrong_bodies(*body, example_of(*body, i))) {
                const Response response =
                    asker.ask(body->method, path_of(*body), wrong.body.dump());
                INFO(body->name << ": " << wrong.where << ": " << response.body);
                CHECK(response.status == 400);
                CHECK(json::parse(response.body)["error"]["code"].is_string());
                CHECK(json::parse(response.body)["error"]["message"].is_string());
                ++refused;
            }
        }
        for (const char* text : {"", "{", "[]", "17"}) {
            if (body->method != "POST" || *text != '\0') {
                CHECK(asker.ask(body->method, path_of(*body), text).status == 400);
            }
        }
        INFO(body->name);
        CHECK(emulator::summary(asker.service.state()) == before);
    }
    // Each table gives many; a walk that finds nothing would pass otherwise.
    CHECK(refused > 500);
}

TEST_CASE("a member that a version does not have yet is refused there") {
    const Schema schema =
        emulator::object({emulator::since("2025-06-01", "newer", emulator::text())});
    const json body = {{"newer", "x"}};
    REQUIRE(check(schema, body, "2024-10-01").size() == 1);
    CHECK(check(schema, body, "2024-10-01")[0].kind == Mistake::Kind::unknown);
    CHECK(check(schema, body, "2025-06-01").empty());
    CHECK(check(schema, body, "2024-01-01-preview").empty());
}

TEST_CASE("what is read only may come and is not kept") {
    Asker asker;
    asker.make_workspace();
    json body = json::parse(Asker::compute_body("Standard_D2_v2", 0, 1));
    body["properties"]["properties"]["allocationState"] = "Nonsense";
    asker.need(asker.ask("PUT", Asker::compute("cpu"), body.dump()));
    asker.settle();
    CHECK(asker.get(Asker::compute("cpu"))["properties"]["properties"]["allocationState"] ==
          "Steady");
}

TEST_CASE("the recorded requests of Microsoft's SDK are taken") {
    const char* reference = std::getenv("REFERENCE_DIR");
    if (reference == nullptr) {
        WARN("REFERENCE_DIR is not set: no recorded requests");
        return;
    }
    int taken = 0;
    for (const char* name : {"compute", "compute-full", "delcompute", "environment", "job-mpi"}) {
        Asker asker;
        asker.service.state().settings.more_sizes = {{"Standard_NC6", 6}, {"Standard_D2", 2}};
        asker.make_workspace();
        asker.need(
            asker.ask("PUT", Asker::compute("nc6b"), Asker::compute_body("Standard_D2", 0, 1)));
        asker.settle();
        if (std::string_view(name) == "compute") { // it makes that one itself
            asker.need(
                asker.ask("DELETE", Asker::compute("nc6b") + "?underlyingResourceAction=Delete"));
            asker.settle();
        }
        std::ifstream file(std::string(reference) + "/oracles/sdk-traffic/" + name + ".jsonl");
        REQUIRE(file);
        for (std::string line; std::getline(file, line);) {
            const json recorded = json::parse(line);
            // The workspace of the recording has a name that is too short for one.
            const std::string path = base::replace_all(recorded["path"].get<std::string>(),
                                                       "/workspaces/ws", "/workspaces/work");
            if (path.find("/datastores/") != std::string::npos ||
                path.find("/codes/") != std::string::npos ||
                path.find("/jobs/") != std::string::npos ||
                path.find("OperationsStatus") != std::string::npos) {
                continue; // other kinds; ids of operations are ours
            }
            std::string query;
            for (const auto& [key, value] : recorded["q"].items()) {
                query += key + "=" + value.get<std::string>() + "&";
            }
            const Response response =
                asker.ask(recorded["m"].get<std::string>(), path + "?" + query,
                          recorded["body"].is_null() ? "" : recorded["body"].dump());
            INFO(line << "\n" << response.body);
            CHECK(response.status == recorded["status"].get<int>());
            ++taken;
        }
    }
    CHECK(taken >= 8);
}
