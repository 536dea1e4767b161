#include "tools/sluice/doctor/sink_check.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sinks/zmq/latest_sink.hpp"
#include "tests/tools/sluice/doctor/fake_patient.hpp"
#include "tools/sluice/doctor/doctor.hpp"

namespace sluice::tool {
namespace {

using testing::HasSubstr;
using testing::Not;

class DoctorSinks : public testing::Test {
protected:
    DoctorSinks() {
        patient.two_webcams();
        patient.write(patient.root() / "proc/net/tcp",
                      "head\n   0: 0100007F:15B3 00000000:0000 0A 0:0 0:0 0 1000 0 777 1\n   1: 00000000:15B5 00000000:0000 0A 0:0 0:0 0 1000 0 778 1\n");
    }
    Finding address(const std::string& text) {
        Findings out;
        check_address(patient.machine, "sinks.live", text, out);
        return out.empty() ? Finding{} : out.front();
    }
    Findings run(config::Node sink) {
        return examine(patient.machine, test::plan_of({test::config_node("front", v4l2_source, {{"device", {patient.node(0)}}, {"size", {"1280x720"}}, {"fps", {"30"}}}), std::move(sink)}));
    }
    Finding sink(config::Node node) {
        const std::string where = "sinks." + node.name;
        for (const Finding& finding : run(std::move(node)))
            if (finding.where == where) return finding;
        return {};
    }
    test::FakePatient patient;
};

TEST_F(DoctorSinks, ATakenTcpPortIsWrong) {
    EXPECT_EQ(address("tcp://127.0.0.1:5555").mark, Mark::wrong);
    EXPECT_THAT(address("tcp://127.0.0.1:5555").what, HasSubstr("taken by another program"));
    EXPECT_THAT(address("tcp://127.0.0.1:5555").next, HasSubstr("ss -ltnp"));
    EXPECT_EQ(address("tcp://*:5555").mark, Mark::wrong);
    EXPECT_EQ(address("tcp://localhost:5555").mark, Mark::wrong);
    EXPECT_EQ(address("tcp://127.0.0.1:5557").mark, Mark::wrong);  // somebody has that port on every address
    EXPECT_EQ(address("tcp://192.168.1.7:5555").mark, Mark::ok);
    EXPECT_EQ(address("tcp://127.0.0.1:5556").mark, Mark::ok);
    EXPECT_EQ(address("tcp://127.0.0.1:*").where, "");
    EXPECT_EQ(sink(test::config_node("live", zmq_sink, {{"bind", {"tcp://127.0.0.1:5555"}}})).mark, Mark::wrong);
}

TEST_F(DoctorSinks, EverySinkThatBindsIsLookedAt) {
    static constexpr Param bind[] = {Param::text("bind", "").several()};
    static constexpr NodeEntry http = detail::entry(NodeKind::sink, "http", "", bind);  // the sink itself is a plugin
    const auto of = [&](const NodeEntry& entry, const char* address) { return sink(test::config_node("page", entry, {{"bind", {address}}})); };
    EXPECT_EQ(of(zmq_latest_sink, "tcp://127.0.0.1:5555").mark, Mark::wrong);
    EXPECT_EQ(of(zmq_latest_sink, "tcp://127.0.0.1:5556").mark, Mark::ok);
    EXPECT_THAT(of(zmq_latest_sink, "ipc:///nowhere/at/all.ipc").what, HasSubstr("the folder /nowhere/at of the socket is not there"));
    EXPECT_THAT(of(http, "127.0.0.1:5555").what, HasSubstr("127.0.0.1:5555 is taken by another program"));
    EXPECT_EQ(of(http, "*:5555").mark, Mark::wrong);
    EXPECT_EQ(of(http, "localhost:5555").mark, Mark::wrong);
    EXPECT_EQ(of(http, "127.0.0.1:8080").what, "127.0.0.1:8080 is free");
    EXPECT_EQ(of(http, "127.0.0.1:0").where, "");
}

TEST_F(DoctorSinks, ANameCannotBeBound) {
    EXPECT_EQ(address("tcp://pi-front:5555").mark, Mark::wrong);
    EXPECT_THAT(address("tcp://pi-front:5555").what, HasSubstr("neither an address nor a network interface"));
}

TEST_F(DoctorSinks, AnIpcPathMustBeFreeAndItsFolderThere) {
    EXPECT_EQ(address("ipc://" + (patient.root() / "front.ipc").string()).mark, Mark::ok);
    EXPECT_EQ(address("ipc:///nowhere/at/all.ipc").mark, Mark::wrong);
    patient.write(patient.root() / "text", "x");
    EXPECT_THAT(address("ipc://" + (patient.root() / "text").string()).what, HasSubstr("is no socket"));
    const std::string path = patient.root() / "s";
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    std::copy(path.begin(), path.end(), name.sun_path);
    ASSERT_EQ(::bind(fd, reinterpret_cast<const sockaddr*>(&name), sizeof name), 0);
    ASSERT_EQ(::listen(fd, 1), 0);
    EXPECT_THAT(address("ipc://" + path).what, HasSubstr("another program answers"));
    ::close(fd);
}

TEST_F(DoctorSinks, AFolderIsMadeWhereItsParentIsThere) {
    const std::string folder = patient.root() / "recordings/front";
    const Finding found = sink(test::config_node("disk", file_sink, {{"path", {folder}}, {"keep", {"1MiB"}}, {"min_free", {"0B"}}}));
    EXPECT_EQ(found.mark, Mark::ok);
    EXPECT_THAT(found.what, HasSubstr("free for " + folder));
    EXPECT_FALSE(std::filesystem::exists(folder));  // looking makes nothing
}

TEST_F(DoctorSinks, WhatTheDiskCannotHoldIsWrong) {
    const std::string folder = patient.root() / "recordings";
    const auto disk = [&](test::Texts texts) {
        texts["path"] = {folder};
        return sink(test::config_node("disk", file_sink, std::move(texts)));
    };
    EXPECT_THAT(disk({{"keep", {"100000000GiB"}}}).what, HasSubstr("it is to keep"));
    EXPECT_EQ(disk({{"keep", {"100000000GiB"}}}).mark, Mark::wrong);
    EXPECT_EQ(disk({{"keep", {"1000000d"}}}).mark, Mark::ok);  // how much that is, is not known: no format is written
    EXPECT_THAT(disk({{"min_free", {"100000000GiB"}}}).what, HasSubstr("less than min_free"));
    EXPECT_EQ(disk({}).mark, Mark::note);
    EXPECT_THAT(disk({}).what, HasSubstr("nothing is deleted"));
    patient.write(patient.root() / "recordings", "a file");
    EXPECT_THAT(disk({}).what, HasSubstr("is no folder"));
    EXPECT_EQ(disk({}).mark, Mark::wrong);
}

TEST_F(DoctorSinks, FramesMustFitIntoMemory) {
    const auto memory = [&] {
        for (const Finding& finding : run(test::config_node("live", zmq_sink, {{"bind", {"tcp://127.0.0.1:5556"}}})))
            if (finding.where == "memory") return finding;
        return Finding{};
    };
    EXPECT_EQ(memory().mark, Mark::ok);
    patient.write(patient.root() / "proc/meminfo", "MemAvailable: 20000 kB\n");
    EXPECT_EQ(memory().mark, Mark::wrong);
    EXPECT_THAT(memory().what, HasSubstr("of 20"));
}

}  // namespace
}  // namespace sluice::tool
