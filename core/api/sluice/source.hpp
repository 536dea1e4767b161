#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include <sluice/frame.hpp>
#include <sluice/log.hpp>

namespace sluice {

/// What a source delivers until it says otherwise.
struct Stream {
    std::size_t struct_size = sizeof(Stream);  ///< fields are added at the end
    Format format = Format::jpeg;
    std::uint32_t width = 0, height = 0;  ///< pixels; a jpeg frame's own header wins
    Planes planes;                        ///< of a raw format
    Range range = Range::full;
    Matrix matrix = Matrix::bt601;
    double fps = 0;  ///< agreed frames per second; 0: unknown or not paced
};

/// What a source may ask of the host. Lives as long as the source; every call [lane]: only from
/// within open(), next() and close(), unless it says otherwise.
class SourceContext {
public:
    enum class Wait : std::uint8_t { ready, timeout, stopping };

    /// Waits until `fd` is readable (or in error), `until` has come, or the program stops. fd -1
    /// waits for the time alone. All waiting is done here, so that stopping never waits for a source.
    virtual Wait wait(int fd, Clock::time_point until) = 0;
    [[nodiscard]] virtual bool stopping() const noexcept = 0;

    /// A new epoch begins: what follows has no tie to what was before. Call before the first frame
    /// and after each re-open.
    virtual void begin(const Stream& stream) = 0;

    /// Does anybody want a frame now? [any thread]
    [[nodiscard]] virtual bool wanted() const noexcept = 0;
    /// Hands on a frame without copying. Damaged ones are dropped and counted by the host.
    virtual void emit(Bytes bytes, std::uint64_t sequence, Clock::time_point captured) = 0;
    /// The same, but the bytes are copied (into pooled memory) before this returns.
    virtual void emit_copy(std::span<const std::byte> bytes, std::uint64_t sequence, Clock::time_point captured) = 0;

    /// A frame that never came to be; `reason` is a word or two for the counters ("driver error").
    virtual void drop(std::string_view reason, std::uint64_t count = 1) = 0;
    /// One line, with the node's name put in front; the host limits how often the same is said.
    virtual void log(Level level, std::string_view line) = 0;

    /// How many frames may be on their way at once before copying begins, by the plan: a driver is
    /// asked for this many buffers.
    [[nodiscard]] virtual unsigned buffers() const noexcept = 0;
    /// The node's name as the config gives it; lives until every node is destroyed. [any thread]
    [[nodiscard]] virtual std::string_view name() const noexcept = 0;

    SourceContext(const SourceContext&) = delete;
    SourceContext& operator=(const SourceContext&) = delete;

protected:
    SourceContext() = default;
    ~SourceContext() = default;
};

/// Where frames come from. Runs on a lane of its own; makes no threads.
class Source {
public:
    virtual ~Source() = default;

    /// Opens the device or file; throws what the user should read. [lane]
    virtual void open(SourceContext& context) = 0;
    /// Waits for what comes next and emits it, if anything. False: the source has ended. Throwing
    /// ends the source too, with the reason said. [lane]
    virtual bool next(SourceContext& context) = 0;
    /// Gives the device back. Frames already emitted stay readable. [lane]
    virtual void close(SourceContext& context) noexcept = 0;
};

}  // namespace sluice
