"""Where the receiving thread leaves frames for the one that reads them."""
from __future__ import annotations

import threading
import time
from collections import deque
from typing import Callable, Deque, Dict, List, Optional

from ._frame import Frame

STILL = 0.15  # seconds between two looks at the socket, from which on what waits here may be old
_MOST_FRAMES = 10_000
_MOST_BYTES = 64 << 20


class Mailbox:
    """Newest only: one frame of each topic. Every: all, up to 64 MiB; then the receiving thread has to wait."""

    def __init__(self, every: bool) -> None:
        self._every = every
        self._ready = threading.Condition()
        self._newest: Dict[str, Frame] = {}  # in the order in which topics began to wait
        self._all: Deque[Frame] = deque()
        self._bytes = 0
        self._error: Optional[Exception] = None
        self._closed = False
        self._looked = time.monotonic()
        self.handed_out = self.skipped = 0
        self.waiting = False  #: somebody waits for a frame
        self.on_want: Callable[[], None] = lambda: None  #: somebody begins to wait, or made room [reader]
        self.on_ready: Callable[[], None] = lambda: None  #: there is something to take [receiving thread]

    # The receiving thread's side.

    def put(self, frame: Frame) -> None:
        with self._ready:
            if self._every:
                self._all.append(frame)
                self._bytes += len(frame._payload)
            else:
                older = self._newest.get(frame.topic)
                if older is not None:
                    frame._replaces(older)
                self._newest[frame.topic] = frame
            self._ready.notify()
        self.on_ready()

    def fail(self, error: Exception) -> None:
        """The reader gets this in place of a frame, once."""
        with self._ready:
            self._error = error
            self._ready.notify()
        self.on_ready()

    def look(self, now: float) -> List[Frame]:
        """The receiving thread looks at its socket now. What waits here although nobody looked for long is returned: newer may
        have come."""
        with self._ready:
            stood_still = now - self._looked > STILL
            self._looked = now
            if not stood_still or self._every:
                return []
            old = list(self._newest.values())
            self._newest.clear()
            return old

    @property
    def occupied(self) -> bool:
        return bool(self._newest)

    @property
    def full(self) -> bool:
        return self._every and (self._bytes >= _MOST_BYTES or len(self._all) >= _MOST_FRAMES)

    # The reader's side.

    def take(self, deadline: Optional[float]) -> Optional[Frame]:
        """Waits until `deadline` (time.monotonic(), None: for ever). None: nothing came, or it was closed."""
        while True:
            with self._ready:
                frame = self._pop()
                if frame is not None or self._closed:
                    self.waiting = False
                    return frame
                began, self.waiting = not self.waiting, True
                if not began:
                    left = None if deadline is None else deadline - time.monotonic()
                    if left is not None and left <= 0:
                        self.waiting = False
                        return None
                    self._ready.wait(left)
            if began:
                self.on_want()

    def poll(self) -> Optional[Frame]:
        """The same without waiting."""
        with self._ready:
            frame = self._pop()
            began = frame is None and not self.waiting
            self.waiting = frame is None
        if began:
            self.on_want()
        return frame

    def close(self) -> None:
        with self._ready:
            self._closed = True
            self._ready.notify_all()
        self.on_ready()

    @property
    def closed(self) -> bool:
        return self._closed

    def _pop(self) -> Optional[Frame]:
        if self._error is not None:
            error, self._error = self._error, None
            self.waiting = False
            raise error
        if self._every and self._all:
            was_full = self.full
            frame = self._all.popleft()
            self._bytes -= len(frame._payload)
            if was_full and not self.full:
                self.on_want()
        elif self._newest and time.monotonic() - self._looked <= STILL:
            frame = self._newest.pop(next(iter(self._newest)))
        else:
            return None
        self.handed_out += 1
        self.skipped += frame.skipped
        return frame
