#pragma once

#include "camera.hpp"
#include "camera_list.hpp"

namespace sluice::v4l2 {

/// Opens the node and fills in what its driver says: card, driver, role, formats, busy. [any thread]
void query_driver(Camera& camera, const Survey& survey);

}  // namespace sluice::v4l2
