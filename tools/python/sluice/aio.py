"""The same for asyncio:

    async for frame in sluice.aio.subscribe("tcp://pi:5555", "front/jpeg/"):
        ...

`frame.image()` takes its time; `await asyncio.to_thread(frame.image)` leaves the loop free meanwhile.
"""
from __future__ import annotations

import asyncio
from types import TracebackType
from typing import AsyncIterator, Optional, Type

from ._channel import Channel, Stats
from ._frame import Frame
from ._keys import Path as _Path
from ._subscription import Subscription as _Subscription
from ._subscription import open_puller, open_receiver

__all__ = ["Subscription", "latest", "subscribe"]


class Subscription(AsyncIterator[Frame]):
    """As sluice.Subscription. One task reads at a time, all on one loop."""

    def __init__(self, channel: Channel, timeout: Optional[float]) -> None:
        self._timeout = timeout
        self._mailbox = channel.mailbox
        self._ready: Optional[asyncio.Event] = None
        self._inner = _Subscription(channel, timeout)

    def __aiter__(self) -> "Subscription":
        return self

    async def __anext__(self) -> Frame:
        if self._ready is None:
            self._ready = asyncio.Event()
            self._mailbox.on_ready = _Setter(asyncio.get_running_loop(), self._ready)
        loop = asyncio.get_running_loop()
        deadline = None if self._timeout is None else loop.time() + self._timeout
        while True:
            self._ready.clear()
            frame = self._mailbox.poll()
            if frame is not None:
                return self._inner._handed_out(frame)
            if self._mailbox.closed:
                raise StopAsyncIteration
            try:
                await asyncio.wait_for(self._ready.wait(), None if deadline is None else max(0.0, deadline - loop.time()))
            except asyncio.TimeoutError:
                self._mailbox.waiting = False
                raise self._inner._timed_out() from None
            except asyncio.CancelledError:
                self._mailbox.waiting = False
                raise

    @property
    def stats(self) -> Stats:
        """Figures since the beginning."""
        return self._inner.stats

    def close(self) -> None:
        """Disconnects; takes a few milliseconds."""
        self._inner.close()

    async def __aenter__(self) -> "Subscription":
        return self

    async def __aexit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self.close()


def subscribe(
    endpoint: str,
    *topics: str,
    every: bool = False,
    timeout: Optional[float] = None,
    key: Optional[_Path] = None,
    server_key: Optional[_Path] = None,
) -> Subscription:
    """As sluice.subscribe()."""
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
    """As sluice.latest()."""
    return Subscription(open_puller(endpoint, topic, max_width, max_fps, key, server_key), timeout)


class _Setter:
    """Called on the receiving thread; holds no reference to the subscription, which its end could not be noticed by else."""

    def __init__(self, loop: asyncio.AbstractEventLoop, ready: asyncio.Event) -> None:
        self._loop, self._ready = loop, ready

    def __call__(self) -> None:
        try:
            self._loop.call_soon_threadsafe(self._ready.set)
        except RuntimeError:  # the loop has ended
            pass
