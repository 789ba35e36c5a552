// Who answers must prove to be who was called; else not a byte of a token leaves this machine.

#include "protocol/honest_server.hpp"
#include "protocol/network.hpp"
#include "support/catch.hpp"
#include "support/fakes.hpp"

#include <cstdlib>

using namespace std::chrono_literals;
using rest::Failure;
using rest::Outcome;
using support::CertificateOptions;
using support::KeyPair;
using support::make_certificate;
using support::RawConnection;
using support::RawServer;

namespace {

const std::vector<std::string> k_here = {"IP:127.0.0.1", "DNS:localhost",
                                         "DNS:management.example.test"};

// The authority of this test run, and its file.
struct Authority {
    support::TempFolder folder;
    KeyPair pair = make_certificate({.subject = "authority", .authority = true});
    std::string file = folder.add("ca.pem", pair.certificate).string();
};

const Authority& authority() {
    static const Authority k_authority;
    return k_authority;
}

KeyPair signed_by_us(CertificateOptions options = {}) {
    options.issuer = &authority().pair;
    if (options.names.empty()) {
        options.names = k_here;
    }
    return make_certificate(options);
}

// A server that counts what it is told, and what it says to a request with a token.
struct Counted {
    explicit Counted(const KeyPair& pair)
        : server(pair, [this](const httplib::Request& request, httplib::Response& response) {
              ++requests;
              authorization = request.get_header_value("Authorization");
              response.set_content("{}", "application/json");
          }) {}

    std::atomic<int> requests = 0;
    std::string authorization;
    HonestServer server;
};

// Sets a variable of this process for a test; libcurl reads the proxies' ones itself.
class Variable {
  public:
    Variable(const char* name, const std::string& value)
        : m_name(name) {
        setenv(name, value.c_str(), 1);
    }

    ~Variable() { unsetenv(m_name); }

    Variable(const Variable&) = delete;
    Variable& operator=(const Variable&) = delete;

  private:
    const char* m_name;
};

} // namespace

TEST_CASE("a certificate of an authority that was named is fine", "[protocol]") {
    Counted counted(signed_by_us());
    Network n(authority().file);
    CHECK(n.loop.send(authorised(counted.server.url())).ok());
    CHECK(n.loop.send(authorised(counted.server.url("/", "localhost"))).ok());
    CHECK(counted.requests == 2);
    CHECK(counted.authorization == "Bearer fake-token-0123456789");
}

TEST_CASE("a wrong certificate is named, and nothing is sent", "[protocol]") {
    struct Case {
        const char* what;
        KeyPair pair;
    };

    const KeyPair stranger = make_certificate({.subject = "stranger", .authority = true});
    const Case cases[] = {
        {"is for another name", signed_by_us({.names = {"DNS:other.example.com"}})},
        {"has expired", signed_by_us({.begins = -48h, .ends = -24h})},
        {"is not valid yet", signed_by_us({.begins = 24h, .ends = 48h})},
        {"is signed by nobody but itself", make_certificate({.names = k_here})},
        {"is signed by an authority that this machine does not know",
         make_certificate({.names = k_here, .issuer = &stranger})},
    };
    for (const Case& one : cases) {
        INFO(one.what);
        Counted counted(one.pair);
        Network n(authority().file);
        const Outcome outcome = n.loop.send(authorised(counted.server.url()));
        REQUIRE(outcome.failure);
        CHECK(outcome.failure->kind == Failure::Kind::tls);
        CHECK(outcome.attempts == 1);
        CHECK_FALSE(outcome.maybe_done);
        CHECK(counted.requests == 0);
        const base::Error error = to_error(outcome, "read x");
        CHECK(error.code() == base::Exit::unavailable);
        CHECK(std::string(error.what()) ==
              std::string("cannot read x: the certificate of 127.0.0.1 ") + one.what +
                  "; nothing was sent");
        CHECK_FALSE(error.help().empty());
    }
}

TEST_CASE("without the authority's file the machine does not know it", "[protocol]") {
    Counted counted(signed_by_us());
    Network n;
    CHECK_THAT(n.loop.send(authorised(counted.server.url())).failure->what,
               ContainsSubstring("does not know"));
    CHECK(counted.requests == 0);
}

TEST_CASE("a file of authorities that is none is a local failure", "[protocol]") {
    const support::TempFolder folder;
    for (const std::string& file :
         {folder.path().string() + "/none", folder.add("text", "no PEM\n").string()}) {
        INFO(file);
        Counted counted(signed_by_us());
        Network n(file);
        const Outcome outcome = n.loop.send(authorised(counted.server.url()));
        REQUIRE(outcome.failure);
        CHECK(outcome.failure->kind == Failure::Kind::local);
        CHECK(to_error(outcome, "x").code() == base::Exit::invalid);
        CHECK_THAT(to_error(outcome, "x").help(), ContainsSubstring("--ca-file"));
    }
}

TEST_CASE("the file of authorities is the option's, or the first variable's", "[protocol]") {
    support::FakeEnviron variables;
    CHECK_FALSE(rest::find_ca_file("", variables));
    variables.values["SSL_CERT_FILE"] = "third";
    CHECK(rest::find_ca_file("", variables) == "third");
    variables.values["CURL_CA_BUNDLE"] = "second";
    CHECK(rest::find_ca_file("", variables) == "second");
    CHECK(rest::find_ca_file("first", variables) == "first");
}

TEST_CASE("what answers without TLS is told as such", "[protocol]") {
    RawServer server([](RawConnection& connection, int) {
        connection.say(support::http_answer("400 Bad Request", "TLS?"));
        connection.request();
    });
    Network n;
    const Outcome outcome =
        n.loop.send(authorised("https://127.0.0.1:" + std::to_string(server.port()) + "/"));
    REQUIRE(outcome.failure);
    CHECK(outcome.failure->kind == Failure::Kind::tls);
    CHECK_THAT(outcome.failure->what, StartsWith("127.0.0.1 does not speak TLS as we do"));
    CHECK(server.received().find("fake-token") == std::string::npos);
}

TEST_CASE("a handshake that breaks off is tried again", "[protocol]") {
    Counted counted(signed_by_us());
    RawServer between([&](RawConnection& connection, int number) {
        if (number == 1) {
            connection.reset();
        } else {
            connection.tunnel(counted.server.port());
        }
    });
    Network n(authority().file);
    const Outcome outcome =
        n.loop.send(rest::post("https://127.0.0.1:" + std::to_string(between.port()) + "/",
                               "scope/.default", "{}", rest::Repeat::once));
    CHECK(outcome.ok());
    CHECK(outcome.attempts == 2);
    CHECK(counted.requests == 1);
}

TEST_CASE("a proxy passes TLS on and sees no token", "[protocol]") {
    Counted counted(signed_by_us());
    RawServer proxy([&](RawConnection& connection, int) {
        const std::string request = connection.request();
        if (request.starts_with("CONNECT management.example.test:443 ")) {
            connection.say("HTTP/1.1 200 Go ahead\r\nX-Proxy: 1\r\n\r\n");
            connection.tunnel(counted.server.port());
        }
    });
    const Variable variable("https_proxy", proxy.url());
    Network n(authority().file);
    const Outcome outcome = n.loop.send(authorised("https://management.example.test/"));
    CHECK(outcome.ok());
    CHECK_FALSE(rest::find(outcome.response.headers, "X-Proxy"));
    CHECK(counted.authorization == "Bearer fake-token-0123456789");
    CHECK(proxy.received().find("fake-token") == std::string::npos);
}

TEST_CASE("a proxy that refuses is told as such", "[protocol]") {
    RawServer proxy([](RawConnection& connection, int) {
        connection.request();
        connection.say(
            "HTTP/1.1 407 Who\r\nProxy-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n");
    });
    const Variable variable("https_proxy", "http://fake-user:fake-password@127.0.0.1:" +
                                               std::to_string(proxy.port()));
    Network n;
    const Outcome outcome = n.loop.send(authorised("https://management.example.test/"));
    REQUIRE(outcome.failure);
    CHECK(outcome.failure->kind == Failure::Kind::unusable);
    CHECK(outcome.failure->what == "the proxy answers 407 to the way to management.example.test");
    CHECK_THAT(outcome.failure->help, ContainsSubstring("HTTPS_PROXY"));
    CHECK((n.logged + outcome.failure->what + outcome.failure->help).find("fake-password") ==
          std::string::npos);
    CHECK(proxy.received().find("fake-token") == std::string::npos);
}

TEST_CASE("this machine is reached without a proxy", "[protocol]") {
    Counted counted(signed_by_us());
    const Variable https("https_proxy",
                         "http://127.0.0.1:" + std::to_string(support::closed_port()));
    const Variable http("http_proxy", "http://127.0.0.1:" + std::to_string(support::closed_port()));
    Network n(authority().file);
    CHECK(n.loop.send(authorised(counted.server.url())).ok());
    HonestServer plain([](const httplib::Request&, httplib::Response& response) {
        response.set_content("{}", "application/json");
    });
    CHECK(n.loop.send(authorised(plain.url())).ok());
}

TEST_CASE("another parser reads our requests as they were meant", "[protocol]") {
    std::string seen;
    HonestServer server([&](const httplib::Request& request, httplib::Response& response) {
        seen = request.method + " " + request.path + " " + request.get_param_value("api-version") +
               " " + request.get_param_value("q") + " " + request.body;
        response.status = 201;
        response.set_content(std::string(5000, 'x'), "application/json");
    });
    Network n;
    const Outcome outcome =
        n.loop.send(rest::put(server.url("/a%20b?api-version=1&q=%26%3D"), "", "{\"a\": 1}"));
    CHECK(outcome.is(201));
    CHECK(seen == "PUT /a b 1 &= {\"a\": 1}");
    // It was compressed on the way.
    CHECK(rest::find(outcome.response.headers, "Content-Encoding") == "gzip");
    CHECK(outcome.response.body == std::string(5000, 'x'));
}

TEST_CASE("a compressed answer counts by what comes out of it", "[protocol]") {
    HonestServer server([&](const httplib::Request&, httplib::Response& response) {
        response.set_content(std::string(64 << 20, 'x'), "application/json");
    });
    Network n;
    rest::Request request = rest::get(server.url(), "");
    request.limits.answer = 1 << 20;
    const Outcome outcome = n.loop.send(request);
    REQUIRE(outcome.failure);
    CHECK(outcome.failure->what == "127.0.0.1 answers with more than 1048576 bytes");
    CHECK(outcome.attempts == 1);
}

TEST_CASE("what says to be compressed and is not", "[protocol]") {
    RawServer server([](RawConnection& connection, int) {
        connection.request();
        connection.say(support::http_answer("200 OK", "{\"a\": 1}", "Content-Encoding: gzip\r\n"));
    });
    Network n;
    const Outcome outcome = n.loop.send(rest::get(server.url(), ""));
    REQUIRE(outcome.failure);
    CHECK(outcome.failure->kind == Failure::Kind::unusable);
}
