"""What is handed out first after ten seconds in which nobody read, at 720p30 with frames of 100 KB."""
import os
import signal
import subprocess
import time
import unittest
from contextlib import ExitStack

from support import LONG, Program, pattern, python

import sluice

STALL = 300  # frames: ten seconds
BEFORE = 40
BARS = {"tcp": 0.150, "ipc": 0.070}  # seconds


class Reader:
    def __init__(self, process, kind, transport, stall, work):
        self.process, self.kind, self.transport, self.stall, self.work = process, kind, transport, stall, work

    def line(self):
        handed_out, age = map(float, self.process.stdout.readline().split())
        return handed_out, age

    def first_after(self, moment):
        while True:
            handed_out, age = self.line()
            if handed_out >= moment:
                return age

    def __str__(self):
        what = "process stopped" if self.stall == "stop" else "reader pauses"
        return f"{self.transport}, {what}, {self.work * 1000:.0f} ms of work: {self.kind}"


class FreshnessTest(unittest.TestCase):
    def test_first_frame_after_a_stall_is_fresh(self):
        config = pattern("1280x720", bind='"tcp://127.0.0.1:*", "ipc://FOLDER/live"')
        with Program(config) as program, ExitStack() as stack:
            readers = []
            for transport in BARS:
                for kind, stall, work in (("ours", "stop", 0), ("ours", "stop", 0.1), ("ours", "pause", 0), ("plain", "stop", 0),
                                          ("plain", "pause", 0)):
                    arguments = ["stalled_reader.py", kind, program.endpoint(transport), work, BEFORE if stall == "pause" else 0]
                    process = stack.enter_context(python(*arguments, stdin=subprocess.PIPE, cwd=os.path.dirname(__file__) or "."))
                    readers.append(Reader(process, kind, transport, stall, work))
            for reader in readers:
                for _ in range(BEFORE):
                    reader.line()
            self.stall(program, readers)
            moment = time.monotonic()
            for reader in readers:
                if reader.stall == "stop":
                    reader.process.send_signal(signal.SIGCONT)
                else:
                    print(file=reader.process.stdin, flush=True)
            late = []
            for reader in readers:
                age = reader.first_after(moment)
                print(f"{reader}: the first frame is {age * 1000:.0f} ms old")
                if reader.kind == "ours" and age > BARS[reader.transport]:
                    late.append(str(reader))
            self.assertEqual([], late)

    def stall(self, program, readers):
        for reader in readers:
            if reader.stall == "stop":
                reader.process.send_signal(signal.SIGSTOP)
        with sluice.subscribe(program.endpoint("ipc"), "front/jpeg/", every=True, timeout=LONG) as clock:
            for _ in range(STALL):
                next(clock)


if __name__ == "__main__":
    unittest.main()
