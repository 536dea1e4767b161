// What the README shows, as a user runs it.
#include <gtest/gtest.h>

#include "tests/integration/sluice_program.hpp"
#include "tests/support/wait_for.hpp"

namespace sluice::test {
namespace {

class ClientExample : public SluiceProgram {};

TEST_F(ClientExample, PrintsAndKeepsThePicture) {
    const auto program = sluice({"run", write("a.yaml", "sluice: 1\nsources: { front: { type: pattern, size: 320x240 } }\n"
                                                        "sinks: { live: { type: zmq, bind: \"" + ipc() + "\", from: front } }\n")});
    Program::Start start;
    start.arguments = {SLUICE_CLIENT_EXAMPLE, ipc(), "front/jpeg/", (folder_.path() / "newest.jpg").string()};
    start.output = (folder_.path() / "example").string();
    Program example(start);
    ASSERT_TRUE(example.says("front/jpeg/ 320x240  ")) << example.err() << program->err();
    ASSERT_TRUE(example.says(" fps  age "));
    EXPECT_TRUE(wait_for([&] { return folder_.read("newest.jpg").starts_with("\xff\xd8\xff"); }));
}

}  // namespace
}  // namespace sluice::test
