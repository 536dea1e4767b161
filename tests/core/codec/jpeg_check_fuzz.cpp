#include <cstdlib>
#include <cstring>
#include <memory>

#include "codec/jpeg_check.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    // An exact heap block, so that one byte too far is seen.
    const auto block = std::make_unique<std::byte[]>(size);
    if (size != 0) std::memcpy(block.get(), data, size);
    const sluice::JpegCheck check = sluice::check_jpeg({block.get(), size});
    if (check.verdict != sluice::JpegCheck::Verdict::ok) return 0;
    if (check.size > size || check.size < 4 || check.width == 0 || check.height == 0) std::abort();
    if (block[check.size - 2] != std::byte{0xff} || block[check.size - 1] != std::byte{0xd9}) std::abort();
    return 0;
}
