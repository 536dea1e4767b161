#include <sluice/unique_fd.hpp>

#include "base/log.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
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

TEST_F(Log, APlainTextStandsAlone) {
    log::configure(Level::info, log::Shape::text);
    testing::internal::CaptureStderr();
    log::write_plain(Level::error, "a.yaml:3:7: sources: none");
    log::write(Level::warning, "front", "still in its own shape");
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "a.yaml:3:7: sources: none\nwarning front: still in its own shape\n");
}

TEST_F(Log, APlainTextIsJsonWhereTheRestIs) {
    log::configure(Level::info, log::Shape::json);
    testing::internal::CaptureStderr();
    log::write_plain(Level::error, "a.yaml:3:7: sources: none");
    EXPECT_EQ(nlohmann::json::parse(testing::internal::GetCapturedStderr())["text"], "a.yaml:3:7: sources: none");
}

// stderr is a pipe, which $JOURNAL_STREAM says is the journal's.
class JournalLog : public Log {
protected:
    JournalLog() {
        int ends[2] = {-1, -1};
        EXPECT_EQ(::pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
        journal_ = UniqueFd(ends[0]);
        before_ = UniqueFd(::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0));
        ::dup2(ends[1], STDERR_FILENO);
        ::close(ends[1]);
        struct stat status {};
        ::fstat(STDERR_FILENO, &status);
        say_journal_is(std::to_string(status.st_dev) + ":" + std::to_string(status.st_ino));
    }
    ~JournalLog() override {
        ::unsetenv("JOURNAL_STREAM");
        ::dup2(before_.get(), STDERR_FILENO);
    }
    static void say_journal_is(const std::string& stream) { ::setenv("JOURNAL_STREAM", stream.c_str(), 1); }
    std::string arrived() const {
        char buffer[4096];
        const auto size = ::read(journal_.get(), buffer, sizeof buffer);
        return {buffer, size > 0 ? static_cast<std::size_t>(size) : 0};
    }

private:
    UniqueFd journal_;
    UniqueFd before_;
};

TEST_F(JournalLog, LinesBeginWithTheirPriorityAlone) {
    log::configure(Level::debug, log::Shape::text);
    log::debug("front", "opened");
    log::info({}, "ready");
    log::warning("front", "no frame for 2 s");
    log::error("front", "unplugged");
    EXPECT_EQ(arrived(), "<7>front: opened\n<6>ready\n<4>front: no frame for 2 s\n<3>front: unplugged\n");
}

TEST_F(JournalLog, EachLineOfATextHasItsPriority) {
    log::configure(Level::info, log::Shape::text);
    log::warning("front", "held by\n  ffmpeg\n\n  vlc\n");
    EXPECT_EQ(arrived(), "<4>front: held by\n<4>  ffmpeg\n<4>\n<4>  vlc\n");
}

TEST_F(JournalLog, AnEmptyLineIsOneToo) {
    log::configure(Level::info, log::Shape::text);
    log::info({}, "");
    EXPECT_EQ(arrived(), "<6>\n");
}

TEST_F(JournalLog, APlainTextHasItsPriorityToo) {
    log::configure(Level::info, log::Shape::text);
    log::write_plain(Level::error, "a.yaml:3:7: sources: none");
    EXPECT_EQ(arrived(), "<3>a.yaml:3:7: sources: none\n");
}

TEST_F(JournalLog, JsonStaysJson) {
    log::configure(Level::info, log::Shape::json);
    log::error("front", "unplugged");
    EXPECT_EQ(nlohmann::json::parse(arrived())["text"], "unplugged");
}

TEST_F(JournalLog, ARedirectedStderrIsNotTheJournal) {
    say_journal_is("8:12345");
    log::configure(Level::info, log::Shape::text);
    log::warning("front", "hello");
    EXPECT_EQ(arrived(), "warning front: hello\n");
    say_journal_is("nonsense");
    log::configure(Level::info, log::Shape::text);
    log::warning("front", "hello");
    EXPECT_EQ(arrived(), "warning front: hello\n");
}

}  // namespace
}  // namespace sluice
