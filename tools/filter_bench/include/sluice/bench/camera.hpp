#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <sluice/frame.hpp>
#include <sluice/params.hpp>

#include <sluice/bench/export.hpp>

namespace sluice::bench {

/// The picture of a camera that sends no JPEG; rows lie one behind the other without a gap.
struct Raw {
    Format format = Format::yuyv;
    Size size;
    Range range = Range::limited;  ///< full for bgr24 and rgb24
    Matrix matrix = Matrix::bt601;
};

/// Makes frames as a source would: numbered from 0, captured at a steady rate, all of one epoch until
/// new_epoch(). Bytes are copied. Frames may outlive it. One thread at a time.
class SLUICE_BENCH_API Camera {
public:
    explicit Camera(std::string name = "camera", Rate rate = {30, 1});
    ~Camera();
    Camera(Camera&&) noexcept;
    Camera& operator=(Camera&&) noexcept;

    /// The next frame. Throws Error for what is not one whole JPEG: such a frame never reaches a filter.
    [[nodiscard]] FramePtr jpeg(std::span<const std::byte> bytes);
    [[nodiscard]] FramePtr jpeg(const Bytes& bytes) { return jpeg(bytes.view()); }
    /// One frame for each *.jpg and *.jpeg in a folder, by name. Throws Error with the name of a file that
    /// cannot be read or is no JPEG, and for a folder without any.
    [[nodiscard]] std::vector<FramePtr> folder(const std::string& path);
    /// Throws Error where the number of bytes is not that of the picture.
    [[nodiscard]] FramePtr raw(const Raw& picture, std::span<const std::byte> bytes);

    /// The camera was away for a second and is back: a later epoch, numbers from 0.
    void new_epoch();
    /// So many frames never arrive: numbers and time go on.
    void lose(std::uint64_t count);
    /// Of what follows.
    void set_rate(Rate rate);

private:
    friend class FilterBench;
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace sluice::bench
