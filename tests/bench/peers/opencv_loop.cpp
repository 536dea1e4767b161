// The usual way in C++: OpenCV reads and decodes, encodes as cv::imencode does where nobody says how, and ZeroMQ sends.
#include <opencv2/imgcodecs.hpp>
#include <opencv2/videoio.hpp>
#include <zmq.h>

#include <csignal>
#include <cstdio>

#include "tests/support/floor/arguments.hpp"

namespace {
volatile std::sig_atomic_t stopped = 0;
}

int main(int argc, char** argv)
{
    const Arguments arguments(argc, argv, 2, "opencv_loop DEVICE ENDPOINT [--width 1280] [--height 720]");
    std::signal(SIGTERM, [](int) { stopped = 1; });

    cv::VideoCapture camera(arguments.word(0), cv::CAP_V4L2);
    camera.set(cv::CAP_PROP_FOURCC, cv::VideoWriter::fourcc('M', 'J', 'P', 'G'));
    camera.set(cv::CAP_PROP_FRAME_WIDTH, arguments.number("--width", 1280));
    camera.set(cv::CAP_PROP_FRAME_HEIGHT, arguments.number("--height", 720));
    void* const context = zmq_ctx_new();
    void* const socket = zmq_socket(context, ZMQ_PUB);
    const int most_waiting = 4, linger = 0;
    zmq_setsockopt(socket, ZMQ_SNDHWM, &most_waiting, sizeof most_waiting);
    zmq_setsockopt(socket, ZMQ_LINGER, &linger, sizeof linger);
    if (!camera.isOpened() || zmq_bind(socket, arguments.word(1).c_str()) != 0) {
        std::fprintf(stderr, "opencv_loop: no camera, or no socket\n");
        return 1;
    }

    cv::Mat picture;
    std::vector<unsigned char> jpeg;
    while (!stopped && camera.read(picture)) {
        cv::imencode(".jpg", picture, jpeg);
        char header[64];
        const int size = std::snprintf(header, sizeof header, "{\"ts_us\":%.0f}", camera.get(cv::CAP_PROP_POS_MSEC) * 1000);
        zmq_send(socket, header, static_cast<std::size_t>(size), ZMQ_SNDMORE);
        zmq_send(socket, jpeg.data(), jpeg.size(), 0);
    }
    zmq_close(socket);
    zmq_ctx_term(context);
    return 0;
}
