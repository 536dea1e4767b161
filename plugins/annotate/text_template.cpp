#include "text_template.hpp"

#include <charconv>
#include <cstdio>
#include <ctime>

namespace annotate {
namespace {

using Mistake = TextTemplate::Mistake;

constexpr std::string_view conversions = "aAbBcCdDeFgGhHIjmMnpPrRsSTuUVwWxXyYzZ%";
constexpr const char* in_braces = "write a note's name in braces, like {motion} or {motion:.2}; {{ is a brace itself";

// What strftime is not sure to understand it may print as it is, or as nothing.
std::optional<Mistake> mistake_in_time(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') continue;
        if (++i == text.size()) return Mistake{"the text ends with a single %", "write %% for a percent sign"};
        if (conversions.find(text[i]) == conversions.npos)
            return Mistake{"%" + std::string(1, text[i]) + " is no part of a time",
                           "write it as for strftime, like %Y-%m-%d %H:%M:%S; %% is a percent sign"};
    }
    return std::nullopt;
}

void append_time(std::string& out, const std::string& format, const std::tm& time) {
    if (format.find('%') == format.npos) {
        out += format;
        return;
    }
    char text[512];
    out.append(text, std::strftime(text, sizeof text, format.c_str(), &time));
}

struct AsText {
    int digits;

    std::string operator()(bool value) const { return value ? "yes" : "no"; }
    std::string operator()(std::int64_t value) const { return std::to_string(value); }
    std::string operator()(double value) const {
        char text[64];
        const auto [end, error] = std::to_chars(text, text + sizeof text, value, std::chars_format::fixed, digits);
        return error == std::errc{} ? std::string(text, end) : "?";
    }
    std::string operator()(const std::string& value) const { return value; }
    std::string operator()(const std::vector<sluice::Box>& value) const { return std::to_string(value.size()); }
};

bool is_name(std::string_view text) {
    return !text.empty() &&
           text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-") == text.npos;
}

}  // namespace

std::optional<Mistake> TextTemplate::mistake_in(std::string_view text) { return TextTemplate().parse(text); }

TextTemplate::TextTemplate(std::string_view text) { (void)parse(text); }

std::optional<Mistake> TextTemplate::parse(std::string_view text) {
    std::string plain;
    const auto end_plain = [&]() -> std::optional<Mistake> {
        if (auto mistake = mistake_in_time(plain)) return mistake;
        if (!plain.empty()) pieces_.push_back({false, std::exchange(plain, {})});
        return std::nullopt;
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool twice = i + 1 < text.size() && text[i + 1] == text[i];
        if ((text[i] == '{' || text[i] == '}') && twice) {
            plain += text[i++];
        } else if (text[i] == '}') {
            return Mistake{"a } without a {", in_braces};
        } else if (text[i] == '{') {
            const std::size_t end = text.find('}', i);
            if (end == text.npos) return Mistake{"a { without a }", in_braces};
            if (auto mistake = end_plain()) return mistake;
            if (auto mistake = add_field(text.substr(i + 1, end - i - 1))) return mistake;
            i = end;
        } else {
            plain += text[i];
        }
    }
    return end_plain();
}

std::optional<Mistake> TextTemplate::add_field(std::string_view inside) {
    Piece piece{true, std::string(inside.substr(0, inside.find(':')))};
    const std::string braces = "{" + std::string(inside) + "}";
    if (!is_name(piece.text)) return Mistake{braces + " is no name", in_braces};
    if (const std::size_t colon = inside.find(':'); colon != inside.npos) {
        const std::string_view format = inside.substr(colon + 1);
        if (format.size() != 2 || format[0] != '.' || format[1] < '0' || format[1] > '6')
            return Mistake{braces + " has a form that is not known",
                           "write .0 to .6 behind the colon: so many decimals"};
        piece.digits = format[1] - '0';
    }
    pieces_.push_back(std::move(piece));
    return std::nullopt;
}

std::string TextTemplate::filled(const sluice::Frame& frame) const {
    const auto captured = sluice::wall_time(frame.info().captured);
    const std::time_t seconds = std::chrono::system_clock::to_time_t(captured);
    std::tm local{};
    ::localtime_r(&seconds, &local);

    std::string out;
    for (const Piece& piece : pieces_) {
        if (!piece.field) {
            append_time(out, piece.text, local);
        } else if (piece.text == "source") {
            out += frame.info().source;
        } else if (piece.text == "seq") {
            out += std::to_string(frame.info().sequence);
        } else if (piece.text == "ms") {
            const auto ms = std::chrono::floor<std::chrono::milliseconds>(captured.time_since_epoch()).count() % 1000;
            const std::string digits = std::to_string(ms + 1000);
            out.append(digits, 1);
        } else if (const sluice::Note* note = frame.notes().find(piece.text)) {
            out += std::visit(AsText{piece.digits}, *note);
        } else {
            out += '-';
        }
    }
    return out;
}

}  // namespace annotate
