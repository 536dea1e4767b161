#pragma once

#include <string>
#include <string_view>

#include <sluice/filter.hpp>

namespace transform {

/// "1280x720".
[[nodiscard]] std::string text_of(sluice::Size size);
/// "[10, 20, 300, 200]".
[[nodiscard]] std::string text_of(const sluice::Region& region);

/// The blocks of this frame's JPEG. Throws a sentence that begins with the node's type where it has none.
[[nodiscard]] sluice::CoefficientEditPtr edit(sluice::FramePtr frame, sluice::Context& context, std::string_view type);

}  // namespace transform
