#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <vector>

#include <sluice/error.hpp>

#include "codec/jpeg_block_tools.hpp"

namespace {

using namespace sluice;

constexpr std::size_t steps = 6, step_size = 5;

struct State {
    BufferPool pixels, bytes;
    JpegBlockTools tools;
};

/// Covers a part of the picture as a mask does.
void fill(CoefficientEdit& edit, const unsigned char* at) {
    for (std::uint32_t i = 0; i < edit.planes(); ++i) {
        const CoefficientPlane plane = edit.plane(i);
        const std::uint32_t x = at[0] % plane.blocks_wide, y = at[1] % plane.blocks_high;
        const std::uint32_t wide = std::min<std::uint32_t>(at[2], plane.blocks_wide - x);
        const std::uint32_t high = std::min<std::uint32_t>(at[3], plane.blocks_high - y);
        for (std::uint32_t row = y; row < y + high; ++row)
            for (std::uint32_t column = x; column < x + wide; ++column) {
                std::int16_t* block = edit.edit(i).data() + std::size_t{64} * (row * plane.blocks_wide + column);
                std::fill(block, block + 64, std::int16_t{0});
                block[0] = static_cast<std::int16_t>(at[0] * 8 - 1024);
            }
    }
}

void scribble(Canvas& canvas, unsigned char with) {
    for (std::size_t i = 0; i < canvas.planes; ++i)
        for (std::uint32_t y = with % 7; y < canvas.plane[i].height; y += 3)
            std::memset(canvas.plane[i].row(y), with, canvas.plane[i].width);
}

void change(CoefficientEdit& edit, const unsigned char* at) {
    const Region region{at[1] * 4 - 64, at[2] * 4 - 64, at[3] * 3, at[4] * 3};
    switch (at[0] % 12) {
        case 0:
        case 1:
        case 2:
        case 3:
        case 4: edit.turn(static_cast<Turn>(at[0] % 12), at[1] % 4 != 0); break;
        case 5: edit.crop(region); break;
        case 6: edit.drop_chroma(); break;
        case 7:
        case 8: edit.draw(region, [&](Canvas& canvas) { scribble(canvas, at[1]); }); break;
        case 9:
        case 10: fill(edit, at + 1); break;
        default: break;
    }
}

void require(bool truth) {
    if (!truth) std::abort();
}

/// What was written is read again with every value it had: nothing coded wrong, nothing in another place.
void require_same(const CoefficientEdit& before, const CoefficientEdit& after) {
    require(before.width() == after.width() && before.height() == after.height() && before.planes() == after.planes());
    const CoefficientPlane first = before.plane(0);
    for (std::uint32_t i = 0; i < before.planes(); ++i) {
        const CoefficientPlane plane = before.plane(i);
        require(after.plane(i).blocks_wide == plane.blocks_wide && after.plane(i).blocks_high == plane.blocks_high);
        require(std::equal(plane.quantiser, plane.quantiser + 64, after.plane(i).quantiser));
        const std::uint32_t wide = (before.width() * plane.h + first.h * 8 - 1) / (first.h * 8);
        const std::uint32_t high = (before.height() * plane.v + first.v * 8 - 1) / (first.v * 8);
        for (std::uint32_t y = 0; y < high; ++y)
            for (std::uint32_t k = 0; k < wide * 64; ++k) {
                const std::size_t at = std::size_t{y} * plane.blocks_wide * 64 + k;
                const int least = k % 64 == 0 ? -1024 : -1023;
                require(after.blocks(i)[at] == std::clamp<int>(before.blocks(i)[at], least, 1023));
            }
    }
}

}  // namespace

/// Five bytes for each of six changes, then a JPEG.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    if (size < steps * step_size) return 0;
    static State state;  // used again for each input, as it is for each frame
    const std::size_t jpeg_size = size - steps * step_size;
    const auto jpeg = std::make_unique<std::byte[]>(jpeg_size);  // an exact block, so that one byte too far is seen
    if (jpeg_size != 0) std::memcpy(jpeg.get(), data + steps * step_size, jpeg_size);
    CoefficientEditPtr edit;
    try {
        edit = state.tools.read({jpeg.get(), jpeg_size}, {}, 1u << 18, state.pixels);
    } catch (const Error&) {
    }
    if (!edit) return 0;
    for (std::size_t i = 0; i < steps; ++i) {
        try {
            change(*edit, data + i * step_size);
        } catch (const Error&) {  // not a multiple of the MCU, outside
        }
    }
    const Bytes written = state.tools.write(*edit, state.bytes);
    require_same(*edit, *state.tools.read(written.view(), {edit->width(), edit->height()}, 1u << 20, state.pixels));
    return 0;
}
