#pragma once

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace sluice::tool {

/// The built program, running; its outputs go to files, which are read when it has ended.
class Child {
public:
    explicit Child(std::vector<std::string> words, bool pipe_out = false) {
        std::string folder = std::filesystem::temp_directory_path() / "sluice-child-XXXXXX";
        folder_ = ::mkdtemp(folder.data());
        words.insert(words.begin(), SLUICE_PROGRAM);
        std::array<int, 2> out{-1, -1};
        if (pipe_out && ::pipe2(out.data(), O_CLOEXEC) != 0) return;
        pid_ = ::fork();
        if (pid_ == 0) run(words, pipe_out ? out[1] : -1);
        ::close(out[1]);
        read_end_ = out[0];
    }
    ~Child() {
        if (pid_ > 0) {
            ::kill(pid_, SIGKILL);
            wait();
        }
        ::close(read_end_);
        std::filesystem::remove_all(folder_);
    }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    /// Waits until it has ended: its exit status, or minus the signal that ended it.
    int wait() {
        int status = 0;
        ::waitpid(pid_, &status, 0);
        pid_ = -1;
        return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
    }
    void signal(int number) const { ::kill(pid_, number); }
    [[nodiscard]] std::string out() const { return text_of("out"); }
    [[nodiscard]] std::string err() const { return text_of("err"); }
    /// The reading end of its stdout, where it has a pipe.
    [[nodiscard]] int read_end() const { return read_end_; }
    void close_read_end() {
        ::close(read_end_);
        read_end_ = -1;
    }

private:
    [[noreturn]] void run(const std::vector<std::string>& words, int out) const {
        std::vector<char*> argv;
        for (const std::string& word : words) argv.push_back(const_cast<char*>(word.c_str()));
        argv.push_back(nullptr);
        ::dup2(out >= 0 ? out : ::open((folder_ + "/out").c_str(), O_CREAT | O_WRONLY, 0600), STDOUT_FILENO);
        ::dup2(::open((folder_ + "/err").c_str(), O_CREAT | O_WRONLY, 0600), STDERR_FILENO);
        ::execv(argv.front(), argv.data());
        ::_exit(127);
    }
    [[nodiscard]] std::string text_of(const std::string& name) const {
        std::ifstream file(folder_ + "/" + name, std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }

    std::string folder_;
    pid_t pid_ = -1;
    int read_end_ = -1;
};

}  // namespace sluice::tool
