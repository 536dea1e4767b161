#include "tools/filter_bench/shared_codec.hpp"

namespace sluice::bench {

const std::shared_ptr<Codec>& shared_codec() {
    static const auto codec = std::make_shared<Codec>();
    return codec;
}

}  // namespace sluice::bench
