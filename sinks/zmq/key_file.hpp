#pragma once

#include <string>
#include <string_view>

namespace sluice::zmq_sink_parts {

/// A CURVE key as key files hold it: Z85, 40 characters each.
struct KeyPair {
    std::string public_key;
    std::string secret_key;  ///< empty where the file has none, or was not asked for it
};

/// Reads a certificate as pyzmq and czmq write it. `need_secret`: the file must have the secret key, belong to root or to
/// the running user, and be closed to everybody else. Throws Error(what, next); no key is ever part of the text. [any thread]
[[nodiscard]] KeyPair read_key_file(const std::string& path, bool need_secret);

/// The same of a file's text; `name` stands for the file in errors. [any thread]
[[nodiscard]] KeyPair parse_key_file(std::string_view text, bool need_secret, const std::string& name);

/// A new pair, from the system's randomness. [any thread]
[[nodiscard]] KeyPair new_key_pair();

/// Writes both files of a pair, FOLDER/NAME.key and FOLDER/NAME.key_secret (mode 0600), and never over an existing one:
/// both or none. Throws Error(what, next). [any thread]
void write_key_files(const std::string& folder, const std::string& name, const KeyPair& pair);

}  // namespace sluice::zmq_sink_parts
