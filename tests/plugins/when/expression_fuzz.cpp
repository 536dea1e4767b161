// What anybody writes into `if` is read or refused with a sentence, and what was read can be asked.
#include <cstddef>
#include <cstdint>

#include "plugins/when/expression.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto notes = sluice::Notes().with("motion", 0.5).with("boxes", std::vector<sluice::Box>(2)).with("label", std::string("cat"));
    try {
        (void)Expression({reinterpret_cast<const char*>(data), size}).holds(notes);
    } catch (const Expression::Mistake&) {
    }
    return 0;
}
