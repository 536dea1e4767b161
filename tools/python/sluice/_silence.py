"""Why nothing comes, in a sentence."""
from __future__ import annotations

import difflib
import time
from typing import List, Optional, Sequence

from ._error import printable
from ._link import LinkState
from ._wire import Header


def explain(endpoint: str, topics: Sequence[str], link: LinkState, stat: Optional[Header], with_key: bool) -> str:
    """`topics`: what was asked for; the first that explains itself is told. `stat`: the publisher's last one on this link."""
    if not link.linked:
        return _explain_link(printable(endpoint), link, with_key)
    if stat is None:
        return "linked, but nothing comes, not even sluice/stat/; is it sluice that publishes there?"
    reports = [report for report in stat["topics"] if report["topic"]]
    if not reports:
        return "linked, and the publisher there has no topic; its sink needs a from"
    for report in reports:
        if report["topic"].startswith(tuple(topics)):
            return _explain_state(report)
    for topic in topics:
        told = _explain_topic(topic, reports)
        if told:
            return told
    return "linked, and there is nothing to tell yet; wait for something to happen"


def _explain_link(at: str, link: LinkState, with_key: bool) -> str:
    if link.refused == "key":
        return f"{at} refuses our key; put our public key's file into the folder of clients it lets in"
    if link.refused == "any" and with_key:
        asked = "is it of the right kind (zmq: subscribe, zmq_latest: latest), and does it want keys at all?"
        return f"{at} refuses our key; is the server's key the one it has now, {asked}"
    if link.refused == "any":
        return f"{at} refuses us; does it want a key (key and server_key; --key and --server-key)?"
    if link.refused == "kind":
        return f"{at} hangs up; a zmq sink wants sluice.subscribe(), a zmq_latest sink sluice.latest(), or --latest"
    if link.connected:
        return f"somebody listens at {at} and does not speak ZeroMQ; is the port right?"
    if link.unknown_host:
        return f"{at}: no host of that name is found; check the name, or write its IP address"
    if link.links:
        return f"the publisher at {at} has gone; waiting for its return"
    return f"nobody listens at {at}; is sluice running there?"


def _explain_topic(topic: str, reports: List[Header]) -> str:
    if topic.startswith("sluice/"):
        return ""
    name = topic.partition("/")[0]
    for report in reports:  # notes and events ride beside the frames of the same name
        if report["topic"].startswith(name + "/") and topic.endswith(("/notes/", "/event/")):
            return "" if topic.endswith("/event/") else _explain_state(report)
    return _explain_absence(topic, name, [report["topic"] for report in reports])


def _explain_absence(topic: str, name: str, known: List[str]) -> str:
    asked = printable(topic, 120)
    # front/raw/ where there is front/jpeg/: not near by its letters, but it is what was meant.
    names = difflib.get_close_matches(name[:64], {one.partition("/")[0]: 0 for one in known}, 1) or [name]
    near = [one for one in known if one.startswith(names[0] + "/")]
    if near:
        return f"linked, but there is no topic {asked}; did you mean {printable(near[0], 60)}?"
    listed = ", ".join(printable(one, 60) for one in known[:8]) + (", ..." if len(known) > 8 else "")
    return f"linked, but there is no topic {asked}; there are: {listed}"


def _explain_state(report: Header) -> str:
    who, state = printable(report["src"] or report["topic"], 60), printable(report["state"], 20)
    since = f" since {clock_text(report['since_us'])}" if report["since_us"] > 0 else ""
    if report["why"]:
        return f"linked, and {who} is {state}{since}: {printable(report['why'])}"
    if state != "online":
        return f"linked, and {who} is {state}{since}; wait for its frames"
    if 0 < report["fps"] < 0.5:
        return f"linked, and {who} is online with a frame every {1 / report['fps']:.3g} s; wait for the next"
    drops = [f"{count} {printable(reason, 40)}" for reason, count in report["drops"].items() if type(count) is int and count > 0]
    told = "; dropped there: " + ", ".join(drops[:8]) if drops else ""
    return (
        f"linked, and {who} is online{since}, yet no frame of {printable(report['topic'], 60)} arrives; "
        f"a filter before it may drop them, or the link is too slow{told}"
    )


def clock_text(wall_us: float) -> str:
    """Time of day here."""
    try:
        return time.strftime("%H:%M:%S", time.localtime(wall_us / 1e6))
    except (OverflowError, ValueError, OSError):
        return "?"
