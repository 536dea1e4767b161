// A publisher with CURVE that lets in one key alone; its ZAP handler is the test itself.
#include <filesystem>
#include <set>

#include <gtest/gtest.h>

#include <sluice/client.hpp>

#include "tests/support/scratch_folder.hpp"
#include "tests/support/wait_for.hpp"

namespace sluice::client {
namespace {

class ClientCurve : public testing::Test {
protected:
    struct Files {
        std::string public_file, secret_file;
        KeyPair keys;
    };
    Files make_keys(const std::string& name) {
        char public_key[41], secret_key[41];
        EXPECT_EQ(zmq_curve_keypair(public_key, secret_key), 0);
        const std::string head = "metadata\ncurve\n    public-key = \"" + std::string(public_key) + "\"\n";
        folder_.put(name + ".key", head);
        folder_.put(name + ".key_secret", head + "    secret-key = \"" + std::string(secret_key) + "\"\n");
        const auto path = (folder_.path() / (name + ".key")).string();
        std::filesystem::permissions(path + "_secret", std::filesystem::perms(0600));
        return {path, path + "_secret", {public_key, secret_key}};
    }

    void serve(const Files& server) {
        zap_.bind("inproc://zeromq.zap.01");
        publisher_.set(zmq::sockopt::linger, 0);
        publisher_.set(zmq::sockopt::curve_server, true);
        publisher_.set(zmq::sockopt::curve_secretkey, server.keys.secret_key);
        publisher_.bind("tcp://127.0.0.1:*");
        endpoint_ = publisher_.get(zmq::sockopt::last_endpoint);
    }
    /// Lets in who is allowed, and publishes once.
    void turn() {
        std::vector<zmq::message_t> request;
        for (zmq::message_t part; zap_.recv(part, zmq::recv_flags::dontwait); part = {}) {
            const bool more = part.more();
            request.push_back(std::move(part));
            if (!more) break;
        }
        if (request.size() > 8) answer(request);
        const std::string header = R"({"v":1,"src":"front","seq":)" + std::to_string(seq_++) +
                                   R"(,"epoch":7,"ts_us":1,"wall_us":2,"codec":"jpeg","w":4,"h":2,"size":1,"orig":true})";
        publisher_.send(zmq::str_buffer("front/jpeg/"), zmq::send_flags::sndmore);
        publisher_.send(zmq::buffer(header), zmq::send_flags::sndmore);
        publisher_.send(zmq::str_buffer("x"), zmq::send_flags::none);
    }
    void answer(std::vector<zmq::message_t>& request) {
        char key[41];
        zmq_z85_encode(key, static_cast<const std::uint8_t*>(request[8].data()), 32);
        const bool in = allowed_.count(key) > 0;
        const std::string words[] = {"", "1.0", request[3].to_string(), in ? "200" : "400", in ? "OK" : "no", "", ""};
        zap_.send(request[0], zmq::send_flags::sndmore);
        for (std::size_t i = 0; i < 7; ++i) zap_.send(zmq::buffer(words[i]), i < 6 ? zmq::send_flags::sndmore : zmq::send_flags::none);
    }
    bool gets_frames(Subscriber& sub) {
        return test::wait_for([&] {
            turn();
            return sub.next(std::chrono::milliseconds(1)).has_value();
        });
    }
    std::string trouble(const Options& options, const std::string& word) {
        Subscriber sub(endpoint_, {"front/jpeg/"}, options);
        EXPECT_TRUE(test::wait_for([&] {
            turn();
            EXPECT_FALSE(sub.next(std::chrono::milliseconds(1)));
            return sub.trouble().find(word) != std::string::npos;
        })) << sub.trouble();
        return sub.trouble();
    }

    test::ScratchFolder folder_;
    zmq::context_t context_;
    zmq::socket_t publisher_{context_, zmq::socket_type::pub}, zap_{context_, zmq::socket_type::router};
    std::set<std::string> allowed_;
    std::string endpoint_;
    std::uint64_t seq_ = 0;
};

TEST_F(ClientCurve, AnAllowedKeyGetsFrames) {
    const Files server = make_keys("server"), mine = make_keys("mine");
    allowed_ = {mine.keys.public_key};
    serve(server);
    Options options;
    options.key = mine.secret_file;
    options.server_key = server.public_file;
    Subscriber sub(endpoint_, {"front/jpeg/"}, options);
    EXPECT_TRUE(gets_frames(sub)) << sub.trouble();
}

TEST_F(ClientCurve, ARefusedKeyIsSaidAndLetInLater) {
    const Files server = make_keys("server"), mine = make_keys("mine");
    serve(server);
    Options options;
    options.key = mine.secret_file;
    options.server_key = server.public_file;
    Subscriber sub(endpoint_, {"front/jpeg/"}, options);
    ASSERT_TRUE(test::wait_for([&] {
        turn();
        EXPECT_FALSE(sub.next(std::chrono::milliseconds(1)));
        return sub.trouble().find(": refuses our key; ") != std::string::npos;
    })) << sub.trouble();
    allowed_ = {mine.keys.public_key};
    EXPECT_TRUE(gets_frames(sub)) << sub.trouble();
    EXPECT_EQ(sub.trouble(), "");
}

TEST_F(ClientCurve, AWrongServerKeyAndNoKeyGetNothing) {
    const Files server = make_keys("server"), mine = make_keys("mine");
    allowed_ = {mine.keys.public_key};
    serve(server);
    Options options;
    EXPECT_NE(trouble(options, "does not let us in").find("set key and server_key"), std::string::npos);
    options.key = mine.secret_file;
    options.server_key = mine.public_file;
    EXPECT_NE(trouble(options, "server_key").find("; "), std::string::npos);
}

}  // namespace
}  // namespace sluice::client
