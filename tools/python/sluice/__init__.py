"""Frames from sluice, fresh.

    import sluice
    for frame in sluice.subscribe("tcp://pi:5555", "front/jpeg/"):
        print(frame.seq, frame.latency, frame.image().shape)
"""
from __future__ import annotations

import importlib
from types import ModuleType
from typing import Any, Dict, List, Optional

from ._channel import Stats
from ._error import Error
from ._frame import Frame
from ._keys import Path as _Path
from ._subscription import Subscription, open_puller, open_receiver, read_stat

__all__ = ["Error", "Frame", "Stats", "Subscription", "latest", "subscribe", "topics"]
__version__ = "0.1.0"


def __getattr__(name: str) -> ModuleType:
    """`sluice.aio` without an import of its own, and asyncio only where it is used."""
    if name == "aio":
        return importlib.import_module(".aio", __name__)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def subscribe(
    endpoint: str,
    *topics: str,
    every: bool = False,
    timeout: Optional[float] = None,
    key: Optional[_Path] = None,
    server_key: Optional[_Path] = None,
) -> Subscription:
    """Frames of `topics` from the zmq sink at `endpoint` (`tcp://pi:5555`, `ipc:///run/sluice/front.ipc`), as they come.

    A topic is `front/jpeg/`, `front` (its pictures), `front/notes/`, `front/` (all of front's), or "" (all cameras). Of each topic
    only the newest frame is given: what came while you worked is passed over, and so is what had waited while this process or
    the link stood still. `every=True` gives all in their order and keeps up to 64 MiB of them for you; what finds no room is
    lost at the publisher, and counted.

    It waits for a publisher that is not there, and for its return. After `timeout` seconds without a frame it raises sluice.Error
    with the reason; without one, the logger `sluice` warns of silences. With CURVE, `key` is your secret key's file
    (`NAME.key_secret`) and `server_key` the server's public one (`NAME.key`).
    """
    return Subscription(open_receiver(endpoint, topics, every, key, server_key), timeout)


def latest(
    endpoint: str,
    topic: str,
    max_width: Optional[int] = None,
    max_fps: Optional[float] = None,
    *,
    timeout: Optional[float] = None,
    key: Optional[_Path] = None,
    server_key: Optional[_Path] = None,
) -> Subscription:
    """Frames of one topic (`front/jpeg/`, or `front`: of whichever kind) from the zmq_latest sink at `endpoint`, each asked for
    when you want it: on a slow link nothing piles up, and you get as many as fit.

    JPEGs wider than `max_width` pixels come at a half, a quarter or an eighth of their size; `max_fps` limits how many come a
    second. The rest is as with subscribe(); a request that the server refuses raises sluice.Error.
    """
    return Subscription(open_puller(endpoint, topic, max_width, max_fps, key, server_key), timeout)


def topics(
    endpoint: str, timeout: float = 5.0, *, key: Optional[_Path] = None, server_key: Optional[_Path] = None
) -> List[Dict[str, Any]]:
    """What the zmq sink at `endpoint` publishes and how it is: for each frame topic `topic`, `src`, `codec`, `w`, `h`, `fps`,
    `state`, `why` and more, see `topics` in sinks/zmq/WIRE.md. Raises sluice.Error where nobody says so within `timeout` seconds."""
    found: List[Dict[str, Any]] = read_stat(endpoint, timeout, (key, server_key))["topics"]
    return found
