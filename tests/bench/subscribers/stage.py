"""Publishers, each with a preloaded camera of its own, and readers: what the commands of this folder measure with. The
same pictures and the same readers for sluice and for the hand-written loop (tests/support/floor)."""
import atexit
import itertools
import json
import os
import pathlib
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time

root = pathlib.Path(__file__).resolve().parents[3]
sizes = {"480p": "640x480", "720p": "1280x720"}


def add_options(parser):
    parser.add_argument("--build", default=root / "build/release", type=lambda p: pathlib.Path(p).resolve())
    parser.add_argument("--program", type=pathlib.Path, help="another sluice than the build folder's")
    parser.add_argument("--fps", type=int, default=30)


class Stage:
    def __init__(self, args, size):
        self.binary = args.build / "bin"
        self.program = args.program or self.binary / "sluice"
        self.fake = next(args.build.rglob("libfake_v4l2.so"))
        self.fps = args.fps
        self.scratch = pathlib.Path(tempfile.mkdtemp(prefix="sluice-subscribers-"))
        self.frames = args.build / "frames" / size
        subprocess.run([root / "tests/support/make_frames", self.frames, sizes[size], "60"], check=True)
        atexit.register(self.clear)
        self.processes = []
        self.ports = itertools.count(10000 + os.getpid() % 20000)  # below those that the kernel gives away itself

    def start(self, command, **how):
        self.processes.append(subprocess.Popen(command, **how))
        return self.processes[-1]

    def clear(self):
        for process in self.processes:
            if process.poll() is None:
                process.kill()
        shutil.rmtree(self.scratch)


class Publisher:
    """`loop` or `sluice`, publishing its camera as front/jpeg/. `phase`: when its frames are due, as a share of
    their period, by the clock that all cameras of this machine have."""

    def __init__(self, stage, name, transport, phase=0.0):
        self.stage = stage
        self.folder = pathlib.Path(tempfile.mkdtemp(dir=stage.scratch))
        self.endpoint = f"ipc://{self.folder}/live" if transport == "ipc" else f"tcp://127.0.0.1:{next(stage.ports)}"
        camera, config = self.folder / "video0", self.folder / "sluice.yaml"
        config.write_text(f"sluice: 1\nsources: {{ front: {{ type: v4l2, device: {camera}, buffers: 5 }} }}\n"
                          f'sinks: {{ live: {{ type: zmq, bind: "{self.endpoint}", from: front }} }}\n')
        command = {"loop": [stage.binary / "floor_loop", camera, self.endpoint, "--for", "3600"],
                   "sluice": [stage.program, "run", config]}[name]
        environment = {"FAKE_V4L2_PATH": str(camera), "FAKE_V4L2_FRAMES": str(stage.frames), "FAKE_V4L2_FPS": str(stage.fps),
                       "FAKE_V4L2_PHASE": str(phase), "FAKE_V4L2_STATS": f"{self.folder}/stats", "LD_PRELOAD": str(stage.fake)}
        log = open(self.folder / "log", "w")
        self.process = stage.start(command, env=os.environ | environment, stdout=log, stderr=log)
        self.wait_until(lambda: self.dequeued() > 0, f"the first frame of {name}")

    def counts(self):
        """Frames taken from the camera, buffers given back to it, frames it lost: 0 before it is opened."""
        stats = self.folder / "stats"
        rows = stats.read_bytes() if stats.exists() else b""
        return struct.unpack_from("QQQ", rows) if rows else (0, 0, 0)

    def dequeued(self):
        return self.counts()[0]

    def wait_until(self, true, what, seconds=20):
        end = time.monotonic() + seconds
        while not true():
            if time.monotonic() > end:
                sys.exit(f"{what} did not happen in {seconds} s: {(self.folder / 'log').read_text()}")
            time.sleep(0.01)

    def let_pass(self, frames):
        end = self.dequeued() + frames
        self.wait_until(lambda: self.dequeued() >= end, f"{frames} frames", 20 + 5 * frames / self.stage.fps)

    def usage(self):
        """Run time in us and voluntary switches of all threads so far."""
        run = switches = 0
        for task in pathlib.Path(f"/proc/{self.process.pid}/task").iterdir():
            run += int((task / "schedstat").read_text().split()[0]) / 1000
            switches += int(re.search(r"\nvoluntary_ctxt_switches:\s+(\d+)", (task / "status").read_text())[1])
        return run, switches

    def resident_kib(self):
        return int(re.search(r"VmRSS:\s+(\d+)", pathlib.Path(f"/proc/{self.process.pid}/status").read_text())[1])

    def reader(self):
        return self.stage.start([self.stage.binary / "floor_reader", self.endpoint, "front/jpeg/", "--for", "3600"],
                                stdout=subprocess.PIPE, text=True)

    def crowd(self, subscribers):
        """Processes that hold so many subscribers together, few in each so that all cores take part."""
        processes = 1 if subscribers < 4 else 4
        shares = [subscribers // processes + (i < subscribers % processes) for i in range(processes)]
        return [self.stage.start([self.stage.binary / "crowd", self.endpoint, "front/jpeg/", "--subscribers", str(share)],
                                 stdout=subprocess.PIPE, text=True) for share in shares]

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()


def said(reader):
    """Ends a reader and returns what it counted."""
    reader.send_signal(signal.SIGTERM)
    return json.loads(reader.communicate()[0].strip().splitlines()[-1])


def kill(reader):
    reader.kill()
    reader.communicate()
