#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>

#include <sluice/pixels.hpp>

namespace sluice {

/// One component (Y, Cb, Cr) of a JPEG, as blocks of 8 x 8 quantised DCT coefficients (ITU T.81 A.3).
/// Block (x, y) is the 64 values from 64 * (y * blocks_wide + x) on, row by row: [0] is DC.
struct CoefficientPlane {
    std::uint32_t blocks_wide = 0, blocks_high = 0;  ///< whole MCUs: may reach beyond the picture
    std::uint32_t h = 1, v = 1;                      ///< sampling factors
    const std::uint16_t* quantiser = nullptr;        ///< 64 steps, row by row; lives as long as its owner
};

/// The blocks of a JPEG, read without decoding the picture: about 0.6 of a decode. Frozen.
/// Lives by itself; any thread.
class Coefficients {
public:
    virtual ~Coefficients() = default;

    [[nodiscard]] virtual std::uint32_t width() const noexcept = 0;   ///< pixels
    [[nodiscard]] virtual std::uint32_t height() const noexcept = 0;
    /// 1 (gray) or 3 (YCbCr).
    [[nodiscard]] virtual std::uint32_t planes() const noexcept = 0;
    [[nodiscard]] virtual CoefficientPlane plane(std::uint32_t index) const noexcept = 0;
    [[nodiscard]] virtual std::span<const std::int16_t> blocks(std::uint32_t index) const noexcept = 0;
    /// The smallest unit that can be cut or covered, in pixels: 8, 16 or 32 each way.
    [[nodiscard]] virtual Size mcu() const noexcept = 0;
    /// Some of the JPEG's data was lost: part of the picture is gray or out of place.
    [[nodiscard]] virtual bool partial() const noexcept = 0;

    Coefficients(const Coefficients&) = delete;
    Coefficients& operator=(const Coefficients&) = delete;

protected:
    Coefficients() = default;
};

using CoefficientsPtr = std::shared_ptr<const Coefficients>;

enum class Turn : std::uint8_t { rotate_90, rotate_180, rotate_270, flip_horizontal, flip_vertical };  ///< clockwise

/// The blocks of a JPEG to change, then to hand to Context::publish(): what is not changed stays bit for
/// bit as the camera sent it. Several edits in a row, also by several filters, read the entropy-coded
/// data once and write it once. Owned by one thread at a time.
class CoefficientEdit : public Coefficients {
public:
    /// The same blocks as blocks(), to write on. Values must stay within -1023..1023, DC within -1024..1023.
    [[nodiscard]] virtual std::span<std::int16_t> edit(std::uint32_t index) noexcept = 0;

    /// Turns the picture, exactly. Blocks that reach beyond the picture cannot be turned to its beginning:
    /// where the size is no multiple of the MCU they are cut off (`trim`), else this throws.
    virtual void turn(Turn turn, bool trim) = 0;
    /// Keeps the part of the picture that covers this region, its left and top moved out to the MCU
    /// grid. Returns what was kept, in pixels of the picture before. Throws where it lies outside.
    virtual Region crop(Region region) = 0;
    /// Leaves the Y plane alone: a gray picture.
    virtual void drop_chroma() = 0;
    /// Opens the MCUs that cover this region (pixels; what lies outside the picture does not count), lets
    /// `draw` change them as i420 or gray, and codes anew only MCUs whose pixels it changed. The canvas's
    /// x and y say where it lies.
    virtual void draw(Region region, const std::function<void(Canvas&)>& draw) = 0;
};

using CoefficientEditPtr = std::unique_ptr<CoefficientEdit>;

}  // namespace sluice
