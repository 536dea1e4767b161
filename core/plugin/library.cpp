#include "plugin/library.hpp"

// Boost 1.74 forgets these two.
#include <fstream>
#include <vector>

#define BOOST_DLL_USE_STD_FS
#include <boost/dll/library_info.hpp>
#include <boost/dll/shared_library.hpp>

#include <memory>

#include <sluice/error.hpp>

namespace sluice::plugin {
namespace {

namespace dll = boost::dll;

// "load() failed (dlerror system message: FILE: undefined symbol: x)" -> "undefined symbol: x"
std::string linker_words(std::string words, const std::string& file) {
    constexpr std::string_view before = "dlerror system message: ";
    if (const auto at = words.find(before); at != words.npos) {
        words.erase(0, at + before.size());
        words.erase(words.rfind(')'));
    }
    if (words.starts_with(file + ": ")) words.erase(0, file.size() + 2);
    return words;
}

}  // namespace

std::vector<std::string> section_names(const std::string& file) {
    // Files of other word sizes too: their stamp says it better than "not native" does.
    constexpr bool only_native = false;
    return dll::library_info(file, only_native).sections();
}

Library::Library(const std::string& file) {
    auto library = std::make_unique<dll::shared_library>();
    try {
        library->load(file, dll::load_mode::rtld_now | dll::load_mode::rtld_local);
    } catch (const dll::fs::system_error& problem) {
        throw Error(linker_words(problem.what(), file));
    } catch (const std::exception& problem) {
        throw StaticConstructorThrew(std::string("its static constructors throw: ") + problem.what());
    } catch (...) {
        throw StaticConstructorThrew("its static constructors throw what is no std::exception");
    }
    // Reachable for ever, so that a leak checker keeps quiet.
    static auto& kept = *new std::vector<std::unique_ptr<dll::shared_library>>;
    kept.push_back(std::move(library));
    library_ = kept.back().get();
}

const void* Library::find(const char* symbol) const {
    return library_->has(symbol) ? &library_->get<const char>(symbol) : nullptr;
}

}  // namespace sluice::plugin
