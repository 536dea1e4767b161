#pragma once

#include <memory>
#include <utility>

#include "codec/codec.hpp"
#include "frame/picture_counters.hpp"

namespace sluice {

/// What opens the pictures of one source and closes them again. Shared by its pictures. [any thread]
struct Opener {
    explicit Opener(std::shared_ptr<Codec> shared) : codec(std::move(shared)) {}

    std::shared_ptr<Codec> codec;
    PictureCounters counters;
};

using OpenerPtr = std::shared_ptr<Opener>;

}  // namespace sluice
