#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace sluice {

/// What a parameter may hold, as written in a config.
enum class ParamKind : std::uint8_t {
    boolean,   ///< true, false; also yes, no, on, off
    whole,     ///< 12
    number,    ///< 0.02
    text,      ///< as written
    choice,    ///< one of the words in Param::words
    duration,  ///< 250ms, 3s, 5min, 2h, 7d
    bytes,     ///< 512KiB, 64MiB, 2GiB, 500MB
    size,      ///< 1280x720
    rate,      ///< 30, 12.5, 1/60: frames per second
    region,    ///< [x, y, width, height] in pixels
    points,    ///< [[x, y], [x, y], ...] in pixels
    file,      ///< a path from the config file's folder; `check` looks whether it is there
    folder,    ///< a path from the config file's folder
    map,       ///< { name: value, ... }: values are texts as written; since api 1.2
};

struct Size {
    std::uint32_t width = 0, height = 0;
    friend bool operator==(const Size&, const Size&) = default;
};

/// Frames per second as a fraction, so that 1/60 and 30000/1001 stay exact.
struct Rate {
    std::uint32_t frames = 0, seconds = 1;
    [[nodiscard]] constexpr double per_second() const noexcept { return seconds ? double(frames) / seconds : 0; }
    friend bool operator==(const Rate&, const Rate&) = default;
};

struct Region {
    std::int32_t x = 0, y = 0, width = 0, height = 0;
    friend bool operator==(const Region&, const Region&) = default;
};

struct Point {
    std::int32_t x = 0, y = 0;
    friend bool operator==(const Point&, const Point&) = default;
};

/// The declaration of one parameter: the one place from which checking, help, schema and defaults
/// come. Plain data; written as
///     constexpr Param params[] = {
///         Param::whole("n", "hand on every n-th frame").fallback("2").between("1", "1000000"),
///     };
/// Values are texts in the form a config would give them.
struct Param {
    const char* name;
    ParamKind kind;
    const char* help;                    ///< one line, for people
    const char* default_text = nullptr;  ///< nullptr: absent unless written
    const char* least = nullptr;
    const char* most = nullptr;
    const char* words = nullptr;  ///< "low|balanced|complete"; beside another kind: words it takes too ("max"); of a map: its keys, absent: any; "key:file|clients:folder": what a value is, where it is no text
    ParamKind other = kind;       ///< a second kind it takes: keep is bytes or duration
    bool list = false;            ///< several of it; one alone may be written without brackets
    bool required = false;
    bool exclusive = false;  ///< no two nodes of a config may have the same value: a device, an address. Since api 1.3

    static constexpr Param boolean(const char* name, const char* help) { return {name, ParamKind::boolean, help}; }
    static constexpr Param whole(const char* name, const char* help) { return {name, ParamKind::whole, help}; }
    static constexpr Param number(const char* name, const char* help) { return {name, ParamKind::number, help}; }
    static constexpr Param text(const char* name, const char* help) { return {name, ParamKind::text, help}; }
    static constexpr Param choice(const char* name, const char* words, const char* help) {
        return Param{name, ParamKind::choice, help}.word(words);
    }
    static constexpr Param duration(const char* name, const char* help) { return {name, ParamKind::duration, help}; }
    static constexpr Param bytes(const char* name, const char* help) { return {name, ParamKind::bytes, help}; }
    static constexpr Param size(const char* name, const char* help) { return {name, ParamKind::size, help}; }
    static constexpr Param rate(const char* name, const char* help) { return {name, ParamKind::rate, help}; }
    static constexpr Param region(const char* name, const char* help) { return {name, ParamKind::region, help}; }
    static constexpr Param points(const char* name, const char* help) { return {name, ParamKind::points, help}; }
    static constexpr Param file(const char* name, const char* help) { return {name, ParamKind::file, help}; }
    static constexpr Param folder(const char* name, const char* help) { return {name, ParamKind::folder, help}; }

    /// `keys`: "serial|usb_port|model"; without them any key is taken. "key:file|clients:folder": paths, taken and
    /// checked as those of file and folder parameters are (since api 1.3).
    static constexpr Param map(const char* name, const char* help, const char* keys = nullptr) {
        Param p{name, ParamKind::map, help};
        p.words = keys;
        return p;
    }

    [[nodiscard]] constexpr Param fallback(const char* text) const { Param p = *this; p.default_text = text; return p; }
    [[nodiscard]] constexpr Param between(const char* low, const char* high) const { Param p = *this; p.least = low; p.most = high; return p; }
    [[nodiscard]] constexpr Param at_least(const char* low) const { Param p = *this; p.least = low; return p; }
    [[nodiscard]] constexpr Param word(const char* also) const { Param p = *this; p.words = also; return p; }
    [[nodiscard]] constexpr Param or_kind(ParamKind also) const { Param p = *this; p.other = also; return p; }
    [[nodiscard]] constexpr Param several() const { Param p = *this; p.list = true; return p; }
    [[nodiscard]] constexpr Param alone() const { Param p = *this; p.exclusive = true; return p; }
    [[nodiscard]] constexpr Param must() const { Param p = *this; p.required = true; return p; }
};

/// The parameters of one node as the config gives them: checked, defaults filled in. Asking for a
/// name that was not declared, or by another kind than declared, throws std::logic_error: a bug of
/// the node, never of its user. `index` is for lists. Lives as long as the node. [any thread]
class Params {
public:
    /// Written in the config or with a default.
    [[nodiscard]] virtual bool has(std::string_view name) const = 0;
    /// How many values a list or map has; 1 or 0 for others.
    [[nodiscard]] virtual std::size_t count(std::string_view name) const = 0;
    /// Which of the two kinds, or `choice` for one of its words, was written.
    [[nodiscard]] virtual ParamKind kind(std::string_view name, std::size_t index = 0) const = 0;
    /// As written, of every kind but region and points; a file or folder as an absolute path.
    [[nodiscard]] virtual std::string_view text(std::string_view name, std::size_t index = 0) const = 0;
    [[nodiscard]] virtual bool boolean(std::string_view name, std::size_t index = 0) const = 0;
    [[nodiscard]] virtual std::int64_t whole(std::string_view name, std::size_t index = 0) const = 0;
    [[nodiscard]] virtual double number(std::string_view name, std::size_t index = 0) const = 0;
    [[nodiscard]] virtual std::chrono::nanoseconds duration(std::string_view name, std::size_t index = 0) const = 0;
    [[nodiscard]] virtual std::uint64_t bytes(std::string_view name, std::size_t index = 0) const = 0;
    [[nodiscard]] virtual Size size(std::string_view name, std::size_t index = 0) const = 0;
    [[nodiscard]] virtual Rate rate(std::string_view name, std::size_t index = 0) const = 0;
    [[nodiscard]] virtual Region region(std::string_view name, std::size_t index = 0) const = 0;
    /// The points of a `points` parameter; count() says how many.
    [[nodiscard]] virtual Point point(std::string_view name, std::size_t index) const = 0;
    /// The key of a map's value, in the order written; text() is the value. Since api 1.2.
    [[nodiscard]] virtual std::string_view key(std::string_view name, std::size_t index) const = 0;

    Params(const Params&) = delete;
    Params& operator=(const Params&) = delete;

protected:
    Params() = default;
    ~Params() = default;
};

/// Where a node says what is wrong with parameters that are each right by themselves.
class Complaints {
public:
    /// `param` names the parameter at fault; `what` and `next` become "where: what; next".
    virtual void add(std::string_view param, std::string_view what, std::string_view next) = 0;

    Complaints(const Complaints&) = delete;
    Complaints& operator=(const Complaints&) = delete;

protected:
    Complaints() = default;
    ~Complaints() = default;
};

}  // namespace sluice
