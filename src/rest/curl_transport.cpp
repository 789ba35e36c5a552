#include "rest/curl_transport.hpp"

#include "base/strings.hpp"
#include "rest/exchange.hpp"
#include "rest/tls_fault.hpp"
#include "rest/url.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <array>
#include <cstring>
#include <map>
#include <new>

namespace rest {

namespace {

struct EasyDeleter {
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};

struct ListDeleter {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

void init_once() {
    static const CURLcode k_result = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (k_result != CURLE_OK) {
        throw base::Error(base::Exit::internal, "libcurl does not start");
    }
}

template <class Value> void set(CURL* easy, CURLoption option, Value value) {
    const CURLcode result = curl_easy_setopt(easy, option, value);
    if (result != CURLE_OK) {
        throw base::Error(base::Exit::internal,
                          fmt::format("libcurl takes no option {}: {}", static_cast<int>(option),
                                      curl_easy_strerror(result)));
    }
}

// One attempt under way. It stays where it is: libcurl holds pointers to it.
struct Flight {
    std::uint64_t id = 0;
    Exchange exchange;
    std::unique_ptr<CURL, EasyDeleter> easy;
    std::unique_ptr<curl_slist, ListDeleter> headers;
    std::array<char, CURL_ERROR_SIZE> words{}; // libcurl's, about a failure
};

long info(const Flight& flight, CURLINFO what) {
    long value = 0;
    curl_easy_getinfo(flight.easy.get(), what, &value);
    return value;
}

int status_of(const Flight& flight) {
    return static_cast<int>(info(flight, CURLINFO_RESPONSE_CODE));
}

extern "C" {

static std::size_t on_header(char* data, std::size_t one, std::size_t count, void* flight) {
    auto& f = *static_cast<Flight*>(flight);
    return f.exchange.take_header({data, one * count}) ? one * count : 0;
}

static std::size_t on_body(char* data, std::size_t one, std::size_t count, void* flight) {
    auto& f = *static_cast<Flight*>(flight);
    const std::size_t size = one * count;
    return size > 0 && f.exchange.take_body(status_of(f), {data, size}) ? size : 0;
}

static std::size_t on_read(char* data, std::size_t one, std::size_t count, void* flight) {
    auto& f = *static_cast<Flight*>(flight);
    return f.exchange.give({data, one * count}).value_or(CURL_READFUNC_ABORT);
}

// libcurl goes back to the beginning when a kept connection turns out to be dead.
static int on_seek(void* flight, curl_off_t offset, int origin) {
    if (origin != SEEK_SET || offset < 0) {
        return CURL_SEEKFUNC_CANTSEEK;
    }
    static_cast<Flight*>(flight)->exchange.sent = static_cast<std::uint64_t>(offset);
    return CURL_SEEKFUNC_OK;
}

} // extern "C"

void set_body(CURL* easy, Flight& flight) {
    const Request& request = *flight.exchange.request;
    switch (request.method) {
    case Method::head:
        set(easy, CURLOPT_NOBODY, 1L);
        return;
    case Method::get:
        set(easy, CURLOPT_HTTPGET, 1L);
        return;
    case Method::delete_:
        set(easy, CURLOPT_CUSTOMREQUEST, "DELETE");
        return;
    default:
        break;
    }
    // As an upload whatever the method, also of nothing: services insist on a Content-Length.
    set(easy, CURLOPT_UPLOAD, 1L);
    set(easy, CURLOPT_CUSTOMREQUEST, std::string(rest::name(request.method)).c_str());
    set(easy, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(flight.exchange.body_size()));
    set(easy, CURLOPT_READFUNCTION, &on_read);
    set(easy, CURLOPT_READDATA, static_cast<void*>(&flight));
    set(easy, CURLOPT_SEEKFUNCTION, &on_seek);
    set(easy, CURLOPT_SEEKDATA, static_cast<void*>(&flight));
}

void set_headers(CURL* easy, Flight& flight, const Headers& headers) {
    const auto add = [&](const std::string& line) {
        curl_slist* longer = curl_slist_append(flight.headers.get(), line.c_str());
        if (longer == nullptr) {
            throw std::bad_alloc();
        }
        static_cast<void>(flight.headers.release());
        flight.headers.reset(longer);
    };
    for (const Header& header : headers) {
        // libcurl leaves out a header without a value unless it is written with a semicolon.
        add(header.value.empty() ? header.name + ";" : header.name + ": " + header.value);
    }
    add("Expect:"); // no pause before large bodies
    if (!find(headers, "Accept")) {
        add("Accept:");
    }
    set(easy, CURLOPT_HTTPHEADER, flight.headers.get());
}

void set_limits(CURL* easy, const Request& request) {
    const Limits& limits = request.limits;
    set(easy, CURLOPT_CONNECTTIMEOUT_MS, long{limits.connect.count()});
    set(easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
    set(easy, CURLOPT_LOW_SPEED_TIME,
        long{std::chrono::ceil<std::chrono::seconds>(limits.silence).count()});
    if (!request.sink) {
        set(easy, CURLOPT_ACCEPT_ENCODING, "gzip"); // counted by what comes out of it
    }
    if (request.repeat == Repeat::once) {
        // On a kept connection libcurl sends again by itself when the server has closed it.
        set(easy, CURLOPT_FRESH_CONNECT, 1L);
    }
}

void set_trust(CURL* easy, const Url& url, const std::optional<std::string>& ca_file) {
    set(easy, CURLOPT_PROTOCOLS_STR, url.scheme.c_str());
    set(easy, CURLOPT_FOLLOWLOCATION, 0L);
    set(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    set(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    set(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (ca_file) {
        set(easy, CURLOPT_CAINFO, ca_file->c_str());
        set(easy, CURLOPT_PROXY_CAINFO, ca_file->c_str());
    }
    if (is_loopback(url) || is_link_local(url)) {
        set(easy, CURLOPT_NOPROXY, "*"); // a proxy's loopback is another machine's
    }
}

void prepare(Flight& flight, const Headers& headers, const std::optional<std::string>& ca_file) {
    CURL* easy = flight.easy.get();
    set(easy, CURLOPT_URL, flight.exchange.request->url.c_str());
    set(easy, CURLOPT_PATH_AS_IS, 1L); // names are encoded, and signatures cover the path
    set(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    set(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    set(easy, CURLOPT_TCP_KEEPALIVE, 1L);
    set(easy, CURLOPT_ERRORBUFFER, flight.words.data());
    set(easy, CURLOPT_PRIVATE, static_cast<void*>(&flight));
    set(easy, CURLOPT_HEADERFUNCTION, &on_header);
    set(easy, CURLOPT_HEADERDATA, static_cast<void*>(&flight));
    set(easy, CURLOPT_WRITEFUNCTION, &on_body);
    set(easy, CURLOPT_WRITEDATA, static_cast<void*>(&flight));
    set_trust(easy, flight.exchange.url, ca_file);
    set_limits(easy, *flight.exchange.request);
    set_body(easy, flight);
    set_headers(easy, flight, headers);
}

std::string seconds(base::Milliseconds span) {
    return fmt::format("{:g} s", static_cast<double>(span.count()) / 1000);
}

// How far it came, and what went wrong there.
class Ending {
  public:
    Ending(const Flight& flight, CURLcode code)
        : m_flight(flight),
          m_code(code),
          m_host(flight.exchange.url.host),
          m_limits(flight.exchange.request->limits) {}

    [[nodiscard]] Failure failure() const {
        using Kind = Failure::Kind;
        switch (m_code) {
        case CURLE_COULDNT_RESOLVE_HOST:
            return {.kind = Kind::no_connection,
                    .what = fmt::format("{} does not resolve", m_host),
                    .help = "check the name, the network and the proxy variables"};
        case CURLE_COULDNT_RESOLVE_PROXY:
            return {.kind = Kind::no_connection,
                    .what = "the proxy's name does not resolve",
                    .help = "check HTTPS_PROXY and NO_PROXY"};
        case CURLE_COULDNT_CONNECT:
        case CURLE_PROXY:
            return no_connection(os_words());
        case CURLE_OPERATION_TIMEDOUT:
            return timed_out();
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_ISSUER_ERROR:
        case CURLE_SSL_INVALIDCERTSTATUS:
            return tls();
        case CURLE_SSL_CONNECT_ERROR:
            return handshake();
        case CURLE_SSL_CACERT_BADFILE:
            return {.kind = Kind::local,
                    .what = "the file of certificate authorities cannot be used",
                    .help = "check --ca-file, CURL_CA_BUNDLE and SSL_CERT_FILE: PEM is wanted",
                    .exit = base::Exit::invalid};
        case CURLE_WEIRD_SERVER_REPLY:
        case CURLE_UNSUPPORTED_PROTOCOL:
        case CURLE_BAD_CONTENT_ENCODING:
            return {.kind = Kind::unusable,
                    .what = fmt::format("what {} answers is not HTTP ({})", m_host, words())};
        default:
            return broken();
        }
    }

  private:
    [[nodiscard]] bool nothing_sent() const { return info(m_flight, CURLINFO_REQUEST_SIZE) == 0; }

    [[nodiscard]] std::string words() const {
        const std::string own(m_flight.words.data());
        return base::printable(own.empty() ? curl_easy_strerror(m_code) : own);
    }

    [[nodiscard]] std::string os_words() const {
        const long code = info(m_flight, CURLINFO_OS_ERRNO);
        return code != 0 ? std::strerror(static_cast<int>(code)) : words();
    }

    [[nodiscard]] Failure no_connection(const std::string& why) const {
        return {.kind = Failure::Kind::no_connection,
                .what = fmt::format("{}:{} takes no connection ({})", m_host,
                                    m_flight.exchange.url.port, why),
                .help = "check the network and the proxy variables"};
    }

    [[nodiscard]] Failure timed_out() const {
        if (nothing_sent()) {
            return no_connection("not within " + seconds(m_limits.connect));
        }
        return {.kind = Failure::Kind::timed_out,
                .what =
                    fmt::format("{} has said nothing for {}", m_host, seconds(m_limits.silence))};
    }

    [[nodiscard]] Failure tls() const {
        const TlsFault fault =
            tls_fault(m_host, info(m_flight, CURLINFO_SSL_VERIFYRESULT), words());
        return {.kind = Failure::Kind::tls, .what = fault.what, .help = fault.help};
    }

    // Broken off by the network: worth another attempt. Refused by one of the two sides: not.
    [[nodiscard]] Failure handshake() const {
        const std::string said = words();
        if (info(m_flight, CURLINFO_SSL_VERIFYRESULT) > 1) { // 1: it did not come so far
            return tls();
        }
        for (const std::string_view refusal :
             {"wrong version", "unsupported protocol", "alert", "no protocols", "packet length"}) {
            if (said.find(refusal) != std::string::npos) {
                return {.kind = Failure::Kind::tls,
                        .what = fmt::format("{} does not speak TLS as we do ({}); nothing was sent",
                                            m_host, said),
                        .help = "check the address: its port may be one for http://"};
            }
        }
        return no_connection(said);
    }

    [[nodiscard]] Failure broken() const {
        const long proxy = info(m_flight, CURLINFO_HTTP_CONNECTCODE);
        if (proxy >= 400) {
            const bool person = proxy == 407 || proxy == 403;
            return {.kind = person ? Failure::Kind::unusable : Failure::Kind::no_connection,
                    .what = fmt::format("the proxy answers {} to the way to {}", proxy, m_host),
                    .help = person ? "the proxy wants a name and a password, or forbids the host: "
                                     "check HTTPS_PROXY and NO_PROXY"
                                   : "check HTTPS_PROXY and NO_PROXY"};
        }
        if (nothing_sent()) {
            return no_connection(words());
        }
        return {.kind = Failure::Kind::cut,
                .what = fmt::format("the connection to {} broke ({})", m_host, words())};
    }

    const Flight& m_flight;
    CURLcode m_code;
    const std::string& m_host;
    const Limits& m_limits;
};

} // namespace

std::optional<std::string> find_ca_file(const std::string& flag, const base::Environ& environ) {
    if (!flag.empty()) {
        return flag;
    }
    for (const char* name : {"CURL_CA_BUNDLE", "SSL_CERT_FILE"}) {
        if (auto file = environ.get(name)) {
            return file;
        }
    }
    return std::nullopt;
}

struct CurlTransport::Flights {
    struct MultiDeleter {
        void operator()(CURLM* handle) const { curl_multi_cleanup(handle); }
    };

    std::optional<std::string> ca_file;
    std::unique_ptr<CURLM, MultiDeleter> multi;
    std::map<std::uint64_t, std::unique_ptr<Flight>> by_id;

    // Takes it out of the air.
    std::unique_ptr<Flight> land(std::uint64_t id) {
        const auto found = by_id.find(id);
        std::unique_ptr<Flight> flight = std::move(found->second);
        by_id.erase(found);
        curl_multi_remove_handle(multi.get(), flight->easy.get());
        return flight;
    }

    std::vector<Finished> collect() {
        std::vector<Finished> finished;
        int left = 0;
        while (const CURLMsg* message = curl_multi_info_read(multi.get(), &left)) {
            const CURLcode code = message->data.result; // gone with the handle
            char* about = nullptr;
            curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &about);
            const std::uint64_t id = reinterpret_cast<Flight*>(about)->id;
            const std::unique_ptr<Flight> flight = land(id);
            Exchange& exchange = flight->exchange;
            if (code == CURLE_OK) {
                exchange.complete(status_of(*flight));
            } else if (!exchange.failure) {
                exchange.failure = Ending(*flight, code).failure();
            }
            finished.push_back({id, std::move(exchange.response), std::move(exchange.failure)});
        }
        return finished;
    }
};

CurlTransport::CurlTransport(std::optional<std::string> ca_file) {
    init_once();
    m_flights = std::make_unique<Flights>();
    m_flights->ca_file = std::move(ca_file);
    m_flights->multi.reset(curl_multi_init());
    if (!m_flights->multi) {
        throw std::bad_alloc();
    }
}

CurlTransport::~CurlTransport() {
    while (!m_flights->by_id.empty()) {
        m_flights->land(m_flights->by_id.begin()->first);
    }
}

void CurlTransport::start(std::uint64_t id, const Request& request, const Headers& headers) {
    auto flight = std::make_unique<Flight>();
    flight->id = id;
    flight->exchange.request = &request;
    flight->exchange.url = parse_url(request.url).value();
    flight->easy.reset(curl_easy_init());
    if (!flight->easy) {
        throw std::bad_alloc();
    }
    prepare(*flight, headers, m_flights->ca_file);
    if (curl_multi_add_handle(m_flights->multi.get(), flight->easy.get()) != CURLM_OK) {
        throw base::Error(base::Exit::internal, "libcurl takes no further request");
    }
    m_flights->by_id.emplace(id, std::move(flight));
}

void CurlTransport::cancel(std::uint64_t id) {
    if (m_flights->by_id.contains(id)) {
        m_flights->land(id);
    }
}

std::vector<Finished> CurlTransport::wait(base::Milliseconds at_most) {
    CURLM* multi = m_flights->multi.get();
    const auto end = std::chrono::steady_clock::now() + at_most;
    for (;;) {
        int running = 0;
        curl_multi_perform(multi, &running);
        std::vector<Finished> finished = m_flights->collect();
        const auto left =
            std::chrono::ceil<base::Milliseconds>(end - std::chrono::steady_clock::now());
        if (!finished.empty() || left.count() <= 0) {
            return finished;
        }
        curl_multi_poll(multi, nullptr, 0, static_cast<int>(left.count()), nullptr);
    }
}

std::string CurlTransport::name() {
    return fmt::format("libcurl/{}", curl_version_info(CURLVERSION_NOW)->version);
}

} // namespace rest
