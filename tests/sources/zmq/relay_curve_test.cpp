// With keys: who is let in, and what is said to who is not.
#include <sys/stat.h>

#include <fstream>
#include <utility>

#include <sluice/error.hpp>

#include "tests/sources/zmq/relay_bench.hpp"
#include "tests/support/scratch_folder.hpp"

namespace sluice::test {
namespace {

struct Keys {
    std::string public_key = std::string(40, '0'), secret_key = std::string(40, '0');
    Keys() {
        std::array<char, 41> one{}, other{};
        zmq_curve_keypair(one.data(), other.data());
        public_key = one.data();
        secret_key = other.data();
    }
};

class RelayCurve : public RelayTest {
protected:
    RelayCurve() { there = std::make_unique<FakeUpstream>("tcp://127.0.0.1:*", FakeUpstream::Curve{server_.secret_key}); }

    // As czmq and pyzmq write them.
    std::string write(const std::string& name, const Keys& keys, bool secret) {
        const std::string path = (folder_.path() / name).string();
        std::ofstream file(path);
        file << "metadata\ncurve\n    public-key = \"" << keys.public_key << "\"\n";
        if (secret) file << "    secret-key = \"" << keys.secret_key << "\"\n";
        file.close();
        ::chmod(path.c_str(), secret ? 0600 : 0644);
        return path;
    }
    void open_with(const Keys& server) { open({there->address(), "front/jpeg/", write("here.key_secret", ours_, true), write("there.key", server, false)}); }
    [[nodiscard]] bool offline_with(const std::string& part) {
        return turn_until([&] {
            there->answer_keys({allowed_});
            return std::ranges::any_of(context.changes, [&](const std::string& change) { return change.find(part) != std::string::npos; });
        });
    }
    [[nodiscard]] bool comes_in() {
        return turn_until([&] {
            there->answer_keys({allowed_});
            return there->subscriptions("front/jpeg/") == 1;
        });
    }

    ScratchFolder folder_;
    Keys server_, ours_;
    std::string allowed_ = ours_.public_key;
};

TEST_F(RelayCurve, WithTheRightKeysFramesCome) {
    open_with(server_);
    ASSERT_TRUE(comes_in());
    send(0);
    ASSERT_TRUE(frames(1));
    EXPECT_EQ(payload(0), "picture 0");
}

TEST_F(RelayCurve, WithoutKeysItIsSaidWhatToWrite) {
    open({there->address(), "front/jpeg/", {}, {}});
    EXPECT_TRUE(offline_with("offline: " + there->address() + " wants a key; write curve: { key: FILE, server: FILE }"));
}

TEST_F(RelayCurve, WithKeysNobodyWithoutThemIsTrusted) {
    there = std::make_unique<FakeUpstream>();
    open_with(server_);
    EXPECT_TRUE(offline_with(there->address() + " answers without keys, and curve: is written here"));
    EXPECT_EQ(there->subscriptions("sluice/stat/"), 0);
}

TEST_F(RelayCurve, AnotherServersKeyIsNamed) {
    open_with(Keys());
    EXPECT_TRUE(offline_with("somebody listens at " + there->address() + " and breaks off; is it a zmq sink, not zmq_latest, and is " + (folder_.path() / "there.key").string() + " its public key?"));
}

TEST_F(RelayCurve, ARefusedKeyIsSaidAndTakenOnceItIsAllowed) {
    allowed_ = "nobody's";
    open_with(server_);
    EXPECT_TRUE(offline_with(there->address() + " refuses our key; put " + (folder_.path() / "here.key").string() + " into the folder"));
    allowed_ = ours_.public_key;
    ASSERT_TRUE(comes_in()) << "libzmq alone would never try again";
    send(0);
    EXPECT_TRUE(frames(1));
}

TEST_F(RelayCurve, FilesThatCannotBeUsedEndTheStart) {
    const std::string open_to_all = write("here.key_secret", ours_, true);
    ::chmod(open_to_all.c_str(), 0644);
    upstream::RelaySource relay({there->address(), "front/jpeg/", open_to_all, write("there.key", server_, false)});
    EXPECT_THROW(relay.open(context), Error);
    relay.close(context);
}

}  // namespace
}  // namespace sluice::test
