#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>

#include <jpeglib.h>

#include "codec/jpeg_transform.hpp"

namespace sluice {

/// Makes libjpeg keep a picture's coefficients in our memory. By itself it allocates them anew for each picture and
/// gives them back to the system: a page fault for every 4 KiB, which is dearer than decoding. It asks its memory
/// manager for "virtual arrays" through two function pointers of a public struct (libjpeg.txt, "Memory management");
/// these are replaced here. One for each libjpeg struct; as long as it.
class JpegMemory {
public:
    enum class Use : std::uint8_t {
        fill,   ///< libjpeg writes: rows are zeroed when it first asks for them, while they are in the cache anyway
        write,  ///< libjpeg reads what is to be coded: values without a code are clamped, in a copy
    };
    explicit JpegMemory(Use use) : use_(use) {}
    JpegMemory(const JpegMemory&) = delete;
    JpegMemory& operator=(const JpegMemory&) = delete;

    /// After jpeg_create_*(); from then on no other jvirt_barray of this struct works.
    void attach(j_common_ptr codec) noexcept;

    /// Before the arrays of the next picture are lent.
    void forget() noexcept;
    /// The coefficients of component `index` of the next picture: wide x high blocks from `data` on, `stride` blocks
    /// from one row to the next. libjpeg is refused what does not fit.
    void lend(std::size_t index, std::int16_t* data, std::size_t stride, std::uint32_t wide,
              std::uint32_t high) noexcept;
    void lend(std::size_t index, BlockGrid grid) noexcept { lend(index, grid.data, grid.wide, grid.wide, grid.high); }
    /// Of the arrays lent last, for jpeg_write_coefficients().
    [[nodiscard]] jvirt_barray_ptr* handles() noexcept { return handles_.data(); }
    /// Zeroes the rows libjpeg never asked for: those of components that have no scan.
    void finish() noexcept;

private:
    static constexpr std::size_t most_rows = 4;  // the largest sampling factor

    struct Array {
        std::int16_t* data = nullptr;
        std::size_t stride = 0;
        std::uint32_t wide = 0, high = 0;
        std::uint32_t seen = 0;  ///< rows before this are libjpeg's
        std::array<JBLOCKROW, most_rows> rows{};
        std::unique_ptr<std::int16_t[]> spare;  ///< clamped rows
        std::size_t spare_size = 0;

        [[nodiscard]] std::int16_t* row(std::size_t y) const noexcept { return data + y * stride * 64; }
    };

    static jvirt_barray_ptr request(j_common_ptr codec, int pool, boolean zeroed, JDIMENSION wide, JDIMENSION high,
                                    JDIMENSION most);
    static JBLOCKARRAY access(j_common_ptr codec, jvirt_barray_ptr handle, JDIMENSION start, JDIMENSION count,
                              boolean to_write);
    void zero(Array& array, std::uint32_t until) noexcept;
    [[nodiscard]] bool clamp(Array& array, std::uint32_t count) noexcept;

    Use use_;
    std::array<Array, 3> arrays_;
    std::array<jvirt_barray_ptr, 3> handles_{};
    std::size_t requested_ = 0;
};

}  // namespace sluice
