"""Tells frames that waited somewhere from fresh ones, without synchronized clocks."""
from __future__ import annotations

from typing import Optional

_ALWAYS_RECENT = 0.05  # seconds: what any link and any scheduler may be late
_DRIFT = 500e-6  # two clocks part by no more; beside it, NTP slews by this
_MOST_DRIFT = 0.01  # seconds: a stall of hours must not make its own frames look recent
_WEIGHT = 1 / 32  # of one frame in what is usual


class Recency:
    """Of one topic. Local clock minus capture time has an unknown offset; the least of it seen so far is a frame on the fastest
    way, and what exceeds that is how much later than it could be a frame arrived. A link that is often late is given more room."""

    def __init__(self) -> None:
        self._least: Optional[float] = None
        self._seen = 0.0
        self._usual = 0.0

    def excess(self, ts_us: int, now: float) -> float:
        """Seconds this frame is later than it could be; 0.0: it is recent. `now`: time.monotonic()."""
        lateness = now - ts_us / 1e6
        if self._least is None:
            self._least = lateness
        drift = min((now - self._seen) * _DRIFT, _MOST_DRIFT)
        self._least = min(self._least + drift, lateness)
        self._seen = now
        late = lateness - self._least
        if late > _ALWAYS_RECENT + 2 * self._usual:
            return late
        self._usual += (late - self._usual) * _WEIGHT
        return 0.0

    def settle(self, ts_us: int, arrived: float) -> None:
        """Nothing fresher came: as late as this one is how it is now."""
        self._least = arrived - ts_us / 1e6
