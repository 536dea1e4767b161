// The least that carries camera frames to ZeroMQ: what sluice's passthrough is measured against.
#include <zmq.h>

#include <csignal>
#include <limits>

#include "arguments.hpp"
#include "clock.hpp"
#include "frame_pool.hpp"
#include "mapped_camera.hpp"
#include "usage.hpp"

namespace {

volatile std::sig_atomic_t stopped = 0;

constexpr const char* usage =
    "floor_loop DEVICE ENDPOINT [--name front] [--mode zero-copy|pool|none] [--buffers 5]\n"
    "                  [--warmup N] [--frames N] [--for SECONDS]\n"
    "Sends DEVICE's frames from a PUB socket bound to ENDPOINT; mode none takes and returns them only.\n"
    "Prints what it used, counted after N warm-up frames.";

struct Loan {  // a driver's buffer in libzmq's hands
    const MappedCamera* camera;
    unsigned index;
};

class Publisher {
public:
    Publisher(const MappedCamera& camera, const std::string& endpoint, const std::string& name, bool zero_copy)
        : camera_(camera), name_(name), topic_(name + "/jpeg/"), zero_copy_(zero_copy)
    {
        const int most_waiting = 4;
        const int linger = 0;
        zmq_setsockopt(socket_, ZMQ_SNDHWM, &most_waiting, sizeof most_waiting);
        zmq_setsockopt(socket_, ZMQ_LINGER, &linger, sizeof linger);
        if (zmq_bind(socket_, endpoint.c_str()) != 0)
            throw std::runtime_error(endpoint + ": " + zmq_strerror(zmq_errno()));
        for (unsigned index = 0; index < VIDEO_MAX_FRAME; ++index)
            loans_[index] = {&camera, index};
    }

    // Waits until every loan is home; the camera's memory must outlive this.
    ~Publisher()
    {
        zmq_close(socket_);
        zmq_ctx_term(context_);
    }

    void send(const v4l2_buffer& buffer)
    {
        zmq_msg_t payload;
        if (!wrap(buffer, payload))
            return;
        char header[256];
        const int size = write_header(buffer, header, sizeof header);
        zmq_send(socket_, topic_.data(), topic_.size(), ZMQ_SNDMORE);
        zmq_send(socket_, header, static_cast<std::size_t>(size), ZMQ_SNDMORE);
        if (zmq_msg_send(&payload, socket_, 0) < 0)
            zmq_msg_close(&payload);
    }

private:
    bool wrap(const v4l2_buffer& buffer, zmq_msg_t& payload)
    {
        void* const bytes = camera_.bytes(buffer.index);
        if (zero_copy_) {
            const auto queue_again = [](void*, void* hint) {
                const auto* loan = static_cast<const Loan*>(hint);
                loan->camera->queue(loan->index);
            };
            return zmq_msg_init_data(&payload, bytes, buffer.bytesused, queue_again, &loans_[buffer.index]) == 0;
        }
        FramePool::Slot* const slot = pool_.copy(bytes, buffer.bytesused);
        camera_.queue(buffer.index);
        return slot && zmq_msg_init_data(&payload, slot->bytes.data(), buffer.bytesused, FramePool::give_back, slot) == 0;
    }

    int write_header(const v4l2_buffer& buffer, char* target, std::size_t size)
    {
        const std::int64_t captured = buffer.timestamp.tv_sec * 1'000'000 + buffer.timestamp.tv_usec;
        return std::snprintf(target, size,
                             "{\"v\":1,\"src\":\"%s\",\"seq\":%ld,\"epoch\":%ld,\"ts_us\":%ld,\"wall_us\":%ld,"
                             "\"codec\":\"jpeg\",\"w\":%u,\"h\":%u,\"size\":%u}",
                             name_.c_str(), sequence_++, epoch_, captured, captured + to_wall_us_, camera_.width,
                             camera_.height, buffer.bytesused);
    }

    const MappedCamera& camera_;
    const std::string name_;
    const std::string topic_;
    const bool zero_copy_;
    const std::int64_t epoch_ = now_us(CLOCK_REALTIME) / 1000;
    const std::int64_t to_wall_us_ = now_us(CLOCK_REALTIME) - now_us(CLOCK_MONOTONIC);
    void* context_ = zmq_ctx_new();
    void* socket_ = zmq_socket(context_, ZMQ_PUB);
    FramePool pool_{zero_copy_ ? 0 : 1u << 20};
    Loan loans_[VIDEO_MAX_FRAME];
    long sequence_ = 0;
};

void run(const Arguments& arguments)
{
    const std::string mode = arguments.text("--mode", "zero-copy");
    const auto warmup = static_cast<long>(arguments.number("--warmup", 30));
    const double frames = arguments.number("--frames", std::numeric_limits<double>::infinity());
    const double until = static_cast<double>(now_us(CLOCK_MONOTONIC)) + 1e6 * arguments.number("--for", 1e9);

    MappedCamera camera(arguments.word(0), static_cast<unsigned>(arguments.number("--buffers", 5)));
    Publisher publisher(camera, arguments.word(1), arguments.text("--name", "front"), mode == "zero-copy");
    Usage used;
    long count = 0;
    std::int64_t begun = 0;
    while (!stopped && static_cast<double>(count) < frames + static_cast<double>(warmup) &&
           static_cast<double>(now_us(CLOCK_MONOTONIC)) < until) {
        v4l2_buffer buffer;
        if (!camera.wait(100) || !camera.dequeue(buffer))
            continue;
        if (mode == "none")
            camera.queue(buffer.index);
        else
            publisher.send(buffer);
        if (++count == warmup) {
            used.start();
            begun = now_us(CLOCK_MONOTONIC);
        }
    }
    used.stop();
    std::printf("{\"frames\":%ld,\"wall_us\":%ld,", count - warmup, now_us(CLOCK_MONOTONIC) - begun);
    used.print_json();
    std::printf("}\n");
}

}  // namespace

int main(int argc, char** argv)
{
    const Arguments arguments(argc, argv, 2, usage);
    std::signal(SIGINT, [](int) { stopped = 1; });
    std::signal(SIGTERM, [](int) { stopped = 1; });
    try {
        run(arguments);
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "floor_loop: %s\n", failure.what());
        return 1;
    }
    return 0;
}
