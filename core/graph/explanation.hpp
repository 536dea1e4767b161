#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <sluice/encoding.hpp>
#include <sluice/format.hpp>
#include <sluice/params.hpp>

#include "frame/wish_set.hpp"
#include "graph/plan.hpp"

namespace sluice {

/// What a plan will do to pictures, and what that takes, for people who want to know before they run it.
/// From the plan alone: nothing is opened. Nodes and links are indexes of the plan's.
struct Explanation {
    enum class Origin { source, drawn, edited };

    /// The pictures of one source, or those that one filter makes.
    struct Picture {
        std::size_t node = 0;
        Origin origin = Origin::source;
        bool format_known = false;
        Format format = Format::jpeg;
        Size size;          ///< 0: not known
        double fps = 0;     ///< at most; 0: not known
        double bytes = 0;   ///< of one; 0: not known
        bool exact = false; ///< the bytes; otherwise an estimate

        std::vector<std::size_t> opened_by;  ///< filters that ask for its pixels
        WishSet decode;                      ///< the one decode that serves them all
        bool shrink_known = true;            ///< false: it depends on the size
        double decode_fps = 0;               ///< at most; 0: not known
        std::vector<std::size_t> edited_by;  ///< filters that work on its coefficients
        std::vector<std::size_t> encoded_for;  ///< of drawn and edited ones: who wants bytes
    };

    /// One of the plan's links.
    struct Link {
        std::size_t picture = 0;  ///< index of pictures
        double fps = 0;           ///< at most; 0: not known
        double bytes_per_second = 0;  ///< into a sink; 0: not known
        bool exact = false;
        std::vector<std::size_t> noted_by;  ///< filters that looked at the frame on its way, and the one it is `with`
    };

    /// What makes a node run.
    struct Reason {
        enum class Kind { sink_wants, somebody_takes, run_always, acts };
        Kind kind = Kind::somebody_takes;
        std::size_t node = 0;  ///< the sink, or the filter that runs always
        std::string name;      ///< of somebody_takes: the public name
        friend auto operator<=>(const Reason&, const Reason&) = default;
    };

    struct SourceMemory {
        std::size_t node = 0;
        double buffers = 0;  ///< bytes of the driver's buffers, an estimate where JPEGs come; 0: not known
        std::uint64_t pool = 0;
    };

    std::vector<Picture> pictures;
    std::vector<Link> links;
    std::vector<std::vector<Reason>> runs;  ///< of each node; empty: never. Sorted
    std::vector<SourceMemory> sources;
    bool opens = false;            ///< somebody opens pictures: the next two are used
    std::uint64_t pixels = 0;      ///< at most so many bytes of views and canvases
    std::uint64_t made_bytes = 0;  ///< at most so many of JPEGs that were made

    /// The most memory that frames take; what is not known does not count.
    [[nodiscard]] double most_memory() const noexcept;
};

[[nodiscard]] Explanation explain(const Plan& plan);

/// A JPEG as webcams make them takes about so much of each pixel.
inline constexpr double jpeg_bytes_per_pixel = 0.13;

}  // namespace sluice
