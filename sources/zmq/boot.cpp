#include "boot.hpp"

#include <fstream>

namespace sluice::upstream {

const std::string& own_boot() {
    static const std::string id = [] {
        std::string text;
        std::ifstream("/proc/sys/kernel/random/boot_id") >> text;
        return text;
    }();
    return id;
}

}  // namespace sluice::upstream
