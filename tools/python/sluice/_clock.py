"""How old a frame is, and by which clock one can say so."""
from __future__ import annotations

import time
from typing import Optional, Tuple

from ._wire import Header

_MOST_AGE = 3600.0  # seconds; beyond it, it is the clocks that are apart
_MOST_AHEAD = 0.001  # seconds; what rounding and the kernel's own steps can do


def own_boot() -> Optional[str]:
    """The boot of this machine, or None where it does not tell: CLOCK_MONOTONIC counts from it."""
    try:
        with open("/proc/sys/kernel/random/boot_id", encoding="ascii") as file:
            return file.read().strip() or None
    except (OSError, ValueError):
        return None


def latency_of(header: Header, publishers_boot: Optional[str], boot: Optional[str]) -> Tuple[Optional[float], Optional[str]]:
    """Seconds since the capture, and "monotonic" or "wall"; twice None where neither clock makes sense of it.

    `publishers_boot`: from the stat message; of a relayed frame its own header tells whose clock `ts_us` is.
    """
    if "ts_us" not in header or "wall_us" not in header:
        return None, None
    theirs = header.get("boot") if "src_epoch" in header else publishers_boot
    shared = boot is not None and theirs == boot
    age = time.monotonic() - header["ts_us"] / 1e6 if shared else time.time() - header["wall_us"] / 1e6
    if not -_MOST_AHEAD <= age <= _MOST_AGE:
        return None, None
    return max(age, 0.0), "monotonic" if shared else "wall"
