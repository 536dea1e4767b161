#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <sluice/entry.hpp>
#include <sluice/stamp.hpp>

#include <sluice/bench/camera.hpp>
#include <sluice/bench/export.hpp>
#include <sluice/bench/texts.hpp>

namespace sluice::bench {

/// What happened so far. Of decodes and below: to frames of the bench's own camera, and what was made from them.
struct Counts {
    std::uint64_t in = 0;        ///< frames the filter was given
    std::uint64_t out = 0;       ///< frames it handed on, emitted ones among them
    std::uint64_t emitted = 0;
    std::uint64_t dropped = 0;   ///< process() returned nullptr
    std::uint64_t failed = 0;    ///< process() threw
    std::uint64_t damaged = 0;   ///< process() let a damaged picture's error through
    std::uint64_t decodes = 0;
    std::uint64_t later_decodes = 0;  ///< of these: the picture had been decoded before, for less
    std::uint64_t encodes = 0;        ///< somebody asked for the bytes of a picture the filter drew
    std::uint64_t block_reads = 0;    ///< coefficients were read
    std::uint64_t block_writes = 0;   ///< coefficients became a JPEG

    friend bool operator==(const Counts&, const Counts&) = default;
};

/// What a filter's entry declares for the parameters it was given.
struct Declares {
    std::vector<Wish> pixels;
    bool coefficients = false;
    bool or_pixels = false;
    std::optional<Encoding> publishes;
    std::chrono::nanoseconds holds{0};
    std::uint64_t holds_bytes = 0;
};

/// A line the filter logged.
struct Line {
    Level level;
    std::string text;

    friend bool operator==(const Line&, const Line&) = default;
};

/// Runs one filter as the host would: the same parameter checks, decoder, encoder and context, but
/// nothing is caught: what the filter throws reaches the test as it is. One thread at a time.
class SLUICE_BENCH_API FilterBench {
public:
    /// `entry` comes from filter_entry<>() or from a plugin's code linked into the test; its parameters and texts
    /// must live as long as this. Throws Error with all that `sluice check` would say of these parameters, and
    /// what the filter's constructor throws.
    explicit FilterBench(const NodeEntry& entry, const Texts& texts = {});

    /// The filter `type` of a plugin, opened in this process so that a debugger and sanitizers see it.
    /// Throws Error with what `sluice nodes` would say of a plugin that cannot be used.
    [[nodiscard]] static FilterBench load(const std::string& file, std::string_view type, const Texts& texts = {}) {
        // Of the test's build, not of the library's: a plugin with a sanitizer goes with a test with that sanitizer.
        return load_for(SLUICE_STAMP, file, type, texts);
    }

    ~FilterBench();
    FilterBench(FilterBench&&) noexcept;
    FilterBench& operator=(FilterBench&&) noexcept;

    /// What comes out for that frame, in order: emitted ones, then the returned one, if any. Frames come
    /// from a Camera or from another bench; Error for others.
    std::vector<FramePtr> feed(FramePtr frame);
    std::vector<FramePtr> feed(std::span<const FramePtr> frames);
    std::vector<FramePtr> feed(const std::vector<FramePtr>& frames) { return feed(std::span(frames)); }

    /// The next frame of its own camera.
    std::vector<FramePtr> feed_jpeg(std::span<const std::byte> bytes) { return feed(camera().jpeg(bytes)); }
    std::vector<FramePtr> feed_jpeg(const Bytes& bytes) { return feed(camera().jpeg(bytes)); }
    std::vector<FramePtr> feed_raw(const Raw& picture, std::span<const std::byte> bytes) {
        return feed(camera().raw(picture, bytes));
    }
    std::vector<FramePtr> feed_folder(const std::string& path) { return feed(camera().folder(path)); }
    void new_epoch() { camera().new_epoch(); }

    [[nodiscard]] Camera& camera() noexcept;
    [[nodiscard]] const NodeEntry& entry() const noexcept;
    [[nodiscard]] const Declares& wishes() const noexcept;
    [[nodiscard]] Counts counts() const noexcept;
    /// What the filter logged so far.
    [[nodiscard]] const std::vector<Line>& lines() const noexcept;

private:
    struct Parts;
    explicit FilterBench(std::unique_ptr<Parts> parts);
    [[nodiscard]] static FilterBench load_for(std::string_view stamp, const std::string& file, std::string_view type,
                                              const Texts& texts);

    std::unique_ptr<Parts> parts_;
};

}  // namespace sluice::bench
