// One file per frame, its bytes as they are: recordings/20261122T101500.123Z-000042.jpg
//     sinks:
//       disk: { type: file, path: recordings, keep: 2GiB, from: front }
#include "file_sink.hpp"

#include <cerrno>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "picture_folder.hpp"
#include "retention.hpp"

namespace sluice {

namespace {

constexpr Param declared[] = {
    Param::folder("path", "the folder, made where absent; with several inputs, a folder for each in it").must(),
    Param::bytes("keep", "how much (2GiB) or for how long (7d); the oldest files go. Without it, all stay").or_kind(ParamKind::duration),
    Param::bytes("min_free", "with less free on the disk, frames are dropped").fallback("64MiB"),
};

using std::chrono::milliseconds;

std::int64_t milliseconds_of(std::chrono::system_clock::time_point time) {
    return std::chrono::floor<milliseconds>(time.time_since_epoch()).count();
}

bool is_full(int error) { return error == ENOSPC || error == EDQUOT || error == EFBIG; }

class FileSink final : public Sink {
public:
    explicit FileSink(const Params& params) : path_(params.text("path")), min_free_(params.bytes("min_free")) {
        if (!params.has("keep")) return;
        if (params.kind("keep") == ParamKind::bytes)
            limits_.bytes = params.bytes("keep");
        else
            limits_.milliseconds = std::chrono::duration_cast<milliseconds>(params.duration("keep")).count();
    }

    void open(SinkContext& context) override {
        context_ = &context;
        const std::size_t inputs = context.inputs();
        for (std::size_t i = 0; i < inputs; ++i) {
            std::string path = path_;
            if (inputs > 1) path.append("/").append(context.input(i).name);
            folders_.push_back(std::make_unique<record::PictureFolder>(std::move(path)));
        }
        if (limits_.bytes || limits_.milliseconds) {
            retention_.emplace(limits_, folders_);
            forget();
        }
    }

    void write(std::size_t input, const FramePtr& frame) override {
        const FrameInfo& info = frame->info();
        const std::uint64_t size = frame->bytes().size();
        if (!enough_room(size)) {
            lose(input, "disk full", "less than min_free is free at " + path_ + "; frames are dropped until there is room");
            return;
        }
        record::FileName name{milliseconds_of(wall_time(info.captured)), info.sequence, 0, info.format};
        if (const int error = folders_[input]->write(name, frame->bytes().view())) {
            lose(input, is_full(error) ? "disk full" : "disk error",
                 "cannot write to " + folders_[input]->path() + ": " + std::generic_category().message(error) + "; frames are dropped until it works again");
            return;
        }
        if (in_trouble_) context_->log(Level::info, "writes to " + path_ + " again");
        in_trouble_ = false;
        if (!retention_) return;
        retention_->add(input, name, size);
        forget();
    }

    void close(bool) noexcept override {}  // every file is whole already

private:
    /// The disk is asked four times a second; in between, what was written is taken off.
    bool enough_room(std::uint64_t size) {
        const Clock::time_point now = Clock::now();
        if (now - asked_ >= milliseconds(250)) {
            asked_ = now;
            free_ = folders_.front()->free_bytes();
        }
        if (free_ < min_free_ || free_ - min_free_ < size) return false;
        free_ -= size;
        return true;
    }

    void lose(std::size_t input, std::string_view reason, const std::string& line) {
        context_->drop(input, reason);
        if (!in_trouble_) context_->log(Level::error, line);
        in_trouble_ = true;
    }

    void forget() {
        const int error = retention_->enforce(milliseconds_of(std::chrono::system_clock::now()));
        if (error != 0 && !cannot_forget_)
            context_->log(Level::error, "cannot remove the oldest files at " + path_ + ": " + std::generic_category().message(error) +
                                            "; more than keep allows stays");
        cannot_forget_ = error != 0;
    }

    std::string path_;
    std::uint64_t min_free_;
    record::Retention::Limits limits_;

    SinkContext* context_ = nullptr;
    std::vector<std::unique_ptr<record::PictureFolder>> folders_;
    std::optional<record::Retention> retention_;
    Clock::time_point asked_{};
    std::uint64_t free_ = 0;
    bool in_trouble_ = false, cannot_forget_ = false;
};

constexpr NodeEntry make_entry() {
    NodeEntry entry = sink_entry<FileSink>("file", "one file per frame, its bytes as they are", declared);
    entry.blocks = true;
    entry.wants = true;
    entry.queue = 64;
    return entry;
}

}  // namespace

constinit const NodeEntry file_sink = make_entry();

}  // namespace sluice
