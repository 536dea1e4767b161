#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <sluice/entry.hpp>

#include "font.hpp"
#include "ink.hpp"
#include "label.hpp"
#include "text_template.hpp"

namespace annotate {

/// Writes a text into a corner and draws the boxes of the note `boxes`.
class AnnotateFilter final : public sluice::Filter {
public:
    explicit AnnotateFilter(const sluice::Params& params);

    static void check(const sluice::Params& params, sluice::Complaints& complaints);
    sluice::FramePtr process(sluice::FramePtr frame, sluice::Context& context) override;

private:
    /// Something to draw and where: small parts, so that only MCUs below lines and letters are opened.
    struct Mark {
        sluice::Region region;
        Label* label = nullptr;  // else filled with `ink`
        Ink ink;
    };

    void find_marks(const sluice::Frame& frame);
    void mark_text(const std::string& text, sluice::Size size);
    void mark_box(const sluice::Box& box, sluice::Size size);
    void mark_name(const sluice::Box& box, std::uint32_t x, std::uint32_t y, sluice::Size size);
    static void draw(const Mark& mark, sluice::Canvas& canvas);

    TextTemplate template_;
    std::string at_;
    std::optional<std::uint32_t> letters_;  // pixels; else by the picture's height
    Ink ink_, box_ink_;
    std::optional<Ink> background_;
    bool boxes_;
    sluice::Encoding encoding_;
    Font font_;

    std::string text_;   // as on label_
    sluice::Size size_;  // of the picture that label_ is made for
    Label label_;
    std::map<std::string, Label> names_;
    std::vector<Mark> marks_;  // of the frame at hand
};

}  // namespace annotate
