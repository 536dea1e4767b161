#pragma once

#include <cstdint>

namespace fake_v4l2 {

// What a camera says about itself, whatever it is doing.
struct Facts {
    unsigned number = 0;
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::uint32_t buffer_bytes = 0;
    double fps = 30;
};

constexpr int not_answered = -1;

// Answers the requests that only ask for facts (capabilities, formats, sizes, rates, inputs): 0, an errno
// value, or not_answered for all other requests.
int answer_facts(const Facts& facts, unsigned long request, void* argument);

}  // namespace fake_v4l2
