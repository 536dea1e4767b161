"""Where a benchmark plays: the build folder, pictures, a scratch folder, preloaded cameras, and processes that end with it."""
import atexit
import itertools
import os
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile
import time

root = pathlib.Path(__file__).resolve().parents[3]
sizes = {"480p": (640, 480), "720p": (1280, 720), "1080p": (1920, 1080)}


class Stage:
    def __init__(self, build):
        self.build = pathlib.Path(build).resolve()
        self.binary = self.build / "bin"
        self.camera_library = next(self.build.rglob("libfake_v4l2.so"), None)
        self.malloc_library = next(self.build.rglob("libcount_malloc.so"), None)
        if not self.camera_library or not self.malloc_library:
            sys.exit(f"{self.build}: no preloaded camera, or nothing that counts allocations; build the benchmarks there first, as tools/bench does")
        self.scratch = pathlib.Path(tempfile.mkdtemp(prefix="sluice-bench-"))
        self.processes = []
        self.ports = itertools.count(10000 + os.getpid() % 20000)  # below those that the kernel gives away itself
        atexit.register(self.clear)

    def pictures(self, size):
        folder = self.build / "frames" / size
        width, height = sizes[size]
        subprocess.run([root / "tests/support/make_frames", folder, f"{width}x{height}", "60"], check=True)
        return folder

    def folder(self):
        return pathlib.Path(tempfile.mkdtemp(dir=self.scratch))

    def start(self, command, **how):
        self.processes.append(subprocess.Popen([str(word) for word in command], **how))
        return self.processes[-1]

    def clear(self):
        for process in self.processes:
            if process.poll() is None:
                process.kill()
        shutil.rmtree(self.scratch, ignore_errors=True)


class Cameras:
    """Preloaded cameras of one program. Their counters tell what the program took."""

    def __init__(self, stage, size, fps, count=1):
        self.size, self.fps, self.count = size, fps, count
        self.folder = stage.folder()
        self.devices = [self.folder / f"video{number}" for number in range(count)]
        self.environment = os.environ | {
            "FAKE_V4L2_PATH": ":".join(map(str, self.devices)), "FAKE_V4L2_FRAMES": str(stage.pictures(size)), "FAKE_V4L2_FPS": str(fps),
            "FAKE_V4L2_STATS": f"{self.folder}/stats", "FAKE_V4L2_STAMP": "1", "LD_PRELOAD": str(stage.camera_library)}

    def counts(self):
        """Of all cameras: frames the program took, buffers it gave back, frames that found no buffer."""
        stats = self.folder / "stats"
        rows = stats.read_bytes() if stats.exists() else b""
        return tuple(sum(struct.unpack_from("Q", rows, at * 64 + 8 * field)[0] for at in range(len(rows) // 64)) for field in range(3))

    def taken(self):
        return self.counts()[0]

    def wait_for(self, frames, seconds=30):
        """Until the program has taken so many more."""
        end, deadline = self.taken() + frames, time.monotonic() + seconds
        while self.taken() < end:
            if time.monotonic() > deadline:
                log = self.folder / "log"
                sys.exit(f"{frames} frames were not taken in {seconds} s: {log.read_text() if log.exists() else ''}")
            time.sleep(0.005)
