"""Reads messages of the wire format v1 (sinks/zmq/WIRE.md), whatever a stranger sends."""
from __future__ import annotations

import json
import math
import re
from typing import Any, Dict, List, NamedTuple, Sequence, Union

STAT = "sluice/stat/"
ERROR = "sluice/error/"

Header = Dict[str, Any]

LONGEST_TOPIC = 256
LONGEST_HEADER = 64 << 10
LONGEST_WHY = 4096
MOST_TOPICS = 1024
DEEPEST = 16
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,31}\Z")
_WORD = re.compile(r"[A-Za-z0-9_-]{0,64}\Z")
_END_OF_WHOLE = 1 << 53


class Ignored(Exception):
    """A message that gives a reader nothing, and why."""


class Message(NamedTuple):
    topic: str
    name: str
    kind: str  # jpeg, raw, notes, event, stat, error
    header: Header
    payload: memoryview


class Plane(NamedTuple):
    """Where a plane lies in the payload, in bytes."""

    offset: int
    stride: int
    rows: int


# Of each format: bytes of a row and rows of each plane, from the width and height in pixels and their halves, rounded up.
_PLANES: Dict[str, Any] = {
    "yuyv": lambda w, h, cw, ch: [(4 * cw, h)],
    "uyvy": lambda w, h, cw, ch: [(4 * cw, h)],
    "nv12": lambda w, h, cw, ch: [(w, h), (2 * cw, ch)],
    "nv21": lambda w, h, cw, ch: [(w, h), (2 * cw, ch)],
    "i420": lambda w, h, cw, ch: [(w, h), (cw, ch), (cw, ch)],
    "gray": lambda w, h, cw, ch: [(w, h)],
    "bgr24": lambda w, h, cw, ch: [(3 * w, h)],
    "rgb24": lambda w, h, cw, ch: [(3 * w, h)],
}


def read(parts: Sequence[Union[bytes, memoryview]]) -> Message:
    """The message of these parts. Raises Ignored, and nothing else."""
    if len(parts) < 3:
        raise Ignored(f"{len(parts)} of three parts")
    topic, name, kind = _read_topic(bytes(parts[0]))
    header = read_header(bytes(parts[1]))
    payload = memoryview(parts[2])
    if kind in ("jpeg", "raw", "notes"):
        _check_frame(kind, header, len(payload))
    elif kind == "event":
        _check_counts(header)
        _text(header, "event", 64)
        _text(header, "why", LONGEST_WHY)
    elif kind == "stat":
        _check_stat(header)
    else:
        _text(header, "why", LONGEST_WHY)
    return Message(topic, name, kind, header, payload)


def read_header(text: bytes) -> Header:
    """A JSON object of version 1. Raises Ignored."""
    if len(text) > LONGEST_HEADER:
        raise Ignored("a header longer than 64 KiB")
    if _depth(text) > DEEPEST:
        raise Ignored("a header nested deeper than 16")
    try:
        header = json.loads(text.decode("utf-8"), parse_constant=_no_json)
    except (ValueError, RecursionError):
        raise Ignored("a header that is no JSON") from None
    if not isinstance(header, dict):
        raise Ignored("a header that is no object")
    version = header.get("v")
    if type(version) is not int or version != 1:
        raise Ignored("another version than 1")
    return header


def planes_of(header: Header, size: int) -> List[Plane]:
    """The planes of a raw frame, each of which lies within `size` bytes. Raises Ignored."""
    needed = _PLANES[header["codec"]](header["w"], header["h"], (header["w"] + 1) // 2, (header["h"] + 1) // 2)
    told = header.get("planes")
    if not isinstance(told, list) or len(told) != len(needed):
        raise Ignored("planes that are not those of the codec")
    planes = []
    for plane, (row, rows) in zip(told, needed):
        if not isinstance(plane, list) or len(plane) < 3 or not all(_is_whole(value) for value in plane[:3]):
            raise Ignored("a plane that is no [offset, stride, rows]")
        offset, stride, told_rows = plane[:3]
        if stride < row or told_rows < rows or offset + stride * told_rows > size:
            raise Ignored("a plane that does not fit")
        planes.append(Plane(offset, stride, rows))
    return planes


def _read_topic(raw: bytes) -> "tuple[str, str, str]":
    try:
        topic = raw[: LONGEST_TOPIC + 1].decode("utf-8")
    except UnicodeDecodeError:
        raise Ignored("a topic that is no UTF-8") from None
    parts = topic.split("/")
    if len(raw) > LONGEST_TOPIC or len(parts) != 3 or parts[2] or not _NAME.match(parts[0]):
        raise Ignored("a topic that is not <name>/<kind>/")
    name, kind = parts[0], parts[1]
    known = kind in ("stat", "error") if name == "sluice" else kind in ("jpeg", "raw", "notes", "event")
    if not known:
        raise Ignored("a kind that v1 does not have")
    return topic, name, kind


def _check_frame(kind: str, header: Header, size: int) -> None:
    _check_counts(header)
    for key in ("w", "h"):
        if not _is_whole(header.get(key)) or header[key] > 65535:
            raise Ignored(f"{key} is no number of pixels")
    if not _is_whole(header.get("cam_seq")) or not isinstance(header.get("orig"), bool):
        raise Ignored("cam_seq or orig is missing or wrong")
    if header.get("size") != size or not _is_whole(header["size"]):
        raise Ignored("size is not the length of the payload")
    if "src_epoch" in header and not _is_whole(header["src_epoch"]):
        raise Ignored("src_epoch is no whole number")
    if "boot" in header and not (isinstance(header["boot"], str) and _WORD.match(header["boot"])):
        raise Ignored("boot is no word")
    if not isinstance(header.get("notes", {}), dict):
        raise Ignored("notes is no object")
    codec = _text(header, "codec", 64)
    if codec != "jpeg" and codec not in _PLANES:
        raise Ignored("a codec that v1 does not have")
    if kind == "notes":
        return
    if not size or not header["w"] or not header["h"]:
        raise Ignored("a picture of no bytes or no size")
    if (kind == "jpeg") != (codec == "jpeg"):
        raise Ignored("a codec that does not belong on its topic")
    if kind == "raw":
        planes_of(header, size)


def _check_counts(header: Header) -> None:
    if not _NAME.match(_text(header, "src", 32)):
        raise Ignored("src is no name")
    for key in ("seq", "epoch"):
        if not _is_whole(header.get(key)):
            raise Ignored(f"{key} is missing or no whole number below 2^53")
    _check_instants(header)


def _check_instants(header: Header) -> None:
    for key in ("ts_us", "wall_us"):
        if type(header.get(key)) is not int or abs(header[key]) >= _END_OF_WHOLE:
            raise Ignored(f"{key} is missing or no whole number below 2^53")


def _check_stat(header: Header) -> None:
    _check_instants(header)
    for key in ("version", "host", "boot"):
        _text(header, key, 256)
    topics = header.get("topics")
    if not isinstance(topics, list) or len(topics) > MOST_TOPICS:
        raise Ignored("topics is no list")
    for topic in topics:
        if not isinstance(topic, dict):
            raise Ignored("one of topics is no object")
        for key in ("topic", "src", "state", "why", "codec"):
            _text(topic, key, LONGEST_WHY)
        for key in ("fps", "since_us"):
            topic[key] = _number(topic.get(key))
        if not isinstance(topic.setdefault("drops", {}), dict):
            topic["drops"] = {}


def _text(header: Header, key: str, longest: int) -> str:
    value = header.get(key)
    if not isinstance(value, str) or len(value) > longest:
        raise Ignored(f"{key} is missing or no text")
    return value


def _number(value: object) -> float:
    """`value` where it is a number that can be one, else 0."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or abs(value) >= _END_OF_WHOLE:
        return 0
    return value if math.isfinite(value) else 0


def _is_whole(value: object) -> bool:
    return type(value) is int and 0 <= value < _END_OF_WHOLE


def _no_json(word: str) -> None:
    raise ValueError(word)  # NaN and Infinity, which Python takes for JSON


_BRACKETS = re.compile(rb'"(?:[^"\\]|\\.)*"?|[\[{]|[\]}]', re.S)


def _depth(text: bytes) -> int:
    if text.count(b"[") + text.count(b"{") <= DEEPEST:
        return 0
    depth = deepest = 0
    for found in _BRACKETS.finditer(text):
        first = found[0][:1]
        depth += first in b"[{"
        depth -= first in b"]}"
        deepest = max(deepest, depth)
    return deepest
