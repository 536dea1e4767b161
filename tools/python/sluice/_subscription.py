"""What a reader holds: an iterator over frames."""
from __future__ import annotations

import time
import weakref
from types import TracebackType
from typing import Iterator, List, Optional, Sequence, Tuple, Type

from ._channel import Channel, Stats
from ._error import Error, printable
from ._frame import Frame
from ._keys import Path, read_keys
from ._puller import Puller
from ._receiver import Receiver
from ._wire import LONGEST_TOPIC, STAT, Header


class Subscription(Iterator[Frame]):
    """Frames as they come; it ends only when it is closed: by close(), at the end of `with`, or when nobody holds it any more.

    One thread reads at a time; close() may be called on any. After a sluice.Error it may be read on: the connection is kept.
    Do not take it through os.fork().
    """

    def __init__(self, channel: Channel, timeout: Optional[float]) -> None:
        self._channel = channel
        self._timeout = timeout
        channel.tells = timeout is None
        self._finalizer = weakref.finalize(self, channel.close)
        channel.start()

    def __iter__(self) -> "Subscription":
        return self

    def __next__(self) -> Frame:
        mailbox = self._channel.mailbox
        frame = mailbox.take(None if self._timeout is None else time.monotonic() + self._timeout)
        if frame is not None:
            return self._handed_out(frame)
        if mailbox.closed:
            raise StopIteration
        raise self._timed_out()

    @property
    def stats(self) -> Stats:
        """Figures since the beginning."""
        return self._channel.stats()

    def close(self) -> None:
        """Disconnects. Whoever waits for a frame on another thread sees the end."""
        self._finalizer()

    def __enter__(self) -> "Subscription":
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self.close()

    def _handed_out(self, frame: Frame) -> Frame:
        frame._hand_out(self._channel.publishers_boot(), self._channel.boot)
        return frame

    def _timed_out(self) -> Error:
        return Error(f"no frame for {self._timeout:g} s: {self._channel.silence()}")


def open_receiver(endpoint: str, topics: Sequence[str], every: bool, key: Optional[Path], server_key: Optional[Path]) -> Receiver:
    if not topics:
        raise Error('no topic; name one, "front/jpeg/" for example: sluice.topics(endpoint) lists them')
    return Receiver(endpoint, whole_topics(topics), every, read_keys(key, server_key))


def open_puller(
    endpoint: str,
    topic: str,
    max_width: Optional[int],
    max_fps: Optional[float],
    key: Optional[Path],
    server_key: Optional[Path],
) -> Puller:
    wanted = whole_topics([topic])
    # A name alone goes as it is: which kind its frames are is for the server to say.
    if len(wanted) == 1 and wanted[0].count("/") != 2:
        raise Error(f'{printable(topic) or "an empty text"} is no whole topic; write {printable(topic.partition("/")[0] or "front")}/jpeg/')
    return Puller(endpoint, wanted[0] if len(wanted) == 1 else topic, max_width, max_fps, read_keys(key, server_key))


def whole_topics(topics: Sequence[str]) -> List[str]:
    """`front/jpeg` lacks its last slash; `front` alone means its pictures, of either kind."""
    whole: List[str] = []
    for topic in topics:
        if not isinstance(topic, str) or len(topic) > LONGEST_TOPIC - 8:
            raise Error(f"{printable(repr(topic), 60)} is no topic; write front/jpeg/")
        if topic and "/" not in topic:
            whole += [f"{topic}/jpeg/", f"{topic}/raw/"]
        else:
            whole.append(topic if topic.endswith("/") or not topic else topic + "/")
    return whole


def read_stat(endpoint: str, timeout: float, keys: Tuple[Optional[Path], Optional[Path]]) -> Header:
    """The publisher's stat message. Raises Error after `timeout` seconds."""
    with Subscription(open_receiver(endpoint, [STAT], False, *keys), timeout) as subscription:
        return next(subscription).header
