#pragma once

#include <string_view>

#include <sluice/frame.hpp>
#include <sluice/log.hpp>

namespace sluice {

/// What a filter may ask of the host. Lives as long as the filter; every call [lane]: only from
/// within process().
class Context {
public:
    /// The same picture with one more note; a note of the same name is replaced.
    [[nodiscard]] virtual FramePtr note(const FramePtr& frame, std::string_view key, Note value) = 0;
    /// Hands a frame on before the one that process() returns.
    virtual void emit(FramePtr frame) = 0;
    /// One line, with the node's name put in front; the host limits how often the same is said.
    virtual void log(Level level, std::string_view line) = 0;

    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;

protected:
    Context() = default;
    ~Context() = default;
};

/// A filter sees the frames of one camera, in order, never from two threads at once; the thread is
/// not fixed. It is made and destroyed while no frame flows. A change of FrameInfo::epoch means:
/// forget what you knew.
class Filter {
public:
    virtual ~Filter() = default;

    /// Return the frame, another one made through the context, or nullptr to drop it. Throwing drops
    /// it too and is counted as failed. [lane]
    virtual FramePtr process(FramePtr frame, Context& context) = 0;
};

}  // namespace sluice
