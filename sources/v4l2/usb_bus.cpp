#include "usb_bus.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <system_error>

#include "usb_needs.hpp"

namespace sluice::v4l2 {

namespace {

namespace fs = std::filesystem;

std::string line_in(const fs::path& file) {
    std::string out;
    std::ifstream in(file);
    std::getline(in, out);
    while (!out.empty() && (out.back() == ' ' || out.back() == '\n')) out.pop_back();
    return out.substr(0, 256);
}

unsigned number_in(const fs::path& file, int base) {
    const std::string text = line_in(file);
    const std::size_t start = text.find_first_not_of(' ');
    unsigned value = 0;
    if (start != std::string::npos) std::from_chars(text.data() + start, text.data() + text.size(), value, base);
    return value;
}

std::vector<std::byte> bytes_in(const fs::path& file) {
    std::vector<char> text(65536);  // what the kernel gives at most
    std::ifstream in(file, std::ios::binary);
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    const auto* data = reinterpret_cast<const std::byte*>(text.data());
    return {data, data + std::max<std::streamsize>(in.gcount(), 0)};
}

UsbSpeed speed_of(double mbit) {
    if (mbit >= 5000) return UsbSpeed::super;
    if (mbit >= 480) return UsbSpeed::high;
    if (mbit >= 12) return UsbSpeed::full;
    return mbit > 0 ? UsbSpeed::low : UsbSpeed::unknown;
}

/// What sysfs says of an endpoint where its descriptors cannot be read.
std::optional<UsbReservation> endpoint_in(const fs::path& folder, UsbSpeed speed) {
    const std::string type = line_in(folder / "type");
    if (type != "Isoc" && type != "Interrupt") return std::nullopt;
    const unsigned size = number_in(folder / "wMaxPacketSize", 16);
    UsbEndpoint endpoint;
    endpoint.type = type == "Isoc" ? UsbEndpoint::Type::isochronous : UsbEndpoint::Type::interrupt;
    endpoint.packet = size & 0x7ff;
    endpoint.transactions = std::min(1 + (size >> 11 & 3), 3u);
    endpoint.b_interval = number_in(folder / "bInterval", 16);
    return UsbReservation{false, speed == UsbSpeed::full, periodic_of(endpoint, speed)};
}

void add_reserved(UsbDevice& device, const fs::path& interface) {
    const unsigned number = number_in(interface / "bInterfaceNumber", 16);
    const unsigned setting = number_in(interface / "bAlternateSetting", 10);
    const bool video = line_in(interface / "bInterfaceClass") == "0e" && line_in(interface / "bInterfaceSubClass") == "02";
    for (const UsbSetting& known : device.description.settings) {
        if (known.interface != number || known.number != setting) continue;
        for (const UsbEndpoint& endpoint : known.endpoints)
            if (endpoint.type == UsbEndpoint::Type::isochronous || endpoint.type == UsbEndpoint::Type::interrupt)
                device.reserved.push_back({video, true, periodic_of(endpoint, device.speed)});
        return;
    }
    std::error_code error;
    for (fs::directory_iterator at(interface, error), end; !error && at != end; at.increment(error)) {
        if (!at->path().filename().string().starts_with("ep_")) continue;
        if (auto found = endpoint_in(at->path(), device.speed)) {
            found->video = video;
            device.reserved.push_back(*found);
        }
    }
}

UsbDevice read_device(const fs::path& folder, const std::vector<fs::path>& interfaces) {
    UsbDevice out;
    out.port = folder.filename();
    out.product = line_in(folder / "product");
    out.mbit = std::strtod(line_in(folder / "speed").c_str(), nullptr);
    out.speed = speed_of(out.mbit);
    out.hub = line_in(folder / "bDeviceClass") == "09";
    const std::string version = line_in(folder / "version");  // " 2.00"
    const std::size_t dot = version.find('.');
    if (dot != std::string::npos)
        out.version = static_cast<unsigned>(std::strtoul((version.substr(0, dot) + version.substr(dot + 1)).c_str(), nullptr, 16));
    if (!out.hub) out.description = describe_usb(bytes_in(folder / "descriptors"), number_in(folder / "bConfigurationValue", 10));
    for (const fs::path& interface : interfaces) {
        out.camera |= line_in(interface / "bInterfaceClass") == "0e";
        if (!out.hub) add_reserved(out, interface);
    }
    return out;
}

unsigned number_of_bus(const std::string& port) {
    unsigned number = 0;
    const std::size_t start = port.starts_with("usb") ? 3 : 0;
    std::from_chars(port.data() + start, port.data() + port.size(), number);
    return number;
}

// "Linux 6.1.0-18-amd64 xhci-hcd": the driver is the last word.
std::string driver_in(const fs::path& root_hub) {
    const std::string maker = line_in(root_hub / "manufacturer");
    const std::size_t space = maker.rfind(' ');
    return maker.starts_with("Linux ") && space > 5 ? maker.substr(space + 1) : std::string();
}

/// A port that the firmware calls reachable from outside, with nothing in it.
unsigned open_ports_of(const fs::path& hub_interface) {
    unsigned count = 0;
    std::error_code error;
    for (fs::directory_iterator at(hub_interface, error), end; !error && at != end; at.increment(error)) {
        std::error_code ignored;
        if (at->path().filename().string().find("-port") == std::string::npos) continue;
        if (line_in(at->path() / "connect_type") == "hotplug" && !fs::exists(at->path() / "device", ignored)) ++count;
    }
    return count;
}

UsbBus& bus_numbered(std::vector<UsbBus>& buses, unsigned number) {
    for (UsbBus& bus : buses)
        if (bus.number == number) return bus;
    buses.emplace_back().number = number;
    return buses.back();
}

void read_root(UsbBus& bus, const fs::path& folder, const UsbDevice& hub) {
    std::error_code error;
    bus.controller = fs::weakly_canonical(folder, error).parent_path().filename();
    bus.driver = driver_in(folder);
    bus.speed = hub.speed;
    bus.mbit = hub.mbit;
    bus.open_ports = open_ports_of(folder / (std::to_string(bus.number) + "-0:1.0"));
}

/// "1-1.10" behind "1-1.9", and both behind "1-1": numbers by their value.
std::vector<unsigned> path_of(const std::string& port) {
    std::vector<unsigned> out;
    if (port.starts_with("usb")) return out;
    for (std::size_t at = port.find('-'); at != std::string::npos && at + 1 < port.size(); at = port.find('.', at + 1))
        out.push_back(static_cast<unsigned>(std::strtoul(port.c_str() + at + 1, nullptr, 10)));
    return out;
}

}  // namespace

std::vector<UsbBus> usb_buses(const std::string& sys) {
    std::map<std::string, std::vector<fs::path>> found;  // devices and their interfaces
    std::error_code error;
    for (fs::directory_iterator at(fs::path(sys) / "bus/usb/devices", error), end; !error && at != end; at.increment(error)) {
        const std::string name = at->path().filename();
        const std::size_t colon = name.find(':');
        if (colon == std::string::npos) found[name];
        else found[name.substr(0, colon)].push_back(at->path());
    }
    std::vector<UsbBus> buses;
    for (auto& [port, interfaces] : found) {
        std::sort(interfaces.begin(), interfaces.end());
        const fs::path folder = fs::path(sys) / "bus/usb/devices" / port;
        if (!fs::exists(folder / "speed", error)) continue;
        UsbDevice device = read_device(folder, interfaces);
        UsbBus& bus = bus_numbered(buses, number_of_bus(port));
        if (port.starts_with("usb")) read_root(bus, folder, device);
        bus.devices.push_back(std::move(device));
    }
    std::sort(buses.begin(), buses.end(), [](const UsbBus& a, const UsbBus& b) { return a.number < b.number; });
    for (UsbBus& bus : buses)
        std::sort(bus.devices.begin(), bus.devices.end(),
                  [](const UsbDevice& a, const UsbDevice& b) { return path_of(a.port) < path_of(b.port); });
    return buses;
}

std::optional<UsbUse> usb_use(const UsbBus& bus, const std::vector<std::string>& aside) {
    if (bus.speed != UsbSpeed::high && bus.speed != UsbSpeed::full) return std::nullopt;
    UsbUse out;
    for (const UsbDevice& device : bus.devices) {
        if (std::find(aside.begin(), aside.end(), device.port) != aside.end()) continue;
        for (const UsbReservation& reserved : device.reserved) {
            // Behind a hub's translator the bus carries split transactions; what they take is not counted here.
            if (device.speed != bus.speed) {
                out.complete &= !reserved.endpoint.isochronous;
                continue;
            }
            out.share += bus_share(reserved.endpoint, bus.speed).value_or(0);
            out.complete &= reserved.exact || !reserved.endpoint.isochronous;
        }
    }
    return out;
}

std::string usb_parent(const std::string& port) {
    const std::size_t dot = port.rfind('.');
    if (dot != std::string::npos) return port.substr(0, dot);
    const std::size_t dash = port.find('-');
    return dash != std::string::npos ? "usb" + port.substr(0, dash) : std::string();
}

const UsbDevice* device_at(const UsbBus& bus, const std::string& port) {
    for (const UsbDevice& device : bus.devices)
        if (device.port == port) return &device;
    return nullptr;
}

const UsbBus* bus_of(const std::vector<UsbBus>& buses, const std::string& port) {
    for (const UsbBus& bus : buses)
        if (!port.empty() && device_at(bus, port)) return &bus;
    return nullptr;
}

const UsbDevice* limiting_hub(const UsbBus& bus, const UsbDevice& device) {
    if (device.speed != UsbSpeed::full || device.version < 0x0200) return nullptr;
    for (std::string at = usb_parent(device.port); !at.empty(); at = usb_parent(at)) {
        const UsbDevice* hub = device_at(bus, at);
        if (hub && hub->speed == UsbSpeed::full) return hub;
    }
    return nullptr;
}

bool surely_shared(const UsbBus& bus, const std::vector<std::string>& ports) {
    if (ports.size() < 2) return true;
    if (bus.driver.find("xhci") == std::string::npos && !bus.driver.empty()) return true;
    const auto root_port = [](const std::string& port) { return port.substr(0, port.find('.')); };
    return std::all_of(ports.begin(), ports.end(), [&](const std::string& port) { return root_port(port) == root_port(ports.front()); });
}

}  // namespace sluice::v4l2
