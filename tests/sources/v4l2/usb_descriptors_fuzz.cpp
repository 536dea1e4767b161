#include <cstdlib>
#include <cstring>
#include <memory>

#include "sources/v4l2/usb_needs.hpp"

using namespace sluice::v4l2;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    if (size == 0) return 0;
    const auto block = std::make_unique<std::byte[]>(size - 1);  // exact, so that one byte too far is seen
    std::memcpy(block.get(), data + 1, size - 1);
    const UsbDescription described = describe_usb({block.get(), size - 1}, data[0] & 3u);
    if (described.settings.size() > 256 || described.modes.size() > 1024) std::abort();
    for (const UsbMode& mode : described.modes) {
        if (mode.width == 0 || mode.height == 0 || mode.intervals.empty()) std::abort();
        for (const std::uint32_t interval : mode.intervals) {
            for (const UsbSpeed speed : {UsbSpeed::full, UsbSpeed::high, UsbSpeed::super}) {
                const auto need = reservation_for(described, {&mode, interval}, speed);
                if (need && (bytes_per_second(*need) < 0 || bus_share(*need, speed).value_or(0) < 0)) std::abort();
            }
        }
        if (!find_wish(described, {mode.format, {mode.width, mode.height}, {30, 1}}) && !mode.format.empty()) std::abort();
    }
    return 0;
}
