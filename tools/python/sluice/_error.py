"""What goes wrong, in a user's words."""
from __future__ import annotations

import unicodedata


class Error(Exception):
    """Something the user can do something about: "what; what next"."""


def printable(text: object, longest: int = 200) -> str:
    """Text of a stranger, fit for a terminal and a log: one line, nothing that moves the cursor or turns direction."""
    out = "".join(c if _harmless(c) else c.encode("unicode_escape").decode("ascii") for c in str(text)[: longest + 1])
    return out if len(out) <= longest else out[:longest] + "..."


def _harmless(character: str) -> bool:
    return character == " " or (unicodedata.category(character)[0] not in "CZ")
