#pragma once

#include <sys/types.h>

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace sluice::test {

/// A program run as a user runs it, its output in files. Killed with the object if it still runs.
class Program {
public:
    struct Start {
        std::vector<std::string> arguments;  ///< the first is the program's path
        std::map<std::string, std::string> environment;  ///< beside what is inherited
        std::string output;  ///< files for stdout and stderr: output + ".out", output + ".err"
    };
    explicit Program(const Start& start);
    ~Program();
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;

    [[nodiscard]] pid_t pid() const noexcept { return pid_; }
    void signal(int number) const;
    /// The exit status, 128 + the signal that ended it, or nothing if it still runs at the deadline.
    [[nodiscard]] std::optional<int> wait(std::chrono::milliseconds most = std::chrono::seconds(60));
    /// SIGTERM, then wait.
    [[nodiscard]] std::optional<int> stop();

    [[nodiscard]] std::string out() const;
    [[nodiscard]] std::string err() const;
    [[nodiscard]] bool says(const std::string& text, std::chrono::milliseconds most = std::chrono::seconds(30)) const;
    /// Resident memory now, in KiB; "VmRSS" or another line of /proc/PID/status.
    [[nodiscard]] long status_kib(const std::string& line = "VmRSS") const;

private:
    std::string output_;
    pid_t pid_ = -1;
    std::optional<int> status_;
};

}  // namespace sluice::test
