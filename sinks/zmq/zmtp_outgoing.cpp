#include "zmtp_outgoing.hpp"

#include <utility>

#include "zmtp_command.hpp"
#include "zmtp_words.hpp"

namespace sluice::zmq_sink_parts {

void ZmtpOutgoing::assign(std::initializer_list<std::string_view> first, Bytes last) {
    head_.clear();
    kept_.reset();
    std::size_t topic_at = 0;
    for (const std::string_view& part : first) {
        add_frame_head(head_, zmtp::more, part.size());
        if (&part == first.begin()) topic_at = head_.size();
        head_.append(part);
    }
    add_frame_head(head_, 0, last.size());
    topic_ = std::string_view(head_).substr(topic_at, first.begin()->size());
    payload_ = std::move(last);
}

void ZmtpOutgoing::clear() noexcept {
    payload_ = {};
    kept_.reset();
}

std::shared_ptr<const ZmtpOutgoing::Kept> ZmtpOutgoing::keep() {
    if (!kept_) kept_ = std::make_shared<const Kept>(Kept{std::string(topic_), head_, payload_});
    return kept_;
}

}  // namespace sluice::zmq_sink_parts
