#pragma once

#include <cctype>
#include <cstddef>
#include <string>
#include <string_view>

namespace sluice::tool {

/// Reads the part of the DOT language that drawings of graphs need: statements of nodes, edges, attributes and
/// subgraphs (https://graphviz.org/doc/info/lang.html).
class DotReader {
public:
    explicit DotReader(std::string_view text) : rest_(text) {}

    /// Where reading stopped; empty: it is a whole drawing.
    std::string fault() {
        const bool whole = id() && is_keyword("digraph") && (peek() == '{' || id()) && block() && peek() == 0;
        return whole ? "" : "stopped before: " + std::string(rest_.substr(0, 40));
    }

private:
    char peek() {
        while (!rest_.empty() && std::isspace(static_cast<unsigned char>(rest_[0]))) rest_.remove_prefix(1);
        return rest_.empty() ? '\0' : rest_[0];
    }
    bool sign(std::string_view text) {
        (void)peek();
        if (!rest_.starts_with(text)) return false;
        rest_.remove_prefix(text.size());
        return true;
    }
    bool id() {
        const char first = peek();
        std::size_t size = 0;
        if (first == '"') {
            for (size = 1; size < rest_.size() && rest_[size] != '"'; ++size)
                if (rest_[size] == '\\') ++size;
            if (size >= rest_.size()) return false;
            ++size;
        } else {
            while (size < rest_.size() && (std::isalnum(static_cast<unsigned char>(rest_[size])) || rest_[size] == '_')) ++size;
        }
        last_ = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return size > 0;
    }
    bool is_keyword(std::string_view word) const { return last_ == word; }
    bool attributes() {
        while (sign("["))
            while (!sign("]")) {
                if (!id() || !sign("=") || !id()) return false;
                (void)(sign(",") || sign(";"));
            }
        return true;
    }
    bool block() {
        if (!sign("{")) return false;
        while (!sign("}"))
            if (!statement()) return false;
        return true;
    }
    bool statement() {
        if (!id()) return false;
        if (is_keyword("subgraph")) return (peek() == '{' || id()) && block();
        if (sign("=")) return id() && end();
        while (sign("->"))
            if (!id()) return false;
        return attributes() && end();
    }
    bool end() { return sign(";") || peek() == '}'; }

    std::string_view rest_;
    std::string_view last_;
};

inline std::string fault_in_dot(std::string_view text) { return DotReader(text).fault(); }

}  // namespace sluice::tool
