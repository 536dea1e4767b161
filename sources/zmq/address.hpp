#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sluice::upstream {

/// Why a text is not what was asked for, for "where: what; next".
struct Fault {
    std::string what, next;
};

/// What is wrong with an address to connect to, in the words of `sluice sub`; libzmq takes most of them, and tries for
/// ever without a word.
[[nodiscard]] std::optional<Fault> fault_of_address(std::string_view address);

/// Makes a whole topic of what was written: front/jpeg/ of front/jpeg, and of front alone; or says what is wrong with it.
[[nodiscard]] std::optional<Fault> read_topic(std::string_view written, std::string& topic);

}  // namespace sluice::upstream
