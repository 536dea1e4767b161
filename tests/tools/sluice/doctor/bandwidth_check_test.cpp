#include "tools/sluice/doctor/bandwidth_check.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/tools/sluice/doctor/fake_patient.hpp"
#include "tools/sluice/doctor/doctor.hpp"

namespace sluice::tool {
namespace {

using testing::HasSubstr;
using testing::Not;

/// What `examine` says of bus 1 where two cameras are asked for 1280x720 at that rate.
Finding bus_with(test::FakePatient& patient, const char* fps) {
    const auto source = [&](const char* name, unsigned number) {
        return test::config_node(name, v4l2_source, {{"device", {patient.node(number)}}, {"format", {"mjpeg"}}, {"size", {"1280x720"}}, {"fps", {fps}}});
    };
    for (const Finding& finding : examine(patient.machine, test::plan_of({source("front", 0), source("back", 2)})))
        if (finding.where == "USB bus 1") return finding;
    return {Mark::ok, "none", "", "", {}};
}

TEST(DoctorBandwidth, TwoThatDoNotFitOnOneHubAreWrongWithModesThatDo) {
    test::FakePatient patient;
    patient.two_webcams();
    const Finding found = bus_with(patient, "30");
    EXPECT_EQ(found.mark, Mark::wrong);
    EXPECT_EQ(found.what, "front (mjpeg 1280x720 at 30 fps) 54 %, back (mjpeg 1280x720 at 30 fps) 54 %: 108 % of what it can reserve, so not all can stream");
    EXPECT_THAT(found.next, HasSubstr("all fit with front in mjpeg 1280x720 at 15 fps or mjpeg 640x480 at 30 fps"));
    EXPECT_EQ(found.details.size(), 4u);
}

TEST(DoctorBandwidth, WhatFitsIsFine) {
    test::FakePatient patient;
    patient.two_webcams();
    EXPECT_EQ(bus_with(patient, "15").mark, Mark::ok);
}

TEST(DoctorBandwidth, WhatOthersReserveCounts) {
    test::FakePatient patient;
    patient.two_webcams();
    patient.camera("1-1.4", 480, 4, "Cam C", test::usual_webcam(), 7);
    const Finding found = bus_with(patient, "15");
    EXPECT_EQ(found.mark, Mark::wrong);
    EXPECT_THAT(found.what, HasSubstr("others 62 %"));
}

TEST(DoctorBandwidth, TheirOwnReservationsDoNotCountTwice) {
    test::FakePatient patient;
    patient.two_webcams();
    patient.camera("1-1.4", 480, 4, "Cam C", test::usual_webcam());
    patient.write(patient.at("1-1.2") / "1-1.2:1.1/bAlternateSetting", " 7\n");  // this camera streams already
    EXPECT_EQ(bus_with(patient, "15").mark, Mark::ok);
}

TEST(DoctorBandwidth, APortOfAnotherBusIsProposed) {
    test::FakePatient patient;
    patient.two_webcams();
    patient.bus(2, 480, "1c400000.usb", "ehci-platform", 1);
    EXPECT_THAT(bus_with(patient, "30").next, HasSubstr("plug front into a port of USB bus 2 (1c400000.usb, ehci-platform)"));
}

TEST(DoctorBandwidth, WhereTheControllerMayHaveSeveralWiresItIsANote) {
    test::FakePatient patient;
    patient.bus(1, 480, "0000:00:14.0", "xhci-hcd");
    patient.camera("1-1", 480, 0, "Cam A", test::usual_webcam());
    patient.camera("1-2", 480, 2, "Cam B", test::usual_webcam());
    EXPECT_EQ(bus_with(patient, "30").mark, Mark::note);
}

TEST(DoctorBandwidth, NoSumIsMadeOfWhatIsNotKnown) {
    test::FakePatient patient;
    patient.bus(1, 480, "3f980000.usb", "dwc2_hsotg");
    patient.camera("1-1", 480, 0, "Cam A", test::usual_webcam());
    patient.camera("1-2", 480, 2, "Cam B", test::UsbDescriptorBytes());
    const Finding found = bus_with(patient, "30");
    EXPECT_EQ(found.mark, Mark::note);
    EXPECT_THAT(found.what, HasSubstr("what back (mjpeg 1280x720 at 30 fps) will reserve is not known"));
    EXPECT_THAT(found.what, Not(HasSubstr("%")));
}

TEST(DoctorBandwidth, BulkCamerasReserveNothing) {
    test::FakePatient patient;
    test::UsbDescriptorBytes bulk;
    bulk.interface(0, 0, 0x0e, 1).interface(1, 0).bulk().mjpeg().frame(true, 1280, 720, 147'456'000, {30});
    patient.bus(1, 480, "3f980000.usb", "dwc2_hsotg");
    patient.camera("1-1", 480, 0, "Cam A", bulk);
    patient.camera("1-2", 480, 2, "Cam B", bulk);
    EXPECT_EQ(bus_with(patient, "30").mark, Mark::ok);
}

}  // namespace
}  // namespace sluice::tool
