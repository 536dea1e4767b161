#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "sinks/http/site_facts.hpp"

namespace sluice::http_sink_parts {
namespace {

using testing::HasSubstr;
using testing::Not;
using namespace std::chrono_literals;

InputFacts input(const char* name, InputStatus::State state = InputStatus::State::online) {
    InputFacts facts;
    facts.name = facts.source = name;
    facts.status.state = state;
    facts.status.since = Clock::now() - 200s;
    facts.status.fps = 29.97;
    facts.status.width = 1280;
    facts.status.height = 720;
    facts.status.drops = R"({"queue full": 3})";
    return facts;
}

SiteFacts site(std::vector<InputFacts> inputs) { return {"page", "pi", {2, 1}, 16, std::move(inputs)}; }

std::size_t count(const std::string& text, const std::string& what) {
    std::size_t n = 0;
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++n;
    return n;
}

TEST(HttpPage, ShowsEveryInput) {
    InputFacts back = input("back", InputStatus::State::offline);
    back.status.why = "unplugged";
    const std::string html = page_html(site({input("front"), back}), Clock::now());
    EXPECT_THAT(html, HasSubstr("<img src=\"front.mjpg\""));
    EXPECT_THAT(html, HasSubstr("width=\"1280\" height=\"720\""));
    EXPECT_THAT(html, HasSubstr("1280 × 720 · 30.0 fps"));
    EXPECT_THAT(html, HasSubstr("for 3 min"));
    EXPECT_THAT(html, HasSubstr("<img src=\"back.mjpg\""));
    EXPECT_THAT(html, HasSubstr("offline"));
    EXPECT_THAT(html, HasSubstr("unplugged"));
    EXPECT_THAT(html, HasSubstr("2 of 16 connections"));
    EXPECT_THAT(html, Not(HasSubstr("{{")));
    EXPECT_THAT(html, Not(HasSubstr("://"))) << "nothing of elsewhere";
}

TEST(HttpPage, EscapesWhatOthersWrote) {
    InputFacts bad = input("front");
    bad.status.why = "<script>alert('x')</script> & \"{{name}}\"";
    const std::string html = page_html(site({bad}), Clock::now());
    EXPECT_THAT(html, HasSubstr("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;{{name}}&quot;"));
    EXPECT_THAT(html, Not(HasSubstr("<script>alert")));
}

TEST(HttpPage, LeavesABrowserConnectionsForTheRest) {
    std::vector<InputFacts> many;
    for (const char* name : {"a", "b", "c", "d", "e", "f"}) many.push_back(input(name));
    const std::string html = page_html(site(many), Clock::now());
    EXPECT_EQ(count(html, ".mjpg\" alt"), 4U);
    EXPECT_EQ(count(html, "data-still"), 2U);
    EXPECT_THAT(html, HasSubstr("<img src=\"f.jpg\""));
}

TEST(HttpPage, SaysWhyRawPicturesAreNotShown) {
    InputFacts raw = input("front");
    raw.seen.seen = true;
    raw.seen.format = Format::yuyv;
    const std::string html = page_html(site({raw}), Clock::now());
    EXPECT_THAT(html, Not(HasSubstr("<img")));
    EXPECT_THAT(html, HasSubstr("front delivers yuyv, which no browser shows; put a `transcode` filter before this page"));
}

TEST(HttpStat, TellsTheSameToPrograms) {
    InputFacts front = input("front");
    front.seen.viewers = 2;
    front.seen.skipped = 5;
    const auto json = nlohmann::json::parse(stat_json(site({front}), Clock::now()));
    EXPECT_EQ(json["v"], 1);
    EXPECT_EQ(json["host"], "pi");
    EXPECT_EQ(json["clients"], 2);
    EXPECT_EQ(json["refused"], 1);
    const auto& one = json["inputs"][0];
    EXPECT_EQ(one["name"], "front");
    EXPECT_EQ(one["state"], "online");
    EXPECT_EQ(one["fps"], 29.97);
    EXPECT_EQ(one["w"], 1280);
    EXPECT_EQ(one["drops"]["queue full"], 3);
    EXPECT_EQ(one["viewers"], 2);
    EXPECT_EQ(one["skipped"], 5);
}

}  // namespace
}  // namespace sluice::http_sink_parts
