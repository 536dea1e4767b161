#include <sluice/bench/look.hpp>

#include <cmath>
#include <limits>

#include "base/text.hpp"
#include "frame/host_frame.hpp"
#include "tools/filter_bench/shared_codec.hpp"

namespace sluice::bench {

namespace {

std::uint32_t bytes_a_sample(Format format) { return format == Format::bgr24 || format == Format::rgb24 ? 3 : 1; }

}  // namespace

PixelsPtr pixels(const FramePtr& frame, Format format, std::uint32_t shrink) {
    const HostFrame& host = host_frame(frame);
    const FrameInfo& info = host.info();
    const Bytes bytes = host.picture() ? host.picture()->bytes() : host.bytes();
    const bool chroma = format != Format::gray;
    Codec& codec = *shared_codec();
    PixelsPtr seen;
    if (info.format == Format::jpeg) {
        seen = codec.decode(bytes.view(), {info.width, info.height}, shrink, chroma);
    } else {
        seen = codec.open_raw(info, bytes.view(), chroma);
        if (shrink > 1) seen = codec.shrunk(seen, shrink);
    }
    return seen->format == format ? seen : codec.converted(seen, format);
}

double psnr(const Pixels& a, const Pixels& b) {
    if (a.format != b.format || a.width != b.width || a.height != b.height)
        throw Error(text::cat(name_of(a.format), " of ", a.width, "x", a.height, " beside ", name_of(b.format), " of ", b.width, "x",
                              b.height),
                    "compare pictures of one size and format");
    double squares = 0, samples = 0;
    for (std::uint32_t i = 0; i < a.planes; ++i) {
        const auto &left = a.plane[i], &right = b.plane[i];
        if (left.width != right.width || left.height != right.height)
            throw Error("pictures whose chroma is not of one size", "compare them as bgr24");
        const std::uint32_t row = left.width * bytes_a_sample(a.format);
        for (std::uint32_t y = 0; y < left.height; ++y)
            for (std::uint32_t x = 0; x < row; ++x) {
                const double off = double(left.row(y)[x]) - double(right.row(y)[x]);
                squares += off * off;
            }
        samples += double(row) * left.height;
    }
    return squares > 0 ? 10 * std::log10(255.0 * 255.0 * samples / squares) : std::numeric_limits<double>::infinity();
}

double mean(const Pixels& pixels, std::uint32_t index) {
    if (index >= pixels.planes) throw Error(text::cat("no plane ", index), text::cat("there are ", pixels.planes));
    const auto& plane = pixels.plane[index];
    const std::uint32_t row = plane.width * bytes_a_sample(pixels.format);
    std::uint64_t sum = 0;
    for (std::uint32_t y = 0; y < plane.height; ++y)
        for (std::uint32_t x = 0; x < row; ++x) sum += plane.row(y)[x];
    return row && plane.height ? double(sum) / row / plane.height : 0;
}

}  // namespace sluice::bench
