"""python -m sluice: looks at a topic."""
from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
from typing import List, NoReturn, Optional

from . import __version__, latest, subscribe, topics
from ._error import Error, printable
from ._subscription import Subscription
from ._viewer import Viewer

_ABOUT = """Looks at a topic of sluice: prints once a second its rate, size, age and losses; saves and shows its frames.

Without TOPIC it takes the only frame topic there; where there are several it lists them. `front` is enough for front/jpeg/.
Age is the time from a frame's capture until it is here: by one clock on the publisher's own machine, else by both machines'
time of day, marked "wall". Lost frames did not arrive; skipped ones did, and were passed over for newer ones.
"""
_EXAMPLES = """examples:
  python -m sluice tcp://127.0.0.1:5555                      how fast, how old, how many lost
  python -m sluice tcp://pi:5555 front --show                a window; q closes it
  python -m sluice tcp://pi:5555 front --save shots --frames 10
  python -m sluice tcp://pi:5556 front --latest --max-width 640 --max-fps 5     over a slow link (sink type zmq_latest)
  python -m sluice tcp://pi:5555 front --key me.key_secret --server-key pi.key  with CURVE; sluice keys makes them

exit status: 0 done, also by Ctrl-C; 1 no frames, or fewer than --frames; 2 the command line or ENDPOINT is wrong
"""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"python -m sluice: {message}; python -m sluice --help tells more\n")


def main(arguments: Optional[List[str]] = None) -> int:
    options = _parser().parse_args(arguments)
    logging.basicConfig(format="%(message)s", stream=sys.stderr)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return _look(options)
    except (Error, ImportError) as error:
        print(f"python -m sluice: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # whoever read our lines has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:  # before there was anything to sum up
        return 0


def _look(options: argparse.Namespace) -> int:
    if (options.key is None) != (options.server_key is None):
        there, missing = ("--server-key", "--key") if options.key is None else ("--key", "--server-key")
        whose = "your own NAME.key_secret" if options.key is None else "the server's NAME.key"
        raise Error(f"{there} is given without {missing}; name {whose} too")
    viewer = Viewer(options.save, options.show, options.json, options.frames)
    if options.topic is None:
        found = _only_topic(options)
        if found is None:
            return 2
        options.topic = found
    with _subscription(options) as subscription:
        return viewer.run(subscription)


def _subscription(options: argparse.Namespace) -> Subscription:
    keys = {"key": options.key, "server_key": options.server_key}
    if not options.latest:
        if options.max_width is not None or options.max_fps is not None:
            raise Error("--max-width and --max-fps are wishes to a zmq_latest sink; add --latest, and name its ENDPOINT")
        return subscribe(options.endpoint, options.topic, every=options.every, **keys)
    return latest(options.endpoint, options.topic, options.max_width, options.max_fps, **keys)


def _only_topic(options: argparse.Namespace) -> Optional[str]:
    if options.latest:
        raise Error("--latest asks for one topic; name it: front/jpeg/")
    found = topics(options.endpoint, key=options.key, server_key=options.server_key)
    names = [report["topic"] for report in found]
    if len(names) == 1:
        return str(names[0])
    for report in found:
        topic, state, why = (printable(report[key], 60) for key in ("topic", "state", "why"))
        print(f"{topic}  {state}  {report['fps']:.1f} fps  {why}")
    print(f"python -m sluice: there are {len(names)} topics; name one", file=sys.stderr)
    return None


def _parser() -> argparse.ArgumentParser:
    shape = argparse.RawDescriptionHelpFormatter
    parser = _Parser(prog="python -m sluice", description=_ABOUT, epilog=_EXAMPLES, formatter_class=shape)
    parser.add_argument("endpoint", metavar="ENDPOINT", help="where sluice publishes: tcp://HOST:5555, ipc:///PATH")
    parser.add_argument("topic", metavar="TOPIC", nargs="?", help="front/jpeg/, or front")
    parser.add_argument("--frames", metavar="N", type=_count, help="stop after N frames")
    parser.add_argument("--every", action="store_true", help="every frame, also those there is no time for; else the newest only")
    parser.add_argument("--save", metavar="DIR",
                        help="keep each frame in DIR, never over another file: NAME-TIME-SEQ.jpg, raw pixels NAME-TIME-SEQ.640x480.yuyv")
    parser.add_argument("--show", action="store_true", help="a window with the picture (needs OpenCV and a display)")
    parser.add_argument("--json", action="store_true", help='one JSON object a second, the last with "final": true')
    parser.add_argument("--latest", action="store_true", help="ask a zmq_latest sink for the newest frame, again and again")
    parser.add_argument("--max-width", metavar="W", type=int, help="with --latest: JPEGs at most about W pixels wide")
    parser.add_argument("--max-fps", metavar="F", type=float, help="with --latest: at most F frames a second")
    parser.add_argument("--key", metavar="FILE", help="CURVE: the file of your secret key, NAME.key_secret")
    parser.add_argument("--server-key", metavar="FILE", help="CURVE: the file of the server's public key, NAME.key")
    parser.add_argument("--version", action="version", version=f"sluice {__version__}")
    return parser


def _count(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return value


if __name__ == "__main__":
    sys.exit(main())
