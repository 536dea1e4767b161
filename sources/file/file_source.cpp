// Recorded frames in place of a camera, byte for byte as they lie there.
//     sources:
//       clip: { type: file, path: frames, fps: 30 }            # a folder of *.jpg
//       tape: { type: file, path: front.mjpeg, fps: max }      # JPEGs laid end to end
#include "file_source.hpp"

#include <memory>
#include <optional>
#include <string>

#include <fcntl.h>
#include <sys/stat.h>

#include <sluice/error.hpp>

#include "block_pool.hpp"
#include "folder_reader.hpp"
#include "mjpeg_reader.hpp"

namespace sluice {

namespace {

constexpr Param declared[] = {
    Param::file("path", "a folder of *.jpg and *.jpeg, or a file of JPEGs laid end to end (.mjpeg)").or_kind(ParamKind::folder).must(),
    Param::rate("fps", "frames per second; max: as fast as its readers take them").fallback("30").word("max"),
    Param::boolean("loop", "begin again after the last frame").fallback("false"),
};

bool is_unpaced(const Params& params) { return params.kind("fps") == ParamKind::choice; }

void promise(const Params& params, Promise& promised) {
    promised.format_known = true;  // it plays JPEGs alone
    if (!is_unpaced(params)) promised.rate = params.rate("fps");
}

void check(const Params& params, Complaints& complaints) {
    if (!is_unpaced(params) && params.rate("fps").frames == 0)
        complaints.add("fps", "0 frames per second never come", "write a rate such as 30 or 1/60, or max");
}

std::unique_ptr<replay::Reader> open_reader(const std::string& path) {
    replay::Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (!fd && errno == ENOENT) throw Error("there is no " + path, "write the path from the config file's folder, or an absolute one");
    struct stat info {};
    if (!fd || ::fstat(fd.get(), &info) != 0)
        throw Error("cannot open " + path + ": " + replay::error_text(errno), "look at its permissions");
    if (S_ISDIR(info.st_mode)) return std::make_unique<replay::FolderReader>(std::move(fd), path);
    if (!S_ISREG(info.st_mode)) throw Error(path + " is neither a folder nor a file", "name a folder of *.jpg or an .mjpeg file");
    return std::make_unique<replay::MjpegReader>(std::move(fd), path);
}

class FileSource final : public Source {
public:
    explicit FileSource(const Params& params) : path_(params.text("path")), loop_(params.boolean("loop")) {
        if (is_unpaced(params)) return;
        const Rate rate = params.rate("fps");
        period_ = std::chrono::nanoseconds(static_cast<std::int64_t>(1e9 * rate.seconds / rate.frames));
        fps_ = rate.per_second();
    }

    void open(SourceContext& context) override {
        reader_ = open_reader(path_);
        const Size size = reader_->first_size();
        Stream stream;
        stream.width = size.width;
        stream.height = size.height;
        stream.fps = fps_;
        context.begin(stream);
        due_ = Clock::now();
    }

    bool next(SourceContext& context) override {
        if (!ready_ && !read(context)) return ended();
        if (!ready_) return true;
        if (context.stopping() || (period_ && context.wait(-1, due_) == SourceContext::Wait::stopping)) return true;
        const Clock::time_point now = Clock::now();
        context.emit(pool_.hand_out(*ready_), sequence_++, period_ ? due_ : now);
        ready_.reset();
        delivered_ = true;
        // A recording leaves nothing out: what came late moves all that follows.
        if (period_) due_ = now - due_ > *period_ ? now : due_ + *period_;
        return true;
    }

    void close(SourceContext&) noexcept override { reader_.reset(); }

private:
    /// Makes one picture ready, or says what was skipped; false at the end.
    bool read(SourceContext& context) {
        replay::Reading reading = reader_->read(pool_);
        if (reading.kind == replay::Reading::Kind::end) return false;
        if (reading.kind == replay::Reading::Kind::skipped) {
            context.drop(reading.reason);
            if (!reading.line.empty()) context.log(Level::warning, reading.line);
        } else {
            ready_ = reading.size;
        }
        return true;
    }

    /// What next() returns after the last picture.
    bool ended() {
        if (!delivered_) throw Error("none of the pictures in " + path_ + " can be read", "look at the lines above");
        if (!loop_) return false;
        delivered_ = false;
        reader_->rewind();
        return true;
    }

    std::string path_;
    bool loop_;
    std::optional<std::chrono::nanoseconds> period_;  // none: as fast as its readers take
    double fps_ = 0;

    std::unique_ptr<replay::Reader> reader_;
    replay::BlockPool pool_;
    std::optional<std::size_t> ready_;  // the size of a picture that waits for its time
    Clock::time_point due_;
    std::uint64_t sequence_ = 0;
    bool delivered_ = false;  // in this pass
};

constexpr NodeEntry make_entry() {
    NodeEntry entry = source_entry<FileSource>("file", "recorded frames: a folder of JPEGs or an .mjpeg file", declared);
    entry.check = check;
    entry.unpaced = is_unpaced;
    entry.promise = promise;
    return entry;
}

}  // namespace

constinit const NodeEntry file_source = make_entry();

}  // namespace sluice
