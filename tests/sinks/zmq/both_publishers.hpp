#pragma once

#include <memory>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "sinks/zmq/libzmq_publisher.hpp"
#include "sinks/zmq/zmtp_publisher.hpp"

namespace sluice::test {

/// What holds for every publisher is tested with both.
using MakePublisher = std::unique_ptr<zmq_sink_parts::Publisher> (*)(zmq_sink_parts::PublisherSetup);

inline std::unique_ptr<zmq_sink_parts::Publisher> make_libzmq(zmq_sink_parts::PublisherSetup setup) {
    return std::make_unique<zmq_sink_parts::LibzmqPublisher>(std::move(setup));
}
inline std::unique_ptr<zmq_sink_parts::Publisher> make_zmtp(zmq_sink_parts::PublisherSetup setup) {
    return std::make_unique<zmq_sink_parts::ZmtpPublisher>(std::move(setup));
}

inline constexpr MakePublisher both_publishers[] = {make_zmtp, make_libzmq};

inline std::string name_of_publisher(const testing::TestParamInfo<MakePublisher>& info) { return info.param == make_zmtp ? "Zmtp" : "Libzmq"; }

}  // namespace sluice::test
