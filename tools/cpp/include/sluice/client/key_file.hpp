#pragma once

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <system_error>

#include <sluice/client/error.hpp>

namespace sluice::client {

/// What is in a key file, in Z85.
struct KeyPair {
    std::string public_key;
    std::string secret_key;  ///< empty where the file has none
};

namespace fields {

[[nodiscard]] inline bool is_key(std::string_view text) {
    constexpr std::string_view z85 = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";
    return text.size() == 40 && text.find_first_not_of(z85) == std::string_view::npos;
}

/// The text between quotes of `name = "..."` in the section `curve`.
[[nodiscard]] inline std::string certificate_value(std::string_view text, std::string_view name) {
    bool curve = false;
    while (!text.empty()) {
        const auto end = text.find('\n');
        std::string_view line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        const auto begin = line.find_first_not_of(" \t\r");
        if (begin == std::string_view::npos || line[begin] == '#') continue;
        if (begin == 0) {
            curve = line.substr(0, line.find_last_not_of(" \t\r") + 1) == "curve";
            continue;
        }
        line.remove_prefix(begin);
        if (!curve || line.substr(0, name.size()) != name) continue;
        line.remove_prefix(name.size());
        const auto equals = line.find_first_not_of(" \t");
        if (equals == std::string_view::npos || line[equals] != '=') continue;
        const auto open = line.find_first_not_of(" \t", equals + 1);
        if (open == std::string_view::npos || line[open] != '"') continue;
        const auto close = line.find('"', open + 1);
        if (close != std::string_view::npos) return std::string(line.substr(open + 1, close - open - 1));
    }
    return {};
}

}  // namespace fields

/// Reads a certificate as `sluice keys`, pyzmq and czmq write it: NAME.key has the public key, NAME.key_secret both. Throws
/// Error where it cannot be read, is none, lacks what is needed, or has a secret that other users can read.
[[nodiscard]] inline KeyPair read_key_file(const std::string& path, bool need_secret) {
    constexpr std::size_t most = 64 << 10;
    std::ifstream file(path, std::ios::binary);
    std::string text(most, '\0');
    file.read(&text[0], static_cast<std::streamsize>(most));
    if (file.bad() || (file.fail() && !file.eof())) throw Error(path + ": cannot be read", "name a key file; `sluice keys NAME` makes a pair");
    text.resize(static_cast<std::size_t>(file.gcount()));

    KeyPair out;
    out.public_key = fields::certificate_value(text, "public-key");
    out.secret_key = fields::certificate_value(text, "secret-key");
    if (!out.secret_key.empty()) {
        std::error_code failed;
        const auto mode = std::filesystem::status(path, failed).permissions();
        using std::filesystem::perms;
        if (failed || (mode & (perms::group_all | perms::others_all)) != perms::none)
            throw Error(path + ": others can read the secret key", "chmod 600 " + path);
    }
    if (!fields::is_key(out.public_key)) throw Error(path + ": no public key in it", "name a key file; `sluice keys NAME` makes a pair");
    if (need_secret && !fields::is_key(out.secret_key))
        throw Error(path + ": no secret key in it", "name the file of the pair that ends in .key_secret");
    return out;
}

}  // namespace sluice::client
