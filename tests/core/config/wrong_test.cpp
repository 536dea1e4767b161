// Each file of wrong/ and the whole of what `check` must say about it, byte for byte. A first line
// "# --set path=value" is an override.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "config/document.hpp"
#include "fake_catalogue.hpp"

namespace sluice::config {
namespace {

namespace fs = std::filesystem;

const fs::path folder = fs::path(SLUICE_CONFIG_TESTS) / "wrong";

std::set<std::string> names(const std::string& extension) {
    std::set<std::string> out;
    for (const auto& file : fs::directory_iterator(folder))
        if (file.path().extension() == extension) out.insert(file.path().stem().string());
    return out;
}

std::string content(const fs::path& file) {
    std::ostringstream out;
    out << std::ifstream(file, std::ios::binary).rdbuf();
    return out.str();
}

std::vector<Override> overrides_of(const std::string& text) {
    std::vector<Override> out;
    std::istringstream lines(text);
    const std::string sign = "# --set ";
    for (std::string line; std::getline(lines, line) && line.starts_with(sign);)
        out.push_back({line.substr(sign.size())});
    return out;
}

class WrongFile : public testing::TestWithParam<std::string> {
protected:
    // Files are shown as they were typed, and typed without a folder.
    void SetUp() override {
        before_ = fs::current_path();
        fs::current_path(folder);
    }
    void TearDown() override { fs::current_path(before_); }

private:
    fs::path before_;
};

TEST_P(WrongFile, IsAnsweredAsExpected) {
    const std::string file = GetParam() + ".yaml";
    FakeCatalogue catalogue;
    const auto result = Document::read({file}, overrides_of(content(file))).check(catalogue);
    std::string said;
    for (const Mistake& mistake : result.mistakes) said += to_text(mistake) + "\n";
    const std::string here = folder.string();
    for (std::size_t at = 0; (at = said.find(here, at)) != std::string::npos;) said.replace(at, here.size(), "/here");
    EXPECT_EQ(said, content(GetParam() + ".expected"));
    EXPECT_FALSE(result.mistakes.empty());
    EXPECT_TRUE(std::is_sorted(result.mistakes.begin(), result.mistakes.end()));
    EXPECT_TRUE(result.config.nodes.empty());
}

INSTANTIATE_TEST_SUITE_P(Config, WrongFile, testing::ValuesIn(names(".yaml")),
                         [](const testing::TestParamInfo<std::string>& file) { return file.param; });

TEST(WrongFiles, HaveEachAnAnswer) {
    EXPECT_EQ(names(".yaml"), names(".expected"));
    EXPECT_GE(names(".yaml").size(), 40U);
}

}  // namespace
}  // namespace sluice::config
