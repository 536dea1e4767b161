"""Counts what did not arrive, by the publisher's own numbers."""
from __future__ import annotations

from typing import Optional


class LossCounter:
    """Of one topic. A gap in `seq` within an epoch is a loss; numbers begin at 0 in each epoch."""

    def __init__(self) -> None:
        self.epoch: Optional[int] = None
        self._next = 0

    def take(self, epoch: int, seq: int, linked_anew: bool) -> int:
        """How many were lost just before this one. `linked_anew`: we are connected anew since the last one, so the beginning of
        another epoch was not ours to receive."""
        anew = epoch != self.epoch
        if anew:
            lost = 0 if self.epoch is None or linked_anew else seq
        else:
            lost = max(0, seq - self._next)
        # A repeated or late message is no loss, and must not count the later ones again.
        self._next = seq + 1 if anew else max(self._next, seq + 1)
        self.epoch = epoch
        return lost
