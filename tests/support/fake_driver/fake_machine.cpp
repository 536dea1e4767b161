#include "tests/support/fake_driver/fake_machine.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

namespace sluice::test {

namespace {

std::string next_tag() {
    static std::atomic<unsigned> count = 0;
    return "sluice-fake-driver-" + std::to_string(++count);
}

bool changes_readiness(unsigned long request) {
    return request == VIDIOC_DQBUF || request == VIDIOC_STREAMON || request == VIDIOC_STREAMOFF || request == VIDIOC_REQBUFS;
}

int answer(int error) {
    if (error == 0) return 0;
    errno = error;
    return -1;
}

}  // namespace

FakeMachine::FakeMachine() : tag_(next_tag()) {}

FakeMachine::~FakeMachine() {
    for (auto& [fd, handle] : handles_) ::close(handle.peer);
}

FakeMachine::CameraPtr FakeMachine::plug(unsigned number, CameraFacts facts) {
    auto camera = std::make_shared<FakeWebcam>(std::move(facts), tag_ + "-" + std::to_string(number));
    plug_back(number, camera);
    return camera;
}

void FakeMachine::plug_back(unsigned number, const CameraPtr& camera) {
    const std::lock_guard lock(mutex_);
    cameras_[number] = camera;
    files_.add(number, camera->facts());
}

void FakeMachine::unplug(unsigned number) {
    const std::lock_guard lock(mutex_);
    const auto found = cameras_.find(number);
    if (found == cameras_.end()) return;
    files_.remove(number);
    for (auto& [fd, handle] : handles_) {
        if (handle.camera != found->second || handle.gone) continue;
        handle.gone = true;
        ::shutdown(handle.peer, SHUT_RDWR);
    }
    found->second->lose_power();
    cameras_.erase(found);
}

void FakeMachine::produce(const CameraPtr& camera, unsigned count, const OddFrame& odd) {
    const std::lock_guard lock(mutex_);
    for (unsigned i = 0; i < count; ++i) camera->produce(odd);
    show_states();
}

v4l2::Survey FakeMachine::survey() {
    v4l2::Survey survey;
    survey.sys = files_.sys();
    survey.dev = files_.dev();
    survey.proc = files_.proc();
    survey.open = [this](const std::string& path) { return open(path); };
    survey.control = [this](int fd, unsigned long request, void* argument) { return ioctl(fd, request, argument); };
    return survey;
}

unsigned FakeMachine::open_now() {
    const std::lock_guard lock(mutex_);
    forget_closed();
    return static_cast<unsigned>(handles_.size());
}

std::size_t FakeMachine::queued(const CameraPtr& camera) {
    const std::lock_guard lock(mutex_);
    return camera->queue().queued();
}

bool FakeMachine::streaming(const CameraPtr& camera) {
    const std::lock_guard lock(mutex_);
    return camera->queue().streaming();
}

std::uint64_t FakeMachine::handed(const CameraPtr& camera) {
    const std::lock_guard lock(mutex_);
    return camera->handed();
}

std::uint64_t FakeMachine::missed(const CameraPtr& camera) {
    const std::lock_guard lock(mutex_);
    return camera->missed();
}

int FakeMachine::open(const std::string& path) {
    if (const int error = faults_.enter(Faults::open)) return answer(error);
    const std::lock_guard lock(mutex_);
    forget_closed();
    const CameraPtr camera = camera_at(path);
    if (!camera) return answer(std::filesystem::exists(path) ? ENXIO : ENOENT);
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) != 0) return -1;
    struct stat facts{};
    ::fstat(ends[0], &facts);
    Handle& handle = handles_[ends[0]] = {camera, ++opens_, ends[1], facts.st_ino};
    show_state(handle, ends[0]);
    return ends[0];
}

// As the kernel's: whatever it answers, the descriptor is gone.
int FakeMachine::close(int fd) {
    const int error = faults_.enter(Faults::close);
    const std::lock_guard lock(mutex_);
    Handle* handle = handle_of(fd);
    if (!handle) return answer(EBADF);
    forget(*handle);
    handles_.erase(fd);
    ::close(fd);
    return answer(error);
}

int FakeMachine::ioctl(int fd, unsigned long request, void* argument) {
    const int injected = faults_.enter(request);
    const std::lock_guard lock(mutex_);
    Handle* handle = handle_of(fd);
    if (!handle) return answer(EBADF);
    if (handle->gone) return answer(ENODEV);
    if (injected != 0) return answer(injected);
    const int error = handle->camera->ioctl(request, argument, handle->who);
    if (error == 0) faults_.leave(request, argument);
    if (changes_readiness(request)) show_states();
    return answer(error);
}

void* FakeMachine::mmap(int fd, std::size_t length, std::size_t offset) {
    int error = faults_.enter(Faults::map);
    const std::lock_guard lock(mutex_);
    Handle* handle = handle_of(fd);
    if (!handle || handle->gone) error = handle ? ENODEV : EBADF;
    if (error == 0) return handle->camera->queue().map(length, offset);
    errno = error;
    return nullptr;
}

FakeMachine::CameraPtr FakeMachine::camera_at(const std::string& path) const {
    std::error_code error;
    const std::string real = std::filesystem::weakly_canonical(path, error);
    for (const auto& [number, camera] : cameras_)
        if (files_.node(number) == real) return camera;
    return nullptr;
}

FakeMachine::Handle* FakeMachine::handle_of(int fd) {
    const auto found = handles_.find(fd);
    return found == handles_.end() ? nullptr : &found->second;
}

// A survey closes what it opened by itself: such a number is now nobody's, or another file's.
void FakeMachine::forget_closed() {
    for (auto at = handles_.begin(); at != handles_.end();) {
        struct stat facts{};
        const bool open = ::fstat(at->first, &facts) == 0 && facts.st_ino == at->second.inode;
        if (!open) forget(at->second);
        at = open ? std::next(at) : handles_.erase(at);
    }
}

void FakeMachine::forget(Handle& handle) {
    ::close(handle.peer);
    if (!handle.gone) handle.camera->queue().closed(handle.who);
}

// As the kernel's poll(): readable with a frame, and in error, which readers see as readable, without a stream.
void FakeMachine::show_state(Handle& handle, int fd) {
    if (handle.gone) return;
    FakeQueue& queue = handle.camera->queue();
    const bool readable = !queue.streams_for(handle.who) || queue.done() > 0;
    if (readable == handle.readable) return;
    handle.readable = readable;
    char byte = 0;
    if ((readable ? ::send(handle.peer, &byte, 1, MSG_NOSIGNAL) : ::recv(fd, &byte, 1, 0)) != 1)
        throw std::system_error(errno, std::generic_category(), "a fake driver's descriptor");
}

void FakeMachine::show_states() {
    forget_closed();
    for (auto& [fd, handle] : handles_) show_state(handle, fd);
}

}  // namespace sluice::test
