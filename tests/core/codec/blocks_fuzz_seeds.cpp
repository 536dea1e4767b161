// blocks_fuzz_seeds FOLDER: small pictures of every kind for blocks_fuzz to begin with.
#include <fstream>
#include <iostream>
#include <string>

#include "tests/core/codec/plain_blocks.hpp"
#include "tests/support/jpeg_samples.hpp"

int main(int count, char** arguments) {
    using namespace sluice::test;
    if (count != 2) {
        std::cerr << "usage: blocks_fuzz_seeds FOLDER\n";
        return 2;
    }
    int number = 0;
    const auto put = [&](const std::vector<std::byte>& jpeg) {
        std::ofstream file(std::string(arguments[1]) + "/seed" + std::to_string(number) + ".bin", std::ios::binary);
        for (int i = 0; i < 30; ++i) file.put(static_cast<char>((number * 31 + i * 17) % (i % 5 == 0 ? 12 : 64)));
        file.write(reinterpret_cast<const char*>(jpeg.data()), static_cast<std::streamsize>(jpeg.size()));
        ++number;
    };
    for (const auto& [h, v] : {std::pair{2, 2}, {2, 1}, {1, 1}, {1, 2}, {4, 1}})
        for (const bool gray : {false, true})
            for (const int restart_rows : {0, 1}) {
                JpegSpec spec;
                spec.width = 49;
                spec.height = 35;
                spec.h = h;
                spec.v = v;
                spec.gray = gray;
                spec.restart_rows = restart_rows;
                const std::vector<std::byte> jpeg = make_jpeg(spec);
                put(jpeg);
                if (gray) continue;
                put(recoded(jpeg, {.optimised = true}));
                put(recoded(jpeg, {.separate_scans = true}));
                put(recoded(jpeg, {.arithmetic = true}));
                put(recoded(jpeg, {.coarse = 40}));
                spec.without_huffman = true;
                put(make_jpeg(spec));
                spec.without_huffman = false;
                spec.progressive = true;
                put(make_jpeg(spec));
            }
}
