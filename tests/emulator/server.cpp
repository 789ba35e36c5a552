// The stand-in as a program: the service behind TLS on 127.0.0.1, and without TLS for the metadata
// service of a virtual machine and for those that steer it. The one file that knows cpp-httplib.

#include "base/strings.hpp"
#include "emulator/service.hpp"

#include <httplib.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <mutex>
#include <poll.h>
#include <sstream>
#include <sys/socket.h>
#include <thread>

namespace {

using emulator::Delivery;
using emulator::Service;

constexpr const char* k_usage =
    R"(usage: emulator --certificate FILE --key FILE [OPTION…]
  --journal FILE          one line of JSON for each request
  --traffic FILE          one line of JSON for each request and its answer, bodies and all
  --fault TEXT            kind=…,nth=…,times=…,method=…,path=…,seconds=… (may be repeated)
  --time-scale SECONDS    of its time that pass with each request (5)
  --retry-after-ms N      what it asks clients to wait between polls (10)
  --page-size N           of lists (30)
  --subscription ID  --tenant ID  --client ID  --secret TEXT
  --client-certificate FILE   whose assertions the client may send
  --federated-token FILE      that the client may send instead of a secret
  --unregistered NAMES    providers that are not registered, with commas between
  --no-soft-delete        deleted workspaces are gone
It prints its two addresses, https first, on one line, and ends with SIGTERM.
)";

// Of the connection that this thread serves. TLS begins and the requests are answered in one
// thread, which is what makes it possible to end a connection without an answer.
thread_local int t_socket = -1;

// Ends the connection with RST: what connect() does to a connected socket without an address.
void reset_connection() {
    sockaddr none{};
    none.sa_family = AF_UNSPEC;
    if (t_socket >= 0) {
        ::connect(t_socket, &none, sizeof none);
    }
}

void wait_for_client_to_go(int milliseconds) {
    pollfd watched{.fd = t_socket, .events = POLLRDHUP, .revents = 0};
    ::poll(&watched, 1, milliseconds);
}

void pause(int milliseconds) {
    std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
}

void truncate(const emulator::Response& from, httplib::Response& to) {
    const std::string type = to.get_header_value("Content-Type");
    to.headers.erase("Content-Type");
    to.set_content_provider(from.body.size(), type.empty() ? "application/json" : type,
                            [body = from.body](std::size_t, std::size_t, httplib::DataSink& sink) {
                                sink.write(body.data(), body.size() / 2);
                                return false;
                            });
}

void slow_down(const emulator::Response& from, httplib::Response& to) {
    constexpr int k_pieces = 10;
    const std::string type = to.get_header_value("Content-Type");
    to.headers.erase("Content-Type");
    to.set_content_provider(from.body.size(), type.empty() ? "application/json" : type,
                            [body = from.body, hold = from.hold_ms](
                                std::size_t offset, std::size_t length, httplib::DataSink& sink) {
                                pause(hold / k_pieces);
                                const std::size_t piece =
                                    std::min(length, body.size() / k_pieces + 1);
                                return sink.write(body.data() + offset, piece);
                            });
}

void deliver(const emulator::Response& from, httplib::Response& to) {
    to.status = from.status;
    for (const auto& [name, value] : from.headers) {
        to.set_header(name, value);
    }
    switch (from.delivery) {
    case Delivery::hang:
        wait_for_client_to_go(from.hold_ms);
        reset_connection();
        return;
    case Delivery::reset:
        reset_connection();
        return;
    case Delivery::truncate:
        if (from.body.empty()) {
            reset_connection();
        } else {
            truncate(from, to);
        }
        return;
    case Delivery::slow:
        if (!from.body.empty()) {
            slow_down(from, to);
            return;
        }
        pause(from.hold_ms);
        break;
    case Delivery::whole:
        break;
    }
    to.body = from.body;
}

// For judges of what is said. Whoever is asked for a token is not in it.
class Traffic {
  public:
    void open(const std::string& path) {
        if (!path.empty()) {
            m_file.open(path, std::ios::binary | std::ios::trunc);
        }
    }

    void write(const emulator::Request& request, const emulator::Response& response) {
        const std::lock_guard lock(m_mutex);
        if (!m_file.is_open() || !request.path.starts_with("/subscriptions/")) {
            return;
        }
        const auto parsed = [](const std::string& text) {
            return text.empty() ? emulator::json(nullptr)
                                : emulator::json::parse(text, nullptr, false);
        };
        const emulator::json line = {
            {"method", request.method},         {"path", request.path},
            {"query", request.query},           {"request", parsed(request.body)},
            {"status", response.status},        {"headers", response.headers},
            {"response", parsed(response.body)}};
        m_file << line.dump() << std::endl;
    }

  private:
    std::mutex m_mutex;
    std::ofstream m_file;
};

void serve(Service& service, Traffic& traffic, httplib::Server& server) {
    const auto handler = [&](const httplib::Request& from, httplib::Response& to) {
        emulator::Request request{.method = from.method, .path = from.target, .body = from.body};
        const auto question = request.path.find('?');
        if (question != std::string::npos) {
            request.query = request.path.substr(question + 1);
            request.path.resize(question);
        }
        for (const auto& [name, value] : from.headers) {
            request.headers[base::lower(name)] = value;
        }
        const emulator::Response response = service.answer(request);
        traffic.write(request, response);
        deliver(response, to);
    };
    server.Get(".*", handler);
    server.Put(".*", handler);
    server.Post(".*", handler);
    server.Patch(".*", handler);
    server.Delete(".*", handler);
    // A connection keeps its thread; there may be more of them than processors.
    server.new_task_queue = [] { return new httplib::ThreadPool(64); };
    server.set_keep_alive_max_count(1U << 20U);
    server.set_keep_alive_timeout(30);
    server.set_tcp_nodelay(true);
}

// Sees each connection before its TLS begins.
int on_hello(SSL* ssl, int* alert, void* service) {
    t_socket = SSL_get_fd(ssl);
    if (static_cast<Service*>(service)->refuse_connection()) {
        reset_connection();
        *alert = SSL_AD_INTERNAL_ERROR;
        return SSL_CLIENT_HELLO_ERROR;
    }
    return SSL_CLIENT_HELLO_SUCCESS;
}

std::string read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    if (!file) {
        throw std::runtime_error("cannot read " + path);
    }
    return text.str();
}

struct Options {
    std::string certificate;
    std::string key;
    std::string journal;
    std::string traffic;
    emulator::Settings settings;
    std::vector<emulator::Fault> faults;
};

void set(Options& options, const std::string& name, const std::string& value) {
    emulator::Settings& settings = options.settings;
    if (name == "--certificate") {
        options.certificate = value;
    } else if (name == "--key") {
        options.key = value;
    } else if (name == "--journal") {
        options.journal = value;
    } else if (name == "--traffic") {
        options.traffic = value;
    } else if (name == "--fault") {
        options.faults.push_back(emulator::parse_fault(value));
    } else if (name == "--time-scale") {
        settings.time_scale = std::stod(value);
    } else if (name == "--retry-after-ms") {
        settings.retry_after_ms = std::stoi(value);
    } else if (name == "--page-size") {
        settings.page_size = std::stoul(value);
    } else if (name == "--subscription") {
        settings.subscription = value;
    } else if (name == "--tenant") {
        settings.tenant = value;
    } else if (name == "--client") {
        settings.client = value;
    } else if (name == "--secret") {
        settings.client_secret = value;
    } else if (name == "--client-certificate") {
        settings.certificate = read_file(value);
    } else if (name == "--federated-token") {
        settings.federated_token = read_file(value);
    } else if (name == "--unregistered") {
        for (const std::string_view provider : base::split(value, ',')) {
            settings.unregistered.insert(base::lower(provider));
        }
    } else {
        throw std::runtime_error("there is no option " + name);
    }
}

Options read_options(const std::vector<std::string>& arguments) {
    Options options;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        if (arguments[i] == "--no-soft-delete") {
            options.settings.soft_delete = false;
        } else if (i + 1 < arguments.size()) {
            set(options, arguments[i], arguments[i + 1]);
            ++i;
        } else {
            throw std::runtime_error(arguments[i] + " is unknown or has no value");
        }
    }
    if (options.certificate.empty() || options.key.empty() || options.settings.page_size == 0) {
        throw std::runtime_error("--certificate and --key are needed, and pages of at least 1");
    }
    return options;
}

int run(Options options) {
    sigset_t ending;
    sigemptyset(&ending);
    sigaddset(&ending, SIGTERM);
    sigaddset(&ending, SIGINT);
    pthread_sigmask(SIG_BLOCK, &ending, nullptr); // for all threads: one of them waits for it

    httplib::SSLServer secure(options.certificate.c_str(), options.key.c_str());
    httplib::Server plain;
    if (!secure.is_valid()) {
        throw std::runtime_error("cannot use " + options.certificate + " and " + options.key);
    }
    const std::string host = "127.0.0.1";
    const int secure_port = secure.bind_to_any_port(host);
    const int plain_port = plain.bind_to_any_port(host);
    options.settings.base_url = "https://" + host + ":" + std::to_string(secure_port);

    Service service(options.settings);
    std::ofstream journal;
    if (!options.journal.empty()) {
        journal.open(options.journal, std::ios::binary | std::ios::trunc);
        service.on_journal(
            [&journal](const emulator::json& entry) { journal << entry.dump() << std::endl; });
    }
    for (const emulator::Fault& fault : options.faults) {
        service.add_fault(fault);
    }
    Traffic traffic;
    traffic.open(options.traffic);
    serve(service, traffic, secure);
    serve(service, traffic, plain);
    SSL_CTX_set_client_hello_cb(secure.ssl_context(), on_hello, &service);
    std::thread([&] { secure.listen_after_bind(); }).detach();
    std::thread([&] { plain.listen_after_bind(); }).detach();
    std::cout << options.settings.base_url << " http://" << host << ":" << plain_port << std::endl;

    int signal = 0;
    sigwait(&ending, &signal);
    // Not by way of the servers' own end: they would wait for idle connections.
    journal.flush();
    std::_Exit(0);
}

} // namespace

int main(int argc, char** argv) {
    try {
        return run(read_options({argv + 1, argv + argc}));
    } catch (const std::exception& error) {
        std::cerr << "emulator: " << error.what() << "\n" << k_usage;
        return 2;
    }
}
