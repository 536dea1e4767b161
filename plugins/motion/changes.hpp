#pragma once

#include <cstdint>
#include <vector>

/// How much each cell of a small gray picture differs from what was there before. A cell is 4 x 4 pixels; those
/// of the last row and column are up to 7. "Before" is a background that adapts: it follows what lasts, so
/// noise averages out of it and the result does not depend on the frame rate. A change of light that is the same all over
/// (the camera's own exposure) is taken out: the median of all cells is no motion. One thread at a time.
class Changes {
public:
    struct View {
        const std::uint8_t* data;
        std::uint32_t stride;  ///< bytes from one row to the next
        std::uint32_t width, height;
    };

    static constexpr std::uint32_t cell = 4;

    /// Takes this picture as the background. Every cell is looked at until look_at() says otherwise.
    void begin(const View& view);
    /// One value per cell, row by row: whether it counts.
    void look_at(std::vector<bool> cells);

    [[nodiscard]] bool fits(const View& view) const noexcept { return view.width == width_ && view.height == height_; }
    [[nodiscard]] std::uint32_t across() const noexcept { return across_; }  ///< cells in a row
    [[nodiscard]] std::uint32_t down() const noexcept { return down_; }

    /// Marks the cells whose mean difference is above `threshold` (levels), then lets the background take over the
    /// share `follow` (0..1) of what is new. The same size as in begin().
    void compare(const View& view, double threshold, double follow);

    /// Of the last compare(): one value per cell, row by row.
    [[nodiscard]] const std::vector<std::uint8_t>& changed() const noexcept { return changed_; }
    /// The share of the cells looked at that changed, 0..1.
    [[nodiscard]] double share() const noexcept { return share_; }

private:
    [[nodiscard]] std::uint32_t cell_begin(std::uint32_t index) const noexcept { return index * cell; }
    [[nodiscard]] static std::uint32_t cell_end(std::uint32_t index, std::uint32_t cells, std::uint32_t pixels) noexcept {
        return index + 1 < cells ? (index + 1) * cell : pixels;
    }
    [[nodiscard]] int light(const View& view);
    void mark(const View& view, int light, double threshold);
    void adapt(const View& view, int light, double follow);

    std::uint32_t width_ = 0, height_ = 0, across_ = 0, down_ = 0;
    std::vector<std::int16_t> background_;  // levels * 64
    std::vector<std::int16_t> signed_row_;  // sums over the rows of a cell, one per column
    std::vector<std::uint16_t> row_;
    std::vector<std::uint32_t> histogram_;  // of the cells' mean differences
    std::vector<bool> looked_at_;
    std::uint32_t looking_ = 0;
    std::vector<std::uint8_t> changed_;
    double share_ = 0;
};
