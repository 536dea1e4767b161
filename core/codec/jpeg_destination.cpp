#include "codec/jpeg_destination.hpp"

#include <algorithm>
#include <limits>
#include <new>

#include "codec/jpeg_error.hpp"

namespace sluice {

namespace {

JpegDestination& of(j_compress_ptr encoder) { return *static_cast<JpegDestination*>(encoder->dest); }

}  // namespace

JpegDestination::JpegDestination() : jpeg_destination_mgr{}, data_(256u << 10) {
    init_destination = begin;
    empty_output_buffer = more;
    term_destination = end;
}

void JpegDestination::set(j_compress_ptr encoder, std::uint64_t most_bytes) noexcept {
    constexpr std::uint64_t all = std::numeric_limits<std::size_t>::max();
    // libjpeg asks for more as soon as all is full, also where nothing follows.
    limit_ = static_cast<std::size_t>(most_bytes && most_bytes < all ? most_bytes + 1 : all);
    size_ = 0;
    too_large_ = false;
    encoder->dest = this;
}

void JpegDestination::offer(std::size_t from) noexcept {
    offered_ = std::min(data_.size(), limit_);
    next_output_byte = reinterpret_cast<JOCTET*>(data_.data() + from);
    free_in_buffer = offered_ - from;
}

void JpegDestination::begin(j_compress_ptr encoder) { of(encoder).offer(0); }

boolean JpegDestination::more(j_compress_ptr encoder) {  // all that was offered is full
    JpegDestination& self = of(encoder);
    auto& errors = *static_cast<JpegErrors*>(encoder->err);
    const std::size_t full = self.offered_;
    if (full >= self.limit_) {
        self.too_large_ = true;
        errors.fail("larger than it may be");
    }
    bool grown = false;
    try {
        self.data_.resize(full * 2);
        grown = true;
    } catch (const std::bad_alloc&) {  // may not pass through libjpeg
    }
    if (!grown) errors.fail("no memory for what it becomes");
    self.offer(full);
    return TRUE;
}

void JpegDestination::end(j_compress_ptr encoder) {
    JpegDestination& self = of(encoder);
    self.size_ = self.offered_ - self.free_in_buffer;
}

}  // namespace sluice
