#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <sluice/format.hpp>
#include <sluice/params.hpp>

namespace sluice::v4l2 {

/// A size a camera offers in one format, or a range of them, with its rates.
struct CameraSize {
    Size size;                ///< of a range: the smallest
    std::optional<Size> most;  ///< the largest of a range; absent: exactly `size`
    Size step{1, 1};           ///< of a range
    std::vector<Rate> rates;   ///< highest first; of a range of rates: the highest and the lowest
    bool rate_range = false;
};

/// A pixel format a camera offers.
struct CameraFormat {
    std::uint32_t pixelformat = 0;  ///< V4L2_PIX_FMT_*
    std::string fourcc;             ///< "MJPG"
    std::optional<Format> format;   ///< what sluice calls it; nothing: sluice cannot carry it
    bool emulated = false;          ///< a library makes it, not the camera
    std::vector<CameraSize> sizes;  ///< largest first
};

/// A process that has a node open.
struct Holder {
    int pid = 0;
    std::string name;
};

/// What a /dev/videoN is.
enum class NodeRole : std::uint8_t { camera, metadata, codec, isp, output, other };

/// One /dev/videoN and what is known of it. Texts come from the device: they may hold anything.
struct Camera {
    std::string node;      ///< "/dev/video0"
    std::string name;      ///< what sysfs calls it: known without opening it, mostly the card
    int index = -1;        ///< which of its device's nodes it is, from 0; -1: not known
    std::string sys_device;  ///< the device's folder in sysfs; of a USB camera its interface's; empty: it has none
    std::string card;      ///< "HD Pro Webcam C920"
    std::string driver;    ///< "uvcvideo"
    std::string bus_info;  ///< "usb-3f980000.usb-1.2"
    NodeRole role = NodeRole::other;
    bool is_camera = false;
    std::string why_not;   ///< no camera: what it is instead, "metadata of /dev/video0"
    std::string trouble;   ///< it could not be opened: why, and what to do; empty otherwise

    std::string serial;    ///< of the USB device; two equal webcams may share one
    std::string usb_port;  ///< "1-1.2": where it is plugged in; empty: no USB device
    std::string usb_id;    ///< "046d:082d"
    std::string usb_interface;  ///< "1.0": one USB device may hold several cameras
    std::string usb_folder;     ///< the USB device's folder in sysfs
    std::string by_id;     ///< "/dev/v4l/by-id/...", where udev made one
    std::string by_path;
    std::vector<std::string> links;  ///< all there are in by-id and by-path, sorted
    std::string belongs_to;  ///< of a metadata node: the camera's node, where it was found

    bool multiplanar = false;  ///< it speaks the multi-planar API alone
    bool busy = false;         ///< another program streams from it
    std::vector<Holder> holders;
    bool holders_complete = true;  ///< false: some processes' files could not be looked at
    std::vector<CameraFormat> formats;
};

}  // namespace sluice::v4l2
