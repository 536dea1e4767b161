#include "graph/node_log.hpp"

#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

namespace sluice {
namespace {

TEST(NodeLog, SaysTheSameLineOnceAndOthersAtOnce) {
    NodeLog log("front");
    testing::internal::CaptureStderr();
    for (int i = 0; i < 1000; ++i) log.write(Level::warning, "no frame");
    log.write(Level::warning, "something else");
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "warning front: no frame\nwarning front: something else\n");
}

template <typename Thrown>
std::string failure_of(const Thrown& thrown) {
    try {
        throw thrown;
    } catch (...) {
        return current_failure();
    }
}

TEST(CurrentFailure, HasAWordForWhateverIsThrown) {
    EXPECT_EQ(failure_of(std::runtime_error("the disk is full")), "the disk is full");
    EXPECT_NE(failure_of(42).find("no exception"), std::string::npos);
}

}  // namespace
}  // namespace sluice
