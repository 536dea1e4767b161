#pragma once

#include <concepts>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::text {

/// Appends what a sentence is made of: texts, characters, numbers.
inline void append(std::string& out, std::string_view part) { out.append(part); }
inline void append(std::string& out, char part) { out.push_back(part); }
template <std::integral T>
    requires(!std::same_as<T, char> && !std::same_as<T, bool>)
void append(std::string& out, T part) { out.append(std::to_string(part)); }

template <typename... Parts>
[[nodiscard]] std::string cat(const Parts&... parts) {
    std::string out;
    (append(out, parts), ...);
    return out;
}

[[nodiscard]] std::string join(std::span<const std::string> parts, std::string_view between);

/// The candidate a person most likely meant, or nothing when none is near: few edits for its length,
/// letter case aside.
[[nodiscard]] std::string nearest(std::string_view word, std::span<const std::string> candidates);

/// "29.97", "30", "0.0167": no more digits than are meant.
[[nodiscard]] std::string number(double value);
/// "1.4 MB", "320 kB", "12 B"
[[nodiscard]] std::string byte_count(double bytes);
/// The text of errno, without the thread-unsafe table of strerror.
[[nodiscard]] std::string errno_text(int error);

}  // namespace sluice::text
