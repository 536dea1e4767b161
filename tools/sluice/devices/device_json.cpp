#include "tools/sluice/devices/device_json.hpp"

#include <array>
#include <utility>

#include "sources/v4l2/camera_match.hpp"
#include "sources/v4l2/camera_mode.hpp"
#include "tools/sluice/json_text.hpp"

namespace sluice::tool {

namespace {

const char* name_of_role(v4l2::NodeRole role) {
    static constexpr std::array names = {"camera", "metadata", "codec", "isp", "output", "other"};
    return names[static_cast<std::size_t>(role)];
}

std::string size_json(const v4l2::CameraSize& size) {
    JsonObject out;
    out.add("w", size.size.width).add("h", size.size.height);
    if (size.most)
        out.add("w_most", size.most->width).add("h_most", size.most->height).add("w_step", size.step.width).add("h_step", size.step.height);
    JsonArray rates;
    for (const Rate& rate : size.rates) rates.add_json(json_number(rate.per_second()));
    return out.add_json("fps", rates.text()).add("fps_range", size.rate_range).text();
}

std::string format_json(const v4l2::CameraFormat& format) {
    JsonArray sizes;
    for (const v4l2::CameraSize& size : format.sizes) sizes.add_json(size_json(size));
    JsonObject out;
    out.add("fourcc", format.fourcc);
    out.add_json("format", format.format ? json_quoted(v4l2::config_name(format)) : "null");
    return out.add("emulated", format.emulated).add_json("sizes", sizes.text()).text();
}

std::string texts_json(const std::vector<std::string>& texts) {
    JsonArray out;
    for (const std::string& each : texts) out.add_json(json_quoted(each));
    return out.text();
}

/// The conditions of `match:`; null where only the node tells the camera apart.
std::string match_json(const v4l2::CameraWish& wish) {
    if (!wish.device.empty()) return "null";
    JsonObject out;
    for (const auto& [key, value] : {std::pair("serial", wish.serial), std::pair("usb_port", wish.usb_port), std::pair("model", wish.model),
                                     std::pair("path", wish.path)})
        if (!value.empty()) out.add(key, value);
    return out.text();
}

std::string node_json(const v4l2::Camera& node, const std::vector<v4l2::Camera>& nodes) {
    JsonObject out;
    out.add("device", node.node).add("card", node.card).add("driver", node.driver).add("bus_info", node.bus_info);
    out.add("role", name_of_role(node.role)).add("why_not", node.why_not).add("trouble", node.trouble);
    out.add("serial", node.serial).add("usb_port", node.usb_port).add("usb_id", node.usb_id);
    out.add("by_id", node.by_id).add("by_path", node.by_path).add("belongs_to", node.belongs_to);
    out.add_json("links", texts_json(node.links));
    if (!node.is_camera) return out.text();
    out.add_json("match", match_json(v4l2::wish_for(node, nodes)));
    out.add_json("same_serial", texts_json(v4l2::nodes_sharing_serial(node, nodes)));
    JsonArray holders, formats;
    for (const v4l2::Holder& holder : node.holders) holders.add_json(JsonObject().add("pid", holder.pid).add("name", holder.name).text());
    for (const v4l2::CameraFormat& format : node.formats) formats.add_json(format_json(format));
    out.add("multiplanar", node.multiplanar).add("busy", node.busy).add_json("holders", holders.text());
    return out.add("holders_complete", node.holders_complete).add_json("formats", formats.text()).text();
}

}  // namespace

std::string devices_json(const std::vector<v4l2::Camera>& nodes) {
    JsonArray cameras, others;
    for (const v4l2::Camera& node : nodes) (node.is_camera ? cameras : others).add_json(node_json(node, nodes));
    return JsonObject().add_json("cameras", cameras.text()).add_json("others", others.text()).text();
}

}  // namespace sluice::tool
