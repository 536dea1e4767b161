"""Receives what is subscribed to: the newest of each topic, or every frame."""
from __future__ import annotations

from typing import List, Optional, Sequence

import zmq

from ._channel import LONGEST_HOLD, Channel, Topic
from ._frame import Frame
from ._keys import Keys
from ._link import Link
from ._wire import STAT, Message


class Receiver(Channel):
    """Reads until nothing is left, all the time, and keeps back late frames while fresher ones may follow: after a stall of this
    process or of the link, what had waited comes first and is the oldest."""

    def __init__(self, endpoint: str, topics: Sequence[str], every: bool, keys: Optional[Keys]) -> None:
        link = Link(endpoint, zmq.SUB, keys)
        super().__init__(link, topics, every, keys)
        self._every = every
        self._wants_stat = any(topic.startswith("sluice/") for topic in topics)
        for topic in {STAT, *topics}:
            link.subscribe(topic)

    def look(self, now: float) -> None:
        for frame in self.mailbox.look(now):
            # Nobody looked for as long as it waited: something newer is likely to be under way.
            self._hold(self.topic(frame.topic), frame, min(now - frame._arrived, LONGEST_HOLD), now)

    def take(self, message: Message, now: float) -> None:
        if message.kind == "stat":
            self.learn(message)
            if not self._wants_stat:
                return
        topic = self.topic(message.topic)
        frame = self.frame_of(message, topic, now)
        judged = not self._every and message.kind in ("jpeg", "raw", "notes")
        late = topic.recency.excess(message.header["ts_us"], now) if judged else 0.0
        if late > 0:
            self._hold(topic, frame, min(late, LONGEST_HOLD), now)
        else:
            self._put(topic, frame)

    def after(self, now: float) -> None:
        for topic in self.topics.values():
            if topic.held is not None and now >= topic.hold_until:
                frame = topic.held
                topic.recency.settle(frame.header["ts_us"], frame._arrived)
                self._put(topic, frame)

    def times(self) -> List[float]:
        return [topic.hold_until for topic in self.topics.values() if topic.held is not None]

    def _hold(self, topic: Topic, frame: Frame, seconds: float, now: float) -> None:
        if topic.held is None:
            topic.hold_until = now + seconds
        else:
            frame._replaces(topic.held)
        topic.held = frame

    def _put(self, topic: Topic, frame: Frame) -> None:
        if topic.held is not None and topic.held is not frame:
            frame._replaces(topic.held)
        topic.held = None
        self.mailbox.put(frame)
