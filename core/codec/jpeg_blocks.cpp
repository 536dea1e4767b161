#include "codec/jpeg_blocks.hpp"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

#include <sluice/error.hpp>

#include "codec/jpeg_region_coder.hpp"

namespace sluice {

namespace {

constexpr std::uint32_t divided_up(std::uint32_t value, std::uint32_t by) { return value / by + (value % by != 0); }

std::string text_of(Size size) { return std::to_string(size.width) + "x" + std::to_string(size.height); }

BufferPool::Block taken(BufferPool& pool, std::size_t size) {
    BufferPool::Block block = pool.take(size);
    if (!block) throw Error("no memory for a JPEG's coefficients", "let fewer frames wait, or make pictures smaller");
    return block;
}

std::size_t bytes_of(const std::array<BlockGrid, 3>& grids) {
    std::size_t values = 0;
    for (const BlockGrid& grid : grids) values += grid.size();
    return values * sizeof(std::int16_t);
}

}  // namespace

JpegBlocks::JpegBlocks(const Header& header, BufferPool& pool, std::shared_ptr<Coders> coders)
    : header_(header), pool_(pool), coders_(std::move(coders)) {
    const Size count = mcus();
    if (header.restart_interval % count.width == 0) restart_rows_ = header.restart_interval / count.width;
    place(count);
}

JpegBlocks::JpegBlocks(const JpegBlocks& other, BufferPool& pool, std::shared_ptr<Coders> coders)
    : header_(other.header_),
      partial_(other.partial_),
      restart_rows_(other.restart_rows_),
      pool_(pool),
      coders_(std::move(coders)) {
    place(other.mcus());
    for (std::size_t i = 0; i < planes(); ++i)
        std::memcpy(grids_[i].data, other.grids_[i].data, grids_[i].size() * sizeof(std::int16_t));
}

/// Lays the components out, for so many MCUs. Throws before it changes anything.
void JpegBlocks::place(Size size) {
    std::array<BlockGrid, 3> grids;
    for (std::size_t i = 0; i < planes(); ++i) {
        const JpegStyle::Component& component = header_.style.component[i];
        grids[i] = {nullptr, size.width * component.h, size.height * component.v};
    }
    memory_ = taken(pool_, bytes_of(grids));
    auto* data = reinterpret_cast<std::int16_t*>(memory_.bytes.data());
    for (BlockGrid& grid : grids) {
        grid.data = data;
        data += grid.size();
    }
    grids_ = grids;
}

CoefficientPlane JpegBlocks::plane(std::uint32_t index) const noexcept {
    const JpegStyle::Component& component = header_.style.component[index];
    return {grids_[index].wide, grids_[index].high, component.h, component.v, component.quantiser.data()};
}

std::span<const std::int16_t> JpegBlocks::blocks(std::uint32_t index) const noexcept {
    return {grids_[index].data, grids_[index].size()};
}
std::span<std::int16_t> JpegBlocks::edit(std::uint32_t index) noexcept {
    return {grids_[index].data, grids_[index].size()};
}

Size JpegBlocks::mcu() const noexcept {
    return {8 * header_.style.component[0].h, 8 * header_.style.component[0].v};  // no component has larger factors
}

Size JpegBlocks::mcus() const noexcept {
    const Size unit = mcu();
    return {divided_up(header_.width, unit.width), divided_up(header_.height, unit.height)};
}

std::uint32_t JpegBlocks::restart_interval() const noexcept {
    if (restart_rows_ == 0) return std::min(header_.restart_interval, 65535u);
    const std::uint32_t row = mcus().width;
    return std::min(restart_rows_, std::max(65535u / row, 1u)) * row;  // DRI has 16 bits
}

void JpegBlocks::turn(Turn turn, bool trim) {
    switch (turn) {
        case Turn::flip_horizontal:
            require_whole(true, false, trim);
            for (std::size_t i = 0; i < planes(); ++i) sluice::flip_horizontal(grids_[i]);
            break;
        case Turn::flip_vertical:
            require_whole(false, true, trim);
            for (std::size_t i = 0; i < planes(); ++i) sluice::flip_vertical(grids_[i]);
            break;
        case Turn::rotate_180:
            require_whole(true, true, trim);
            for (std::size_t i = 0; i < planes(); ++i) sluice::rotate_180(grids_[i]);
            break;
        case Turn::rotate_90:  // the bottom comes to the left
            require_whole(false, true, trim);
            turn_aside(turn);
            break;
        case Turn::rotate_270:  // the right comes to the top
            require_whole(true, false, trim);
            turn_aside(turn);
            break;
    }
}

/// Sees to it that the right edge (`wide`), the bottom edge (`high`) lie on the MCU grid.
void JpegBlocks::require_whole(bool wide, bool high, bool trim) {
    const Size unit = mcu(), size{header_.width, header_.height};
    const Size whole{wide ? size.width / unit.width * unit.width : size.width,
                     high ? size.height / unit.height * unit.height : size.height};
    if (whole == size) return;
    const std::string what = "the size " + text_of(size) + " is not a multiple of " + text_of(unit) + ", so that this" +
                             " turn cannot keep every pixel";
    if (whole.width == 0 || whole.height == 0) throw Error(what, "turn a larger picture, or its pixels");
    if (!trim) throw Error(what, "edges: trim cuts it to " + text_of(whole));
    keep(0, 0, whole.width, whole.height);
}

/// Keeps so many pixels from this MCU on.
void JpegBlocks::keep(std::uint32_t mcu_x, std::uint32_t mcu_y, std::uint32_t width, std::uint32_t height) {
    header_.width = width;
    header_.height = height;
    const Size count = mcus();
    for (std::size_t i = 0; i < planes(); ++i) {
        const JpegStyle::Component& component = header_.style.component[i];
        grids_[i] = keep_blocks(grids_[i], mcu_x * component.h, mcu_y * component.v, count.width * component.h,
                                count.height * component.v);
    }
}

void JpegBlocks::turn_aside(Turn turn) {
    const std::array<BlockGrid, 3> from = grids_;
    const BufferPool::Block old = memory_;  // keeps them
    const Header as_it_was = header_;
    for (JpegStyle::Component& component : header_.style.component) {
        std::swap(component.h, component.v);
        component.quantiser = transposed(component.quantiser);
    }
    std::swap(header_.width, header_.height);
    try {
        place(mcus());
    } catch (...) {
        header_ = as_it_was;
        throw;
    }
    for (std::size_t i = 0; i < planes(); ++i)
        (turn == Turn::rotate_90 ? sluice::rotate_90 : sluice::rotate_270)(from[i], grids_[i].data);
}

Region JpegBlocks::crop(Region region) {
    const auto right = std::min<std::int64_t>(std::int64_t{region.x} + region.width, header_.width);
    const auto bottom = std::min<std::int64_t>(std::int64_t{region.y} + region.height, header_.height);
    const auto left = std::max(region.x, 0), top = std::max(region.y, 0);
    if (region.width <= 0 || region.height <= 0 || left >= right || top >= bottom)
        throw Error("the region lies outside the picture of " + text_of({header_.width, header_.height}),
                    "give one that lies within");
    const Size unit = mcu();
    const std::uint32_t x = static_cast<std::uint32_t>(left) / unit.width;
    const std::uint32_t y = static_cast<std::uint32_t>(top) / unit.height;
    keep(x, y, static_cast<std::uint32_t>(right) - x * unit.width,
         static_cast<std::uint32_t>(bottom) - y * unit.height);
    return {static_cast<std::int32_t>(x * unit.width), static_cast<std::int32_t>(y * unit.height),
            static_cast<std::int32_t>(header_.width), static_cast<std::int32_t>(header_.height)};
}

void JpegBlocks::drop_chroma() {
    if (planes() == 1) return;
    header_.style.planes = 1;
    header_.style.component[0].h = header_.style.component[0].v = 1;  // of one component every block is an MCU
    grids_[1] = grids_[2] = {};
    keep(0, 0, header_.width, header_.height);
}

void JpegBlocks::draw(Region region, const std::function<void(Canvas&)>& draw) {
    const auto left = std::max<std::int64_t>(region.x, 0), top = std::max<std::int64_t>(region.y, 0);
    const auto right = std::min<std::int64_t>(std::int64_t{region.x} + region.width, header_.width);
    const auto bottom = std::min<std::int64_t>(std::int64_t{region.y} + region.height, header_.height);
    if (left >= right || top >= bottom) return;
    const Size unit = mcu();
    JpegRegion part{header_.style};
    const auto x = static_cast<std::uint32_t>(left) / unit.width, y = static_cast<std::uint32_t>(top) / unit.height;
    part.mcus = {divided_up(static_cast<std::uint32_t>(right), unit.width) - x,
                 divided_up(static_cast<std::uint32_t>(bottom), unit.height) - y};
    part.x = x * unit.width;
    part.y = y * unit.height;
    part.width = std::min(part.mcus.width * unit.width, header_.width - part.x);
    part.height = std::min(part.mcus.height * unit.height, header_.height - part.y);
    for (std::size_t i = 0; i < planes(); ++i) {
        const JpegStyle::Component& component = header_.style.component[i];
        part.blocks[i] = grids_[i].block(std::size_t{x} * component.h, std::size_t{y} * component.v);
        part.stride[i] = grids_[i].wide;
    }
    const Coders::Loan coder = coders_->borrow();
    draw_region(part, *coder.operator->(), pool_, draw);
}

}  // namespace sluice
