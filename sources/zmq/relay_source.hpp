#pragma once

#include <optional>
#include <string>

#include <sluice/source.hpp>

#include "description.hpp"
#include "kept_texts.hpp"
#include "link.hpp"
#include "loss_count.hpp"
#include "settings.hpp"
#include "situation.hpp"

namespace sluice::upstream {

/// Takes the frames of one topic of another sluice, and says how that is.
class RelaySource final : public Source {
public:
    explicit RelaySource(Settings settings) : settings_(std::move(settings)) {}

    /// Throws only for what waiting would not mend: a key file that cannot be used, an address that is none.
    void open(SourceContext& context) override;
    bool next(SourceContext& context) override;
    void close(SourceContext&) noexcept override { link_.reset(); }

private:
    /// What the host was told last.
    enum class Told { nothing, online, resting, stalled, offline };

    void follow_demand(SourceContext& context, Clock::time_point now);
    void follow_link(Clock::time_point now);
    /// False: there may be more.
    [[nodiscard]] bool take_messages(SourceContext& context);
    void take_stat(SourceContext& context, const Received& received);
    void take_frame(SourceContext& context, const Received& received);
    void emit(SourceContext& context, const zmq_sink_parts::WireFrame& frame, Bytes payload);
    void refuse(SourceContext& context, const zmq_sink_parts::WireUnread& unread);

    [[nodiscard]] std::string boot_of(const zmq_sink_parts::WireFrame& frame) const;
    [[nodiscard]] Description description_of(const zmq_sink_parts::WireFrame& frame, std::string_view boot) const;
    void begin(SourceContext& context, const Description& description, std::uint32_t width, std::uint32_t height);
    void begin_unseen(SourceContext& context);

    void tell(SourceContext& context, Clock::time_point now);
    void tell_online(SourceContext& context, Clock::time_point now);
    void tell_trouble(SourceContext& context, Told told, const std::string& why, Level level);

    Settings settings_;
    std::optional<Link> link_;
    std::optional<LastStat> stat_;  // of this link
    std::string boot_;              // of the machine there; as last known
    unsigned links_ = 0;
    LossCount losses_;

    Description described_;
    bool begun_ = false;
    Told told_ = Told::nothing;
    std::string told_why_;
    bool wanted_ = false;  // and so subscribed
    bool told_malformed_ = false, told_version_ = false;

    Clock::time_point heard_{}, frame_at_{}, wanted_since_{}, logged_at_{};
    Clock::time_point look_at_{};  // when to think about how it is

    // Frames point to them until every node is destroyed.
    KeptTexts cameras_{64}, boots_{4096};
};

}  // namespace sluice::upstream
