#include "base/log.hpp"

#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace sluice {
namespace {

class Log : public testing::Test {
protected:
    ~Log() override { log::configure(Level::info, log::Shape::text); }

    static std::string written(Level level, std::string_view where, std::string_view line) {
        testing::internal::CaptureStderr();
        log::write(level, where, line);
        return testing::internal::GetCapturedStderr();
    }
};

TEST_F(Log, PutsTheNodeInFrontOfTheLine) {
    log::configure(Level::info, log::Shape::text);
    EXPECT_EQ(written(Level::warning, "front", "no frame for 2 s"), "warning front: no frame for 2 s\n");
    EXPECT_EQ(written(Level::info, "", "ready"), "info    ready\n");
}

TEST_F(Log, LeavesOutWhatIsBelowTheLevel) {
    log::configure(Level::warning, log::Shape::text);
    EXPECT_EQ(written(Level::info, "front", "hello"), "");
    EXPECT_NE(written(Level::error, "front", "hello"), "");
}

TEST_F(Log, WritesBracesAndPercentAsTheyAre) {
    log::configure(Level::info, log::Shape::text);
    EXPECT_EQ(written(Level::info, "x", "{} %v {0} %s"), "info    x: {} %v {0} %s\n");
}

TEST_F(Log, JsonLinesCanBeParsedWhateverIsInThem) {
    log::configure(Level::debug, log::Shape::json);
    const std::string awkward = "a \"quote\", a \\ , a\nline and {} %v";
    const auto json = nlohmann::json::parse(written(Level::error, "front", awkward));
    EXPECT_EQ(json["where"], "front");
    EXPECT_EQ(json["text"], awkward);
    EXPECT_EQ(json["level"], "error");
    EXPECT_TRUE(json["time"].is_string());
}

TEST_F(Log, JsonReplacesWhatIsNoUtf8) {
    log::configure(Level::debug, log::Shape::json);
    const auto json = nlohmann::json::parse(written(Level::info, "cam\xff", "bad \xc3\x28"));
    EXPECT_EQ(json["where"], "cam\xef\xbf\xbd");
}

}  // namespace
}  // namespace sluice
