#include "device_watch.hpp"

#include <sys/inotify.h>
#include <unistd.h>

#include <cstdint>
#include <cstring>
#include <exception>
#include <string_view>

namespace sluice::v4l2 {

namespace {

constexpr std::uint32_t changes = IN_CREATE | IN_DELETE | IN_ATTRIB | IN_MOVED_FROM | IN_MOVED_TO | IN_ONLYDIR;
constexpr int most_reads = 16;

}  // namespace

DeviceWatch::DeviceWatch(const std::string& dev) noexcept {
    try {
        folders_ = {dev, dev + "/v4l", dev + "/v4l/by-id", dev + "/v4l/by-path"};
    } catch (const std::exception&) {
        return;  // as without inotify
    }
    fd_ = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (fd_ < 0) return;
    watch_all();
    if (watches_[own] >= 0) return;
    ::close(fd_);
    fd_ = -1;
}

DeviceWatch::~DeviceWatch() {
    if (fd_ >= 0) ::close(fd_);
}

// A folder that is watched already keeps its watch; one that is not there has none.
void DeviceWatch::watch_all() noexcept {
    for (std::size_t i = 0; i < folders_.size(); ++i) watches_[i] = ::inotify_add_watch(fd_, folders_[i].c_str(), changes);
}

bool DeviceWatch::concerns(int watch, const char* name) const noexcept {
    // A folder of links; or -1: the kernel could not keep all that happened.
    if (watch != watches_[own]) return true;
    const std::string_view text(name);
    return text.starts_with("video") || text == "v4l";
}

bool DeviceWatch::clear() noexcept {
    if (fd_ < 0) return false;
    bool news = false;
    alignas(inotify_event) char buffer[4096];
    for (int reads = 0; reads < most_reads; ++reads) {
        const ssize_t count = ::read(fd_, buffer, sizeof buffer);
        if (count <= 0) break;
        for (const char* at = buffer; at < buffer + count;) {
            inotify_event event;
            std::memcpy(&event, at, sizeof event);
            news |= concerns(event.wd, event.len > 0 ? at + sizeof event : "");
            at += sizeof event + event.len;
        }
    }
    // Folders of links come and go; whoever looks after this call sees what came before the watch.
    if (news) watch_all();
    return news;
}

}  // namespace sluice::v4l2
