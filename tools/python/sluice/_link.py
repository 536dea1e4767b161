"""One ZeroMQ connection to a publisher, and what becomes of it."""
from __future__ import annotations

import socket as sockets
import struct
import time
from dataclasses import dataclass, replace
from typing import Any, List, Optional, Sequence

import zmq
from zmq.utils.monitor import parse_monitor_message

from ._error import Error, printable
from ._keys import Keys

MOST_WAITING = 100  # messages in libzmq: frames a second times the longest pause of our thread
LARGEST_PART = 64 << 20  # bytes
_MOST_PARTS = 16
_RECONNECT_MS = (100, 1000)
_GIVEN_UP = 1.0  # seconds without a try of libzmq's own


@dataclass(frozen=True)
class LinkState:
    """How the connection is. Never changed in place: any thread may keep one."""

    connected: bool = False  # somebody listens there
    linked: bool = False  # and speaks with us
    links: int = 0  # how often that came about
    refused: str = ""  # "key", "any", "kind": the last handshake failed
    unknown_host: bool = False  # nothing is known by the name in the endpoint


class Link:
    """Made on any thread, then used by one alone; wake() by all."""

    def __init__(self, endpoint: str, kind: int, keys: Optional[Keys]) -> None:
        check_endpoint(endpoint)
        self.endpoint = endpoint
        self.state = LinkState()
        self._alone_since: Optional[float] = None
        self._turned_away = False  # at this try, and we were told so
        self._reached = False  # the try that is under way has come as far as a socket
        self._context: "zmq.Context[Any]" = zmq.Context()
        self._socket: Any = self._context.socket(kind)
        try:
            self._set_options(keys)
            self._monitor: Any = self._socket.get_monitor_socket()
            self._socket.connect(endpoint)
        except zmq.ZMQError as error:
            self._context.destroy(linger=0)
            raise Error(f"{printable(endpoint)} is no endpoint: {error.strerror}; write tcp://HOST:PORT or ipc:///PATH") from None
        self._woken, self._waker = sockets.socketpair()
        self._woken.setblocking(False)
        self._waker.setblocking(False)
        self._poller = zmq.Poller()
        for end in (self._monitor, self._woken):
            self._poller.register(end, zmq.POLLIN)

    def _set_options(self, keys: Optional[Keys]) -> None:
        socket = self._socket
        socket.setsockopt(zmq.LINGER, 0)
        socket.setsockopt(zmq.RCVHWM, MOST_WAITING)
        socket.setsockopt(zmq.MAXMSGSIZE, LARGEST_PART)
        socket.setsockopt(zmq.RECONNECT_IVL, _RECONNECT_MS[0])
        socket.setsockopt(zmq.RECONNECT_IVL_MAX, _RECONNECT_MS[1])
        # A publisher whose machine vanished without a word is noticed after 20 s.
        socket.setsockopt(zmq.TCP_KEEPALIVE, 1)
        socket.setsockopt(zmq.TCP_KEEPALIVE_IDLE, 5)
        socket.setsockopt(zmq.TCP_KEEPALIVE_INTVL, 5)
        socket.setsockopt(zmq.TCP_KEEPALIVE_CNT, 3)
        # A request must not wait for a publisher that is away: it would ask for what was wanted long ago.
        socket.setsockopt(zmq.IMMEDIATE, 1)
        # With it libzmq tries ::1 alone for "localhost", where few publishers bind.
        socket.setsockopt(zmq.IPV6, int("[" in self.endpoint))
        if keys is not None:
            socket.curve_publickey, socket.curve_secretkey, socket.curve_serverkey = keys.public, keys.secret, keys.server

    def subscribe(self, topic: str) -> None:
        self._socket.setsockopt(zmq.SUBSCRIBE, topic.encode("utf-8"))

    def send(self, request: bytes) -> bool:
        """False: nobody is there to take it."""
        try:
            self._socket.send(request, zmq.DONTWAIT)
        except zmq.Again:
            return False
        return True

    def wait(self, seconds: float, messages: bool = True) -> None:
        """Returns when there is a message (where `messages` are wanted), the connection changed, it was woken, or time is up."""
        if messages:
            self._poller.register(self._socket, zmq.POLLIN)
        elif self._socket in self._poller:
            self._poller.unregister(self._socket)
        self._poller.poll(max(0, int(seconds * 1000 + 0.999)))
        try:
            while self._woken.recv(4096):
                pass
        except BlockingIOError:
            pass
        self.read_events()
        self._connect_anew()

    def receive(self) -> Optional[Sequence[memoryview]]:
        """The first parts of the next message, or None where none waits."""
        parts: List[memoryview] = []
        while True:
            try:
                part = self._socket.recv(zmq.DONTWAIT, copy=False)
            except zmq.Again:  # all parts of a message arrive together: only before the first
                return None
            if len(parts) < _MOST_PARTS:
                parts.append(part.buffer)
            if not part.more:
                return parts

    def wake(self) -> None:
        """[any thread]"""
        try:
            self._waker.send(b"\0")
        except OSError:  # full: it is awake already; closed: it ended
            pass

    def close(self) -> None:
        self._socket.disable_monitor()
        self._context.destroy(linger=0)
        self._woken.close()
        self._waker.close()

    def read_events(self) -> None:
        while True:
            try:
                parts = self._monitor.recv_multipart(zmq.DONTWAIT)
            except zmq.Again:
                return
            try:
                event = int(parse_monitor_message(parts)["event"])
            except (RuntimeError, ValueError, struct.error):
                continue
            self._take_event(event)

    def _take_event(self, event: int) -> None:
        state = self.state
        if event == zmq.EVENT_CONNECT_RETRIED:
            # A name that leads nowhere is tried again before there is a socket.
            state = replace(state, unknown_host=not self._reached and not state.connected)
        self._reached = event != zmq.EVENT_CONNECT_RETRIED
        if event == zmq.EVENT_CONNECTED:
            state = replace(state, connected=True, unknown_host=False)
            self._turned_away = False
        elif event == zmq.EVENT_HANDSHAKE_SUCCEEDED:
            state = replace(state, linked=True, links=state.links + 1, refused="")
        elif event == zmq.EVENT_HANDSHAKE_FAILED_AUTH:
            state = replace(state, refused="key")
            self._turned_away = True
        elif event in (zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL, zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL):
            state = replace(state, refused="any")
            self._turned_away = True
        elif event == zmq.EVENT_DISCONNECTED:
            hung_up = state.connected and not state.linked and not self._turned_away
            state = replace(state, connected=False, linked=False, refused="kind" if hung_up else state.refused)
            self._alone_since = time.monotonic()
        elif event == zmq.EVENT_CLOSED:
            state = replace(state, connected=False, refused="")
        if event in (zmq.EVENT_CONNECTED, zmq.EVENT_CONNECT_DELAYED, zmq.EVENT_CONNECT_RETRIED):
            self._alone_since = None
        self.state = state

    def _connect_anew(self) -> None:
        # libzmq tries no more once a key was refused, or the other side broke the protocol.
        if self._alone_since is None or time.monotonic() - self._alone_since < _GIVEN_UP:
            return
        self._alone_since = time.monotonic()
        try:
            self._socket.disconnect(self.endpoint)
        except zmq.ZMQError:
            pass
        self._socket.connect(self.endpoint)


def check_endpoint(endpoint: str) -> None:
    """Raises Error for wrong addresses that libzmq takes, and tries for ever without a word."""
    shown = printable(endpoint)
    kind, separator, rest = endpoint.partition("://")
    if not separator:
        start = "ipc://" if endpoint.startswith("/") else "tcp://127.0.0.1:" if endpoint.isdigit() else "tcp://"
        whole = start + shown
        raise Error(f"{shown} lacks its kind; write {whole}")
    if kind not in ("tcp", "ipc"):
        raise Error(f"{shown} is no endpoint of sluice; write tcp://HOST:PORT or ipc:///PATH")
    if rest.startswith(("*", "0.0.0.0")):
        raise Error(f"{shown} is where a publisher binds, not where it is reached; name its host: tcp://127.0.0.1:5555")
    if kind == "tcp" and ":" not in rest:
        raise Error(f"{shown} lacks the port; write {shown}:5555")
    if not rest:
        raise Error(f"{shown} lacks the path; write ipc:///run/sluice/front.ipc")
