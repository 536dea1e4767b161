#include "usb_periodic.hpp"

#include <algorithm>
#include <cmath>

namespace sluice::v4l2 {

namespace {

// A zero after every six ones: at worst a sixth more bits.
double stuffed_bits(unsigned bytes) { return 7.0 * 8 / 6 * bytes; }

// USB 2.0 5.11.3, in nanoseconds. At full speed the host's own delay, which it leaves open, is the kernel's 1 us.
double transaction_ns(const UsbPeriodic& endpoint, UsbSpeed speed) {
    const double bits = std::floor(3.167 + stuffed_bits(endpoint.packet));
    if (speed == UsbSpeed::high) return ((endpoint.isochronous ? 38 : 55) * 8 + bits) * 2.083;
    return (endpoint.isochronous ? 7268 : 9107) + 83.54 * bits + 1000;
}

}  // namespace

unsigned bytes_per_interval(const UsbPeriodic& endpoint) { return endpoint.packet * endpoint.transactions; }

double bytes_per_second(const UsbPeriodic& endpoint) {
    return endpoint.interval_us > 0 ? bytes_per_interval(endpoint) * 1e6 / endpoint.interval_us : 0;
}

std::optional<double> bus_share(const UsbPeriodic& endpoint, UsbSpeed speed) {
    if ((speed != UsbSpeed::high && speed != UsbSpeed::full) || endpoint.interval_us <= 0) return std::nullopt;
    const double allowed = speed == UsbSpeed::high ? 0.8 : 0.9;
    return transaction_ns(endpoint, speed) * endpoint.transactions / (endpoint.interval_us * 1000 * allowed);
}

double interval_us(unsigned b_interval, bool isochronous, UsbSpeed speed) {
    const unsigned exponent = std::clamp(b_interval, 1u, 16u) - 1;
    const double frame = 1000;
    if (speed == UsbSpeed::high || speed == UsbSpeed::super) return 125.0 * (1u << exponent);
    return isochronous ? frame * (1u << exponent) : frame * std::max(b_interval, 1u);
}

}  // namespace sluice::v4l2
