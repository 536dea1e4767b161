#include "tools/sluice/doctor/key_check.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sinks/zmq/key_file.hpp"
#include "sinks/zmq/latest_sink.hpp"
#include "sources/zmq/zmq_source.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/tools/sluice/doctor/fake_patient.hpp"

namespace sluice::tool {
namespace {

using testing::HasSubstr;

class DoctorKeys : public testing::Test {
protected:
    DoctorKeys() {
        std::filesystem::create_directory(path("clients"));
        make(path(""), "server");
    }
    [[nodiscard]] std::string path(const std::string& name) const { return folder_.path() / name; }
    static void make(const std::string& folder, const std::string& name) {
        zmq_sink_parts::write_key_files(folder, name, zmq_sink_parts::new_key_pair());
    }
    // What is said of a sink with these keys.
    [[nodiscard]] Findings sink(const std::string& key, const std::string& clients, const NodeEntry& entry = zmq_sink) const {
        return check({test::config_node("live", entry, {{"bind", {"tcp://*:5555"}}, {"curve", {"key=" + path(key), "clients=" + path(clients)}}})});
    }
    [[nodiscard]] Findings source(const std::string& key, const std::string& server) const {
        return check({test::config_node("far", zmq_source, {{"connect", {"tcp://pi:5555"}}, {"topic", {"front"}}, {"curve", {"key=" + path(key), "server=" + path(server)}}})});
    }
    [[nodiscard]] static Findings check(std::vector<config::Node> nodes) {
        Plan plan;
        plan.nodes = std::move(nodes);
        return check_keys(plan);
    }

    test::ScratchFolder folder_;
};

TEST_F(DoctorKeys, KeysThatWillDoAreSaidToBeFine) {
    make(path("clients"), "alice");
    for (const NodeEntry* entry : {&zmq_sink, &zmq_latest_sink}) {
        const Findings found = sink("server.key_secret", "clients", *entry);
        ASSERT_EQ(found.size(), 2u);
        EXPECT_EQ(found[0].mark, Mark::ok);
        EXPECT_EQ(found[0].where, "sinks.live");
        EXPECT_EQ(found[1].what, "keys of 1 client in " + path("clients"));
    }
    for (const Finding& finding : source("server.key_secret", "server.key")) EXPECT_EQ(finding.mark, Mark::ok) << finding.what;
    EXPECT_TRUE(check({test::config_node("live", zmq_sink, {{"bind", {"tcp://127.0.0.1:5555"}}})}).empty());
}

TEST_F(DoctorKeys, AKeyThatTheStartWouldRefuseIsWrong) {
    EXPECT_EQ(sink("gone.key_secret", "clients")[0].mark, Mark::wrong);
    EXPECT_THAT(sink("gone.key_secret", "clients")[0].what, HasSubstr("cannot open " + path("gone.key_secret")));
    EXPECT_EQ(sink("gone.key_secret", "clients")[0].next, "sluice keys NAME makes key files");
    EXPECT_THAT(sink("server.key", "clients")[0].what, HasSubstr("has no secret-key"));
    std::filesystem::permissions(path("server.key_secret"), std::filesystem::perms::group_read, std::filesystem::perm_options::add);
    EXPECT_EQ(sink("server.key_secret", "clients")[0].what, path("server.key_secret") + " can be read by others than its owner");
    EXPECT_EQ(sink("server.key_secret", "clients")[0].next, "chmod 600 " + path("server.key_secret"));
    const Findings far = source("server.key_secret", "gone.key");
    ASSERT_EQ(far.size(), 2u);
    EXPECT_EQ(far[0].where, "sources.far");
    EXPECT_EQ(far[0].mark, Mark::wrong);
    EXPECT_THAT(far[1].what, HasSubstr("cannot open " + path("gone.key")));
}

TEST_F(DoctorKeys, TheFolderOfClientsMustBeThereAndShouldHoldKeys) {
    EXPECT_EQ(sink("server.key_secret", "nobody")[1].mark, Mark::wrong);
    EXPECT_EQ(sink("server.key_secret", "nobody")[1].next, "make the folder and put the public key of each client into it");
    EXPECT_EQ(sink("server.key_secret", "clients")[1].mark, Mark::note);
    EXPECT_EQ(sink("server.key_secret", "clients")[1].next, "put the .key file of each client there");
    folder_.put("clients/odd.key", "no key");
    const Findings found = sink("server.key_secret", "clients");
    ASSERT_EQ(found.size(), 3u);
    EXPECT_THAT(found[1].what, HasSubstr("ignored: " + path("clients/odd.key")));
}

}  // namespace
}  // namespace sluice::tool
