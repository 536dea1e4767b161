#pragma once

#include <string_view>

#include <sluice/filter.hpp>

namespace transform {

/// What rotate and flip have in common.
class TurnFilter : public sluice::Filter {
public:
    sluice::FramePtr process(sluice::FramePtr frame, sluice::Context& context) final;

protected:
    TurnFilter(std::string_view type, sluice::Turn turn, std::string_view edges)
        : type_(type), turn_(turn), trim_(edges == "trim") {}

private:
    [[nodiscard]] sluice::Size to_cut(sluice::Size size, sluice::Size mcu) const noexcept;
    void say(sluice::Size size, sluice::Size cut, sluice::Size mcu, sluice::Context& context);

    std::string_view type_;
    sluice::Turn turn_;
    bool trim_;
    sluice::Size said_;  // of which size it was said what is cut
};

class Rotate final : public TurnFilter {
public:
    explicit Rotate(const sluice::Params& params);
};

class Flip final : public TurnFilter {
public:
    explicit Flip(const sluice::Params& params);
};

}  // namespace transform
