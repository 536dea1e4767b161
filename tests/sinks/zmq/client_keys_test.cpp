#include "sinks/zmq/client_keys.hpp"

#include <chrono>
#include <filesystem>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sluice/error.hpp>

#include "sinks/zmq/key_file.hpp"
#include "tests/support/scratch_folder.hpp"

namespace sluice::zmq_sink_parts {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class ClientKeysTest : public testing::Test {
protected:
    void SetUp() override { std::filesystem::create_directory(at_); }
    KeyPair add(const std::string& name) {
        const KeyPair pair = new_key_pair();
        write_key_files(at_.string(), name, pair);
        return pair;
    }
    // Later by more than patience with a missing folder.
    [[nodiscard]] Clock::time_point later() { return now_ += std::chrono::seconds(1); }

    test::ScratchFolder folder_;
    std::filesystem::path at_ = folder_.path() / "clients";
    Clock::time_point now_ = Clock::now();
};

TEST_F(ClientKeysTest, AllowsTheKeysOfTheFolderAndNoOther) {
    const KeyPair one = add("one"), two = add("two");
    const ClientKeys keys(at_.string());
    EXPECT_EQ(keys.count(), 2u);
    EXPECT_TRUE(keys.allows(one.public_key));
    EXPECT_TRUE(keys.allows(two.public_key));
    EXPECT_FALSE(keys.allows(new_key_pair().public_key));
    EXPECT_FALSE(keys.allows(""));
}

TEST_F(ClientKeysTest, SeesWhatCameAndWhatWasTakenAway) {
    const KeyPair one = add("one");
    ClientKeys keys(at_.string());
    EXPECT_THAT(keys.look(later()).added, IsEmpty());
    const KeyPair two = add("two");
    EXPECT_THAT(keys.look(later()).added, ElementsAre(two.public_key));
    std::filesystem::rename(at_ / "two.key", at_ / "renamed.key");
    const auto renamed = keys.look(later());
    EXPECT_THAT(renamed.added, IsEmpty());
    EXPECT_THAT(renamed.removed, IsEmpty()) << "the key is what counts";
    std::filesystem::remove(at_ / "one.key");
    EXPECT_THAT(keys.look(later()).removed, ElementsAre(one.public_key));
    EXPECT_FALSE(keys.allows(one.public_key));
}

TEST_F(ClientKeysTest, SeesAFolderThatWasReplaced) {
    const KeyPair one = add("one");
    ClientKeys keys(at_.string());
    std::filesystem::rename(at_, folder_.path() / "old");
    EXPECT_THAT(keys.look(now_).removed, IsEmpty()) << "it may come back in a moment";
    std::filesystem::create_directory(at_);
    const KeyPair two = add("two");
    const auto change = keys.look(now_);
    EXPECT_THAT(change.removed, ElementsAre(one.public_key));
    EXPECT_THAT(change.added, ElementsAre(two.public_key));
}

TEST_F(ClientKeysTest, WithoutTheFolderNobodyIsAllowed) {
    const KeyPair one = add("one");
    ClientKeys keys(at_.string());
    std::filesystem::rename(at_, folder_.path() / "away");
    (void)keys.look(now_);
    const auto change = keys.look(later());
    EXPECT_THAT(change.removed, ElementsAre(one.public_key));
    EXPECT_THAT(change.trouble, HasSubstr("cannot read the clients' keys in " + at_.string()));
    EXPECT_EQ(keys.look(later()).trouble, "") << "told once";
    std::filesystem::rename(folder_.path() / "away", at_);
    EXPECT_THAT(keys.look(later()).added, ElementsAre(one.public_key));
}

TEST_F(ClientKeysTest, NamesWhatIsNoKeyOnce) {
    const KeyPair one = add("one");
    folder_.put("clients/bad.key", "nonsense");
    folder_.put("clients/readme.txt", "not looked at");
    ClientKeys keys(at_.string());
    EXPECT_EQ(keys.count(), 1u);
    EXPECT_THAT(keys.take_complaints(), ElementsAre(HasSubstr("bad.key has no public-key")));
    add("two");
    (void)keys.look(later());
    EXPECT_THAT(keys.take_complaints(), IsEmpty());
}

TEST_F(ClientKeysTest, RefusesToBeginWithoutAFolder) {
    EXPECT_THROW(ClientKeys((folder_.path() / "absent").string()), Error);
    folder_.put("file", "x");
    EXPECT_THROW(ClientKeys((folder_.path() / "file").string()), Error);
}

}  // namespace
}  // namespace sluice::zmq_sink_parts
