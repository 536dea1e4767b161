#include <cstdlib>
#include <cstring>
#include <memory>

#include "sources/file/jpeg_splitter.hpp"

using sluice::replay::JpegSplit;
using sluice::replay::split_jpeg;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const auto block = std::make_unique<std::byte[]>(size);  // exact, so that one byte too far is seen
    if (size != 0) std::memcpy(block.get(), data, size);
    for (std::size_t at = 0; at < size;) {
        const std::span<const std::byte> rest(block.get() + at, size - at);
        const JpegSplit early = split_jpeg(rest, false);
        const JpegSplit split = split_jpeg(rest, true);
        if (early.begin > rest.size() || split.begin > rest.size()) std::abort();
        if (early.kind != JpegSplit::Kind::more && (early.kind != split.kind || early.end != split.end)) std::abort();
        if (split.kind == JpegSplit::Kind::more) break;
        if (split.end <= split.begin || split.end > rest.size()) std::abort();
        at += split.end;
    }
    return 0;
}
