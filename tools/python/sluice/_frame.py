"""One frame, as the publisher sent it."""
from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, Optional

from ._clock import latency_of
from ._error import Error
from ._wire import Header, Message

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray


class Frame:
    """A message of a topic: a picture (kind `jpeg` or `raw`), or what was found or happened without one (`notes`, `event`, `stat`).

    It belongs to whoever got it, never changes, and may be used on any thread.
    """

    __slots__ = ("topic", "name", "kind", "header", "lost", "skipped", "latency", "latency_clock", "_payload", "_arrived", "_data")

    topic: str  #: `front/jpeg/`
    name: str  #: `front`
    kind: str  #: `jpeg`, `raw`, `notes`, `event` or `stat`
    header: Header  #: all the publisher said, see sinks/zmq/WIRE.md
    lost: int  #: frames of this topic that were lost on the way since the one handed out before it
    skipped: int  #: frames of this topic that arrived since then and were passed over for this newer one
    latency: Optional[float]  #: seconds from its capture until it was handed out; None: the clocks do not tell
    latency_clock: Optional[str]  #: `monotonic`: same machine, exact; `wall`: as good as both machines' time of day; None

    def __init__(self, message: Message, arrived: float) -> None:
        self.topic, self.name, self.kind, self.header, self._payload = message
        self.lost = self.skipped = 0
        self.latency = self.latency_clock = None
        self._arrived = arrived  # time.monotonic()
        self._data: Optional[bytes] = None

    @property
    def data(self) -> bytes:
        """The payload as it came: a JPEG, or raw pixels laid out as `header["planes"]` says. Empty where there is no picture."""
        if self._data is None:
            self._data = bytes(self._payload)
        return self._data

    @property
    def jpeg(self) -> bytes:
        """The JPEG. Raises sluice.Error where the frame is none."""
        if self.kind != "jpeg":
            raise Error(f"{self.topic} carries no JPEG but {self._carries()}")
        return self.data

    def image(self) -> "NDArray[numpy.uint8]":
        """The picture: an array of height x width x 3, blue, green, red, 0 to 255, the caller's own.

        Needs numpy, and of a JPEG OpenCV or Pillow; without them it raises ImportError. Raises sluice.Error where there is no
        picture or it is damaged. It opens the picture at each call.
        """
        if self.kind not in ("jpeg", "raw"):
            raise Error(f"{self.topic} carries no picture but {self._carries()}")
        from . import _image

        return _image.open_picture(self.kind, self.header, self._payload)

    @property
    def seq(self) -> int:
        """Counts what was sent on this topic, from 0 in each `epoch`."""
        return int(self.header.get("seq", 0))

    @property
    def epoch(self) -> int:
        """Which unbroken run of the source this is; with another one, forget what you knew."""
        return int(self.header.get("epoch", 0))

    @property
    def notes(self) -> Dict[str, Any]:
        """What filters found: name to bool, number, text, or a list of boxes in pixels of this frame."""
        notes: Dict[str, Any] = self.header.get("notes", {})
        return notes

    @property
    def time(self) -> float:
        """When it was captured, as time.time() counts, by the clock of the machine that captured it; 0.0 where it does not say."""
        wall_us = self.header.get("wall_us")
        return wall_us / 1e6 if type(wall_us) is int else 0.0

    def __repr__(self) -> str:
        size = f" {self.header['w']}x{self.header['h']}" if self.kind in ("jpeg", "raw") else ""
        return f"<sluice.Frame {self.topic} seq {self.seq}{size}, {len(self._payload)} bytes>"

    def _carries(self) -> str:
        if self.kind != "raw":
            return f"{self.kind} alone; subscribe to {self.name}, its pictures"
        return f"raw {self.header['codec']}; use frame.data, or frame.image()"

    def _replaces(self, older: "Frame") -> None:
        self.lost += older.lost
        self.skipped += older.skipped + 1

    def _hand_out(self, publishers_boot: Optional[str], boot: Optional[str]) -> None:
        self.latency, self.latency_clock = latency_of(self.header, publishers_boot, boot)
