#include "sinks/zmq/key_file.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <functional>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sluice/error.hpp>

#include "tests/support/scratch_folder.hpp"

namespace sluice::zmq_sink_parts {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string failure(const std::function<void()>& what) {
    try {
        what();
    } catch (const Error& error) {
        return error.what();
    }
    return "";
}

// As zmq.auth.create_certificates of pyzmq writes them.
std::string pyzmq_file(const KeyPair& pair, bool secret) {
    std::string text = "#   ****  Generated on 2026-01-01 12:00:00.000000 by pyzmq  ****\n#   ZeroMQ CURVE Public Certificate\n"
                       "#   Exchange securely, or use a secure mechanism to verify the contents\n#   of this file after exchange.\n\n"
                       "metadata\n    name = \"a = b\"\ncurve\n    public-key = \"" + pair.public_key + "\"\n";
    if (secret) text += "    secret-key = \"" + pair.secret_key + "\"\n";
    return text;
}

class KeyFile : public testing::Test {
protected:
    [[nodiscard]] std::string put(const std::string& name, const std::string& text, mode_t mode) {
        folder_.put(name, text);
        const std::string path = (folder_.path() / name).string();
        ::chmod(path.c_str(), mode);
        return path;
    }
    [[nodiscard]] static mode_t mode_of(const std::filesystem::path& path) {
        struct stat status {};
        return ::stat(path.c_str(), &status) == 0 ? status.st_mode & 0777 : 0;
    }

    test::ScratchFolder folder_;
    KeyPair pair_ = new_key_pair();
};

TEST_F(KeyFile, ReadsWhatPyzmqAndCzmqWrite) {
    const std::string pyzmq = put("a.key_secret", pyzmq_file(pair_, true), 0600);
    EXPECT_EQ(read_key_file(pyzmq, true).secret_key, pair_.secret_key);
    EXPECT_EQ(read_key_file(pyzmq, false).public_key, pair_.public_key);
    EXPECT_EQ(read_key_file(pyzmq, false).secret_key, "") << "not asked for";
    const std::string czmq = "#   ZeroMQ CURVE **Secret** Certificate\r\n\r\nmetadata\r\n    email = \"a@b\"\r\ncurve\r\n    public-key = \"" + pair_.public_key +
                             "\"\r\n    secret-key = '" + pair_.secret_key + "'\r\n";
    EXPECT_EQ(parse_key_file(czmq, true, "x").secret_key, pair_.secret_key);
    EXPECT_EQ(parse_key_file("curve\n\tpublic-key=" + pair_.public_key, false, "x").public_key, pair_.public_key) << "no quotes";
}

TEST_F(KeyFile, RefusesASecretThatOthersMayRead) {
    for (const mode_t mode : {0640, 0604, 0620, 0610}) {
        const std::string path = put("a.key_secret", pyzmq_file(pair_, true), mode);
        EXPECT_EQ(failure([&] { (void)read_key_file(path, true); }), path + " can be read by others than its owner; chmod 600 " + path);
        EXPECT_EQ(read_key_file(path, false).public_key, pair_.public_key) << "the public key is no secret";
    }
}

TEST_F(KeyFile, RefusesASecretOfAnotherUser) {
    if (::geteuid() != 0) GTEST_SUCCEED() << "only root can give a file away";
    const std::string path = put("a.key_secret", pyzmq_file(pair_, true), 0600);
    if (::chown(path.c_str(), 12345, 12345) != 0) return;
    EXPECT_THAT(failure([&] { (void)read_key_file(path, true); }), HasSubstr("belongs to another user"));
}

TEST_F(KeyFile, SaysWhatIsWrongAndNeverAKey) {
    const KeyPair other = new_key_pair();
    const auto wrong = [&](const std::string& text) { return failure([&] { (void)parse_key_file(text, true, "front.key"); }); };
    EXPECT_THAT(wrong(""), HasSubstr("front.key has no public-key"));
    EXPECT_THAT(wrong(std::string("\0", 1)), HasSubstr("is no text"));
    EXPECT_THAT(wrong(std::string(20'000, ' ')), HasSubstr("too large"));
    EXPECT_THAT(wrong(pyzmq_file(pair_, false)), HasSubstr("has no secret-key; name the file whose name ends in .key_secret"));
    EXPECT_THAT(wrong("curve\n    public-key = \"short\"\n"), HasSubstr("its public-key is no key of 40 Z85 characters"));
    EXPECT_THAT(wrong("curve\n    public-key = \"" + std::string(40, '#') + "\"\n"), HasSubstr("is no key")) << "beyond 32 bits";
    EXPECT_THAT(wrong("curve\n    public-key = \"" + std::string(40, '\xc3') + "\"\n"), HasSubstr("is no key"));
    EXPECT_THAT(wrong(pyzmq_file({pair_.public_key, other.secret_key}, true)), HasSubstr("do not belong together"));
    EXPECT_THAT(wrong(pyzmq_file(pair_, true) + "    public-key = \"" + other.public_key + "\"\n"), HasSubstr("two lines public-key"));
    EXPECT_THAT(wrong("other\n    public-key = \"" + pair_.public_key + "\"\n"), HasSubstr("no public-key")) << "of another section";
    EXPECT_THAT(wrong(pyzmq_file({pair_.public_key, other.secret_key}, true)), Not(HasSubstr(other.secret_key)));
    EXPECT_THAT(failure([] { (void)read_key_file("/nowhere/a.key", false); }), HasSubstr("sluice keys NAME makes key files"));
    EXPECT_THAT(failure([] { (void)read_key_file("/dev/zero", false); }), HasSubstr("is no file"));
    EXPECT_THAT(failure([] { (void)read_key_file("/", false); }), HasSubstr("is no file"));
}

TEST_F(KeyFile, WritesBothForItsReaderAlone) {
    for (const mode_t mask : {0, 022, 0777}) {
        const mode_t before = ::umask(mask);
        const std::string name = "viewer" + std::to_string(mask);
        write_key_files(folder_.path().string(), name, pair_);
        ::umask(before);
        EXPECT_EQ(mode_of(folder_.path() / (name + ".key_secret")), 0600u);
        EXPECT_EQ(mode_of(folder_.path() / (name + ".key")), 0644u);
        EXPECT_EQ(read_key_file((folder_.path() / (name + ".key_secret")).string(), true).secret_key, pair_.secret_key);
        const std::string open = folder_.read(name + ".key");
        EXPECT_THAT(open, HasSubstr(pair_.public_key));
        EXPECT_THAT(open, Not(HasSubstr(pair_.secret_key)));
    }
}

TEST_F(KeyFile, NeverOverwritesAndLeavesNoHalf) {
    const std::string at = folder_.path().string();
    folder_.put("a.key", "precious");
    EXPECT_THAT(failure([&] { write_key_files(at, "a", pair_); }), HasSubstr("a.key exists already"));
    folder_.put("b.key_secret", "precious");
    EXPECT_THAT(failure([&] { write_key_files(at, "b", pair_); }), HasSubstr("b.key_secret exists already"));
    EXPECT_EQ(folder_.read("a.key"), "precious");
    EXPECT_EQ(folder_.read("b.key_secret"), "precious");
    int files = 0;
    for ([[maybe_unused]] const auto& each : std::filesystem::directory_iterator(folder_.path())) ++files;
    EXPECT_EQ(files, 2) << "nothing half done beside them";
    EXPECT_THAT(failure([&] { write_key_files(at + "/absent", "a", pair_); }), HasSubstr("choose a folder that is there"));
}

TEST_F(KeyFile, ANameLeadsNowhereElse) {
    for (const char* name : {"", "../a", "a/b", ".a", "-a", "a b", "\xc3\xa9"})
        EXPECT_THAT(failure([&] { write_key_files(folder_.path().string(), name, pair_); }), HasSubstr("the name of a key")) << name;
}

}  // namespace
}  // namespace sluice::zmq_sink_parts
