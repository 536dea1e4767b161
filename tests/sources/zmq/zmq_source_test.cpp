// Its entry: parameters, mistakes, promises.
#include "sources/zmq/zmq_source.hpp"

#include <gtest/gtest.h>

#include "tests/support/fake_params.hpp"

namespace sluice::test {
namespace {

class Said final : public Complaints {
public:
    void add(std::string_view param, std::string_view what, std::string_view next) override {
        all.push_back(std::string(param).append(": ").append(what).append("; ").append(next));
    }
    std::vector<std::string> all;
};

std::vector<std::string> complaints(Texts texts) {
    Said said;
    zmq_source.check(FakeParams(zmq_source, std::move(texts)), said);
    return said.all;
}

Promise promise_of(const std::string& topic) {
    Promise promise;
    zmq_source.promise(FakeParams(zmq_source, {{"connect", {"tcp://pi:5555"}}, {"topic", {topic}}}), promise);
    return promise;
}

TEST(ZmqSourceEntry, SaysAllMistakesAtOnce) {
    EXPECT_TRUE(complaints({{"connect", {"tcp://pi:5555"}}, {"topic", {"front"}}}).empty());
    EXPECT_TRUE(complaints({{"connect", {"tcp://pi:5555"}}, {"topic", {"front"}}, {"curve", {"key=/k", "server=/s"}}}).empty());
    EXPECT_EQ(complaints({{"connect", {"pi:5555"}}, {"topic", {"front/notes/"}}, {"curve", {"key=/k"}}}),
              (std::vector<std::string>{"connect: pi:5555 lacks its kind; write tcp://pi:5555",
                                        "topic: front/notes/ carries no frames; write front/jpeg/, or front/raw/ for pixels that are no JPEGs",
                                        "curve: it lacks the other side's public key; write server: FILE beside key; copy the file NAME.key from there"}));
    EXPECT_EQ(complaints({{"connect", {"tcp://pi:5555"}}, {"topic", {"front"}}, {"curve", {"server=/s"}}}),
              (std::vector<std::string>{"curve: it lacks our own keys; write key: FILE beside server; sluice keys NAME makes one"}));
}

TEST(ZmqSourceEntry, OfJpegsTheFormatIsKnownBefore) {
    EXPECT_TRUE(promise_of("front/jpeg/").format_known);
    EXPECT_EQ(promise_of("front").format, Format::jpeg);
    EXPECT_FALSE(promise_of("front/raw/").format_known) << "which one only the other side knows";
}

}  // namespace
}  // namespace sluice::test
