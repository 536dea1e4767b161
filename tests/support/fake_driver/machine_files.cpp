#include "tests/support/fake_driver/machine_files.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <system_error>

namespace sluice::test {

namespace {

namespace fs = std::filesystem;

void write(const fs::path& file, const std::string& text) {
    fs::create_directories(file.parent_path());
    std::ofstream(file) << text << '\n';
}

// In memory where there is such a folder: thousands of machines come and go in a test.
fs::path new_folder() {
    const fs::path memory = "/dev/shm";
    const fs::path where = ::access(memory.c_str(), W_OK) == 0 ? memory : fs::temp_directory_path();
    std::string name = (where / "sluice-test-XXXXXX").string();
    if (!::mkdtemp(name.data())) throw std::system_error(errno, std::generic_category(), name);
    return fs::canonical(name);
}

std::string name_of(unsigned number) { return "video" + std::to_string(number); }

}  // namespace

MachineFiles::MachineFiles() : root_(new_folder()) {
    for (const char* folder : {"sys/class/video4linux", "dev", "proc"}) fs::create_directories(root_ / folder);
}

MachineFiles::~MachineFiles() {
    std::error_code ignored;
    fs::remove_all(root_, ignored);
}

std::string MachineFiles::node(unsigned number) const { return root_ / "dev" / name_of(number); }

// In the kernel's order: the node appears last, and goes first.
void MachineFiles::add(unsigned number, const CameraFacts& facts) const {
    const fs::path device = root_ / "sys/devices/usb1" / facts.usb_port;
    write(device / "idVendor", facts.vendor);
    write(device / "idProduct", facts.product);
    write(device / "serial", facts.serial);
    const fs::path interface = device / (facts.usb_port + ":1.0");
    fs::create_directories(interface);
    const fs::path entry = root_ / "sys/class/video4linux" / name_of(number);
    write(entry / "name", facts.card);
    write(entry / "index", "0");
    fs::create_directory_symlink(interface, entry / "device");
    write(node(number), "");
}

void MachineFiles::remove(unsigned number) const {
    const fs::path entry = root_ / "sys/class/video4linux" / name_of(number);
    fs::remove(node(number));
    std::error_code gone;
    const fs::path device = fs::canonical(entry / "device", gone).parent_path();
    fs::remove_all(entry);
    if (!gone) fs::remove_all(device);
}

}  // namespace sluice::test
