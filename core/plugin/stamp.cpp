#include "plugin/stamp.hpp"

#include <array>
#include <charconv>
#include <vector>

#include <sluice/stamp.hpp>

#include "base/text.hpp"

namespace sluice::plugin {
namespace {

using Parts = std::array<std::string_view, 3>;  // architecture, C++ library, sanitizer

Parts parts_of(std::string_view build) {
    Parts parts;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto dot = i + 1 < parts.size() ? build.find('.') : build.npos;
        parts[i] = build.substr(0, dot);
        build.remove_prefix(dot == build.npos ? build.size() : dot + 1);
    }
    return parts;
}

std::string library_words(std::string_view library) {
    if (library == "libcxx") return "with libc++";
    if (library == "libstdcxx-cxx11") return "with libstdc++";
    if (library == "libstdcxx-old") return "with libstdc++'s old ABI (_GLIBCXX_USE_CXX11_ABI=0)";
    return text::cat("with the C++ library ", library);
}

std::string sanitizer_words(std::string_view sanitizer) {
    if (sanitizer == "asan") return "with AddressSanitizer";
    if (sanitizer == "tsan") return "with ThreadSanitizer";
    if (sanitizer == "plain") return "without sanitizers";
    return text::cat("with the sanitizer ", sanitizer);
}

// "for x86_64 with libc++": of each part only what the two do not share.
std::string differing(const Parts& told, const Parts& other) {
    std::vector<std::string> words;
    if (told[0] != other[0]) words.push_back(text::cat("for ", told[0]));
    if (told[1] != other[1]) words.push_back(library_words(told[1]));
    if (told[2] != other[2]) words.push_back(sanitizer_words(told[2]));
    return text::join(words, " and ");
}

bool take_number(std::string_view& text, unsigned& number) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool good = error == std::errc{} && end != text.data() + text.size() && *end == '.';
    if (good) text.remove_prefix(static_cast<std::size_t>(end - text.data()) + 1);
    return good;
}

}  // namespace

Stamp host_stamp() { return {SLUICE_API_MAJOR, SLUICE_API_MINOR, SLUICE_STAMP}; }

std::optional<Stamp> stamp_in(std::string_view section) {
    constexpr std::string_view prefix = ".sluice.";
    if (!section.starts_with(prefix)) return std::nullopt;
    section.remove_prefix(prefix.size());
    Stamp stamp;
    if (!take_number(section, stamp.major) || !take_number(section, stamp.minor)) return std::nullopt;
    stamp.build = section;
    return stamp;
}

StampMismatch compare_stamps(const Stamp& plugin, const Stamp& host) {
    if (plugin.major != host.major)
        return {text::cat("is built for sluice api ", plugin.major, ", and this sluice has api ", host.major),
                text::cat("build it against the headers of api ", host.major)};
    if (plugin.minor > host.minor)
        return {
            text::cat("is built for sluice api ", plugin.major, ".", plugin.minor, ", and this sluice has the older ",
                      host.major, ".", host.minor),
            text::cat("update sluice, or build the plugin against the headers of api ", host.major, ".", host.minor)};
    if (plugin.build == host.build) return {};
    const std::string theirs = differing(parts_of(plugin.build), parts_of(host.build));
    const std::string ours = differing(parts_of(host.build), parts_of(plugin.build));
    return {text::cat("is built ", theirs, ", and this sluice is built ", ours), text::cat("build it ", ours, " too")};
}

}  // namespace sluice::plugin
