#pragma once

#include <string_view>

#include <sluice/log.hpp>

namespace sluice::log {

enum class Shape { text, json };

/// Where and how lines are written: stderr, from this level on. Call once, before the first thread. [start]
void configure(Level least, Shape shape);

/// One line; `where` is the node or part it is about and may be empty. [any thread]
void write(Level level, std::string_view where, std::string_view line);

inline void debug(std::string_view where, std::string_view line) { write(Level::debug, where, line); }
inline void info(std::string_view where, std::string_view line) { write(Level::info, where, line); }
inline void warning(std::string_view where, std::string_view line) { write(Level::warning, where, line); }
inline void error(std::string_view where, std::string_view line) { write(Level::error, where, line); }

}  // namespace sluice::log
