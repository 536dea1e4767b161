"""Asks for the newest frame whenever one is wanted: the protocol of the sink zmq_latest."""
from __future__ import annotations

import json
import time
from typing import List, Optional

import zmq

from ._channel import Channel
from ._error import Error, printable
from ._frame import Frame
from ._keys import Keys
from ._link import Link
from ._mailbox import STILL
from ._wire import STAT, Message

_ASK_AGAIN = (2.0, 8.0)  # seconds without an answer: at first, and at most where a link is too slow for more


class Puller(Channel):
    """One request at a time, sent when the reader waits: nothing lies about and grows old while it works."""

    def __init__(self, endpoint: str, topic: str, max_width: Optional[int], max_fps: Optional[float], keys: Optional[Keys]) -> None:
        request = request_for(topic, max_width, max_fps)
        answers = [topic] if "/" in topic else [f"{topic}/jpeg/", f"{topic}/raw/"]
        super().__init__(Link(endpoint, zmq.DEALER, keys), answers, False, keys)
        self._wanted, self._request = topic, request
        # A raw picture that is too wide is answered as a JPEG.
        self._answers = set(answers)
        if max_width is not None and topic.endswith("/raw/"):
            self._answers.add(topic[: -len("raw/")] + "jpeg/")
        self._asked_at: Optional[float] = None
        self._asked_on = 0  # which connection
        self._patience_now = _ASK_AGAIN[0]
        self._looked = time.monotonic()
        self._stood_still = False  # this process, since it asked
        self._distrusted: Optional[Frame] = None

    def look(self, now: float) -> None:
        if self._asked_at is not None and self._asked_on != self.link.state.links:
            self._asked_at = None  # it went with its connection
        if not self.mailbox.waiting:
            self.heard(now)
        for frame in self.mailbox.look(now):
            self._distrusted = frame
        if now - self._looked > STILL and self._asked_at is not None:
            self._stood_still = True
        self._looked = now

    def take(self, message: Message, now: float) -> None:
        if message.kind == "error":
            self._asked_at = None
            self.mailbox.fail(Error(f"{printable(self.link.endpoint)}: {printable(message.header['why'])}"))
            return
        if message.kind == "stat":
            self.learn(message)
            if self._wanted != STAT:
                return
        elif message.topic not in self._answers:
            self.ignored += 1
            return
        topic = self.topic(message.topic)
        frame = self.frame_of(message, topic, now)
        late = topic.recency.excess(frame.header["ts_us"], now) > 0
        if self._distrusted is not None:
            frame._replaces(self._distrusted)
            self._distrusted = None
        self._asked_at, self._patience_now = None, _ASK_AGAIN[0]
        if self._stood_still and late:
            self._distrusted = frame  # it waited for us; ask for a newer one
        else:
            self.mailbox.put(frame)
        self._stood_still = False

    def after(self, now: float) -> None:
        if not self.link.state.linked or not self.mailbox.waiting or self.mailbox.occupied:
            return
        if self._asked_at is not None and now - self._asked_at < self._patience_now:
            return
        if self._asked_at is not None:
            self._patience_now = min(2 * self._patience_now, _ASK_AGAIN[1])
        if self._asked_at is not None or self.stat is None:
            self.link.send(request_for(STAT, None, None))
        if self.link.send(self._request):
            self._asked_at, self._asked_on = now, self.link.state.links

    def times(self) -> List[float]:
        if self._asked_at is None:
            return []
        return [self._asked_at + self._patience_now, self._looked + STILL / 3]


def request_for(topic: str, max_width: Optional[int], max_fps: Optional[float]) -> bytes:
    """Raises Error for what no server would understand."""
    request = {"v": 1, "topic": topic}
    if max_width is not None:
        if type(max_width) is not int or max_width < 16:
            raise Error(f"max_width={max_width!r} is no whole number of pixels from 16 on; write max_width=640")
        request["max_w"] = max_width
    if max_fps is not None:
        if not 0 < max_fps < float("inf"):
            raise Error(f"max_fps={max_fps!r} is no number of frames a second above 0; write max_fps=5")
        request["max_fps"] = max_fps
    return json.dumps(request).encode("utf-8")
