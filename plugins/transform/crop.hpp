#pragma once

#include <sluice/entry.hpp>

namespace transform {

class Crop final : public sluice::Filter {
public:
    explicit Crop(const sluice::Params& params) : region_(params.region("region")) {}

    sluice::FramePtr process(sluice::FramePtr frame, sluice::Context& context) override;

private:
    void say(const sluice::Region& kept, sluice::Size mcu, sluice::Context& context);

    sluice::Region region_;
    sluice::Region said_;  // what it said it keeps
};

}  // namespace transform
