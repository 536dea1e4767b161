#include "tools/sluice/doctor/configured_camera.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/tools/sluice/doctor/fake_patient.hpp"

namespace sluice::tool {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

class DoctorConfigured : public testing::Test {
protected:
    DoctorConfigured() { patient.two_webcams(); }

    ConfiguredCamera look(test::Texts texts, bool required = true) {
        config::Node node = test::config_node("front", v4l2_source, std::move(texts));
        node.required = required;
        findings.clear();
        return find_configured(patient.machine, config::Config{{node}}, v4l2::list_cameras(patient.machine.survey), findings).at(0);
    }
    test::FakePatient patient;
    Findings findings;
};

TEST_F(DoctorConfigured, WhatTheCameraOffersIsFine) {
    const ConfiguredCamera found = look({{"device", {patient.node(0)}}, {"format", {"mjpeg"}}, {"size", {"640x480"}}, {"fps", {"15"}}});
    EXPECT_THAT(findings, IsEmpty());
    ASSERT_TRUE(found.camera && found.mode);
    EXPECT_EQ(found.camera->node, patient.node(0));
    EXPECT_EQ(found.mode->size, (Size{640, 480}));
    EXPECT_EQ(found.mode->rate.per_second(), 15);
}

TEST_F(DoctorConfigured, WhatIsNotWrittenIsChosenAsTheSourceWould) {
    const ConfiguredCamera found = look({{"device", {patient.node(0)}}});
    ASSERT_TRUE(found.mode);
    EXPECT_EQ(found.mode->format, "mjpeg");
    EXPECT_EQ(found.mode->size, (Size{1280, 720}));
    EXPECT_EQ(found.mode->rate.per_second(), 30);
    EXPECT_EQ(look({{"device", {patient.node(0)}}, {"size", {"max"}}, {"fps", {"max"}}}).mode->size, (Size{1280, 720}));
    EXPECT_THAT(findings, IsEmpty());
}

TEST_F(DoctorConfigured, ACameraIsFoundByWhatItIs) {
    EXPECT_EQ(look({{"match", {"serial=0123"}}}).camera->node, patient.node(2));
    EXPECT_EQ(look({{"match", {"usb_port=1-1.2"}}}).camera->node, patient.node(0));
    EXPECT_FALSE(look({{"match", {"serial=9"}}}).camera);
    ASSERT_EQ(findings.size(), 1u);
    EXPECT_EQ(findings[0].mark, Mark::wrong);
    EXPECT_FALSE(look({}).camera);  // two are here
    EXPECT_EQ(findings.at(0).mark, Mark::wrong);
}

TEST_F(DoctorConfigured, TwoNamesOfOneCameraAreSeen) {
    const std::vector<config::Node> nodes = {test::config_node("front", v4l2_source, {{"device", {patient.node(0)}}}),
                                             test::config_node("back", v4l2_source, {{"match", {"usb_port=1-1.2"}}}),
                                             test::config_node("side", v4l2_source, {{"match", {"usb_port=1-1.3"}}})};
    (void)find_configured(patient.machine, config::Config{nodes}, v4l2::list_cameras(patient.machine.survey), findings);
    ASSERT_EQ(findings.size(), 1u);
    EXPECT_EQ(findings[0].mark, Mark::wrong);
    EXPECT_EQ(findings[0].where, "sources.back");
    EXPECT_EQ(findings[0].what, patient.node(0) + " is the camera of front too");
}

TEST_F(DoctorConfigured, AnAbsentOneIsWrongUnlessTheRestMayStart) {
    look({{"device", {patient.node(7)}}});
    ASSERT_EQ(findings.size(), 1u);
    EXPECT_EQ(findings[0].mark, Mark::wrong);
    EXPECT_EQ(findings[0].where, "sources.front");
    EXPECT_EQ(findings[0].what, patient.node(7) + " is not there");
    look({{"device", {patient.node(7)}}}, false);
    EXPECT_EQ(findings.at(0).mark, Mark::note);
}

TEST_F(DoctorConfigured, WhatIsNotOfferedIsToldWithTheNearest) {
    EXPECT_FALSE(look({{"device", {patient.node(0)}}, {"format", {"nv12"}}}).mode);
    ASSERT_EQ(findings.size(), 1u);
    EXPECT_EQ(findings[0].mark, Mark::wrong);
    EXPECT_EQ(findings[0].next, "it offers mjpeg, yuyv");
    EXPECT_EQ(look({{"device", {patient.node(0)}}, {"size", {"800x600"}}}).mode->size, (Size{640, 480}));
    EXPECT_THAT(findings.at(0).what, HasSubstr("mjpeg in 800x600 is not offered"));
    EXPECT_EQ(findings[0].next, "nearest: 640x480, 1280x720");
    EXPECT_EQ(findings[0].mark, Mark::note);
    EXPECT_EQ(look({{"device", {patient.node(0)}}, {"fps", {"60"}}}).mode->rate.per_second(), 30);
    EXPECT_THAT(findings.at(0).what, HasSubstr("60 fps is not offered in mjpeg 1280x720"));
    EXPECT_EQ(findings[0].next, "it offers 30, 15");
}

TEST_F(DoctorConfigured, ABusyOrForbiddenOneIsWrong) {
    patient.busy.insert(patient.node(0));
    patient.holder(12, "cheese", 0);
    look({{"device", {patient.node(0)}}});
    ASSERT_EQ(findings.size(), 1u);
    EXPECT_EQ(findings[0].what, patient.node(0) + " is in use: held by cheese (pid 12)");
    EXPECT_EQ(findings[0].mark, Mark::wrong);
    patient.open_errors[patient.node(2)] = EACCES;
    EXPECT_FALSE(look({{"device", {patient.node(2)}}}).camera);
    EXPECT_THAT(findings.at(0).what, HasSubstr("cannot open " + patient.node(2)));
}

TEST_F(DoctorConfigured, ControlsAreReadAndNotSet) {
    look({{"device", {patient.node(0)}}, {"controls", {"brightness=128"}}});
    EXPECT_THAT(findings, IsEmpty());
    look({{"device", {patient.node(0)}}, {"controls", {"brigthness=128"}}});
    ASSERT_EQ(findings.size(), 1u);
    EXPECT_EQ(findings[0].where, "sources.front.controls.brigthness");
    EXPECT_EQ(findings[0].next, "did you mean brightness?");
    look({{"device", {patient.node(0)}}, {"controls", {"brightness=300"}}});
    ASSERT_EQ(findings.size(), 1u);
    EXPECT_EQ(findings[0].mark, Mark::wrong);
    EXPECT_THAT(findings[0].what + findings[0].next, HasSubstr("255"));
}

}  // namespace
}  // namespace sluice::tool
