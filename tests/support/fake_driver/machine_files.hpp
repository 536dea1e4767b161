#pragma once

#include <filesystem>
#include <string>

#include "tests/support/fake_driver/camera_facts.hpp"

namespace sluice::test {

/// What the kernel shows of a machine's cameras, as files in a folder: sys, dev, proc.
class MachineFiles {
public:
    MachineFiles();
    ~MachineFiles();
    MachineFiles(const MachineFiles&) = delete;
    MachineFiles& operator=(const MachineFiles&) = delete;

    void add(unsigned number, const CameraFacts& facts) const;
    void remove(unsigned number) const;

    [[nodiscard]] std::string sys() const { return root_ / "sys"; }
    [[nodiscard]] std::string dev() const { return root_ / "dev"; }
    [[nodiscard]] std::string proc() const { return root_ / "proc"; }
    [[nodiscard]] std::string node(unsigned number) const;

private:
    std::filesystem::path root_;
};

}  // namespace sluice::test
