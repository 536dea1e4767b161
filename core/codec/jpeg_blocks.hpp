#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>

#include <sluice/coefficients.hpp>

#include "base/buffer_pool.hpp"
#include "codec/jpeg_style.hpp"
#include "codec/jpeg_tables.hpp"
#include "codec/jpeg_transform.hpp"
#include "codec/lender.hpp"

namespace sluice {

class JpegRegionCoder;

/// The blocks of one JPEG in one pooled block of memory, and what else is needed to write it again.
class JpegBlocks final : public CoefficientEdit {
public:
    using Coders = Lender<JpegRegionCoder>;
    struct Header {
        std::uint32_t width = 0, height = 0;  ///< pixels
        JpegStyle style;                      ///< sampling and quantisers; of gray always 1 x 1
        HuffmanTables huffman;
        std::uint32_t restart_interval = 0;  ///< MCUs; 0: none
    };

    /// Blocks with no values yet. Throws Error where the pool is at its bound.
    JpegBlocks(const Header& header, BufferPool& pool, std::shared_ptr<Coders> coders);
    JpegBlocks(const JpegBlocks& other, BufferPool& pool, std::shared_ptr<Coders> coders);

    [[nodiscard]] std::uint32_t width() const noexcept override { return header_.width; }
    [[nodiscard]] std::uint32_t height() const noexcept override { return header_.height; }
    [[nodiscard]] std::uint32_t planes() const noexcept override { return header_.style.planes; }
    [[nodiscard]] CoefficientPlane plane(std::uint32_t index) const noexcept override;
    [[nodiscard]] std::span<const std::int16_t> blocks(std::uint32_t index) const noexcept override;
    [[nodiscard]] Size mcu() const noexcept override;
    [[nodiscard]] bool partial() const noexcept override { return partial_; }
    void set_partial(bool partial) noexcept { partial_ = partial; }

    [[nodiscard]] std::span<std::int16_t> edit(std::uint32_t index) noexcept override;
    void turn(Turn turn, bool trim) override;
    Region crop(Region region) override;
    void drop_chroma() override;
    void draw(Region region, const std::function<void(Canvas&)>& draw) override;

    [[nodiscard]] const JpegStyle& style() const noexcept { return header_.style; }
    /// To put the quantisers in that are known once the picture is read.
    [[nodiscard]] JpegStyle& style() noexcept { return header_.style; }
    [[nodiscard]] const HuffmanTables& huffman() const noexcept { return header_.huffman; }
    [[nodiscard]] BlockGrid grid(std::size_t index) const noexcept { return grids_[index]; }
    /// MCUs between restart markers: as many rows of them as the source had, where it was rows.
    [[nodiscard]] std::uint32_t restart_interval() const noexcept;

private:
    [[nodiscard]] Size mcus() const noexcept;
    void place(Size size);
    void require_whole(bool wide, bool high, bool trim);
    void keep(std::uint32_t mcu_x, std::uint32_t mcu_y, std::uint32_t width, std::uint32_t height);
    void turn_aside(Turn turn);

    Header header_;
    bool partial_ = false;
    std::uint32_t restart_rows_ = 0;
    BufferPool& pool_;
    BufferPool::Block memory_;
    std::array<BlockGrid, 3> grids_;
    std::shared_ptr<Coders> coders_;
};

}  // namespace sluice
