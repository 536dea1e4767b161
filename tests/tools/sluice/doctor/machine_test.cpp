#include "tools/sluice/doctor/machine.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/tools/sluice/doctor/fake_patient.hpp"
#include "tools/sluice/doctor/machine_check.hpp"

namespace sluice::tool {
namespace {

using testing::HasSubstr;

TEST(DoctorMachine, ReadsMemoryAndGroups) {
    test::FakePatient patient;
    EXPECT_EQ(available_memory(patient.machine), 1'024'000'000.0);
    EXPECT_EQ(membership_in(patient.machine, "video"), Membership::member);
    patient.machine.memberships = {1000};
    EXPECT_EQ(membership_in(patient.machine, "video"), Membership::after_login);
    patient.machine.user = "p";
    EXPECT_EQ(membership_in(patient.machine, "video"), Membership::none);
    EXPECT_EQ(membership_in(patient.machine, "vide"), Membership::no_such_group);
    patient.write(patient.root() / "proc/meminfo", "MemTotal: 5 kB\n");
    EXPECT_FALSE(available_memory(patient.machine));
}

TEST(DoctorMachine, ListsWhoListens) {
    test::FakePatient patient;
    const std::string head = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";
    patient.write(patient.root() / "proc/net/tcp",
                  head + "   0: 0100007F:15B3 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 777 1\n" +
                      "   1: 0100007F:15B4 0100007F:1111 01 00000000:00000000 00:00000000 00000000  1000        0 778 1\n" + "  rubbish\n   2: zz:15B5 x 0A 0 0 0 0 0 0\n");
    patient.write(patient.root() / "proc/net/tcp6",
                  head + "   0: 00000000000000000000000000000000:0050 00000000000000000000000000000000:0000 0A 0:0 0:0 0 0 0 900 1\n" +
                      "   1: 00000000000000000000000001000000:0051 00000000000000000000000000000000:0000 0A 0:0 0:0 0 0 0 901 1\n");
    patient.write(patient.root() / "proc/12/comm", "sluice\n");
    std::filesystem::create_directories(patient.root() / "proc/12/fd");
    std::filesystem::create_symlink("socket:[777]", patient.root() / "proc/12/fd/9");
    const std::vector<Listener> found = tcp_listeners(patient.machine);
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(found[0].address, "127.0.0.1");
    EXPECT_EQ(found[0].port, 5555);
    EXPECT_EQ(found[0].holder, "sluice (pid 12)");
    EXPECT_EQ(found[1].address, "");
    EXPECT_EQ(found[1].port, 80);
    EXPECT_EQ(found[1].holder, "");
}

TEST(DoctorMachine, IsTheRealOne) {
    const Machine real = this_machine();
    EXPECT_TRUE(available_memory(real));
    EXPECT_FALSE(real.memberships.empty());
    EXPECT_TRUE(real.survey.open && real.survey.control);
}

TEST(DoctorMachine, TellsAboutItsClockAndGroup) {
    test::FakePatient patient;
    patient.machine.clock_synchronised = false;
    patient.machine.memberships = {1000};
    v4l2::Camera camera;
    camera.is_camera = true;
    const Findings found = check_machine(patient.machine, {camera});
    ASSERT_EQ(found.size(), 3u);
    EXPECT_EQ(found[0].mark, Mark::ok);
    EXPECT_THAT(found[1].next, HasSubstr("systemd-timesyncd"));
    EXPECT_THAT(found[2].what, HasSubstr("this session began before that"));
    EXPECT_EQ(found[2].mark, Mark::note);
    EXPECT_EQ(check_machine(patient.machine, {}).size(), 2u);  // of no use to whom has no camera
}

}  // namespace
}  // namespace sluice::tool
