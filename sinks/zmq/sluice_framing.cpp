#include "framing.hpp"
#include "message_header.hpp"
#include "publisher.hpp"

namespace sluice::zmq_sink_parts {

namespace {

class SluiceFraming final : public Framing {
public:
    [[nodiscard]] std::vector<std::string> first_parts(std::string_view name) const override {
        return {topic(name, Format::jpeg), topic(name, Format::yuyv)};
    }
    [[nodiscard]] std::string first_part(std::string_view name, const FrameInfo& info) const override {
        return topic(name, info.format);
    }

    bool send(Publisher& publisher, std::string_view first_part, const Frame& frame, std::uint64_t seq) override {
        const HeaderFacts facts{seq, microseconds(wall_time(frame.info().captured)), frame.bytes().size()};
        write_header(header_, frame.info(), frame.notes(), facts);
        return publisher.send(first_part, header_, frame.bytes());
    }

    [[nodiscard]] bool tells_more() const noexcept override { return true; }

private:
    [[nodiscard]] static std::string topic(std::string_view name, Format format) {
        return std::string(name).append("/").append(kind_of(format)).append("/");
    }

    std::string header_;  // written anew for each frame in the same memory
};

}  // namespace

std::unique_ptr<Framing> make_sluice_framing() { return std::make_unique<SluiceFraming>(); }

}  // namespace sluice::zmq_sink_parts
