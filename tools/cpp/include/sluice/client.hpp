#pragma once

/// A C++17 client for what `sluice` publishes, headers alone: cppzmq and nlohmann-json are all it needs.
///
///     sluice::client::Subscriber sub("tcp://pi:5555", {"front/jpeg/"});
///     while (auto frame = sub.next(std::chrono::seconds(5))) use(frame->jpeg());
#include <sluice/client/latest.hpp>
#include <sluice/client/subscriber.hpp>
