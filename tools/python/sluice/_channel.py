"""What both ways of getting frames share: the thread that alone touches the socket, and what it knows."""
from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass
from typing import Dict, List, Optional, Sequence

from ._clock import own_boot
from ._error import Error
from ._frame import Frame
from ._keys import Keys
from ._link import Link
from ._loss import LossCounter
from ._mailbox import Mailbox
from ._recency import Recency
from ._silence import explain
from ._wire import MOST_TOPICS, Header, Ignored, Message, read

log = logging.getLogger("sluice")

_MOST_A_TURN = 256  # messages; then the clock is looked at
_SILENCE = 2.0  # seconds until it is explained
_SAY_AGAIN = 60.0  # seconds
_STOOD_STILL = 1.5  # seconds between two turns, which are one apart at most
LONGEST_HOLD = 1.0  # seconds a late frame waits for a fresher one


@dataclass(frozen=True)
class Stats:
    """Of a subscription, so far."""

    frames: int  #: handed out
    lost: int  #: did not arrive: gaps in `seq`
    skipped: int  #: arrived, and were passed over for newer ones
    ignored: int  #: messages that wire format v1 says to pass over
    bytes: int  #: of all payloads that arrived
    linked: bool  #: the publisher is connected now
    links: int  #: how often it was connected


class Topic:
    """What is known of one topic."""

    def __init__(self) -> None:
        self.losses = LossCounter()
        self.recency = Recency()
        self.links = 0  # of the last message
        self.boot = ""  # of relayed frames
        self.held: Optional[Frame] = None  # it is late, and a fresher one may follow
        self.hold_until = 0.0


class Channel:
    """Base of Receiver and Puller, which say what to do in a turn. All but the methods marked otherwise is the thread's own."""

    def __init__(self, link: Link, topics: Sequence[str], every: bool, keys: Optional[Keys]) -> None:
        self.link = link
        self.mailbox = Mailbox(every)
        self.mailbox.on_want = link.wake
        self.asked = topics
        self.stat: Optional[Header] = None
        self.boot = own_boot()
        self.lost = self.ignored = self.bytes = 0
        self.tells = True  #: long silences are explained in the log
        self._told = ""
        self._with_key = keys is not None
        self._topics: Dict[str, Topic] = {}
        self._heard = self._told_at = self._turned = time.monotonic()
        self._links = 0
        self._stop = False
        self._thread = threading.Thread(target=self._run, name="sluice", daemon=True)

    def start(self) -> None:
        """[any thread]"""
        self._thread.start()

    def close(self) -> None:
        """Returns once the socket is closed. [any thread, repeatedly]"""
        self._stop = True
        self.link.wake()
        if self._thread is not threading.current_thread():
            self._thread.join()

    def stats(self) -> Stats:
        """[any thread]"""
        link = self.link.state
        return Stats(self.mailbox.handed_out, self.lost, self.mailbox.skipped, self.ignored, self.bytes, link.linked, link.links)

    def silence(self) -> str:
        """Why nothing comes. [any thread]"""
        return explain(self.link.endpoint, self.asked, self.link.state, self.stat, self._with_key)

    def publishers_boot(self) -> Optional[str]:
        """[any thread]"""
        stat = self.stat
        return None if stat is None else stat["boot"]

    def _run(self) -> None:
        try:
            while not self._stop:
                self._turn()
        except Exception as error:  # a mistake of ours must reach the reader, not end the thread in silence
            log.exception("the receiving thread failed")
            self.mailbox.fail(Error(f"the receiving thread failed: {error!r}; subscribe anew"))
        finally:
            self.mailbox.close()
            self.link.close()

    def _turn(self) -> None:
        self.link.wait(self._patience(time.monotonic()), not self.mailbox.full)
        if self._stop:
            return
        now = time.monotonic()
        if now - self._turned > _STOOD_STILL:
            self.heard(now)  # it was this process that was silent
        self._turned = now
        if self.link.state.links != self._links or not self.link.state.linked:
            self._links = self.link.state.links
            self.stat = None  # whoever is there next may be another
        self.look(now)
        for _ in range(_MOST_A_TURN):
            parts = None if self.mailbox.full else self.link.receive()
            if parts is None:
                break
            try:
                self.take(read(parts), time.monotonic())
            except Ignored:
                self.ignored += 1
        self.after(time.monotonic())
        self._tell_silence()

    def look(self, now: float) -> None:
        raise NotImplementedError

    def take(self, message: Message, now: float) -> None:
        raise NotImplementedError

    def after(self, now: float) -> None:
        raise NotImplementedError

    def times(self) -> List[float]:
        """When to look again at the latest, by time.monotonic()."""
        raise NotImplementedError

    def learn(self, message: Message) -> None:
        """Of the stat message."""
        self.stat = message.header

    def heard(self, now: float) -> None:
        """A frame came, or none was wanted."""
        self._heard = now
        self._told = ""

    def topic(self, name: str) -> Topic:
        """Raises Ignored where a publisher makes up more than can be."""
        if name not in self._topics and len(self._topics) >= MOST_TOPICS:
            raise Ignored("too many topics")
        return self._topics.setdefault(name, Topic())

    def frame_of(self, message: Message, topic: Topic, now: float) -> Frame:
        frame = Frame(message, now)
        header = message.header
        if header.get("epoch") != topic.losses.epoch:
            self.link.read_events()  # perhaps it is another connection that brings it
        links = self.link.state.links
        if "seq" in header:
            frame.lost = topic.losses.take(header["epoch"], header["seq"], links != topic.links)
        topic.links = links
        boot = header.get("boot", "")
        if boot != topic.boot:  # another machine's clock
            topic.recency, topic.boot = Recency(), boot
        self.lost += frame.lost
        self.bytes += len(message.payload)
        self.heard(now)
        return frame

    @property
    def topics(self) -> Dict[str, Topic]:
        return self._topics

    def _patience(self, now: float) -> float:
        until = min(self.times() + [now + (0.05 if self.mailbox.occupied else 1.0)])
        return max(0.0, until - now)

    def _tell_silence(self) -> None:
        now = time.monotonic()
        if not self.tells or self.mailbox.full or now - self._heard < _SILENCE or now - self._told_at < _SILENCE:
            return
        why = self.silence()
        if why != self._told or now - self._told_at >= _SAY_AGAIN:
            self._told_at, self._told = now, why
            log.warning("%s", why)
