#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace sluice::http_sink_parts {

class Connection;

/// What is asked, as far as anybody here looks at it.
struct Query {
    std::string method;
    std::string path;        ///< decoded, without what follows a ?
    std::string host;        ///< the Host header; empty: none, or several
    std::string fetch_site;  ///< a browser's Sec-Fetch-Site: who made it ask
    std::string fetch_mode;  ///< its Sec-Fetch-Mode: "navigate" where a person followed a link
};

/// What is answered.
struct Reply {
    int status = 200;
    std::string type = "text/plain; charset=utf-8";
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;
    /// In place of a body: writes until it is over, which is the end of the connection. Not called for HEAD.
    std::function<void(Connection&)> stream;
};

using Responder = std::function<Reply(const Query&)>;

}  // namespace sluice::http_sink_parts
