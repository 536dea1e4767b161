#include "plugin/trial.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <exception>

#include <sluice/unique_fd.hpp>

#include "base/text.hpp"

namespace sluice::plugin {
namespace {

// One write of at most this much is not torn apart, so one read gets it all (PIPE_BUF).
constexpr std::size_t most_words = 4096;

int verdict_fd = -1;  // of the child, for the terminate handler, which takes no argument

void tell(const std::string& words) {
    [[maybe_unused]] const auto written = ::write(verdict_fd, words.data(), std::min(words.size(), most_words));
}

// "+" is good, "-what\0next" is not; nothing at all: the child died before it could say.
void tell(const std::optional<Refusal>& refused) {
    tell(refused ? text::cat("-", refused->what.substr(0, most_words / 2), '\0', refused->next) : std::string("+"));
}

[[noreturn]] void terminated() {
    std::string what = "its static constructors call std::terminate";
    try {
        if (std::current_exception()) std::rethrow_exception(std::current_exception());
    } catch (const std::exception& problem) {
        what = text::cat("its static constructors throw: ", problem.what());
    } catch (...) {
        what = "its static constructors throw what is no std::exception";
    }
    tell(Refusal{"", what, "this is a bug of the plugin, tell its author"});
    ::_exit(0);
}

[[noreturn]] void run_child(int fd, const std::function<std::optional<Refusal>()>& attempt) {
    verdict_fd = fd;
    const rlimit no_core{0, 0};
    ::setrlimit(RLIMIT_CORE, &no_core);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    std::set_terminate(terminated);
    try {
        tell(attempt());
    } catch (...) {
        terminated();
    }
    ::_exit(0);
}

struct Heard {
    std::string words;
    bool in_time = true;
};

Heard listen(int fd, std::chrono::milliseconds patience) {
    pollfd ready{fd, POLLIN, 0};
    const auto until = std::chrono::steady_clock::now() + patience;
    for (;;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
        const int found = left.count() > 0 ? ::poll(&ready, 1, static_cast<int>(left.count())) : 0;
        if (found < 0 && errno == EINTR) continue;
        if (found <= 0) return {"", false};
        std::string words(most_words, '\0');
        const auto size = ::read(fd, words.data(), words.size());
        words.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
        return {words, true};
    }
}

// Its status as it ended; a child that hangs is ended. One that has ended already keeps its status.
int reap(pid_t child) {
    int status = 0;
    ::kill(child, SIGKILL);
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return status;
}

Refusal died(const std::string& file, int status) {
    const std::string how = WIFSIGNALED(status) ? text::cat("kills the process (", ::strsignal(WTERMSIG(status)), ")")
                                                : text::cat("ends the process with status ", WEXITSTATUS(status));
    return {file, text::cat("loading it ", how),
            "the file is damaged or its static constructors are wrong: build it again, or tell its author"};
}

}  // namespace

std::optional<Refusal> trial(const std::string& file, const std::function<std::optional<Refusal>()>& attempt,
                             std::chrono::milliseconds patience) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return std::nullopt;
    UniqueFd reader(ends[0]), writer(ends[1]);
    const pid_t child = ::fork();
    if (child == 0) run_child(writer.get(), attempt);
    if (child < 0) return std::nullopt;  // no process to be had: go without
    writer.reset();

    const Heard heard = listen(reader.get(), patience);
    const int status = reap(child);
    if (heard.words == "+") return std::nullopt;
    const auto zero = heard.words.find('\0');
    if (heard.words.starts_with('-') && zero != heard.words.npos)
        return Refusal{file, heard.words.substr(1, zero - 1), heard.words.substr(zero + 1)};
    if (heard.in_time) return died(file, status);
    return Refusal{
        file, text::cat("loading it takes longer than ", text::number(double(patience.count()) / 1000), " s"),
        "the file is damaged or its static constructors wait for something: build it again, or tell its author"};
}

}  // namespace sluice::plugin
