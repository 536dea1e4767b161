#include "editing.hpp"

#include <sluice/error.hpp>

namespace transform {

std::string text_of(sluice::Size size) { return std::to_string(size.width) + "x" + std::to_string(size.height); }

std::string text_of(const sluice::Region& region) {
    return "[" + std::to_string(region.x) + ", " + std::to_string(region.y) + ", " + std::to_string(region.width) +
           ", " + std::to_string(region.height) + "]";
}

sluice::CoefficientEditPtr edit(sluice::FramePtr frame, sluice::Context& context, std::string_view type) {
    const sluice::Format format = frame->info().format;
    const std::string_view source = frame->info().source;
    if (sluice::CoefficientEditPtr edit = context.edit_coefficients(std::move(frame))) return edit;

    const std::string what = std::string(type) + " edits JPEGs, and " + std::string(source) + " delivers ";
    if (format != sluice::Format::jpeg)
        throw sluice::Error(what + std::string(name_of(format)), "take mjpeg from the camera");
    throw sluice::Error(what + "some that are neither gray nor YCbCr", "take YCbCr JPEGs, as cameras make them");
}

}  // namespace transform
