#include "fake_catalogue.hpp"

#include <stdexcept>

namespace sluice::config {

namespace {

constexpr Param v4l2_params[] = {
    Param::text("device", "/dev/video0, or a name below /dev/v4l").alone(),
    Param::choice("format", "mjpeg|jpeg|yuyv|nv12|gray", "what the camera sends").fallback("mjpeg"),
    Param::size("size", "of the picture").fallback("1280x720"),
    Param::rate("fps", "frames per second").word("max").fallback("30").between("1/3600", "1000"),
    Param::whole("buffers", "of the driver").between("2", "32"),
    Param::text("serial", "of the camera"),
    Param::map("match", "which camera", "serial|usb_port|model").alone(),
    Param::map("controls", "of the camera, by name"),
};

constexpr Param clip_params[] = {
    Param::folder("path", "where the frames are").must(),
    Param::rate("fps", "frames per second").word("max").fallback("30"),
};

constexpr Param every_nth_params[] = {
    Param::whole("n", "hand on every n-th frame").fallback("2").between("1", "1000000"),
};

constexpr Param motion_params[] = {
    Param::whole("threshold", "levels of luma").fallback("12").between("0", "255"),
};

constexpr Param mask_params[] = {
    Param::region("regions", "what to hide").several().must(),
    Param::choice("fill", "black|pixelate", "with what").fallback("black"),
};

constexpr Param people_params[] = {
    Param::file("model", "the network").must(),
    Param::text("classes", "what to look for").several(),
    Param::points("zone", "where to look"),
    Param::number("score", "the least").fallback("0.5").between("0", "1"),
    Param::duration("hold", "how long a box stays").fallback("2s").at_least("0s"),
};

constexpr Param zmq_params[] = {
    Param::text("bind", "the endpoints").several().must().alone(),
    Param::boolean("insecure", "anybody on the network may read").fallback("false"),
};

constexpr Param file_params[] = {
    Param::folder("path", "where to").must(),
    Param::bytes("keep", "at most so much").or_kind(ParamKind::duration),
    Param::bytes("min_free", "stop below this").fallback("1GiB"),
};

constexpr Param odd_params[] = {
    Param::whole("shrink", "what it asks for").fallback("1"),
    Param::choice("format", "gray|jpeg", "what it asks for").fallback("gray"),
    Param::whole("quality", "of its JPEGs").fallback("0"),
    Param::boolean("throws", "instead").fallback("false"),
};

void promise_camera(const Params& params, Promise& promise) {
    promise.format_known = true;
    promise.format = format_named(params.text("format")).value_or(Format::jpeg);
    promise.size = params.size("size");
    if (params.kind("fps") == ParamKind::rate) promise.rate = params.rate("fps");
}

void wish_odd(const Params& params, Wishes& wishes) {
    if (params.boolean("throws")) throw std::runtime_error("no idea");
    wishes.pixels({*format_named(params.text("format")), static_cast<std::uint32_t>(params.whole("shrink"))});
    wishes.publishes({static_cast<std::uint32_t>(params.whole("quality"))});
}

void check_camera(const Params& params, Complaints& complaints) {
    if (params.has("device") && params.has("match"))
        complaints.add("match", "device names the camera already", "write device or match, not both");
}

void check_zmq(const Params& params, Complaints& complaints) {
    if (params.boolean("insecure")) return;
    for (std::size_t i = 0; i < params.count("bind"); ++i) {
        const std::string_view bind = params.text("bind", i);
        if (bind == "throw") throw std::runtime_error("thrown");
        if (bind.starts_with("ipc://") || bind.starts_with("tcp://127.0.0.1:")) continue;
        complaints.add("bind", std::string(bind) + " can be read by anybody on the network",
                       "write insecure: true if that is meant");
    }
}

template <std::size_t N>
NodeEntry entry(NodeKind kind, const char* type, const Param (&params)[N]) {
    return detail::entry(kind, type, "", params);
}

}  // namespace

FakeCatalogue::FakeCatalogue() {
    NodeEntry camera = entry(NodeKind::source, "v4l2", v4l2_params);
    camera.promise = promise_camera;
    camera.check = check_camera;
    add(camera);
    add(entry(NodeKind::source, "file", clip_params));
    add(entry(NodeKind::filter, "every_nth", every_nth_params));
    NodeEntry motion = entry(NodeKind::filter, "motion", motion_params);
    motion.wishes = [](const Params&, Wishes& wishes) { wishes.pixels({Format::gray, 4}); };
    add(motion);
    NodeEntry rotate;
    rotate.type = "rotate";
    rotate.reshapes = true;
    rotate.wishes = [](const Params&, Wishes& wishes) { wishes.coefficients(false); };
    add(rotate);
    NodeEntry resize;
    resize.type = "resize";
    resize.reshapes = true;
    resize.wishes = [](const Params&, Wishes& wishes) {
        wishes.pixels({Format::i420, 2});
        wishes.publishes({});
    };
    add(resize);
    NodeEntry odd = entry(NodeKind::filter, "odd", odd_params);
    odd.wishes = wish_odd;
    add(odd);
    NodeEntry mask = entry(NodeKind::filter, "mask", mask_params);
    mask.guards = true;
    mask.wishes = [](const Params&, Wishes& wishes) {
        wishes.coefficients(true);
        wishes.pixels({Format::i420});
    };
    add(mask);
    add(entry(NodeKind::filter, "people", people_params));
    NodeEntry alarm;
    alarm.type = "alarm";
    alarm.acts = true;
    add(alarm);
    NodeEntry zmq = entry(NodeKind::sink, "zmq", zmq_params);
    zmq.check = check_zmq;
    add(zmq);
    add(entry(NodeKind::sink, "file", file_params));
    NodeEntry null;
    null.type = "null";
    null.kind = NodeKind::sink;
    add(null);
}

}  // namespace sluice::config
