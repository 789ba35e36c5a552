// What goes wrong on a wire, to a client that is real down to the socket.

#include "protocol/network.hpp"
#include "rest/body.hpp"
#include "rest/http_date.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

using namespace std::chrono_literals;
using rest::Failure;
using rest::Outcome;
using rest::Repeat;
using rest::Request;
using support::http_answer;
using support::RawConnection;
using support::RawServer;

namespace {

// Answers each request of each connection in its order; the last answer again and again.
RawServer::Serve answers(std::vector<std::string> script) {
    const auto next = std::make_shared<std::atomic<std::size_t>>(0);
    return [script = std::move(script), next](RawConnection& connection, int) {
        while (!connection.request().empty()) {
            connection.say(script[std::min(next->fetch_add(1), script.size() - 1)]);
        }
    };
}

bool took_less_than(std::chrono::steady_clock::time_point begin, std::chrono::seconds limit) {
    return std::chrono::steady_clock::now() - begin < limit;
}

} // namespace

TEST_CASE("a request arrives as it was written", "[protocol]") {
    RawServer server(answers({http_answer("200 OK", "{}", "X-Ms-Request-Id: r-1\r\n")}));
    Network n;
    Request request = rest::put(server.url("/a%2Fb/../c?x=%20&y"), "scope/.default", "{\"a\": 1}");
    request.headers.push_back({"x-empty", ""});
    const Outcome outcome = n.loop.send(request);
    CHECK(outcome.ok());
    CHECK(outcome.response.body == "{}");
    CHECK(rest::find(outcome.response.headers, "x-ms-request-id") == "r-1");
    const std::string received = server.received();
    CHECK(received ==
          "PUT /a%2Fb/../c?x=%20&y HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(server.port()) +
              "\r\nAccept-Encoding: gzip\r\nAccept: application/json\r\n"
              "Content-Type: application/json\r\nx-empty:\r\nUser-Agent: " +
              rest::user_agent(rest::CurlTransport::name(), "") +
              "\r\nx-ms-client-request-id: " + outcome.client_request_id +
              "\r\nAuthorization: Bearer fake-token-0123456789\r\nContent-Length: 8\r\n\r\n"
              "{\"a\": 1}");
    CHECK(n.logged.find("fake-token") == std::string::npos);
}

TEST_CASE("every method is sent, with a length where services want one", "[protocol]") {
    RawServer server(answers({http_answer("204 No Content", "")}));
    Network n;
    CHECK(n.loop.send(rest::post(server.url("/p"), "", "", Repeat::repeatable)).ok());
    CHECK(n.loop.send(rest::patch(server.url("/q"), "", "{}", Repeat::repeatable)).ok());
    CHECK(n.loop.send(rest::remove(server.url("/d"), "")).ok());
    CHECK(n.loop.send(rest::head(server.url("/h"), "")).ok());
    const std::string received = server.received();
    CHECK_THAT(received, ContainsSubstring("POST /p HTTP/1.1") &&
                             ContainsSubstring("Content-Length: 0\r\n\r\nPATCH /q HTTP/1.1") &&
                             ContainsSubstring("DELETE /d HTTP/1.1") &&
                             ContainsSubstring("HEAD /h HTTP/1.1"));
    CHECK(received.find("Expect") == std::string::npos);
    CHECK(received.find("urlencoded") == std::string::npos);
}

TEST_CASE("a connection is kept and used again", "[protocol]") {
    RawServer server(answers({http_answer("200 OK", "{}")}));
    Network n;
    for (int i = 0; i < 10; ++i) {
        CHECK(n.loop.send(rest::get(server.url(), "")).ok());
    }
    CHECK(server.connections() == 1);
    // What must not happen twice gets a fresh one: libcurl would send again on a dead one.
    CHECK(n.loop.send(rest::post(server.url(), "", "{}", Repeat::once)).ok());
    CHECK(server.connections() == 2);
}

TEST_CASE("a kept connection that died in the meantime is no failure", "[protocol]") {
    RawServer server([](RawConnection& connection, int number) {
        connection.request();
        connection.say(http_answer("200 OK", std::to_string(number)));
    });
    Network n;
    CHECK(n.loop.send(rest::put(server.url(), "", "{}")).response.body == "1");
    std::this_thread::sleep_for(50ms);
    CHECK(n.loop.send(rest::put(server.url(), "", "{}")).response.body == "2");
}

TEST_CASE("a refused connection is tried again, also what must not happen twice", "[protocol]") {
    Network n;
    const std::string url = "http://127.0.0.1:" + std::to_string(support::closed_port()) + "/";
    const Outcome outcome = n.loop.send(rest::post(url, "", "{}", Repeat::once));
    REQUIRE(outcome.failure);
    CHECK(outcome.failure->kind == Failure::Kind::no_connection);
    CHECK(outcome.attempts == 4);
    CHECK_FALSE(outcome.maybe_done);
    const base::Error error = to_error(outcome, "submit the job");
    CHECK(error.code() == base::Exit::unavailable);
    CHECK_THAT(error.what(),
               StartsWith("cannot submit the job: 127.0.0.1:") &&
                   EndsWith(" takes no connection (Connection refused) (4 attempts)"));
}

TEST_CASE("a name that does not resolve is named", "[protocol]") {
    Network n;
    // Longer than a label may be: no name server is asked.
    const std::string host = std::string(64, 'a') + ".invalid";
    const Outcome outcome = n.loop.send(rest::get("https://" + host + "/", ""));
    REQUIRE(outcome.failure);
    CHECK(outcome.failure->kind == Failure::Kind::no_connection);
    CHECK(outcome.failure->what == host + " does not resolve");
}

TEST_CASE("a reset before and after the request", "[protocol]") {
    const auto reset_first = [](bool before) {
        return [before](RawConnection& connection, int number) {
            if (number == 1) {
                if (!before) {
                    connection.request();
                }
                connection.reset();
                return;
            }
            connection.request();
            connection.say(http_answer("200 OK", "{}"));
        };
    };
    for (const bool before : {true, false}) {
        INFO(before);
        RawServer server(reset_first(before));
        Network n;
        const Outcome outcome = n.loop.send(rest::put(server.url(), "", "{}"));
        CHECK(outcome.ok());
        CHECK(outcome.attempts == 2);
    }
    // After the request it may have worked: what must not happen twice does not.
    RawServer server(reset_first(false));
    Network n;
    const Outcome outcome = n.loop.send(rest::post(server.url(), "", "{}", Repeat::once));
    REQUIRE(outcome.failure);
    CHECK(outcome.failure->kind == Failure::Kind::cut);
    CHECK(outcome.maybe_done);
    CHECK(server.connections() == 1);
}

TEST_CASE("a truncated answer is no answer", "[protocol]") {
    const std::string whole = http_answer("200 OK", R"({"value": [1, 2, 3]})");
    const std::string chunked =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"val\r\n";
    for (const std::string& half : {whole.substr(0, whole.size() - 5), whole.substr(0, 30), chunked,
                                    std::string("HTT"), std::string()}) {
        INFO(half);
        RawServer server([&](RawConnection& connection, int number) {
            connection.request();
            connection.say(number == 1 ? half : whole);
        });
        Network n;
        const Outcome outcome = n.loop.send(rest::get(server.url(), ""));
        CHECK(outcome.response.body == R"({"value": [1, 2, 3]})");
        CHECK(outcome.attempts == 2);
    }
}

TEST_CASE("a Content-Length that lies", "[protocol]") {
    // Less than comes: the rest belongs to nobody.
    RawServer less([](RawConnection& connection, int) {
        connection.request();
        connection.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}HTTP/1.1 200 OK\r\n\r\n");
    });
    Network n;
    CHECK(n.loop.send(rest::get(less.url(), "")).response.body == "{}");
    CHECK(n.loop.send(rest::get(less.url(), "")).response.body == "{}");
    CHECK(less.connections() == 2);
    // No number at all, two of them, a huge one.
    for (const char* length : {"-5", "two", "99999999999999999999999999"}) {
        INFO(length);
        RawServer odd([&](RawConnection& connection, int) {
            connection.request();
            connection.say(std::string("HTTP/1.1 200 OK\r\nContent-Length: ") + length +
                           "\r\n\r\n{}");
        });
        const auto begin = std::chrono::steady_clock::now();
        const Outcome outcome = n.loop.send(rest::get(odd.url(), ""));
        // Taken until the end of the connection, or refused; never waited for.
        CHECK((outcome.failure || outcome.response.body == "{}"));
        CHECK(took_less_than(begin, 5s));
    }
}

TEST_CASE("silence ends an attempt", "[protocol]") {
    RawServer server([](RawConnection& connection, int number) {
        connection.request();
        if (number == 1) {
            connection.pause(20s);
        }
        connection.say(http_answer("200 OK", "{}"));
    });
    Network n;
    Request request = rest::get(server.url(), "");
    request.limits.silence = 1s;
    const auto begin = std::chrono::steady_clock::now();
    const Outcome outcome = n.loop.send(request);
    CHECK(outcome.ok());
    CHECK(outcome.attempts == 2);
    CHECK(took_less_than(begin, 8s));

    request.repeat = Repeat::once;
    RawServer silent([](RawConnection& connection, int) { connection.pause(20s); });
    request.url = silent.url();
    const Outcome once = n.loop.send(request);
    REQUIRE(once.failure);
    CHECK(once.failure->kind == Failure::Kind::timed_out);
    CHECK(once.failure->what == "127.0.0.1 has said nothing for 1 s");
}

TEST_CASE("an answer that drips ends with the request's time", "[protocol]") {
    RawServer server([](RawConnection& connection, int) {
        connection.request();
        connection.say("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
        for (int i = 0; i < 200 && connection.say("xx"); ++i) {
            connection.pause(50ms);
        }
    });
    Network n;
    Request request = rest::get(server.url(), "");
    request.limits.total = 700ms;
    const auto begin = std::chrono::steady_clock::now();
    const Outcome outcome = n.loop.send(request);
    REQUIRE(outcome.failure);
    CHECK(outcome.failure->kind == Failure::Kind::too_long);
    CHECK(took_less_than(begin, 3s));
}

TEST_CASE("429 with seconds and with a date, and 503, are waited for", "[protocol]") {
    RawServer server(answers({http_answer("429 Too Many Requests", "", "Retry-After: 1\r\n"),
                              http_answer("429 Too Many Requests", "",
                                          "Date: " + rest::to_http_date({}) +
                                              "\r\nRetry-After: Thu, 01 Jan 1970 00:00:01 GMT\r\n"),
                              http_answer("503 Busy", "", "retry-after-ms: 100\r\n"),
                              http_answer("200 OK", "{}")}));
    Network n;
    const auto begin = std::chrono::steady_clock::now();
    const Outcome outcome = n.loop.send(rest::get(server.url(), ""));
    CHECK(outcome.ok());
    CHECK(outcome.attempts == 4);
    CHECK_FALSE(took_less_than(begin, 2s)); // 1 s, 1 s, 0.1 s
    CHECK(took_less_than(begin, 10s));
}

TEST_CASE("headers without end are cut off", "[protocol]") {
    const auto flood = [](const std::string& line) {
        return [line](RawConnection& connection, int) {
            connection.request();
            connection.say("HTTP/1.1 200 OK\r\n");
            for (int i = 0; i < 100'000 && connection.say(line); ++i) {
            }
        };
    };
    RawServer many(flood("X-Header: value\r\n"));
    RawServer longest(flood(std::string(1000, 'x'))); // one line
    Network n;
    for (RawServer* server : {&many, &longest}) {
        const auto begin = std::chrono::steady_clock::now();
        const Outcome outcome = n.loop.send(rest::get(server->url(), ""));
        REQUIRE(outcome.failure);
        CHECK(took_less_than(begin, 10s));
    }
    const Outcome outcome = n.loop.send(rest::get(many.url(), ""));
    CHECK(outcome.failure->kind == Failure::Kind::unusable);
    CHECK(outcome.failure->what == "127.0.0.1 sends headers without end");
    CHECK(outcome.attempts == 1);
}

TEST_CASE("an address of 8 KiB in a header is fine", "[protocol]") {
    const std::string address = "https://h/" + std::string(8192, 'a');
    RawServer server(answers({http_answer("202 Accepted", "", "Location: " + address + "\r\n")}));
    Network n;
    const Outcome outcome = n.loop.send(rest::get(server.url(), ""));
    CHECK(rest::find(outcome.response.headers, "Location") == address);
}

TEST_CASE("what is not HTTP is told as such", "[protocol]") {
    for (const char* words :
         {"SSH-2.0-OpenSSH_9.2\r\n", "<html>old</html>", "HTTP/1.1 nonsense\r\n\r\n"}) {
        INFO(words);
        RawServer server([&](RawConnection& connection, int) {
            connection.request();
            connection.say(words);
        });
        Network n;
        const Outcome outcome = n.loop.send(rest::get(server.url(), ""));
        REQUIRE(outcome.failure);
        CHECK(outcome.failure->kind == Failure::Kind::unusable);
        CHECK_THAT(outcome.failure->what, StartsWith("what 127.0.0.1 answers is not HTTP"));
    }
}

TEST_CASE("a 100 before the answer is not the answer", "[protocol]") {
    RawServer server([](RawConnection& connection, int) {
        connection.request();
        connection.say("HTTP/1.1 100 Continue\r\nX-Early: 1\r\n\r\n");
        connection.say(http_answer("200 OK", "{}", "X-Late: 1\r\n"));
    });
    Network n;
    const Outcome outcome = n.loop.send(rest::put(server.url(), "", "{}"));
    CHECK(outcome.ok());
    CHECK(rest::find(outcome.response.headers, "X-Late"));
    CHECK_FALSE(rest::find(outcome.response.headers, "X-Early"));
}

TEST_CASE("a redirection is not followed, and the token stays here", "[protocol]") {
    RawServer other(answers({http_answer("200 OK", "{}")}));
    RawServer server(answers({http_answer("307 Away", "", "Location: " + other.url() + "\r\n")}));
    Network n;
    const Outcome outcome = n.loop.send(authorised(server.url()));
    CHECK(outcome.is(307));
    CHECK(other.connections() == 0);
    CHECK_THAT(to_error(outcome, "x").help(), ContainsSubstring("redirections are not followed"));
}

TEST_CASE("an answer in memory has its limit on the wire, too", "[protocol]") {
    RawServer server([](RawConnection& connection, int) {
        connection.request();
        connection.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        const std::string chunk = "10000\r\n" + std::string(0x10000, 'x') + "\r\n";
        for (int i = 0; i < 10'000 && connection.say(chunk); ++i) {
        }
    });
    Network n;
    Request request = rest::get(server.url(), "");
    request.limits.answer = 1 << 20;
    const Outcome outcome = n.loop.send(request);
    REQUIRE(outcome.failure);
    CHECK(outcome.failure->kind == Failure::Kind::unusable);
    CHECK(outcome.failure->what == "127.0.0.1 answers with more than 1048576 bytes");
}

TEST_CASE("a range is downloaded into its place of a file", "[protocol]") {
    const support::TempFolder folder;
    const auto file = rest::RangedFile::to_write((folder.path() / "f").string());
    RawServer server([](RawConnection& connection, int number) {
        const std::string request = connection.request();
        const std::string body = request.find("bytes=0-4") != std::string::npos ? "01234" : "56789";
        const std::string whole = http_answer("206 Partial Content", body);
        connection.say(number == 1 ? whole.substr(0, whole.size() - 2) : whole);
    });
    Network n;
    std::vector<Request> requests;
    for (const int begin : {0, 5}) {
        Request request = rest::get(server.url("/blob"), "");
        request.headers.push_back(
            {"x-ms-range", "bytes=" + std::to_string(begin) + "-" + std::to_string(begin + 4)});
        request.sink = std::make_shared<rest::FileSink>(file, static_cast<std::uint64_t>(begin), 5);
        requests.push_back(std::move(request));
    }
    for (const Outcome& outcome : n.loop.send_all(std::move(requests))) {
        CHECK(outcome.ok());
        CHECK(outcome.response.body.empty());
    }
    CHECK(support::read_file(folder.path() / "f") == "0123456789");
    CHECK(server.received().find("Accept-Encoding") ==
          std::string::npos); // ranges are of the bytes
}

TEST_CASE("a range of a file is uploaded, from its beginning with each attempt", "[protocol]") {
    const support::TempFolder folder;
    std::string content;
    for (int i = 0; i < 300'000; ++i) {
        content += std::to_string(i);
    }
    const auto file = rest::RangedFile::to_read(folder.add("f", content).string());
    std::string arrived;
    std::mutex mutex;
    RawServer server([&](RawConnection& connection, int number) {
        const std::string request = connection.request();
        if (number == 1) {
            connection.reset();
            return;
        }
        const std::lock_guard lock(mutex);
        arrived = request.substr(request.find("\r\n\r\n") + 4);
        connection.say(http_answer("201 Created", ""));
    });
    Network n;
    Request request{.method = rest::Method::put,
                    .url = server.url("/blob?comp=block"),
                    .source = std::make_shared<rest::FileSource>(file, 100, 1'000'000),
                    .repeat = Repeat::repeatable};
    const Outcome outcome = n.loop.send(std::move(request));
    CHECK(outcome.ok());
    CHECK(outcome.attempts == 2);
    const std::lock_guard lock(mutex);
    CHECK(arrived == content.substr(100, 1'000'000));
}

TEST_CASE("a source that fails ends the request with its own words", "[protocol]") {
    const support::TempFolder folder;
    const auto file = rest::RangedFile::to_read(folder.add("f", "short").string());
    RawServer server(answers({http_answer("201 Created", "")}));
    Network n;
    Request request{.method = rest::Method::put,
                    .url = server.url(),
                    .source = std::make_shared<rest::FileSource>(file, 0, 100),
                    .repeat = Repeat::repeatable};
    const Outcome outcome = n.loop.send(std::move(request));
    REQUIRE(outcome.failure);
    CHECK(outcome.failure->kind == Failure::Kind::local);
    CHECK(outcome.failure->what == "a file became shorter while it was sent");
    CHECK(outcome.attempts == 1);
}

TEST_CASE("many requests run beside one another, within the limit of a host", "[protocol]") {
    std::atomic<int> now = 0;
    std::atomic<int> most = 0;
    RawServer server([&](RawConnection& connection, int) {
        while (!connection.request().empty()) {
            const int here = ++now;
            for (int seen = most; here > seen && !most.compare_exchange_weak(seen, here);) {
            }
            connection.pause(20ms);
            --now;
            connection.say(http_answer("200 OK", "{}"));
        }
    });
    Network n;
    std::vector<Request> requests(100, authorised(server.url()));
    for (const Outcome& outcome : n.loop.send_all(std::move(requests))) {
        CHECK(outcome.ok());
    }
    CHECK(most > 1);
    CHECK(most <= 8);
    CHECK(server.connections() <= 8);
    CHECK(n.credential.asked == 1);
}

TEST_CASE("an interruption from another thread ends what is under way", "[protocol]") {
    RawServer server([](RawConnection& connection, int) {
        connection.request();
        connection.pause(20s);
    });
    Network n;
    std::thread other([&] {
        std::this_thread::sleep_for(200ms);
        n.stop = true;
    });
    const auto begin = std::chrono::steady_clock::now();
    std::vector<Request> requests(20, rest::get(server.url(), ""));
    for (const Outcome& outcome : n.loop.send_all(std::move(requests))) {
        REQUIRE(outcome.failure);
        CHECK(outcome.failure->kind == Failure::Kind::interrupted);
    }
    other.join();
    CHECK(took_less_than(begin, 5s));
}
