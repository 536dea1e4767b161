"""What the tests of the Python package share: the real program, a publisher to misbehave with, and waiting with a deadline."""
import contextlib
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

import zmq

ROOT = pathlib.Path(__file__).resolve().parents[3]
PACKAGE = ROOT / "tools/python"
PROGRAM = os.environ.get("SLUICE_PROGRAM", str(ROOT / "build/release/bin/sluice"))
sys.path.insert(0, str(PACKAGE))
LONG = 30.0  # seconds: the deadline of whatever should come soon


def wait_for(condition, what, seconds=LONG):
    """Looks until it is true; a test never waits for a time to pass."""
    deadline = time.monotonic() + seconds
    while not (result := condition()):
        if time.monotonic() > deadline:
            raise AssertionError(f"{what}: not within {seconds:g} s")
        time.sleep(0.002)
    return result


class Program:
    """`sluice run` with a config, in a folder of its own; FOLDER in the config is that folder."""

    def __init__(self, config):
        self._folder = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self._folder.name)
        self._config = self.folder / "config.yaml"
        self._config.write_text(config.replace("FOLDER", self._folder.name))
        self._process = None
        self.start()

    def start(self):
        self._process = subprocess.Popen(
            [PROGRAM, "run", str(self._config)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.endpoints = []
        self.said = ""
        for line in self._process.stdout:  # ends when the program does
            self.said += line
            self.endpoints += [word.rstrip(",") for word in line.split() if word.startswith(("tcp://", "ipc://"))]
            if len(self.endpoints) >= self._config.read_text().count("://"):
                return
        raise AssertionError(f"{PROGRAM} did not start:\n{self.said}")

    def endpoint(self, kind):
        return next(one for one in self.endpoints if one.startswith(kind))

    def kill(self):
        self._process.kill()
        self._process.wait()
        self._process.stdout.close()

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(timeout=LONG)
        self._process.stdout.close()
        self._folder.cleanup()


def pattern(size="640x480", fps=30, bind='"ipc://FOLDER/live"', more=""):
    """The config of a moving test picture `front`."""
    return f"""sluice: 1
sources: {{ front: {{ type: pattern, size: {size}, fps: {fps} }} }}
sinks: {{ live: {{ type: zmq, bind: [{bind}], from: front{more} }} }}
"""


def header(seq=0, size=0, **more):
    now = {"ts_us": time.monotonic_ns() // 1000, "wall_us": time.time_ns() // 1000}
    frame = {"v": 1, "src": "front", "seq": seq, "epoch": 1, **now, "codec": "jpeg", "w": 16, "h": 16, "size": size,
             "cam_seq": seq, "orig": True}
    return {**frame, **more}


def stat(*topics, **more):
    whole = {"v": 1, "version": "0", "host": "here", "boot": "b", "clock": "synchronized", "ts_us": 1, "wall_us": 1}
    defaults = {"src": "front", "codec": "jpeg", "w": 16, "h": 16, "epoch": 1, "fps": 30.0, "state": "online", "since_us": 0, "why": "",
                "drops": {}, "subscribers": 1, "bytes_per_s": 0}
    return {**whole, "topics": [{**defaults, **topic} for topic in topics], **more}


class Publisher:
    """An XPUB socket that says whatever a test wants; nothing is lost on its side."""

    def __init__(self, kind=zmq.XPUB, endpoint="tcp://127.0.0.1:*", prepare=lambda socket: None):
        self.context = zmq.Context()
        self.socket = self.context.socket(kind)
        self.socket.setsockopt(zmq.LINGER, 0)
        self.socket.setsockopt(zmq.SNDHWM, 0)
        if kind == zmq.XPUB:
            self.socket.setsockopt(zmq.XPUB_VERBOSE, 1)
        prepare(self.socket)
        self.socket.bind(endpoint)
        self.endpoint = self.socket.getsockopt_string(zmq.LAST_ENDPOINT)

    def wait_subscribed(self, *topics):
        """Until each has been asked for."""
        missing = {b"\1" + topic.encode() for topic in topics}
        while missing:
            assert self.socket.poll(LONG * 1000), f"nobody subscribed to {missing}"
            missing.discard(self.socket.recv())

    def send(self, topic, head, payload=b""):
        if isinstance(head, dict):
            head = json.dumps(head).encode()
        self.socket.send_multipart([topic.encode() if isinstance(topic, str) else topic, head, payload])

    def frame(self, seq, payload=b"x", topic="front/jpeg/", **more):
        self.send(topic, header(seq, len(payload), **more), payload)

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.close()

    def close(self):
        self.socket.close(0)
        self.context.term()


@contextlib.contextmanager
def python(*arguments, **options):
    """Another Python with the package; killed at the end if it still runs."""
    environment = {**os.environ, "PYTHONPATH": f"{PACKAGE}:{pathlib.Path(__file__).parent}", "PYTHONUNBUFFERED": "1"}
    options = {"stdout": subprocess.PIPE, "text": True, "env": environment, **options}
    process = subprocess.Popen(["/usr/bin/python3", *map(str, arguments)], **options)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()
