#include "codec/jpeg_parameters.hpp"

#include <algorithm>

namespace sluice {

namespace {

/// The first component with the same quantiser: they share a DQT table then.
std::size_t slot_of(const JpegStyle& style, std::size_t index) noexcept {
    std::size_t first = 0;
    while (style.component[first].quantiser != style.component[index].quantiser) ++first;
    return first;
}

}  // namespace

void put_style(const JpegStyle& style, Size size, j_compress_ptr encoder) {
    encoder->image_width = size.width;
    encoder->image_height = size.height;
    encoder->input_components = static_cast<int>(style.planes);
    encoder->in_color_space = style.planes == 1 ? JCS_GRAYSCALE : JCS_YCbCr;
    jpeg_set_defaults(encoder);
    for (std::size_t i = 0; i < style.planes; ++i) {
        const JpegStyle::Component& component = style.component[i];
        const std::size_t slot = slot_of(style, i);
        encoder->comp_info[i].h_samp_factor = static_cast<int>(component.h);
        encoder->comp_info[i].v_samp_factor = static_cast<int>(component.v);
        encoder->comp_info[i].quant_tbl_no = static_cast<int>(slot);
        JQUANT_TBL*& table = encoder->quant_tbl_ptrs[slot];
        if (!table) table = jpeg_alloc_quant_table(reinterpret_cast<j_common_ptr>(encoder));
        std::copy(component.quantiser.begin(), component.quantiser.end(), table->quantval);
        table->sent_table = FALSE;
    }
}

}  // namespace sluice
