#include "codec/jpeg_region.hpp"

#include <algorithm>
#include <cstring>
#include <span>

#include <sluice/error.hpp>

#include "codec/jpeg_region_coder.hpp"

namespace sluice {

namespace {

class RegionCanvas final : public Canvas {
public:
    RegionCanvas(const JpegRegion& region, const RegionPlanes& samples) {
        const JpegStyle& style = region.style;
        format = style.planes == 1 ? Format::gray : Format::i420;
        width = region.width;
        height = region.height;
        x = region.x;
        y = region.y;
        planes = style.planes;
        for (std::size_t i = 0; i < planes; ++i)
            plane[i] = {samples[i].data, static_cast<std::uint32_t>(samples[i].stride), samples[i].width,
                        samples[i].height};
    }
};

std::size_t bytes_of(const JpegRegion& region) noexcept {
    std::size_t blocks = 0;
    for (std::size_t i = 0; i < region.style.planes; ++i)
        blocks += std::size_t{region.style.component[i].h} * region.style.component[i].v;
    return blocks * 64 * region.mcus.width * region.mcus.height;
}

RegionPlanes planes_of(const JpegRegion& region, std::byte* memory) noexcept {
    RegionPlanes planes{};
    for (std::size_t i = 0; i < region.style.planes; ++i) {
        const JpegStyle::Component &component = region.style.component[i], &luma = region.style.component[0];
        const std::uint32_t across = luma.h / component.h, down = luma.v / component.v;
        planes[i] = {reinterpret_cast<std::uint8_t*>(memory), std::size_t{region.mcus.width} * component.h * 8,
                     std::size_t{region.mcus.height} * component.v * 8, (region.width + across - 1) / across,
                     (region.height + down - 1) / down};
        memory += planes[i].stride * planes[i].rows;
    }
    return planes;
}

BufferPool::Block taken(BufferPool& pool, std::size_t size) {
    BufferPool::Block block = pool.take(size);
    if (!block) throw Error("no memory to draw on a JPEG", "let fewer frames wait, or make pictures smaller");
    return block;
}

/// Whether what the picture has of wide x high samples from (x, y) on is the same.
bool same(const RegionPlane& a, const RegionPlane& b, std::size_t x, std::size_t y, std::size_t wide,
          std::size_t high) noexcept {
    if (x >= a.width) return true;
    wide = std::min(wide, a.width - x);
    high = std::min<std::size_t>(y + high, a.height);
    for (; y < high; ++y)
        if (std::memcmp(a.data + y * a.stride + x, b.data + y * a.stride + x, wide) != 0) return false;
    return true;
}

/// Continues the picture's last samples beyond its edges, as encoders do. What a camera's encoder left there is a
/// trace of pixels that may have been covered just now.
void extend(const RegionPlane& plane) noexcept {
    for (std::size_t y = 0; y < plane.height && plane.width < plane.stride; ++y) {
        std::uint8_t* beyond = plane.data + y * plane.stride + plane.width;
        std::memset(beyond, beyond[-1], plane.stride - plane.width);
    }
    const std::uint8_t* last = plane.data + (plane.height - std::size_t{1}) * plane.stride;
    for (std::size_t y = plane.height; y < plane.rows; ++y)
        std::memcpy(plane.data + y * plane.stride, last, plane.stride);
}

/// The numbers of the MCUs in which a sample is another now, in `memory`, which has room for all.
std::span<const std::uint32_t> changed_mcus(const JpegRegion& region, const RegionPlanes& now,
                                            const RegionPlanes& before, std::byte* memory) noexcept {
    auto* const changed = reinterpret_cast<std::uint32_t*>(memory);
    std::size_t count = 0;
    for (std::uint32_t y = 0; y < region.mcus.height; ++y)
        for (std::uint32_t x = 0; x < region.mcus.width; ++x)
            for (std::size_t i = 0; i < region.style.planes; ++i) {
                const std::size_t wide = 8 * region.style.component[i].h, high = 8 * region.style.component[i].v;
                if (same(now[i], before[i], x * wide, y * high, wide, high)) continue;
                changed[count++] = y * region.mcus.width + x;
                break;
            }
    return {changed, count};
}

/// The blocks of MCU number `from` of `coded` to where MCU number `to` of the region is, if their samples changed.
void paste(const JpegRegion& region, std::size_t plane, std::uint32_t to, const BlockGrid& coded, std::uint32_t from,
           const RegionPlanes& now, const RegionPlanes& before) noexcept {
    const std::uint32_t h = region.style.component[plane].h, v = region.style.component[plane].v;
    const std::size_t from_x = std::size_t{from % (coded.wide / h)} * h,
                      from_y = std::size_t{from / (coded.wide / h)} * v;
    const std::size_t to_x = std::size_t{to % region.mcus.width} * h, to_y = std::size_t{to / region.mcus.width} * v;
    for (std::size_t y = 0; y < v; ++y)
        for (std::size_t x = 0; x < h; ++x) {
            if (same(now[plane], before[plane], (to_x + x) * 8, (to_y + y) * 8, 8, 8)) continue;
            std::memcpy(region.blocks[plane] + 64 * ((to_y + y) * region.stride[plane] + to_x + x),
                        coded.block(from_x + x, from_y + y), 64 * sizeof(std::int16_t));
        }
}

}  // namespace

void draw_region(const JpegRegion& region, JpegRegionCoder& coder, BufferPool& pool,
                 const std::function<void(Canvas&)>& draw) {
    const std::size_t size = bytes_of(region);
    const std::size_t numbers = sizeof(std::uint32_t) * region.mcus.width * region.mcus.height;
    const BufferPool::Block memory = taken(pool, 2 * size + numbers);
    const RegionPlanes now = planes_of(region, memory.bytes.data());
    const RegionPlanes before = planes_of(region, memory.bytes.data() + size);
    coder.decode(region, now);
    std::memcpy(memory.bytes.data() + size, memory.bytes.data(), size);

    RegionCanvas canvas(region, now);
    draw(canvas);

    const std::span<const std::uint32_t> changed = changed_mcus(region, now, before, memory.bytes.data() + 2 * size);
    if (changed.empty()) return;
    for (std::size_t i = 0; i < region.style.planes; ++i) extend(now[i]);
    const Size strip = strip_of(changed.size());
    JpegRegion strip_region{region.style};
    strip_region.mcus = strip;
    const BufferPool::Block coded = taken(pool, bytes_of(strip_region) * sizeof(std::int16_t));
    const RegionGrids grids = grids_of(region.style, strip, coded.bytes);
    coder.encode(region, now, changed, grids);
    for (std::size_t i = 0; i < region.style.planes; ++i)
        for (std::uint32_t k = 0; k < changed.size(); ++k) paste(region, i, changed[k], grids[i], k, now, before);
}

}  // namespace sluice
