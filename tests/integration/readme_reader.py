#!/usr/bin/python3
"""Runs the README's nine lines of Python, as they stand there, against the real program: frames that OpenCV opens, in order, and
the newest one whatever time is spent on each. Only the address and the work are this test's own; their print() ends the loop.

    readme_reader.py ROOT PROGRAM [README]"""
import json
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time

import cv2
import numpy
import zmq

root, sluice = pathlib.Path(sys.argv[1]), sys.argv[2]
readme = pathlib.Path(sys.argv[3]) if len(sys.argv) > 3 else root / "README.md"
lines = re.search(r"```python\n(import json, zmq\n.*?)```", readme.read_text(), re.S)[1].splitlines()
assert len(lines) <= 9, f"the README promises nine lines and has {len(lines)}"
code = "\n".join(lines)
assert '"tcp://127.0.0.1:5555"' in code and code.count("print(") == 1 and len(lines[-1]) - len(lines[-1].lstrip()) == 4

PERIOD = 1 / 30  # seconds
WORK = {0: 300, 0.1: 80, 0.5: 24}  # seconds for each frame: so many frames


class Enough(Exception):
    pass


class Reader:
    """One run of the lines."""

    def __init__(self, endpoint, work, most):
        self.work, self.most = work, most
        self.infos, self.ages, self.received = [], [], []
        self.names = {"print": self.take}
        receive = zmq.Socket.recv_multipart

        def watched(socket, *arguments, **options):
            parts = receive(socket, *arguments, **options)
            self.received.append(json.loads(parts[1])["seq"])
            return parts

        zmq.Socket.recv_multipart = watched
        try:
            exec(code.replace('"tcp://127.0.0.1:5555"', repr(endpoint)), self.names)
        except Enough:
            pass
        finally:
            zmq.Socket.recv_multipart = receive
            self.names["socket"].close(0)

    def take(self, *words):
        info, jpeg = self.names["info"], self.names["jpeg"]
        self.ages.append(time.monotonic() - info["ts_us"] / 1e6)
        self.infos.append(info)
        assert info["orig"] and info["codec"] == "jpeg" and (info["w"], info["h"], info["size"]) == (640, 480, len(jpeg))
        if self.work == 0:
            assert cv2.imdecode(numpy.frombuffer(jpeg, numpy.uint8), cv2.IMREAD_COLOR).shape == (480, 640, 3)
        time.sleep(self.work)
        if len(self.infos) == self.most:
            raise Enough

    def judge(self):
        seqs = [info["seq"] for info in self.infos]
        assert seqs == sorted(set(seqs)), f"out of order: {seqs}"
        assert self.received == list(range(self.received[0], self.received[0] + len(self.received))), f"frames were lost: {self.received}"
        assert set(seqs) <= set(self.received)
        ages = sorted(self.ages)
        p95 = ages[int(0.95 * len(ages))]
        print(f"{self.work * 1000:.0f} ms of work: {len(seqs)} frames, {len(self.received) - len(seqs)} passed over, none lost, "
              f"age p50 {ages[len(ages) // 2] * 1000:.1f} ms, p95 {p95 * 1000:.1f} ms")
        assert p95 < 2 * PERIOD, f"p95 of the age is {p95 * 1000:.0f} ms"


with tempfile.TemporaryDirectory() as folder:
    config = pathlib.Path(folder) / "config.yaml"
    config.write_text(f"""sluice: 1
sources: {{ front: {{ type: pattern, size: 640x480, fps: 30 }} }}
sinks: {{ live: {{ type: zmq, bind: "ipc://{folder}/live", from: front }} }}
""")
    program = subprocess.Popen([sluice, "run", config])
    try:
        for work, most in WORK.items():
            Reader(f"ipc://{folder}/live", work, most).judge()
    finally:
        program.send_signal(signal.SIGTERM)
        status = program.wait(timeout=5)
assert status == 0, status
