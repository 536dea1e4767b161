// Reads a topic and compares it with the pictures a webcam was given:
//     rig_reader ENDPOINT TOPIC COUNT [FRAMES_FOLDER | made]
// With a folder each payload must be, byte for byte and in order, the picture that the camera sent with
// that `cam_seq`, which counts what the driver lost too. Always: three parts, `seq` without a gap, `orig`
// true (false for `made`: by a filter), `size` right. Says what was wrong and ends with 1.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "tests/support/subscriber.hpp"

namespace {

std::vector<std::string> load(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        if (entry.path().extension() == ".jpg") files.push_back(entry.path());
    std::ranges::sort(files);
    std::vector<std::string> frames;
    for (const auto& path : files) {
        std::ifstream file(path, std::ios::binary);
        frames.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    }
    return frames;
}

[[noreturn]] void fail(int frame, const std::string& what, const sluice::test::Subscriber::Message* message) {
    std::printf("frame %d: %s %s\n", frame, what.c_str(), message ? message->header.dump().c_str() : "");
    std::exit(1);
}

// The planes a raw frame tells of must lie within its bytes, with rows as long as its pixels need.
bool planes_fit(const nlohmann::json& header, std::size_t size) {
    if (header["codec"] == "jpeg") return true;
    if (!header.contains("planes")) return false;
    for (const auto& plane : header["planes"])
        if (plane[0].get<std::size_t>() + plane[1].get<std::size_t>() * plane[2].get<std::size_t>() > size) return false;
    return header["planes"][0][1].get<int>() >= header["w"].get<int>();
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 4) return 2;
    sluice::test::Subscriber subscriber(argv[1], argv[2]);
    const int count = std::atoi(argv[3]);
    const bool made = argc > 4 && std::string(argv[4]) == "made";
    const std::vector<std::string> frames = argc > 4 && !made ? load(argv[4]) : std::vector<std::string>{};
    std::uint64_t seq = 0;
    std::uint64_t camera = 0;
    std::uint64_t lost = 0;
    std::size_t at = 0;
    std::string last;
    for (int i = 0; i < count; ++i) {
        const auto message = subscriber.receive(std::chrono::seconds(30));
        if (!message) fail(i, "nothing came for 30 s", nullptr);
        const auto& header = message->header;
        if (message->parts != 3 || !header.is_object()) fail(i, "not three parts with a header", &*message);
        if (i > 0 && header["seq"] != seq + 1) fail(i, "seq is not " + std::to_string(seq + 1), &*message);
        if (header["size"] != message->payload.size()) fail(i, "size is not the payload's", &*message);
        if (header["orig"] == made) fail(i, made ? "orig is not false" : "orig is not true", &*message);
        if (!planes_fit(header, message->payload.size())) fail(i, "planes do not fit", &*message);
        seq = header["seq"];
        last = header.dump();
        const std::uint64_t camera_now = header["cam_seq"];
        if (i > 0) lost += camera_now - camera - 1;
        at += i > 0 ? camera_now - camera : 0;
        camera = camera_now;
        if (frames.empty()) continue;
        if (i == 0) at = static_cast<std::size_t>(std::ranges::find(frames, message->payload) - frames.begin());
        if (message->payload != frames[at % frames.size()]) fail(i, "the payload is not the camera's picture", &*message);
    }
    std::printf("%d frames, %llu lost by the driver: %s\n", count, static_cast<unsigned long long>(lost), last.c_str());
}
