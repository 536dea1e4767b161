#include <filesystem>

#include <gtest/gtest.h>

#include <sluice/client/key_file.hpp>

#include "tests/support/scratch_folder.hpp"

namespace sluice::client {
namespace {

const std::string public_key = "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7";
const std::string secret_key = "D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs";

class ClientKeyFile : public testing::Test {
protected:
    std::string write(const std::string& text, std::filesystem::perms mode = std::filesystem::perms(0600)) {
        folder_.put("a.key", text);
        std::filesystem::permissions(folder_.path() / "a.key", mode);
        return (folder_.path() / "a.key").string();
    }
    std::string why(const std::string& path, bool need_secret) {
        try {
            (void)read_key_file(path, need_secret);
        } catch (const Error& error) {
            return error.what();
        }
        return "it was read";
    }
    test::ScratchFolder folder_;
};

// As pyzmq writes it.
std::string certificate(bool secret) {
    return "#   ****  Generated on 2026-11-22 by pyzmq  ****\n#   ZeroMQ CURVE Certificate\n\nmetadata\n    curve = \"no\"\ncurve\n    public-key = \"" + public_key +
           "\"\n" + (secret ? "    secret-key = \"" + secret_key + "\"\n" : "");
}

TEST_F(ClientKeyFile, ReadsBothKinds) {
    const KeyPair both = read_key_file(write(certificate(true)), true);
    EXPECT_EQ(both.public_key, public_key);
    EXPECT_EQ(both.secret_key, secret_key);
    const KeyPair one = read_key_file(write(certificate(false), std::filesystem::perms(0644)), false);
    EXPECT_EQ(one.public_key, public_key);
    EXPECT_EQ(one.secret_key, "");
}

TEST_F(ClientKeyFile, RefusesASecretThatOthersCanRead) {
    for (const unsigned mode : {0640u, 0604u, 0620u, 0666u}) {
        const std::string path = write(certificate(true), std::filesystem::perms(mode));
        EXPECT_EQ(why(path, true), path + ": others can read the secret key; chmod 600 " + path);
        EXPECT_EQ(why(path, false), path + ": others can read the secret key; chmod 600 " + path);
    }
}

TEST_F(ClientKeyFile, SaysWhatIsMissing) {
    const std::string path = write(certificate(false));
    EXPECT_EQ(why(path, true), path + ": no secret key in it; name the file of the pair that ends in .key_secret");
    EXPECT_NE(why((folder_.path() / "none").string(), true).find("cannot be read"), std::string::npos);
    EXPECT_NE(why(folder_.path().string(), true).find("; "), std::string::npos);
}

TEST_F(ClientKeyFile, RefusesWhatIsNoCertificate) {
    const std::string line = "    public-key = \"" + public_key + "\"\n";
    for (const std::string& text : std::vector<std::string>{"", "curve", "curve\n", line, "metadata\n" + line, "curve\n    public-key\n",
                                    "curve\n    public-key = \n", "curve\n    public-key = \"" + public_key + "\n", "curve\n    public-key = \"short\"\n",
                                    "curve\n    public-key = \"" + public_key.substr(1) + "~\"\n", "curve\n# " + line, std::string(200000, '\n') + "curve\n" + line})
        EXPECT_NE(why(write(text), false).find("no public key in it"), std::string::npos) << text.substr(0, 100);
}

}  // namespace
}  // namespace sluice::client
