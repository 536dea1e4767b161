#pragma once

#include <string>
#include <vector>

#include "graph/explanation.hpp"
#include "graph/plan.hpp"

namespace sluice::tool {

/// Words about a plan that the text and the drawing share.
class ExplainWords {
public:
    /// Both must outlive this.
    ExplainWords(const Plan& plan, const Explanation& explanation) : plan_(plan), explanation_(explanation) {}

    [[nodiscard]] const std::string& name(std::size_t node) const { return plan_.nodes[node].name; }
    [[nodiscard]] std::string names(const std::vector<std::size_t>& nodes) const;
    /// "mjpeg 1280x720, at most 30 fps, about 3.6 MB/s"
    [[nodiscard]] std::string stream(const Explanation::Picture& picture) const;
    /// "one decode for 2 filters on at most 10 frames a second: ..."; empty where nobody opens it.
    [[nodiscard]] std::string decode(const Explanation::Picture& picture) const;
    /// What has become of the picture on its way to a link: "untouched", "edited by mask".
    [[nodiscard]] std::string what_happened(std::size_t link) const;
    /// Sinks that make this picture smaller for who asks them to.
    [[nodiscard]] std::vector<std::size_t> narrowing(const Explanation::Picture& picture) const;
    /// What happens at that link: "decoded: gray 1/4"; empty where nothing does.
    [[nodiscard]] std::string what_happens(std::size_t link) const;
    /// "85", "as the camera's own"
    [[nodiscard]] static std::string quality(const Encoding& encoding);
    /// "queue 16, drops the oldest", "called on lane front"
    [[nodiscard]] std::string hand_over(std::size_t link) const;
    /// "while somebody takes front from wlan"
    [[nodiscard]] std::string runs(std::size_t node) const;
    /// The lane a node runs on; a sink that is called by its givers has none.
    [[nodiscard]] std::string lane(std::size_t node) const;
    [[nodiscard]] bool has_lane(std::size_t node) const;

    /// "30", "12.5", "?"
    [[nodiscard]] static std::string fps(double fps);
    /// "about 3.6 MB/s", "55.3 MB/s", "?"
    [[nodiscard]] static std::string bandwidth(double bytes_per_second, bool exact);
    [[nodiscard]] static std::string rounded(double bytes);

private:
    [[nodiscard]] std::string wish(const Wish& wish, const Explanation::Picture& picture) const;
    [[nodiscard]] std::string edits(const Explanation::Picture& picture) const;

    const Plan& plan_;
    const Explanation& explanation_;
};

}  // namespace sluice::tool
