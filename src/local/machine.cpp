#include "local/machine.hpp"

#include "base/error.hpp"
#include "base/real_clock.hpp"
#include "base/strings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <netinet/in.h>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>

namespace local {

namespace {

namespace fs = std::filesystem;

constexpr std::array<const char*, 20> k_handed_on = {"CONDA_DEFAULT_ENV",
                                                     "CONDA_PREFIX",
                                                     "CUDA_HOME",
                                                     "CUDA_VISIBLE_DEVICES",
                                                     "HTTPS_PROXY",
                                                     "HTTP_PROXY",
                                                     "LANG",
                                                     "LC_ALL",
                                                     "LC_CTYPE",
                                                     "LD_LIBRARY_PATH",
                                                     "LOGNAME",
                                                     "NO_PROXY",
                                                     "OMP_NUM_THREADS",
                                                     "PYTHONPATH",
                                                     "TMPDIR",
                                                     "TZ",
                                                     "USER",
                                                     "VIRTUAL_ENV",
                                                     "http_proxy",
                                                     "https_proxy"};

bool can_run(const std::string& path) {
    std::error_code code;
    return fs::is_regular_file(path, code) && ::access(path.c_str(), X_OK) == 0;
}

// Only Open MPI takes our options; its program is orterun or prterun under whatever name.
std::string open_mpi(std::string_view path) {
    const std::string found = find_program("mpirun", path);
    if (found.empty()) {
        return {};
    }
    std::error_code code;
    const std::string real = fs::canonical(found, code).filename().string();
    const bool named = real == "orterun" || real == "prterun" || real == "mpirun.openmpi";
    const fs::path beside = fs::path(found).parent_path() / "ompi_info";
    return named || (real == "mpirun" && fs::exists(beside, code)) ? found : std::string{};
}

std::size_t count_gpus() {
    std::error_code code;
    std::size_t count = 0;
    for (const auto& entry : fs::directory_iterator("/dev", code)) {
        const std::string name = entry.path().filename().string();
        constexpr std::string_view k_device = "nvidia";
        const bool numbered = name.size() > k_device.size() && name.starts_with(k_device) &&
                              std::all_of(name.begin() + k_device.size(), name.end(),
                                          [](unsigned char c) { return std::isdigit(c) != 0; });
        count += numbered ? 1 : 0;
    }
    return count;
}

bool is_free(std::uint16_t port) {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) {
        return false;
    }
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_ANY);
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the interface of sockets
    const int code = ::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    ::close(fd);
    return code == 0;
}

} // namespace

Machine look(const base::Environ& environ) {
    Machine out;
    out.path = environ.get("PATH").value_or("/usr/local/bin:/usr/bin:/bin");
    out.home = environ.get("HOME").value_or("");
    out.temp = environ.get("TMPDIR").value_or("/tmp");
    out.mpirun = open_mpi(out.path);
    out.gpus = count_gpus();
    std::error_code code;
    const fs::path infiniband = "/sys/class/infiniband";
    out.infiniband = fs::is_directory(infiniband, code) && !fs::is_empty(infiniband, code);
    for (const char* name : k_handed_on) {
        if (auto value = environ.get(name)) {
            out.handed_on.emplace_back(name, *std::move(value));
        }
    }
    // The processes have a home folder of their own; packages that the user installed for himself
    // are found all the same.
    if (!out.home.empty()) {
        out.handed_on.emplace_back("PYTHONUSERBASE",
                                   environ.get("PYTHONUSERBASE").value_or(out.home + "/.local"));
    }
    return out;
}

std::string find_program(std::string_view name, std::string_view path) {
    if (name.find('/') != std::string_view::npos) {
        return can_run(std::string(name)) ? std::string(name) : std::string{};
    }
    for (const std::string_view folder : base::split(path, ':')) {
        std::string full = fmt::format("{}/{}", folder.empty() ? "." : folder, name);
        if (can_run(full)) {
            return full;
        }
    }
    return {};
}

std::uint16_t free_ports(std::size_t count) {
    // Below the range that the kernel gives out by itself (32768 and up).
    constexpr std::size_t k_first = 12'000;
    constexpr std::size_t k_last = 32'000;
    base::RealRandom random;
    for (int attempt = 0; attempt < 200; ++attempt) {
        const std::size_t first = k_first + random.next() % (k_last - k_first - count);
        std::size_t found = 0;
        while (found < count && is_free(static_cast<std::uint16_t>(first + found))) {
            ++found;
        }
        if (found == count) {
            return static_cast<std::uint16_t>(first);
        }
    }
    throw base::Error(base::Exit::internal, fmt::format("no {} free ports in a row", count));
}

} // namespace local
