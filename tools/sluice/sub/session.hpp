#pragma once

#include <optional>
#include <string>

#include "tools/sluice/sub/frame_saver.hpp"
#include "tools/sluice/sub/latency_clock.hpp"
#include "tools/sluice/sub/output.hpp"
#include "tools/sluice/sub/receiver.hpp"
#include "tools/sluice/sub/report.hpp"
#include "tools/sluice/sub/silence.hpp"
#include "tools/sluice/sub_options.hpp"

namespace sluice::tool {

/// One `sluice sub` from its first look to its summary. Used by one thread.
class Session {
public:
    /// Throws what the user should read where the command line cannot work.
    Session(const SubOptions& options, int stop_fd);

    /// Gives the exit status; throws what ends it while running.
    int run();

private:
    /// What a message came to.
    enum class Next { go_on, done, wrong };

    Next turn();
    Next take(const Message& message);
    Next take_stat(const Message& message);
    Next take_frame(const Message& message);
    Next take_event(const Message& message);
    Next choose_topic();
    void follow(const std::string& topic);
    void notice_links();
    void tick(Clock::time_point now);
    void tell_silence(const std::string& why, Clock::time_point now);
    [[nodiscard]] Silence silence_facts() const;
    [[nodiscard]] std::string silence(Clock::time_point now) const;
    [[nodiscard]] Report report(double seconds) const;
    int finish(Next how);
    /// Each message's notes are what is asked for; figures are left to stderr.
    [[nodiscard]] bool shows_notes() const { return topic_.ends_with("/notes/") && !options_.json && !options_.raw; }
    /// Changes of state are what is asked for.
    [[nodiscard]] bool shows_events() const { return topic_.ends_with("/event/"); }
    [[nodiscard]] bool figures_on_stderr() const { return options_.raw || shows_notes() || shows_events(); }
    /// For people, on the stream of the figures.
    bool write_beside(const std::string& line);

    const SubOptions& options_;
    int stop_fd_;
    Receiver receiver_;
    Output results_;  ///< what the user asked for, on stdout
    LatencyClock clock_;
    std::optional<FrameSaver> saver_;
    std::string wanted_;  ///< the topic as asked for, without a kind where none was given
    std::string topic_;   ///< the one followed; empty: still looking for it
    std::string events_;  ///< the changes of its source, shown beside it; empty: none are
    std::optional<StatReport> stat_;
    TopicMeter meter_;
    Clock::time_point started_, window_from_, heard_, told_at_;
    std::string told_;  ///< the reason last given for silence
    unsigned links_ = 0;
    std::uint64_t stats_ = 0;  ///< shown, where sluice/stat/ itself is the topic
    bool timed_out_ = false;
};

}  // namespace sluice::tool
