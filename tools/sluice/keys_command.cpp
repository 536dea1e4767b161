#include <iostream>
#include <string>

#include <sluice/error.hpp>

#include "base/log.hpp"
#include "sinks/zmq/key_file.hpp"
#include "tools/sluice/exit_status.hpp"
#include "tools/sluice/keys_options.hpp"

namespace sluice::tool {

int keys_command(const KeysOptions& options) {
    configure_log(options.log);
    const std::string path = (options.folder.empty() ? "" : options.folder + "/") + options.name + ".key";
    try {
        zmq_sink_parts::write_key_files(options.folder, options.name, zmq_sink_parts::new_key_pair());
    } catch (const Error& error) {
        log::error({}, error.what());
        return exit_failed;
    }
    std::cout << path << "_secret  stays on this machine, readable by its owner alone (0600)\n"
              << path << "         is for the other side\n\n"
              << "Where this machine publishes: give " << path << " to each client, put the clients' .key files\n"
              << "into one folder, and write in the sink\n"
              << "    curve: { key: " << path << "_secret, clients: FOLDER }\n"
              << "Where this machine subscribes: copy " << path << " into that folder of the publisher, get the\n"
              << "publisher's .key file from there, and run\n"
              << "    sluice sub ENDPOINT --key " << path << "_secret --server-key PUBLISHER.key\n"
              << "or write in the zmq source that takes frames from there\n"
              << "    curve: { key: " << path << "_secret, server: PUBLISHER.key }\n";
    return exit_done;
}

}  // namespace sluice::tool
