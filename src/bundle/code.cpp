// The folder that --code names, read once for all jobs of the run.

#include "base/error.hpp"
#include "base/secret_text.hpp"
#include "base/strings.hpp"
#include "base/version.hpp"
#include "bundle/bundle.hpp"
#include "bundle/code_folder.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bundle {

namespace {

// What the client of 2019 allowed in a snapshot. Later ones take more, but every job of the bundle
// gets a copy.
constexpr std::size_t k_most_files = 2000;
constexpr std::uint64_t k_most_bytes = 300ULL << 20U;
constexpr std::string_view k_help =
    "let .amlignore leave out what the job does not need, and put data into a datastore";

class Reader {
  public:
    Reader(const std::string& folder, const std::string& output, base::Files& files)
        : m_top(folder),
          m_files(files),
          m_real_top(files.absolute(folder)),
          m_output(output.empty() ? std::string{} : files.identity(output)) {}

    Code run() {
        if (m_files.type(m_top, true) != base::FileType::folder) {
            throw base::Error(base::Exit::invalid,
                              fmt::format("--code: {} is not a folder", shown(m_top)));
        }
        CodeFolder(m_top, m_files)
            .each([this](const std::string& full, const std::string& name,
                         base::FileType type) { file(full, name, type); },
                  [this](const std::string& path, unsigned depth) {
                      return (!m_output.empty() && m_files.identity(path) == m_output) ||
                             (depth > 0 && is_bundle(path));
                  });
        if (m_out.files.empty()) {
            throw base::Error(base::Exit::invalid,
                              fmt::format("--code: there is no file in {}", shown(m_top)),
                              "see what .amlignore or .gitignore leaves out");
        }
        std::sort(m_out.files.begin(), m_out.files.end(),
                  [](const CodeFile& a, const CodeFile& b) { return a.path < b.path; });
        return std::move(m_out);
    }

  private:
    static std::string shown(std::string_view path) { return base::printable(path, 400); }

    // An earlier run's, whatever its name.
    bool is_bundle(const std::string& path) {
        const std::string report = base::join_path(path, "report.json");
        if (m_files.type(report, false) != base::FileType::regular) {
            return false;
        }
        const std::string content = m_files.read(report, 1U << 30U);
        return content.substr(0, 200).find(
                   fmt::format("\"tool\": {{\"name\": \"{}\"", base::k_tool)) != std::string::npos;
    }

    void file(const std::string& full, const std::string& name, base::FileType type) {
        if (type == base::FileType::link && !leads_to_file_inside(full)) {
            say("BD502", base::Class::approximated,
                fmt::format("{}/{} is a link to a folder or out of the code folder: it does not "
                            "travel",
                            shown(m_top), shown(name)),
                "put the files themselves there");
            return;
        }
        if (type != base::FileType::link && type != base::FileType::regular) {
            return; // sockets and the like
        }
        if (m_out.files.size() == k_most_files) {
            throw base::Error(
                base::Exit::invalid,
                fmt::format("--code: {} holds more than {} files", shown(m_top), k_most_files),
                std::string(k_help));
        }
        std::string content = read(full);
        hide_secrets(name, content);
        m_out.files.push_back({name, std::make_shared<const std::string>(std::move(content))});
    }

    bool leads_to_file_inside(const std::string& link) {
        return m_files.type(link, true) == base::FileType::regular &&
               m_files.absolute(link).starts_with(m_real_top + "/");
    }

    std::string read(const std::string& path) {
        std::string content;
        try {
            content = m_files.read(path, k_most_bytes - m_bytes);
        } catch (const base::Error& error) {
            throw base::Error(error.code(), fmt::format("--code: {}", error.what()),
                              std::string(k_help));
        }
        m_bytes += content.size();
        return content;
    }

    // No secret is ever written, not even the user's own.
    void hide_secrets(const std::string& name, std::string& content) {
        const auto secrets = base::find_secrets(content);
        if (secrets.empty()) {
            return;
        }
        const auto line =
            std::count(content.begin(),
                       content.begin() + static_cast<std::ptrdiff_t>(secrets.front().begin), '\n');
        say("BD503", base::Class::manual,
            fmt::format(
                "{}/{}:{} holds what looks like a secret: in the copy that travels X stands "
                "in its place",
                shown(m_top), shown(name), line + 1),
            "fetch it at run time, from a Key Vault for example");
        for (const base::Span& span : secrets) {
            std::fill(content.begin() + static_cast<std::ptrdiff_t>(span.begin),
                      content.begin() + static_cast<std::ptrdiff_t>(span.end), 'X');
        }
    }

    void say(std::string_view code, base::Class cls, std::string message, std::string help) {
        m_out.findings.push_back(
            {.code = code, .cls = cls, .message = std::move(message), .help = std::move(help)});
    }

    const std::string& m_top;
    base::Files& m_files;
    const std::string m_real_top;
    const std::string m_output;
    std::uint64_t m_bytes = 0;
    Code m_out;
};

} // namespace

Code read_code(const std::string& folder, const std::string& output, base::Files& files) {
    return Reader(folder, output, files).run();
}

} // namespace bundle
