#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace sluice::tool {

/// One message as it came: topic, header, payload. Parts after the third are gone already.
struct Message {
    std::string topic;
    std::string header;
    std::shared_ptr<const void> keeper;  ///< of the payload
    std::string_view payload;
};

}  // namespace sluice::tool
