#pragma once

#include <sluice/sluice.hpp>

// The filter of specimens that are about something else.
namespace {

class IdleFilter final : public sluice::Filter {
public:
    explicit IdleFilter(const sluice::Params&) {}
    sluice::FramePtr process(sluice::FramePtr frame, sluice::Context&) override { return frame; }
};

}  // namespace
