#include <cstdlib>
#include <cstring>
#include <memory>

#include "codec/jpeg_check.hpp"
#include "codec/jpeg_dht.hpp"
#include "codec/jpeg_scan_check.hpp"

namespace {

void need(bool so) {
    if (!so) std::abort();
}

// With the tables it is the same picture, whole, and lacks them no more.
void insert_tables(std::span<const std::byte> jpeg, std::size_t at, const sluice::JpegCheck& before) {
    const std::size_t size = jpeg.size() + sluice::standard_dht().size();
    const auto block = std::make_unique<std::byte[]>(size);
    need(sluice::copy_with_dht(jpeg, at, {block.get(), size}) == size);
    const std::span<const std::byte> inserted(block.get(), size);
    const sluice::JpegCheck after = sluice::check_jpeg(inserted);
    need(after.verdict == sluice::JpegCheck::Verdict::ok && after.size == size);
    need(after.width == before.width && after.height == before.height);
    need(sluice::find_missing_dht(inserted) == 0);
    need((sluice::check_jpeg_markers(inserted) == size) == (sluice::check_jpeg_markers(jpeg) == jpeg.size()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    // An exact heap block, so that one byte too far is seen.
    const auto block = std::make_unique<std::byte[]>(size);
    if (size != 0) std::memcpy(block.get(), data, size);
    const std::span<const std::byte> bytes(block.get(), size);
    const auto ends_at = [&](std::size_t end) {
        return end >= 4 && end <= size && bytes[end - 2] == std::byte{0xff} && bytes[end - 1] == std::byte{0xd9};
    };
    const sluice::JpegCheck check = sluice::check_jpeg(bytes);
    const std::size_t walked = sluice::check_jpeg_markers(bytes);
    const std::size_t at = sluice::find_missing_dht(bytes);
    need(walked == 0 || ends_at(walked));
    need(at < size || at == 0);
    if (check.verdict != sluice::JpegCheck::Verdict::ok) return 0;
    need(ends_at(check.size) && check.width > 0 && check.height > 0);
    need(walked <= check.size);  // the last EOI there is; the walk ends with the first that is one
    // One block of what the walk took, and again of what the quick look took.
    for (const std::size_t end : {walked, check.size})
        if (const std::size_t place = end == 0 ? 0 : sluice::find_missing_dht(bytes.first(end)); place != 0)
            insert_tables(bytes.first(end), place, check);
    return 0;
}
