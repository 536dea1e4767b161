#include "sources/file/folder_reader.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace sluice::replay {
namespace {

TEST(NaturalOrder, counts_digits_by_value) {
    const std::vector<std::string> wanted = {"a.jpg",        "frame1.jpg",   "frame2.jpg",  "frame009.jpg", "frame9.jpg",
                                             "frame10.jpg",  "frame10a.jpg", "frame11.jpg", "frame99999999999999999999.jpg",
                                             "frame100000000000000000000.jpg", "g"};
    std::vector<std::string> names = wanted;
    std::reverse(names.begin(), names.end());
    std::sort(names.begin(), names.end(), [](const auto& a, const auto& b) { return naturally_before(a.c_str(), b.c_str()); });
    EXPECT_EQ(names, wanted);
    for (const auto& a : wanted)
        for (const auto& b : wanted) EXPECT_EQ(naturally_before(a.c_str(), b.c_str()) + naturally_before(b.c_str(), a.c_str()), a == b ? 0 : 1);
}

}  // namespace
}  // namespace sluice::replay
