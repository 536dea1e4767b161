#include "tools/sluice/doctor/camera_check.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/tools/sluice/doctor/fake_patient.hpp"
#include "tools/sluice/doctor/doctor.hpp"

namespace sluice::tool {
namespace {

using testing::HasSubstr;

/// Empty where nothing was said of it.
Finding finding_at(const Findings& findings, const std::string& where) {
    for (const Finding& finding : findings)
        if (finding.where == where) return finding;
    return {};
}

TEST(DoctorCameras, EachIsToldWithItsFormatsAndHolders) {
    test::FakePatient patient;
    patient.two_webcams();
    patient.holder(812, "ffmpeg", 2);
    patient.busy.insert(patient.node(2));
    const Findings found = examine(patient.machine);
    const Finding free = finding_at(found, patient.node(0));
    ASSERT_NE(free.where, "");
    EXPECT_EQ(free.mark, Mark::ok);
    EXPECT_EQ(free.what, "Webcam: mjpeg, yuyv");
    const Finding held = finding_at(found, patient.node(2));
    ASSERT_NE(held.where, "");
    EXPECT_EQ(held.mark, Mark::note);
    EXPECT_THAT(held.what, HasSubstr("held by ffmpeg (pid 812)"));
    const Finding bus = finding_at(found, "USB bus 1");
    ASSERT_NE(bus.where, "");
    EXPECT_EQ(bus.what, "(3f980000.usb, dwc2_hsotg), 480 Mbit/s: 0 % of what it can reserve is taken");
    EXPECT_EQ(bus.details.size(), 3u);
    for (const char* where : {"memory", "clock", "group video"}) EXPECT_EQ(finding_at(found, where).where, where);
}

TEST(DoctorCameras, AForbiddenOneIsWrongWithWhatHelpsThisUser) {
    test::FakePatient patient;
    patient.two_webcams();
    patient.open_errors[patient.node(0)] = EACCES;
    patient.machine.memberships = {1000};
    EXPECT_THAT(finding_at(examine(patient.machine), patient.node(0)).next, HasSubstr("log in again: pi is in the group video"));
    EXPECT_EQ(finding_at(examine(patient.machine), patient.node(0)).mark, Mark::wrong);
    patient.machine.user = "guest";
    EXPECT_THAT(finding_at(examine(patient.machine), patient.node(0)).next, HasSubstr("sudo usermod -aG video"));
    patient.machine.memberships = {44};
    EXPECT_THAT(finding_at(examine(patient.machine), patient.node(0)).next, HasSubstr("ls -l " + patient.node(0)));
}

TEST(DoctorCameras, NoneIsANote) {
    test::FakePatient patient;
    const Finding none = finding_at(examine(patient.machine), "cameras");
    ASSERT_NE(none.where, "");
    EXPECT_EQ(none.mark, Mark::note);
}

TEST(DoctorCameras, ASlowHubIsNamed) {
    test::FakePatient patient;
    patient.bus(1, 480, "0000:00:1d.0", "ehci-pci");
    patient.hub("1-1", 12);
    patient.camera("1-1.1", 12, 0, "Cam", test::usual_webcam());
    EXPECT_THAT(finding_at(examine(patient.machine), "USB bus 1").next, HasSubstr("plug 1-1.1 into a port of the machine or a faster hub"));
}

}  // namespace
}  // namespace sluice::tool
