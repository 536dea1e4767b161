#include "sinks/file/picture_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>

#include <sluice/error.hpp>

#include "tests/support/scratch_folder.hpp"

namespace sluice::record {
namespace {

using test::ScratchFolder;
using testing::ElementsAre;
using testing::IsEmpty;

std::span<const std::byte> bytes(std::string_view text) { return std::as_bytes(std::span(text)); }

TEST(PictureFolder, never_writes_over_a_file) {
    ScratchFolder scratch;
    scratch.put("19700101T000000.000Z-000007.jpg", "somebody's");
    const PictureFolder folder(scratch.path());
    FileName name{0, 7, 0, Format::jpeg}, again = name;
    EXPECT_EQ(folder.write(name, bytes("one")), 0);
    EXPECT_EQ(folder.write(again, bytes("two")), 0);
    EXPECT_EQ(name.clash, 1u);
    EXPECT_EQ(again.clash, 2u);
    EXPECT_EQ(scratch.read("19700101T000000.000Z-000007.jpg"), "somebody's");
    EXPECT_EQ(scratch.read("19700101T000000.000Z-000007-1.jpg"), "one");
    EXPECT_EQ(scratch.read("19700101T000000.000Z-000007-2.jpg"), "two");
}

TEST(PictureFolder, removes_what_a_crash_left_half_written_and_nothing_else) {
    ScratchFolder scratch;
    const std::string old = ".19700101T000000.000Z-000001.jpg.part", young = ".19700101T000000.000Z-000002.jpg.part";
    for (const auto& name : {old, young, std::string(".other.part")}) scratch.put(name, "x");
    const auto before = std::filesystem::file_time_type::clock::now() - std::chrono::hours(1);
    std::filesystem::last_write_time(scratch.path() / old, before);
    std::filesystem::last_write_time(scratch.path() / ".other.part", before);
    const PictureFolder folder(scratch.path());
    EXPECT_THAT(scratch.names(), ElementsAre(young, ".other.part"));
}

TEST(PictureFolder, creates_folders_and_says_where_it_cannot) {
    ScratchFolder scratch;
    const PictureFolder folder(scratch.path() / "a" / "b");
    EXPECT_TRUE(std::filesystem::is_directory(scratch.path() / "a" / "b"));
    scratch.put("file", "x");
    EXPECT_THROW(PictureFolder((scratch.path() / "file").string()), Error);
    EXPECT_THROW(PictureFolder((scratch.path() / "file" / "below").string()), Error);
}

TEST(PictureFolder, a_removed_folder_is_an_error_not_a_crash) {
    ScratchFolder scratch;
    const PictureFolder folder(scratch.path() / "gone");
    std::filesystem::remove(scratch.path() / "gone");
    FileName name;
    EXPECT_NE(folder.write(name, bytes("x")), 0);
    EXPECT_EQ(folder.remove(name), 0);
}

}  // namespace
}  // namespace sluice::record
