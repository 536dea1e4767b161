#include "curve_server.hpp"

#include <zmq.h>

#include <cerrno>
#include <utility>

#include <sluice/error.hpp>

#include "authenticator.hpp"
#include "curve_domain.hpp"
#include "key_file.hpp"

namespace sluice::zmq_sink_parts {

namespace {

constexpr int zap_enforce_domain = 93;  // ZMQ_ZAP_ENFORCE_DOMAIN, which zmq.h shows to few

void set(void* socket, int option, const void* value, std::size_t size) {
    if (zmq_setsockopt(socket, option, value, size) != 0)
        throw Error(std::string("cannot guard the socket with curve: ") + zmq_strerror(errno), "use a libzmq that was built with libsodium");
}

}  // namespace

CurveServer::CurveServer(std::shared_ptr<Transport> transport, const CurveFiles& files, Say say)
    : transport_(std::move(transport)), secret_key_(read_key_file(files.key, true).secret_key) {
    authenticator_ = Authenticator::shared(transport_);
    domain_ = std::make_shared<CurveDomain>(authenticator_->new_name(), files.clients, std::move(say));
}

CurveServer::~CurveServer() { let_go(); }

void CurveServer::apply(void* socket) {
    const int yes = 1;
    set(socket, ZMQ_CURVE_SERVER, &yes, sizeof yes);
    set(socket, ZMQ_CURVE_SECRETKEY, secret_key_.c_str(), secret_key_.size() + 1);
    set(socket, ZMQ_ZAP_DOMAIN, domain_->name().data(), domain_->name().size());
    // Without an answer nobody comes in, rather than everybody.
    set(socket, zap_enforce_domain, &yes, sizeof yes);
    authenticator_->add(domain_, socket);
}

void CurveServer::let_go() noexcept { authenticator_->remove(*domain_); }
int CurveServer::fd() const noexcept { return authenticator_->fd(); }
void CurveServer::serve() { authenticator_->serve(); }
bool CurveServer::take_revoked() noexcept { return domain_->take_revoked(); }
bool CurveServer::revoked() const noexcept { return domain_->revoked(); }
std::vector<std::pair<std::string, std::uint64_t>> CurveServer::refused() const { return domain_->refused(); }

}  // namespace sluice::zmq_sink_parts
