#include "zmtp_reader.hpp"

#include <algorithm>
#include <cstring>

#include "zmtp_words.hpp"

namespace sluice::zmq_sink_parts {

namespace {

using Fault = ZmtpReader::Fault;

// Judged as soon as the bytes are there: whoever speaks something else may never send 64 of them.
Fault fault_of_greeting(std::span<const std::byte> bytes) noexcept {
    using namespace zmtp;
    if (bytes.empty()) return Fault::none;
    if (bytes[0] != signature_first) return Fault::not_zmtp;
    if (bytes.size() >= signature_size && bytes[signature_size - 1] != signature_last) return Fault::not_zmtp;
    if (bytes.size() > signature_size && bytes[signature_size] < version) return Fault::old;
    if (bytes.size() < greeting_size) return Fault::none;
    const auto mechanism = bytes.subspan(mechanism_at, mechanism_size);
    std::array<std::byte, mechanism_size> null{};
    std::memcpy(null.data(), null_mechanism.data(), null_mechanism.size());
    return std::ranges::equal(mechanism, null) ? Fault::none : Fault::mechanism;
}

std::uint64_t long_size(std::span<const std::byte> bytes) noexcept {
    std::uint64_t size = 0;
    for (std::size_t i = 0; i < sizeof size; ++i) size = size << 8 | std::to_integer<std::uint64_t>(bytes[i]);
    return size;
}

}  // namespace

std::span<std::byte> ZmtpReader::room() noexcept {
    std::memmove(bytes_.data(), bytes_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
    return std::span(bytes_).subspan(end_);
}

void ZmtpReader::read_greeting() noexcept {
    fault_ = fault_of_greeting(unread());
    if (fault_ != Fault::none || unread().size() < zmtp::greeting_size) return;
    begin_ += zmtp::greeting_size;
    greeted_ = true;
}

std::optional<ZmtpReader::ZmtpFrame> ZmtpReader::next() noexcept {
    if (!greeted_ && fault_ == Fault::none) read_greeting();
    if (!greeted_ || fault_ != Fault::none) return std::nullopt;
    const auto bytes = unread();
    if (bytes.empty()) return std::nullopt;
    const auto flags = std::to_integer<unsigned>(bytes[0]);
    if ((flags & ~(zmtp::more | zmtp::long_size | zmtp::command)) != 0) {
        fault_ = Fault::malformed;
        return std::nullopt;
    }
    const std::size_t head = flags & zmtp::long_size ? 9 : 2;
    if (bytes.size() < head) return std::nullopt;
    const std::uint64_t size = head == 9 ? long_size(bytes.subspan(1)) : std::to_integer<std::uint64_t>(bytes[1]);
    if (size > most_body) {
        fault_ = Fault::too_large;
        return std::nullopt;
    }
    if (bytes.size() - head < size) return std::nullopt;
    begin_ += head + size;
    return ZmtpFrame{(flags & zmtp::command) != 0, (flags & zmtp::more) != 0, bytes.subspan(head, size)};
}

}  // namespace sluice::zmq_sink_parts
