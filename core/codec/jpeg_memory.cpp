#include "codec/jpeg_memory.hpp"

#include <algorithm>
#include <cstring>
#include <new>

#include "codec/jpeg_error.hpp"

namespace sluice {

namespace {

[[noreturn]] void refuse(j_common_ptr codec, const char* why) { static_cast<JpegErrors*>(codec->err)->fail(why); }

}  // namespace

void JpegMemory::attach(j_common_ptr codec) noexcept {
    codec->client_data = this;
    codec->mem->request_virt_barray = request;
    codec->mem->access_virt_barray = access;
}

void JpegMemory::forget() noexcept {
    for (Array& array : arrays_) {
        array.data = nullptr;
        array.wide = array.high = 0;
    }
    requested_ = 0;
}

void JpegMemory::lend(std::size_t index, std::int16_t* data, std::size_t stride, std::uint32_t wide,
                      std::uint32_t high) noexcept {
    Array& array = arrays_[index];
    array.data = data;
    array.stride = stride;
    array.wide = wide;
    array.high = high;
    array.seen = 0;
    // libjpeg only hands the pointer back; what it points to is for the memory manager alone to know.
    handles_[index] = reinterpret_cast<jvirt_barray_ptr>(&array);
}

void JpegMemory::finish() noexcept {
    for (Array& array : arrays_)
        if (array.data) zero(array, array.high);
}

jvirt_barray_ptr JpegMemory::request(j_common_ptr codec, int, boolean, JDIMENSION wide, JDIMENSION high, JDIMENSION) {
    auto& self = *static_cast<JpegMemory*>(codec->client_data);
    if (self.requested_ == self.arrays_.size()) refuse(codec, "more components than were said");
    const std::size_t index = self.requested_++;
    if (wide != self.arrays_[index].wide || high != self.arrays_[index].high)
        refuse(codec, "a component of another size than its header says");
    return self.handles_[index];
}

JBLOCKARRAY JpegMemory::access(j_common_ptr codec, jvirt_barray_ptr handle, JDIMENSION start, JDIMENSION count,
                               boolean) {
    auto& self = *static_cast<JpegMemory*>(codec->client_data);
    Array& array = *reinterpret_cast<Array*>(handle);
    if (count > most_rows || start > array.high || count > array.high - start) refuse(codec, "rows that do not exist");
    for (std::uint32_t i = 0; i < count; ++i) array.rows[i] = reinterpret_cast<JBLOCKROW>(array.row(start + i));
    if (self.use_ == Use::fill)
        self.zero(array, start + count);
    else if (!self.clamp(array, count))
        refuse(codec, "no memory");
    return array.rows.data();
}

void JpegMemory::zero(Array& array, std::uint32_t until) noexcept {
    for (; array.seen < until; ++array.seen)
        std::memset(array.row(array.seen), 0, std::size_t{array.wide} * sizeof(JBLOCK));
}

bool JpegMemory::clamp(Array& array, std::uint32_t count) noexcept {
    const std::size_t row = std::size_t{array.wide} * 64;
    for (std::uint32_t i = 0; i < count; ++i) {
        auto* blocks = reinterpret_cast<std::int16_t*>(array.rows[i]);
        if (codable(blocks, array.wide)) continue;
        if (array.spare_size < row * most_rows) {
            array.spare.reset(new (std::nothrow) std::int16_t[row * most_rows]);
            array.spare_size = array.spare ? row * most_rows : 0;
            if (!array.spare) return false;
        }
        std::int16_t* clamped = array.spare.get() + row * i;
        clamp_blocks(blocks, clamped, array.wide);
        array.rows[i] = reinterpret_cast<JBLOCKROW>(clamped);
    }
    return true;
}

}  // namespace sluice
