#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sluice/format.hpp>

namespace sluice::zmq_sink_parts {

/// Which input a client's topic means, and what to tell one whose topic is none.
class LatestTopics {
public:
    /// In the order of the inputs.
    void add(std::string_view name);
    /// Known from the first frame on. True: it is another than before.
    bool set_format(std::size_t input, Format format);

    struct Found {
        std::optional<std::size_t> input;
        std::string why;  ///< where there is none: "what; what next"
    };
    /// A name alone is its frames of whichever kind. Before the first frame the kind is not known: either is taken.
    [[nodiscard]] Found find(std::string_view topic) const;
    /// "front/jpeg/"; before the first frame "front/", which may be asked for too.
    [[nodiscard]] std::string known_name(std::size_t input) const;
    /// "front/jpeg/"; `guess`: the format before the first frame.
    [[nodiscard]] std::string name(std::size_t input, Format guess) const;

private:
    struct Line {
        std::string name;
        std::optional<Format> format;
    };
    [[nodiscard]] std::string none(std::string_view topic) const;

    std::vector<Line> lines_;
};

}  // namespace sluice::zmq_sink_parts
