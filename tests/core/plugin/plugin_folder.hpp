#pragma once

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace sluice::test {

namespace fs = std::filesystem;

/// The plugins that were compiled for these tests.
[[nodiscard]] inline std::string specimen(const std::string& name) {
    return std::string(SPECIMENS) + "/" + name + ".so";
}

/// A folder of one's own that goes away with the test.
class PluginFolder {
public:
    PluginFolder() {
        std::string name = (fs::temp_directory_path() / "sluice-plugins-XXXXXX").string();
        if (!::mkdtemp(name.data())) throw std::runtime_error("mkdtemp");
        path_ = fs::canonical(name);
    }
    ~PluginFolder() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    PluginFolder(const PluginFolder&) = delete;
    PluginFolder& operator=(const PluginFolder&) = delete;

    [[nodiscard]] std::string path() const { return path_.string(); }
    [[nodiscard]] std::string file(const std::string& name) const { return (path_ / name).string(); }

    /// A copy of a specimen, under its own or another name.
    std::string copy(const std::string& name, const std::string& as = {}) const {
        const std::string to = file(as.empty() ? name + ".so" : as);
        fs::copy_file(specimen(name), to);
        return to;
    }
    std::string write(const std::string& name, const std::vector<char>& bytes) const {
        std::ofstream(file(name), std::ios::binary | std::ios::trunc)
            .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        return file(name);
    }

private:
    fs::path path_;
};

[[nodiscard]] inline std::vector<char> read_all(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace sluice::test
