#include "by_hand.hpp"

#include <turbojpeg.h>

#include <array>
#include <stdexcept>

#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>

namespace sluice::bench_opening {

namespace {

constexpr int quality = 85;

struct Turbo {
    tjhandle in = tjInitDecompress();
    tjhandle out = tjInitCompress();
    int width = 0, height = 0, sampling = 0;
    std::vector<unsigned char> bgr, other;
    std::array<std::vector<unsigned char>, 3> plane;
    unsigned char* jpeg = nullptr;
    unsigned long capacity = 0;

    void header(Jpeg bytes) {
        int space = 0;
        if (tjDecompressHeader3(in, data(bytes), bytes.size(), &width, &height, &sampling, &space) != 0) throw std::runtime_error(tjGetErrorStr());
        bgr.resize(static_cast<std::size_t>(width) * height * 3);
        if (capacity > 0) return;
        capacity = tjBufSize(width, height, sampling);
        jpeg = tjAlloc(static_cast<int>(capacity));
    }
    void decode(Jpeg bytes) {
        header(bytes);
        if (tjDecompress2(in, data(bytes), bytes.size(), bgr.data(), width, 0, height, TJPF_BGR, 0) != 0) throw std::runtime_error(tjGetErrorStr());
    }
    void encode(const unsigned char* pixels) {
        unsigned long size = capacity;
        if (tjCompress2(out, pixels, width, 0, height, TJPF_BGR, &jpeg, &size, sampling, quality, TJFLAG_NOREALLOC) != 0) throw std::runtime_error(tjGetErrorStr());
    }
    static const unsigned char* data(Jpeg bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }
};

Turbo& turbo() {
    static Turbo one;
    return one;
}

// A rectangle of 5 % of the picture, in its middle.
struct Patch {
    int x, y, width, height;
};
Patch patch_of(int width, int height) { return {width * 2 / 5, height * 3 / 8, width / 5, height / 4}; }

void fill(unsigned char* pixels, int stride, const Patch& patch, int bytes) {
    for (int y = patch.y; y < patch.y + patch.height; ++y)
        std::fill_n(pixels + static_cast<std::ptrdiff_t>(y) * stride + patch.x * bytes, patch.width * bytes, 0x80);
}

cv::Mat as_mat(Jpeg jpeg) {
    return {1, static_cast<int>(jpeg.size()), CV_8U, const_cast<std::byte*>(jpeg.data())};
}

}  // namespace

void turbo_decode_bgr(Jpeg jpeg) { turbo().decode(jpeg); }

void turbo_decode_draw_encode_bgr(Jpeg jpeg) {
    Turbo& t = turbo();
    t.decode(jpeg);
    fill(t.bgr.data(), t.width * 3, patch_of(t.width, t.height), 3);
    t.encode(t.bgr.data());
}

void turbo_decode_draw_encode_yuv(Jpeg jpeg) {
    Turbo& t = turbo();
    t.header(jpeg);
    std::array<unsigned char*, 3> planes{};
    std::array<int, 3> strides{};
    for (int i = 0; i < 3; ++i) {
        strides[i] = tjPlaneWidth(i, t.width, t.sampling);
        t.plane[i].resize(tjPlaneSizeYUV(i, t.width, 0, t.height, t.sampling));
        planes[i] = t.plane[i].data();
    }
    if (tjDecompressToYUVPlanes(t.in, Turbo::data(jpeg), jpeg.size(), planes.data(), t.width, strides.data(), t.height, 0) != 0) throw std::runtime_error(tjGetErrorStr());
    for (int i = 0; i < 3; ++i) fill(planes[i], strides[i], patch_of(strides[i], tjPlaneHeight(i, t.height, t.sampling)), 1);
    unsigned long size = t.capacity;
    std::array<const unsigned char*, 3> from = {planes[0], planes[1], planes[2]};
    if (tjCompressFromYUVPlanes(t.out, from.data(), t.width, strides.data(), t.height, t.sampling, &t.jpeg, &size, quality, TJFLAG_NOREALLOC) != 0)
        throw std::runtime_error(tjGetErrorStr());
}

void turbo_decode_rotate_encode(Jpeg jpeg) {
    Turbo& t = turbo();
    t.decode(jpeg);
    t.other.resize(t.bgr.size());
    const cv::Mat from(t.height, t.width, CV_8UC3, t.bgr.data());
    cv::Mat to(t.height, t.width, CV_8UC3, t.other.data());
    cv::rotate(from, to, cv::ROTATE_180);
    t.encode(t.other.data());
}

void opencv_decode_absdiff(Jpeg jpeg) {
    static cv::Mat now, before, difference;
    std::swap(now, before);
    cv::imdecode(as_mat(jpeg), cv::IMREAD_COLOR, &now);
    if (!before.empty()) cv::absdiff(now, before, difference);
}

void opencv_decode_rotate_encode(Jpeg jpeg) {
    static cv::Mat picture, turned;
    static std::vector<unsigned char> out;
    cv::imdecode(as_mat(jpeg), cv::IMREAD_COLOR, &picture);
    cv::rotate(picture, turned, cv::ROTATE_180);
    cv::imencode(".jpg", turned, out);
}

}  // namespace sluice::bench_opening
