#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <sluice/frame.hpp>
#include <sluice/log.hpp>

namespace sluice {

/// Which moment a frame's capture time is.
enum class Moment : std::uint8_t {
    arrival,         ///< when it came to the host: the driver has no clock, or one that is not to be trusted
    exposure_start,  ///< what UVC webcams tell
    frame_end,       ///< the last pixel was received
};

/// How closely the host looks at a JPEG before it hands it on.
enum class Validate : std::uint8_t {
    normal,  ///< its start, header and end
    strict,  ///< all its markers too, restart markers in their order: reads every byte
    off,     ///< not at all
};

/// What a source delivers until it says otherwise.
struct Stream {
    std::size_t struct_size = sizeof(Stream);  ///< fields are added at the end
    Format format = Format::jpeg;
    std::uint32_t width = 0, height = 0;  ///< pixels; a jpeg frame's own header wins
    Planes planes;                        ///< of a raw format
    Range range = Range::full;
    Matrix matrix = Matrix::bt601;
    double fps = 0;  ///< agreed frames per second; 0: unknown or not paced
    // From 1.2 on:
    Moment moment = Moment::arrival;
    Validate validate = Validate::normal;
    bool size_agreed = false;  ///< a JPEG of another size than width x height is dropped
    bool insert_dht = false;   ///< a JPEG without Huffman tables gets the standard ones (ITU T.81 K.3)
};

/// All that is known of a frame which another sluice captured. Since api 1.3.
struct Relayed {
    std::size_t struct_size = sizeof(Relayed);  ///< fields are added at the end
    std::uint64_t sequence = 0;      ///< the camera's own count
    Clock::time_point captured{};    ///< by this machine's clock: when it was captured, or at worst when it came
    bool original = true;            ///< still byte for byte the camera's
    Origin origin;                   ///< its views live until every node is destroyed
    Notes notes;
};

/// What a source may ask of the host. Lives as long as the source; every call [lane]: only from
/// within open(), next() and close(), unless it says otherwise.
class SourceContext {
public:
    enum class Wait : std::uint8_t { ready, timeout, stopping, woken };

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

    // From 1.2 on:
    /// As wait(), and `woken` when somebody begins or ceases to want frames, or asks for something that
    /// the host hands to Controlled once next() has returned: then return from next() soon.
    virtual Wait wait_woken(int fd, Clock::time_point until) = 0;
    /// False: the config lets the rest run without this source, so open() should not throw for a device that is
    /// away, but say offline() and go on looking for it in next().
    [[nodiscard]] virtual bool required() const noexcept = 0;
    /// The device is away, and why; until begin().
    virtual void offline(std::string_view why) = 0;
    /// The device is there and sends nothing, and why; until the next frame or begin().
    virtual void stalled(std::string_view why) = 0;
    /// It rests, for nobody wants frames: that nothing comes is no stall; until the next frame or begin().
    virtual void resting() = 0;
    /// Frames come slower than agreed, and why; empty: no more.
    virtual void slow(std::string_view why) = 0;
    /// As emit_copy(), of bytes that lie in several pieces.
    virtual void emit_parts(std::span<const std::span<const std::byte>> parts, std::uint64_t sequence, Clock::time_point captured) = 0;

    // From 1.3 on:
    /// As emit(), of a frame that another sluice captured.
    virtual void emit_relayed(Bytes bytes, const Relayed& frame) = 0;

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
    /// ends the source too, with the reason said; a device that may come back is offline() instead. [lane]
    virtual bool next(SourceContext& context) = 0;
    /// Gives the device back. Frames already emitted stay readable. [lane]
    virtual void close(SourceContext& context) noexcept = 0;
};

/// One thing of a source that can be changed while it runs.
struct ControlState {
    std::string name;
    std::string value;  ///< now
    std::string takes;  ///< "1 to 5000", "Disabled, 50 Hz, 60 Hz"; empty: it can only be read
};

/// A source may be this too: some of it can be changed while it runs. Since api 1.2.
class Controlled {
public:
    virtual ~Controlled() = default;
    /// Throws what the user should read: no such thing, no such value, the device is away. Gives the value it has now.
    /// [lane]
    virtual std::string control(std::string_view name, std::string_view value) = 0;
    /// [lane]
    [[nodiscard]] virtual std::vector<ControlState> controls() = 0;
};

}  // namespace sluice
