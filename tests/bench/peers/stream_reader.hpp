#pragma once

#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>

// Finds JPEGs in a stream of bytes that has nothing else with their marks in it: JPEGs one behind the other, or the
// parts of multipart/x-mixed-replace. A picture is given as soon as its last byte is there.
class StreamReader {
public:
    // Room for the next bytes.
    char* room(std::size_t size)
    {
        if (bytes_.size() < end_ + size)
            bytes_.resize(end_ + size);
        return bytes_.data() + end_;
    }

    template <typename Take>
    void arrived(std::size_t size, Take&& take)
    {
        end_ += size;
        while (find_begin() && find_end()) {
            take(std::string_view(bytes_).substr(begin_, looked_ - begin_));
            begin_ = looked_;
            in_picture_ = false;
        }
        // What is left moves to the front, where the next room is.
        const std::size_t done = in_picture_ ? begin_ : looked_;
        std::memmove(bytes_.data(), bytes_.data() + done, end_ - done);
        end_ -= done;
        begin_ -= in_picture_ ? done : begin_;
        looked_ -= done;
    }

private:
    bool find_begin()
    {
        if (!in_picture_ && find('\xd8')) {
            in_picture_ = true;
            begin_ = looked_ - 2;
            passed_head_ = false;
        }
        return in_picture_;
    }

    // Segments may hold any bytes, so they are stepped over by their lengths (ITU-T T.81, B.1.1); in what follows SOS
    // an EOI cannot be anything else.
    bool find_end()
    {
        while (!passed_head_) {
            if (looked_ + 4 > end_)
                return false;
            const auto byte = [this](std::size_t at) { return static_cast<unsigned char>(bytes_[looked_ + at]); };
            const std::size_t length = 2 + (static_cast<std::size_t>(byte(2)) << 8 | byte(3));
            if (looked_ + length > end_)
                return false;
            passed_head_ = byte(1) == 0xda;
            looked_ += length;
        }
        return find('\xd9');
    }

    // Sets looked_ behind the marker, or where to go on.
    bool find(char kind)
    {
        while (looked_ < end_) {
            const void* const mark = std::memchr(bytes_.data() + looked_, '\xff', end_ - looked_);
            if (!mark) {
                looked_ = end_;
                return false;
            }
            looked_ = static_cast<std::size_t>(static_cast<const char*>(mark) - bytes_.data());
            if (looked_ + 1 == end_)
                return false;
            if (bytes_[looked_ + 1] == kind) {
                looked_ += 2;
                return true;
            }
            ++looked_;
        }
        return false;
    }

    std::string bytes_;
    std::size_t end_ = 0;
    std::size_t begin_ = 0;
    std::size_t looked_ = 0;
    bool in_picture_ = false;
    bool passed_head_ = false;
};
