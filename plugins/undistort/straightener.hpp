#pragma once

#include <memory>

#include <sluice/notes.hpp>
#include <sluice/pixels.hpp>

#include "camera.hpp"

/// Makes the picture of a bending lens straight. Where each pixel comes from is worked out once per shape of
/// plane (1080p: 60 ms, 6 bytes a pixel) and kept. One thread at a time.
class Straightener {
public:
    /// `all`: 0 shows only what is whole, 1 shows all with black around. Throws sluice::Error.
    Straightener(const Camera& camera, double all);
    ~Straightener();

    /// i420 of the camera's size to i420 of the same size; planes may be coarser in one than in the other.
    void straighten(const sluice::Pixels& from, sluice::Canvas& to);
    /// Where a box of the bent picture lies in the straight one: the rectangle around it. False: outside.
    [[nodiscard]] bool move(sluice::Box& box) const;

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};
