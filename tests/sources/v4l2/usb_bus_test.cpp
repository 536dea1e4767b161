// Looks at USB buses made of files, as sysfs would show them.
#include "sources/v4l2/usb_bus.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sources/v4l2/camera_holders.hpp"
#include "sources/v4l2/camera_sysfs.hpp"
#include "sources/v4l2/usb_report.hpp"
#include "sources/v4l2/usb_tree.hpp"
#include "tests/sources/v4l2/usb_fake_machine.hpp"

namespace sluice::v4l2 {
namespace {

using test::FakeUsbMachine;
using test::usual_webcam;
using test::UsbDescriptorBytes;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// Two webcams on the hub of a Raspberry Pi; the first streams.
class OnOneHub : public testing::Test {
protected:
    OnOneHub() {
        machine.bus(1, 480, "3f980000.usb", "dwc2_hsotg");
        machine.hub("1-1", 480);
        machine.camera("1-1.2", 480, 0, "HD Pro Webcam C920", usual_webcam(), 7);
        machine.camera("1-1.10", 480, 2, "HD Webcam C615", usual_webcam());
        machine.holder(812, "ffmpeg", 0);
    }
    UsbReport refused(const CameraMode& asked, unsigned number = 2) const { return usb_bandwidth_report(machine.node(number), asked, survey()); }
    Survey survey() const {
        Survey out;
        out.sys = machine.sys();
        out.dev = machine.dev();
        out.proc = machine.proc();
        return out;
    }
    FakeUsbMachine machine;
    const CameraMode hd{"mjpeg", {1280, 720}, {30, 1}};
};

TEST_F(OnOneHub, TheBusTellsWhoReservesWhat) {
    const std::vector<UsbBus> buses = usb_buses(machine.sys());
    ASSERT_EQ(buses.size(), 1u);
    const UsbBus& bus = buses[0];
    EXPECT_EQ(bus.number, 1u);
    EXPECT_EQ(bus.controller, "3f980000.usb");
    EXPECT_EQ(bus.driver, "dwc2_hsotg");
    ASSERT_EQ(bus.devices.size(), 4u);
    EXPECT_EQ(bus.devices[0].port, "usb1");
    EXPECT_TRUE(bus.devices[1].hub);
    EXPECT_EQ(bus.devices[2].port, "1-1.2");
    EXPECT_EQ(bus.devices[3].port, "1-1.10");  // by number, not by letters
    EXPECT_TRUE(bus.devices[2].camera);
    ASSERT_EQ(bus.devices[2].reserved.size(), 1u);
    EXPECT_EQ(bytes_per_second(bus.devices[2].reserved[0].endpoint), 24'576'000);
    EXPECT_TRUE(bus.devices[3].reserved.empty());
    EXPECT_NEAR(usb_use(bus)->share, 0.616, 0.002);
    EXPECT_TRUE(usb_use(bus)->complete);
    EXPECT_EQ(usb_use(bus, {"1-1.2"})->share, 0);
    EXPECT_TRUE(surely_shared(bus, {"1-1.2", "1-1.10"}));
}

TEST_F(OnOneHub, TheTreeNamesHubsCamerasAndHolders) {
    std::vector<Camera> nodes = nodes_in_sysfs(machine.sys(), machine.dev());
    find_holders(nodes, machine.proc());
    EXPECT_THAT(usb_tree(usb_buses(machine.sys())[0], nodes),
                ElementsAre("USB bus 1 (3f980000.usb, dwc2_hsotg), 480 Mbit/s: 62 % of what it can reserve is taken", "  1-1 hub USB2.0 Hub, 480 Mbit/s",
                            "    1-1.2 HD Pro Webcam C920, " + machine.node(0) + ", 480 Mbit/s: reserves 24.6 MB/s, 62 %; held by ffmpeg (pid 812)",
                            "    1-1.10 HD Webcam C615, " + machine.node(2) + ", 480 Mbit/s: reserves nothing now"));
}

TEST_F(OnOneHub, ARefusalIsExplainedWithModesThatFit) {
    const UsbReport report = refused(hd);
    EXPECT_EQ(report.what, "USB bus 1 (3f980000.usb, dwc2_hsotg) has no bandwidth left for " + machine.node(2) +
                               " (mjpeg 1280x720 at 30 fps): by what it declares it needs 21.5 MB/s, 54 % of what the bus can reserve, and 38 % is free");
    EXPECT_EQ(report.next, "ask for mjpeg 1280x720 at 15 fps, mjpeg 640x480 at 30 fps or yuyv 320x240 at 30 fps, or give " + machine.node(0) +
                               " less, or a port of another bus");
    EXPECT_EQ(report.tree.size(), 4u);
}

TEST_F(OnOneHub, AnotherBusIsProposedWhereItHasAnOpenPort) {
    machine.bus(3, 480, "1c400000.usb", "ehci-platform", 2);
    machine.bus(4, 480, "1c500000.usb", "ehci-platform", 0);
    EXPECT_THAT(refused(hd).next, HasSubstr("plug it into a port of USB bus 3 (1c400000.usb, ehci-platform)"));
    EXPECT_THAT(refused(hd).next, Not(HasSubstr("USB bus 4")));
    machine.camera("3-1", 480, 6, "Busy Cam", usual_webcam(), 7);
    EXPECT_THAT(refused(hd).next, Not(HasSubstr("USB bus 3")));
}

TEST_F(OnOneHub, ARefusalThatContradictsTheCameraGetsNoModes) {
    // 640x480 would fit by what it declares; the camera has asked for more.
    const UsbReport report = refused({"mjpeg", {640, 480}, {30, 1}});
    EXPECT_THAT(report.what, HasSubstr("38 % seems free: it asks for more than it declares"));
    EXPECT_THAT(report.next, Not(HasSubstr("ask for")));
    EXPECT_THAT(report.next, HasSubstr("give " + machine.node(0) + " less"));
    EXPECT_THAT(report.next, Not(HasSubstr("quirks")));  // it does nothing for mjpeg
    EXPECT_THAT(refused({"yuyv", {320, 240}, {30, 1}}).next, HasSubstr("quirks=128"));
    EXPECT_THAT(refused(hd).next, Not(HasSubstr("quirks")));
}

TEST_F(OnOneHub, AModeTheCameraDoesNotDescribeIsLeftUnweighed) {
    const UsbReport report = refused({"nv12", {640, 480}, {30, 1}});
    EXPECT_THAT(report.what, Not(HasSubstr("%")));
    EXPECT_EQ(report.tree.size(), 4u);
}

TEST_F(OnOneHub, WhatCannotBeCountedKeepsModesBack) {
    // A full-speed camera behind the hub's translator: its split transactions are not counted.
    UsbDescriptorBytes old;
    old.interface(1, 0).interface(1, 1).isochronous(800);
    machine.camera("1-1.4", 12, 4, "Old Cam", old, 1);
    EXPECT_FALSE(usb_use(usb_buses(machine.sys())[0])->complete);
    const UsbReport report = refused(hd);
    EXPECT_THAT(report.what, HasSubstr("at most 38 % is free"));
    EXPECT_THAT(report.next, Not(HasSubstr("ask for")));
}

TEST_F(OnOneHub, ADeviceThatIsNotUsbGetsTheGeneralSentence) {
    const UsbReport report = refused(hd, 9);
    EXPECT_THAT(report.what, HasSubstr("the USB bus has no bandwidth left for " + machine.node(9)));
    EXPECT_FALSE(report.next.empty());
}

TEST_F(OnOneHub, WhereDescriptorsCannotBeReadTheTextIsALowerBound) {
    std::filesystem::remove(machine.at("1-1.2") / "descriptors");
    const auto endpoint = machine.at("1-1.2") / "1-1.2:1.1/ep_81";
    machine.write(endpoint / "type", "Isoc\n");
    machine.write(endpoint / "wMaxPacketSize", "0400\n");
    machine.write(endpoint / "bInterval", "01\n");
    const std::vector<UsbBus> buses = usb_buses(machine.sys());
    ASSERT_EQ(buses[0].devices[2].reserved.size(), 1u);
    EXPECT_FALSE(buses[0].devices[2].reserved[0].exact);
    EXPECT_FALSE(usb_use(buses[0])->complete);
    EXPECT_THAT(usb_tree(buses[0], {})[2], HasSubstr("reserves at least 8.19 MB/s"));
}

TEST_F(OnOneHub, TextsOfDevicesCannotSteerATerminal) {
    machine.camera("1-1.3", 480, 4, "Cam\x1b[31m", usual_webcam());
    for (const std::string& line : usb_tree(usb_buses(machine.sys())[0], nodes_in_sysfs(machine.sys(), machine.dev())))
        EXPECT_THAT(line, Not(HasSubstr("\x1b")));
}

TEST(UsbBuses, ACameraForUsb2BehindAnOldHubIsSlowedByIt) {
    FakeUsbMachine machine;
    machine.bus(1, 480, "0000:00:1d.0", "ehci-pci");
    machine.hub("1-1", 12);
    machine.camera("1-1.1", 12, 0, "Cam", usual_webcam());
    const std::vector<UsbBus> buses = usb_buses(machine.sys());
    EXPECT_THAT(usb_tree(buses[0], {}).back(), HasSubstr("slowed by the hub at 1-1"));
}

TEST(UsbBuses, AControllerThatCountsInHardwareMayHaveMoreThanOneBus) {
    FakeUsbMachine machine;
    machine.bus(1, 480, "0000:00:14.0", "xhci-hcd", 1);
    machine.bus(2, 5000, "0000:00:14.1", "xhci-hcd");
    const std::vector<UsbBus> buses = usb_buses(machine.sys());
    EXPECT_FALSE(surely_shared(buses[0], {"1-1", "1-2"}));
    EXPECT_TRUE(surely_shared(buses[0], {"1-1.1", "1-1.2"}));
    EXPECT_EQ(buses[0].open_ports, 1u);
    EXPECT_FALSE(usb_use(buses[1]));
    EXPECT_EQ(buses[1].speed, UsbSpeed::super);
}

TEST(UsbBuses, NoSysfsIsNoBus) { EXPECT_THAT(usb_buses("/nowhere"), IsEmpty()); }

TEST(UsbBuses, ParentsFollowFromNames) {
    EXPECT_EQ(usb_parent("1-1.2.3"), "1-1.2");
    EXPECT_EQ(usb_parent("12-3"), "usb12");
    EXPECT_EQ(usb_parent("usb1"), "");
}

}  // namespace
}  // namespace sluice::v4l2
