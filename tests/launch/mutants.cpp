#include "mutants.hpp"

#include "base/strings.hpp"

#include <functional>
#include <utility>

namespace mutants {

namespace {

using launch::Emitted;

struct Line {
    std::size_t begin = 0;
    std::size_t end = 0; // without the line break
};

std::vector<Line> lines_of(const std::string& text) {
    std::vector<Line> out;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const std::string_view line = base::trim(std::string_view(text).substr(at, end - at));
        if (!line.empty() && !line.starts_with('#')) {
            // A comment at its end is no part of it.
            out.push_back({at, std::min(text.find("   #", at), end)});
        }
        at = end + 1;
    }
    return out;
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

class Spoiler {
  public:
    explicit Spoiler(const Emitted& sound)
        : m_sound(sound) {}

    std::vector<Mutant> run() {
        spoil([](Emitted& e) -> std::string& { return e.job; });
        if (!m_sound.launcher.empty()) {
            spoil([](Emitted& e) -> std::string& { return e.launcher; });
        }
        for (std::size_t i = 0; i < m_sound.datastores.size(); ++i) {
            spoil([i](Emitted& e) -> std::string& { return e.datastores[i]; });
        }
        if (const std::size_t at = m_sound.dockerfile.find("openmpi-bin");
            at != std::string::npos) { // how else an image is built is not followed
            Mutant out{"drop", "openmpi-bin", {}, m_sound};
            out.emitted.dockerfile.erase(at, 11);
            m_out.push_back(std::move(out));
        }
        return std::move(m_out);
    }

  private:
    using Which = std::function<std::string&(Emitted&)>;

    void add(const Which& which, std::string_view kind, const Line& line, std::size_t begin,
             std::size_t end, const std::string& by) {
        Mutant out{kind, {}, {}, m_sound};
        std::string& text = which(out.emitted);
        out.where = text.substr(line.begin, line.end - line.begin);
        text.replace(begin, end - begin, by);
        out.what = text.substr(line.begin, text.find('\n', line.begin) - line.begin);
        m_out.push_back(std::move(out));
    }

    void spoil(const Which& which) {
        Emitted copy = m_sound;
        const std::string text = which(copy);
        const std::vector<Line> lines = lines_of(text);
        for (std::size_t i = 0; i < lines.size(); ++i) {
            const Line& line = lines[i];
            const std::string whole = text.substr(line.begin, line.end - line.begin);
            add(which, "drop", line, line.begin, std::min(line.end + 1, text.size()), "");
            if (i + 1 < lines.size()) {
                const std::string next =
                    text.substr(lines[i + 1].begin, lines[i + 1].end - lines[i + 1].begin);
                add(which, "swap", line, line.begin, lines[i + 1].end, next + "\n" + whole);
            }
            add(which, "double", line, line.end, line.end, "\n" + whole);
            characters(which, text, line);
            replacements(which, text, line);
        }
    }

    void characters(const Which& which, const std::string& text, const Line& line) {
        for (std::size_t at = line.begin; at < line.end; ++at) {
            if (text[at] == '"' || text[at] == '\'') {
                add(which, "quote", line, at, at + 1, "");
            }
            if (is_digit(text[at]) && (at == line.begin || !is_digit(text[at - 1]))) {
                std::size_t end = at;
                while (end < line.end && is_digit(text[end])) {
                    ++end;
                }
                if (end - at < 10) {
                    const long value = std::stol(text.substr(at, end - at));
                    add(which, "number", line, at, end, std::to_string(value + 1));
                    if (value > 0) {
                        add(which, "number", line, at, end, std::to_string(value - 1));
                    }
                }
            }
        }
    }

    void replacements(const Which& which, const std::string& text, const Line& line) {
        constexpr std::pair<std::string_view, std::string_view> k_all[] = {
            {"${{name}}/", ""},
            {"/paths/", "/paths/other/"},
            {"/outputs", ""},
            {"inputs.", "outputs."},
            {"outputs.", "inputs."},
            {"worker", "ps"},
            {"master", "worker"},
            {"server", "worker"},
            {" = ", " != "},
            {" != ", " = "},
            {"&&", "||"},
            {"||", "&&"},
            {"-lt", "-gt"},
            {"mpi", "pytorch"},
            {"pytorch", "mpi"},
            {"azure_blob", "azure_file"},
            {"azure_file", "azure_blob"},
            {"WORKER", "PS"},
            {"INPUT", "OUTPUT"},
            {"JOB_MOUNT_ROOT", "MOUNT_ROOT"},
            {"export ", ""},
            {"prepare", ":"},
            {"openmpi", "nothing"},
            {"RANK", "LOCAL_RANK"},
            {"exit ", "echo "},
            {"until ", "while "},
            {"ro_mount", "direct"},
            {"account_name: ", "account_name: x"},
            {"_name: ", "_name: x"},
            {"image: ", "image: x"},
            {"-s ", ""},
            {"touch", ":"},
            {" &\n", "\n"},
            {"$PWD", "/tmp"}};
        for (const auto& [from, to] : k_all) {
            for (std::size_t at = text.find(from, line.begin); at < line.end;
                 at = text.find(from, at + 1)) {
                add(which, "turn", line, at, at + from.size(), std::string(to));
            }
        }
    }

    const Emitted& m_sound;
    std::vector<Mutant> m_out;
};

} // namespace

std::vector<Mutant> of(const Emitted& sound) {
    return Spoiler(sound).run();
}

} // namespace mutants
