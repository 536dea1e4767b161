#include "codec/jpeg_error.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include <jerror.h>

#include "codec/damage.hpp"

namespace sluice {

namespace {

void give_up(j_common_ptr codec) { static_cast<JpegErrors*>(codec->err)->fail(nullptr); }
void say_nothing(j_common_ptr) {}

constexpr int end_of_image = 0xd9;

}  // namespace

void JpegErrors::note_warning(j_common_ptr codec, int level) {
    if (level >= 0) return;
    auto& errors = *static_cast<JpegErrors*>(codec->err);
    ++errors.num_warnings;
    const bool padding = errors.msg_code == JWRN_EXTRANEOUS_DATA && errors.msg_parm.i[1] == end_of_image;
    if (!padding) errors.lost_data_ = true;
}

JpegErrors::JpegErrors() : jpeg_error_mgr{} {
    jpeg_std_error(this);
    error_exit = give_up;
    emit_message = note_warning;
    output_message = say_nothing;
}

void JpegErrors::fail(const char* why) {
    own_reason_ = why;
    std::longjmp(jump_, 1);
}

std::string JpegErrors::message() const {
    if (own_reason_) return own_reason_;
    std::array<char, JMSG_LENGTH_MAX> text{};
    jpeg_common_struct codec{};
    codec.err = const_cast<JpegErrors*>(this);  // format_message() only reads it
    format_message(&codec, text.data());
    std::string message(text.data());
    // libjpeg's own sentences begin with a capital letter; ours has a place for them in the middle.
    if (message.size() > 1 && std::islower(static_cast<unsigned char>(message[1])))
        message[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(message[0])));
    return message;
}

void JpegErrors::raise() const {
    if (!own_reason_) {
        switch (msg_code) {
            case JERR_OUT_OF_MEMORY:
            case JERR_NO_BACKING_STORE: throw Error("no memory to open a JPEG", "raise the process's memory limit");
            case JERR_BAD_PRECISION:
            case JERR_SOF_UNSUPPORTED:
            case JERR_ARITH_NOTIMPL:
                throw Error("a JPEG of a kind nobody can open: " + message(), "have the camera send baseline JPEGs");
            default: break;
        }
    }
    throw Damage("a damaged JPEG: " + message(), "look at the camera's cable and its USB hub");
}

void JpegErrors::raise_writing() const {
    throw Error("cannot encode a JPEG: " + message(), "look at the size of the picture and the free memory");
}

}  // namespace sluice
