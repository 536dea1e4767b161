#include "tests/support/program.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>

#include "tests/support/wait_for.hpp"

namespace sluice::test {

namespace {

std::string read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

[[noreturn]] void become(const Program::Start& start) {
    ::setpgid(0, 0);
    for (const auto& [suffix, target] : {std::pair{".out", 1}, std::pair{".err", 2}}) {
        const int fd = ::open((start.output + suffix).c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
        ::dup2(fd, target);
        ::close(fd);
    }
    for (const auto& [name, value] : start.environment) ::setenv(name.c_str(), value.c_str(), 1);
    std::vector<char*> arguments;
    for (const std::string& argument : start.arguments) arguments.push_back(const_cast<char*>(argument.c_str()));
    arguments.push_back(nullptr);
    ::execvp(arguments[0], arguments.data());
    ::_exit(127);
}

}  // namespace

Program::Program(const Start& start) : output_(start.output), pid_(::fork()) {
    if (pid_ == 0) become(start);
}

Program::~Program() {
    if (status_) return;
    ::kill(-pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
}

void Program::signal(int number) const { ::kill(pid_, number); }

std::optional<int> Program::wait(std::chrono::milliseconds most) {
    const auto reaped = [this] {
        int raw = 0;
        if (status_ || ::waitpid(pid_, &raw, WNOHANG) != pid_) return status_.has_value();
        status_ = WIFEXITED(raw) ? WEXITSTATUS(raw) : 128 + WTERMSIG(raw);
        return true;
    };
    return wait_for(reaped, most) ? status_ : std::nullopt;
}

std::optional<int> Program::stop() {
    signal(SIGTERM);
    return wait();
}

std::string Program::out() const { return read_file(output_ + ".out"); }
std::string Program::err() const { return read_file(output_ + ".err"); }

bool Program::says(const std::string& text, std::chrono::milliseconds most) const {
    return wait_for([&] { return out().find(text) != std::string::npos || err().find(text) != std::string::npos; }, most);
}

long Program::status_kib(const std::string& line) const {
    std::istringstream status(read_file("/proc/" + std::to_string(pid_) + "/status"));
    for (std::string text; std::getline(status, text);)
        if (text.starts_with(line + ":")) return std::atol(text.c_str() + line.size() + 1);
    return -1;
}

}  // namespace sluice::test
