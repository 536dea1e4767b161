// A filter that does not come back as long as a file is there, as one that waits for a hung device would.
#include <chrono>
#include <filesystem>
#include <string>
#include <thread>

#include <sluice/sluice.hpp>

namespace {

constexpr sluice::Param parameters[] = {sluice::Param::file("by", "what it waits for to be gone")};

class Held final : public sluice::Filter {
public:
    explicit Held(const sluice::Params& params) : by_(params.text("by")) {}

    sluice::FramePtr process(sluice::FramePtr frame, sluice::Context&) override {
        while (std::filesystem::exists(by_)) std::this_thread::sleep_for(std::chrono::milliseconds(2));
        return frame;
    }

private:
    std::string by_;
};

}  // namespace

SLUICE_FILTER("held", Held, "waits until a file is gone", parameters);
