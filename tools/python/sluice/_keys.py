"""Reads CURVE key files, as `sluice keys`, pyzmq and czmq write them."""
from __future__ import annotations

import os
import re
import stat
from typing import Any, NamedTuple, Optional, Union

from ._error import Error

Path = Union[str, "os.PathLike[str]"]

_LARGEST = 64 << 10
_KEY = r"^\s*{}-key\s*=\s*\"([^\"\s]{{40}})\""


class Keys(NamedTuple):
    """Z85, 40 characters each."""

    public: bytes
    secret: bytes
    server: bytes


def read_keys(key: Optional[Path], server_key: Optional[Path]) -> Optional[Keys]:
    """`key`: our own secret key's file, `server_key`: the server's public one. Neither: no encryption. Raises Error."""
    if key is None and server_key is None:
        return None
    if key is None or server_key is None:
        missing, there = ("key", "server_key") if key is None else ("server_key", "key")
        what = "your own secret key's file" if key is None else "the server's public key's file"
        raise Error(f"{there}= is given without {missing}=; name {what} too")
    import zmq

    if not zmq.has("curve"):
        raise Error("this pyzmq was built without CURVE; install another: pip install --upgrade pyzmq")
    own = _read(key, closed=True)
    secret = _find(own, "secret")
    if secret is None:
        raise Error(f"{os.fspath(key)}: holds no secret key; name the file NAME.key_secret")
    public, server = _find(own, "public"), _find(_read(server_key, closed=False), "public")
    if public is None:
        raise Error(f"{os.fspath(key)}: holds no public key; make both anew with sluice keys NAME")
    if server is None:
        raise Error(f"{os.fspath(server_key)}: holds no public key; name the server's file NAME.key")
    return Keys(public, secret, server)


def _read(path: Path, closed: bool) -> str:
    name = os.fspath(path)
    try:
        with open(path, "rb") as file:
            facts = os.fstat(file.fileno())
            if not stat.S_ISREG(facts.st_mode) or facts.st_size > _LARGEST:
                raise Error(f"{name}: no key file; sluice keys NAME makes them")
            if closed and os.name == "posix" and facts.st_mode & 0o077:
                raise Error(f"{name}: others may read this secret key; chmod 600 {name}")
            return file.read(_LARGEST).decode("utf-8", "replace")
    except OSError as error:
        raise Error(f"{name}: {error.strerror}; name a key file, sluice keys NAME makes them") from None


def _find(text: str, kind: str) -> Optional[bytes]:
    found = re.search(_KEY.format(kind), text, re.M)
    if found is None:
        return None
    import zmq.utils.z85

    decode: Any = zmq.utils.z85.decode
    try:
        raw = found[1].encode("ascii")
        return raw if len(decode(raw)) == 32 else None
    except (ValueError, KeyError, UnicodeEncodeError, OverflowError):
        return None
