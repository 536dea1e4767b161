// Feeds whatever bytes come to the config reader: the first line may hold --set texts, divided by 0x01.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "config/document.hpp"
#include "fake_catalogue.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static sluice::config::FakeCatalogue catalogue;
    std::string_view text(reinterpret_cast<const char*>(data), size);
    std::vector<sluice::config::Override> overrides;
    for (std::size_t end = 0; text.starts_with('\x01') && end != std::string_view::npos;) {
        text.remove_prefix(1);
        end = text.find_first_of("\x01\n");
        overrides.push_back({std::string(text.substr(0, end))});
        text.remove_prefix(end == std::string_view::npos ? text.size() : end);
    }
    const auto document = sluice::config::Document::read_text("fuzz.yaml", text, overrides);
    const auto result = document.check(catalogue);
    for (const auto& mistake : result.mistakes) {
        const std::string line = to_text(mistake);
        if (line.find('\n') != std::string::npos) __builtin_trap();
    }
    // What is whole can be asked for everything a plan asks for.
    if (result.mistakes.empty())
        for (const auto& node : result.config.nodes)
            if (node.entry && !node.params) __builtin_trap();
    return 0;
}
