#pragma once

namespace fake_v4l2 {

// Device numbers of the fake cameras; the kernel hands out minors from 0, so these collide with no real one.
constexpr unsigned video_major = 81;
constexpr unsigned first_minor = 200;

}  // namespace fake_v4l2
