#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <sluice/log.hpp>

#include "curve_files.hpp"

namespace sluice::zmq_sink_parts {

class Authenticator;
class CurveDomain;
class Transport;

/// A line for the sink's log. [any thread]
using Say = std::function<void(Level, const std::string&)>;

/// Makes one socket of the shared Transport a CURVE server that lets in the keys of a folder and nobody else. It asks
/// for no thread: whoever owns the socket calls serve() when fd() is readable, as Answering does.
///
///     CurveServer curve(transport, files, say);
///     curve.apply(socket);                                   // before it binds
///     answer_fd() { return curve.fd(); }
///     answer()    { curve.serve(); }                         // [control]
///     if (curve.take_revoked()) bindings.bind_anew();        // on the socket's own turn, see Bindings
class CurveServer {
public:
    /// Reads the files; throws Error(what, next) where the key or the folder cannot be used. [start]
    CurveServer(std::shared_ptr<Transport> transport, const CurveFiles& files, Say say);
    ~CurveServer();
    CurveServer(const CurveServer&) = delete;
    CurveServer& operator=(const CurveServer&) = delete;

    /// Before the socket binds, and once. [start]
    void apply(void* socket);
    /// Before the socket closes: nothing more is heard of it. [start]
    void let_go() noexcept;

    /// Readable when serve() has something to do. [any thread]
    [[nodiscard]] int fd() const noexcept;
    /// Answers those who knock, reads the folder again when it has changed. Never waits; all sinks of a process share what
    /// is served, and any of them may do it. Must also be called about once a second. [control]
    void serve();

    /// True once after a key was taken away that an open connection may use: the socket has to unbind and bind again, for
    /// libzmq asks only at the handshake. [any thread]
    [[nodiscard]] bool take_revoked() noexcept;
    /// The same, without taking it. [any thread]
    [[nodiscard]] bool revoked() const noexcept;

    /// Connections refused so far by reason, in WIRE.md's words; only reasons that occurred. [any thread]
    [[nodiscard]] std::vector<std::pair<std::string, std::uint64_t>> refused() const;

private:
    std::shared_ptr<Transport> transport_;
    std::shared_ptr<CurveDomain> domain_;
    std::shared_ptr<Authenticator> authenticator_;
    std::string secret_key_;
};

}  // namespace sluice::zmq_sink_parts
