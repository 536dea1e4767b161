#pragma once

#include <string_view>

#include <sluice/log.hpp>

namespace sluice::log {

enum class Shape { text, json };

/// Where and how lines are written: stderr, from this level on. Call once, before the first thread. [start]
/// Where stderr is systemd's journal, text lines begin with their priority as sd-daemon(3) has it ("<4>") in place
/// of the level's word, and have no colour.
void configure(Level least, Shape shape);

/// One line; `where` is the node or part it is about and may be empty. [any thread]
void write(Level level, std::string_view where, std::string_view line);
/// A text that speaks for itself ("file:3:7: ..."): without the level's word in front an editor finds the place. [start]
void write_plain(Level level, std::string_view text);

inline void debug(std::string_view where, std::string_view line) { write(Level::debug, where, line); }
inline void info(std::string_view where, std::string_view line) { write(Level::info, where, line); }
inline void warning(std::string_view where, std::string_view line) { write(Level::warning, where, line); }
inline void error(std::string_view where, std::string_view line) { write(Level::error, where, line); }

}  // namespace sluice::log
