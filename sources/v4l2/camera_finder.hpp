#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "camera.hpp"
#include "camera_list.hpp"
#include "camera_match.hpp"

namespace sluice::v4l2 {

/// Finds the node of the camera that a config means, again and again: numbers change when a camera is
/// unplugged. It looks into sysfs; where that does not tell, it opens for a moment the nodes that may be
/// the wanted one, and no others. [one thread at a time]
class CameraFinder {
public:
    CameraFinder(CameraWish wish, Survey survey);

    /// The node to open. Error(what, next) when it is not here, when several match (they are
    /// listed, each with what tells it apart), or when another camera is in its place. Throws nothing else.
    /// Before remember() the node of `device:` is returned unseen.
    [[nodiscard]] Camera find();

    /// `opened` is what find() gave, opened and streaming: from now on this very camera is looked for. A
    /// `device:` that is a link is followed anew each time instead. Throws nothing.
    void remember(const Camera& opened) noexcept;

private:
    [[nodiscard]] Camera find_device();
    [[nodiscard]] Camera find_link();
    [[nodiscard]] Camera find_match();
    [[nodiscard]] std::optional<Camera> find_known(std::vector<Camera>& nodes);
    [[nodiscard]] bool is_known(Camera& camera);
    [[noreturn]] void fail_known(std::vector<Camera> nodes);

    [[nodiscard]] std::vector<Camera> look_around();
    void learn(const Camera& opened);
    void fill_serial(Camera& camera);
    void fill_serials(std::vector<Camera>& nodes);

    CameraWish wish_;
    Survey survey_;
    std::optional<Camera> known_;  // the one that streamed
    bool serial_shared_ = false;   // then another camera had its serial, too
    std::map<std::string, std::string> serials_;  // by what is plugged in where
};

}  // namespace sluice::v4l2
