#include "sinks/file/retention.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <vector>

#include "tests/support/scratch_folder.hpp"

namespace sluice::record {
namespace {

using test::ScratchFolder;
using testing::ElementsAre;
using testing::SizeIs;

struct Disk {
    Disk() {
        folders.push_back(std::make_unique<PictureFolder>((scratch.path() / "a").string()));
        folders.push_back(std::make_unique<PictureFolder>((scratch.path() / "b").string()));
    }
    FileName put(std::size_t folder, std::int64_t milliseconds, std::size_t size = 10) {
        FileName name{milliseconds, 0, 0, Format::jpeg};
        EXPECT_EQ(folders[folder]->write(name, std::vector<std::byte>(size)), 0);
        return name;
    }
    ScratchFolder scratch;
    std::vector<std::unique_ptr<PictureFolder>> folders;
};

TEST(Retention, the_oldest_go_over_all_folders) {
    Disk disk;
    disk.put(0, 1000);
    disk.put(1, 500);
    disk.put(0, 3000);
    disk.scratch.put("a/mine.jpg", "not ours");
    Retention retention({25, {}}, disk.folders);
    EXPECT_EQ(retention.total_bytes(), 30u);
    EXPECT_EQ(retention.enforce(0), 0);
    EXPECT_EQ(retention.total_bytes(), 20u);
    EXPECT_THAT(disk.scratch.names("b"), SizeIs(0));
    retention.add(1, disk.put(1, 4000), 10);
    EXPECT_EQ(retention.enforce(0), 0);
    EXPECT_THAT(disk.scratch.names("a"), ElementsAre("19700101T000003.000Z-000000.jpg", "mine.jpg"));
    EXPECT_THAT(disk.scratch.names("b"), ElementsAre("19700101T000004.000Z-000000.jpg"));
}

TEST(Retention, age_is_in_the_name) {
    Disk disk;
    for (int second = 0; second < 10; ++second) disk.put(0, second * 1000);
    Retention retention({{}, 3000}, disk.folders);
    EXPECT_EQ(retention.enforce(10'000), 0);
    EXPECT_THAT(disk.scratch.names("a"), SizeIs(3));
}

TEST(Retention, the_newest_stays) {
    Disk disk;
    Retention retention({5, {}}, disk.folders);
    retention.add(0, disk.put(0, 1), 10);
    EXPECT_EQ(retention.enforce(0), 0);
    EXPECT_THAT(disk.scratch.names("a"), SizeIs(1));
}

TEST(Retention, more_files_than_it_remembers) {
    Disk disk;
    for (int i = 0; i < 50; ++i) disk.put(0, i);
    Retention retention({1000, {}}, disk.folders, 7);
    for (int i = 50; i < 130; ++i) {
        retention.add(0, disk.put(0, i), 10);
        ASSERT_EQ(retention.enforce(0), 0);
    }
    EXPECT_EQ(retention.total_bytes(), 1000u);
    const auto names = disk.scratch.names("a");
    ASSERT_THAT(names, SizeIs(100));
    EXPECT_EQ(names.front(), "19700101T000000.030Z-000000.jpg");
}

TEST(Retention, files_that_are_gone_already_are_no_trouble) {
    Disk disk;
    disk.put(0, 1);
    disk.put(0, 2);
    Retention retention({1, {}}, disk.folders);
    for (const auto& name : disk.scratch.names("a")) std::filesystem::remove(disk.scratch.path() / "a" / name);
    EXPECT_EQ(retention.enforce(0), 0);
}

}  // namespace
}  // namespace sluice::record
