#include <sluice/unique_fd.hpp>

#include <fcntl.h>
#include <sys/eventfd.h>

#include <utility>

#include <gtest/gtest.h>

namespace sluice {
namespace {

int open_one() { return ::eventfd(0, EFD_CLOEXEC); }
bool is_open(int fd) { return ::fcntl(fd, F_GETFD) != -1; }

TEST(UniqueFd, ClosesAtTheEndOfItsLife) {
    const int fd = open_one();
    {
        const UniqueFd owner(fd);
        EXPECT_TRUE(owner);
        EXPECT_TRUE(is_open(fd));
    }
    EXPECT_FALSE(is_open(fd));
}

TEST(UniqueFd, MovesItsOwnership) {
    const int fd = open_one();
    UniqueFd first(fd);
    UniqueFd second(std::move(first));
    EXPECT_FALSE(first);  // NOLINT: what is left is part of the promise
    EXPECT_EQ(second.get(), fd);
    EXPECT_TRUE(is_open(fd));
}

TEST(UniqueFd, ClosesWhatItHadWhenAnotherIsAssigned) {
    const int old_fd = open_one();
    const int new_fd = open_one();
    UniqueFd owner(old_fd);
    owner = UniqueFd(new_fd);
    EXPECT_FALSE(is_open(old_fd));
    EXPECT_EQ(owner.get(), new_fd);
    owner.reset();
    EXPECT_FALSE(owner);
    EXPECT_FALSE(is_open(new_fd));
}

TEST(UniqueFd, EmptyClosesNothing) {
    UniqueFd none;
    EXPECT_FALSE(none);
    none.reset();
    EXPECT_EQ(none.get(), -1);
}

}  // namespace
}  // namespace sluice
