#pragma once

/// The prose of --help. Examples are typed by users as they stand: tests run the commands they name.
namespace sluice::tool::help {

inline constexpr const char* purpose =
    "sluice carries camera frames from V4L2 to ZeroMQ subscribers untouched, and opens them\n"
    "only where a filter asks for pixels.\n";

inline constexpr const char* examples =
    "Examples:\n"
    "  sluice devices                               which cameras are here, and what they can\n"
    "  sluice devices --yaml > cameras.yaml         a config for them that runs as it is\n"
    "  sluice check cameras.yaml                    every mistake at once; opens no camera\n"
    "  sluice doctor cameras.yaml                   what would go wrong here: cameras, USB, disk\n"
    "  sluice explain cameras.yaml                  what each frame will cost\n"
    "  sluice run cameras.yaml                      until Ctrl-C\n"
    "  sluice sub tcp://127.0.0.1:5555              does it arrive: rate, latency, losses\n"
    "  sluice nodes every_nth                       what a filter takes, with an example\n"
    "  sluice new-plugin mine                       a filter of your own, with its test\n"
    "\n"
    "Results go to stdout, the log to stderr.\n"
    "Exit status: 0 done, 1 failed while running, 2 the command line or the config is wrong.\n"
    "Each command has its own help: sluice run --help. The manual: man sluice.";

inline constexpr const char* run =
    "Runs what FILE describes until Ctrl-C, until every source has ended, or as long as --for\n"
    "and --frames say. Several FILEs are laid over each other, the later one wins.\n";
inline constexpr const char* run_examples =
    "Examples:\n"
    "  sluice run cameras.yaml\n"
    "  sluice run base.yaml box.yaml                what all boxes share, then this box\n"
    "  sluice run cameras.yaml --set sources.cam1.fps=15\n"
    "  sluice run clip.yaml --frames 100 --json     for a script";

inline constexpr const char* check =
    "Checks the whole of FILE and tells every mistake with its line. Opens no device and binds\n"
    "no port. Exit status 0: it would run; 2: it is wrong.\n";
inline constexpr const char* check_examples =
    "Examples:\n"
    "  sluice check cameras.yaml\n"
    "  sluice check base.yaml box.yaml --set sinks.live.bind=tcp://127.0.0.1:5556";

inline constexpr const char* explain =
    "Tells what FILE will do to each frame: who opens it and as what, where it is encoded again,\n"
    "the threads, queues and memory, bytes per second, and what makes each node run. Opens no device.\n";
inline constexpr const char* explain_examples =
    "Examples:\n"
    "  sluice explain cameras.yaml\n"
    "  sluice explain cameras.yaml --format dot | dot -Tsvg > cameras.svg\n"
    "  sluice explain cameras.yaml --set filters.small.from.fps=1";

inline constexpr const char* nodes =
    "Lists the types of sources, filters and sinks a config can use, and where each comes\n"
    "from; of one TYPE, its parameters and an example. --schema prints a JSON Schema of configs with\n"
    "all of them, by which editors complete and check what one types.\n";
inline constexpr const char* nodes_examples =
    "Examples:\n"
    "  sluice nodes\n"
    "  sluice nodes v4l2\n"
    "  sluice nodes acme_people --plugin-path build\n"
    "  sluice nodes --schema > sluice.schema.json   then in a config:\n"
    "      # yaml-language-server: $schema=sluice.schema.json";

inline constexpr const char* devices =
    "Lists the cameras: formats, sizes, rates, serial, USB port, driver, who holds them. Metadata,\n"
    "codec and ISP nodes, which are no cameras, follow in a line with the reason.\n"
    "Exit status: 0 also where there is no camera; only --yaml then has nothing to print: 1.\n";
inline constexpr const char* devices_examples =
    "Examples:\n"
    "  sluice devices\n"
    "  sluice devices --yaml > cameras.yaml && sluice run cameras.yaml\n"
    "  sluice devices --json | jq '.cameras[].device'";

inline constexpr const char* doctor =
    "Tells in advance what would go wrong. Without FILE: each camera (may it be opened, who holds it,\n"
    "its formats), the USB buses and what is reserved on them, memory, clock, groups. With FILE: is each\n"
    "camera here, does it offer what the config asks, do all fit on their USB bus together, are addresses\n"
    "free, does the disk hold what is to be kept. Changes nothing and disturbs no running stream.\n"
    "Exit status: 0 nothing is wrong; 1 something is; 2 the command line or the config is wrong.\n";
inline constexpr const char* doctor_examples =
    "Examples:\n"
    "  sluice doctor\n"
    "  sluice doctor cameras.yaml\n"
    "  sluice doctor cameras.yaml --json | jq '.findings[] | select(.level == \"wrong\")'";

inline constexpr const char* sub =
    "Subscribes to one TOPIC at ENDPOINT and tells once a second its rate, bytes, latency and\n"
    "losses. Without TOPIC it takes the only frame topic there; where there are several it lists\n"
    "them. `front` is enough for front/jpeg/. Of front/notes/ it prints each message's notes as a line\n"
    "of JSON, and figures only at its end, to stderr; of front/event/ each change of the source's state.\n"
    "Beside frames these changes are shown too. Two seconds of silence are explained.\n"
    "Exit status: 0 done, also by Ctrl-C; 1 when --for ended without a frame, or with fewer than\n"
    "--frames; 2 when ENDPOINT is wrong or TOPIC must be named.\n";
inline constexpr const char* sub_examples =
    "Examples:\n"
    "  sluice sub tcp://127.0.0.1:5555\n"
    "  sluice sub tcp://pi-front:5555 front/jpeg/ --for 10s --json\n"
    "  sluice sub tcp://pi-front:5555 front --raw | ffplay -f mjpeg -\n"
    "  sluice sub tcp://pi-front:5555 front --frames 1 --save .\n"
    "  sluice sub tcp://pi-front:5555 front/notes/          what filters note\n"
    "  sluice sub tcp://pi-front:5555 front/event/          when the camera goes, and comes back\n"
    "  sluice sub tcp://pi-front:5555 sluice/stat/          what is published there\n"
    "  sluice sub tcp://pi-front:5555 --key viewer.key_secret --server-key pi-front.key";

inline constexpr const char* control =
    "Changes a camera while sluice runs it: sets each NAME=VALUE in the order written and tells what the\n"
    "camera has then. Names are those of v4l2-ctl -L. Nothing is written into the config: what shall stay\n"
    "belongs under controls: of the node. sluice run must offer it: process.control: ipc:///run/sluice/control\n"
    "Exit status: 0 done; 1 refused, or nobody answers; 2 the command line is wrong.\n";
inline constexpr const char* control_examples =
    "Examples:\n"
    "  sluice control                               which nodes have controls\n"
    "  sluice control front                         what can be set, and its value now\n"
    "  sluice control front exposure_time_absolute=156\n"
    "  sluice control front \"power_line_frequency=50 Hz\" gain=0\n"
    "  sluice control front --at ipc:///tmp/control --json";

inline constexpr const char* keys =
    "Makes a pair of keys for encryption with CURVE: NAME.key is public, NAME.key_secret stays here with\n"
    "mode 0600. Existing files are never overwritten. Programs with pyzmq and czmq read them too.\n";
inline constexpr const char* keys_examples =
    "Examples:\n"
    "  sluice keys camera-box                       for a publisher: curve: { key: camera-box.key_secret, clients: clients }\n"
    "  sluice keys viewer --folder ~/.config/sluice\n"
    "  sluice sub tcp://pi-front:5555 --key viewer.key_secret --server-key camera-box.key";

inline constexpr const char* new_plugin =
    "Writes the folder NAME with a small filter, its test, its CMakeLists.txt and a config that shows\n"
    "it. It builds and passes as written, anywhere, against the SDK of this sluice.\n";
inline constexpr const char* new_plugin_examples =
    "Examples:\n"
    "  sluice new-plugin people_count\n"
    "  sluice new-plugin people_count --in ~/plugins";

}  // namespace sluice::tool::help
