#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <sluice/frame.hpp>
#include <sluice/log.hpp>
#include <sluice/source.hpp>

namespace sluice {

/// What somebody downstream wants of each frame right now.
enum class Demand : std::uint8_t { none, notes, bytes };

/// One `from` link into a sink, as the host knows it. Fields are added at the end; lives as long as
/// the sink.
struct Input {
    std::string_view name;    ///< the public name: `as:` or the node's own
    std::string_view source;  ///< the source node it comes from
};

/// What is known of the frames of one input, for who asks "why is nothing coming".
struct InputStatus {
    enum class State : std::uint8_t { starting, online, stalled, offline, ended };
    State state = State::starting;
    Clock::time_point since{};  ///< of the state
    std::string why;            ///< of stalled, offline and ended; of online: why it is slower than agreed, or rests
    Format format = Format::jpeg;
    std::uint32_t width = 0, height = 0;  ///< 0: not known yet
    std::uint64_t epoch = 0;
    double fps = 0;              ///< measured at the source over the last seconds
    Clock::time_point newest{};  ///< capture time of the newest frame
    std::string drops;           ///< JSON object: reason -> count, from the source to this sink
};

/// What a sink may ask of the host. Lives as long as the sink.
class SinkContext {
public:
    [[nodiscard]] virtual std::size_t inputs() const noexcept = 0;
    [[nodiscard]] virtual const Input& input(std::size_t index) const noexcept = 0;
    /// Frames flow only where there is demand; a sink starts with none unless its entry says
    /// `wants`. [any thread]
    virtual void demand(std::size_t input, Demand demand) = 0;
    /// A frame this sink was given and could not deliver. [any thread]
    virtual void drop(std::size_t input, std::string_view reason, std::uint64_t count = 1) = 0;
    /// One line, with the node's name put in front; the host limits how often the same is said.
    /// [any thread]
    virtual void log(Level level, std::string_view line) = 0;
    [[nodiscard]] virtual InputStatus status(std::size_t input) const = 0;
    /// The node's name as the config gives it; lives until every node is destroyed. [any thread]
    [[nodiscard]] virtual std::string_view name() const noexcept = 0;

    // From 1.3 on:
    /// The same picture at most so many pixels wide: the frame itself where it is no wider, else a JPEG of 1/2, 1/4 or
    /// 1/8 of it. Of a sink whose entry says `narrows`. Throws Error where even an eighth is wider, or nobody can open
    /// it. Takes as long as a decode and an encode. [lane]
    [[nodiscard]] virtual FramePtr narrowed(const FramePtr& frame, std::uint32_t most_width) = 0;
    /// The program stops and will not wait: a write() that waits for somebody lets go, and drops what it has.
    /// [any thread]
    [[nodiscard]] virtual bool stopping() const noexcept = 0;

    SinkContext(const SinkContext&) = delete;
    SinkContext& operator=(const SinkContext&) = delete;

protected:
    SinkContext() = default;
    ~SinkContext() = default;
};

/// Where frames go. Never called from two threads at once; the thread is not fixed. A sink whose
/// entry does not say `blocks` is called on the camera's own lane and must return at once.
class Sink {
public:
    virtual ~Sink() = default;

    /// Binds, opens; throws what the user should read. Before any frame. [start]
    virtual void open(SinkContext& context) = 0;
    /// Takes one frame of that input. Throwing drops it and is counted as failed. [lane]
    virtual void write(std::size_t input, const FramePtr& frame) = 0;
    /// No frame comes any more. `flush`: the sources ended by themselves, so deliver what waits
    /// (at most about a second); otherwise let go at once. [start]
    virtual void close(bool flush) noexcept = 0;
};

/// A sink may be this too: it has something to do while no frame flows.
class Attended {
public:
    virtual ~Attended() = default;
    /// A file descriptor that becomes readable when attend() should be called, watched only while no
    /// frame has been written for a second; -1: none.
    [[nodiscard]] virtual int attend_fd() const noexcept = 0;
    /// Called when that is so, and once a second anyway. Never together with write(). [control]
    virtual void attend(Clock::time_point now) = 0;
};

/// A sink may be this too: somebody waits for its answer, whether frames flow or not. Since api 1.3.
class Answering {
public:
    virtual ~Answering() = default;
    /// A file descriptor that becomes readable when answer() should be called, always watched; -1: none.
    [[nodiscard]] virtual int answer_fd() const noexcept = 0;
    /// Called when that is so. Must return at once. Never together with open(), close(), attend() or itself, but write()
    /// may run at the same time: whatever both touch needs a lock. [control]
    virtual void answer() = 0;
};

/// A sink may be this too: it tells others when a source comes, stalls or goes. Since api 1.2.
class Told {
public:
    virtual ~Told() = default;
    /// The state of that input has changed. `agreed`: what its source delivers, where the state is online. Never
    /// together with write(); must return at once. [lane]
    virtual void changed(std::size_t input, const InputStatus& status, const Stream& agreed) = 0;
};

/// A sink may be this too: others can reach it, and a person has to be told how.
class Reachable {
public:
    virtual ~Reachable() = default;
    /// What to type elsewhere, a line per address: "tcp://192.168.1.20:5555, topics front/jpeg/". After open();
    /// never together with write(). [start]
    [[nodiscard]] virtual std::string reach() const = 0;
};

}  // namespace sluice
