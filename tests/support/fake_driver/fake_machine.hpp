#pragma once

#include <sys/types.h>

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "sources/v4l2/camera_list.hpp"
#include "sources/v4l2/system_calls.hpp"
#include "tests/support/fake_driver/fake_webcam.hpp"
#include "tests/support/fake_driver/faults.hpp"
#include "tests/support/fake_driver/machine_files.hpp"
#include "tests/support/fake_driver/odd_frame.hpp"

namespace sluice::test {

/// A machine with cameras, below SystemCalls: nodes, descriptors that poll() knows, real mappings. Cameras give
/// frames only when told to, and come and go when told to. It must outlive whoever calls it. [any thread]
class FakeMachine final : public v4l2::SystemCalls {
public:
    FakeMachine();
    ~FakeMachine() override;

    using CameraPtr = std::shared_ptr<FakeWebcam>;
    /// A new camera on /dev/videoN.
    CameraPtr plug(unsigned number, CameraFacts facts = {});
    /// The same one again.
    void plug_back(unsigned number, const CameraPtr& camera);
    /// Every call on it answers ENODEV from now on, and poll() says POLLHUP.
    void unplug(unsigned number);

    void produce(const CameraPtr& camera, unsigned count = 1, const OddFrame& odd = {});

    [[nodiscard]] std::string node(unsigned number) const { return files_.node(number); }
    /// What CameraFinder and list_cameras() see.
    [[nodiscard]] v4l2::Survey survey();
    [[nodiscard]] const MachineFiles& files() const noexcept { return files_; }
    [[nodiscard]] Faults& faults() noexcept { return faults_; }

    /// Descriptors that are not closed yet.
    [[nodiscard]] unsigned open_now();
    /// Mappings of buffers in this process.
    [[nodiscard]] unsigned mapped_now() const { return DriverMemory::mappings(tag_); }
    /// Buffers the driver can fill.
    [[nodiscard]] std::size_t queued(const CameraPtr& camera);
    [[nodiscard]] bool streaming(const CameraPtr& camera);
    [[nodiscard]] std::uint64_t handed(const CameraPtr& camera);
    [[nodiscard]] std::uint64_t missed(const CameraPtr& camera);

    int open(const std::string& path) override;
    int close(int fd) override;
    int ioctl(int fd, unsigned long request, void* argument) override;
    void* mmap(int fd, std::size_t length, std::size_t offset) override;

private:
    // What one open() gave: one end of a pair of sockets is the program's.
    struct Handle {
        CameraPtr camera;
        int who = 0;    // of all opens, the how manieth
        int peer = -1;  // the other end
        ino_t inode = 0;
        bool readable = false, gone = false;
    };

    [[nodiscard]] CameraPtr camera_at(const std::string& path) const;
    [[nodiscard]] Handle* handle_of(int fd);
    void forget_closed();
    void forget(Handle& handle);
    void show_state(Handle& handle, int fd);
    void show_states();

    const std::string tag_;
    MachineFiles files_;
    Faults faults_;
    std::mutex mutex_;  // guards what follows
    std::map<unsigned, CameraPtr> cameras_;
    std::map<int, Handle> handles_;
    int opens_ = 0;
};

}  // namespace sluice::test
