"""python -m sluice, as somebody types it."""
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import types
import unittest

from latest_server import LatestServer
from support import LONG, PACKAGE, PROGRAM, Program, Publisher, pattern, wait_for

from sluice import _viewer

TWO = """sluice: 1
sources: { front: { type: pattern, size: 320x240, fps: 30 }, back: { type: pattern, size: 64x64, format: nv12, fps: 30 } }
sinks: { live: { type: zmq, bind: "ipc://FOLDER/live", from: [front, back] } }
"""


class ViewerTest(unittest.TestCase):
    def start(self, *arguments, **environment):
        env = {**os.environ, "PYTHONUNBUFFERED": "1", **environment}
        for display in ("DISPLAY", "WAYLAND_DISPLAY"):
            env.pop(display, None)
        return subprocess.Popen(["/usr/bin/python3", "-m", "sluice", *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                text=True, cwd=PACKAGE, env=env)

    def run_viewer(self, *arguments, **environment):
        process = self.start(*arguments, **environment)
        out, err = process.communicate(timeout=LONG)
        return process.returncode, out, err

    def test_figures_saving_and_the_only_topic(self):
        with Program(pattern("320x240", 30)) as program, tempfile.TemporaryDirectory() as folder:
            status, out, err = self.run_viewer(program.endpoint("ipc"), "--frames", 40, "--save", f"{folder}/shots")
            self.assertEqual((0, ""), (status, err))
            self.assertRegex(out, r"front/jpeg/: [\d.]+ fps, [\d.]+ kB each, [\d.]+ MB/s, age [\d.]+ ms p50, [\d.]+ ms p95, lost 0, skipped \d+\n")
            self.assertRegex(out.splitlines()[-1], "^in all 40 frames in .* s, 40 saved; ")
            files = sorted(pathlib.Path(folder, "shots").iterdir())
            self.assertEqual(40, len(files))
            self.assertTrue(all(re.fullmatch(r"front-\d{8}T\d{6}\.\d{3}Z-\d{6}\.jpg", one.name) for one in files), files)
            self.assertTrue(all(one.read_bytes().startswith(b"\xff\xd8") for one in files))

    def test_raw_pixels_tell_their_size_and_nothing_is_overwritten(self):
        with Program(TWO) as program, tempfile.TemporaryDirectory() as folder:
            for tool in ([PROGRAM, "sub"], [sys.executable, "-m", "sluice"]):
                shots = pathlib.Path(folder, tool[-1])
                command = [*tool, program.endpoint("ipc"), "back/raw/", "--frames", "1", "--save", str(shots)]
                subprocess.run(command, check=True, cwd=PACKAGE, stdout=subprocess.DEVNULL, timeout=LONG)
                self.assertRegex([one.name for one in shots.iterdir()][0], r"^back-\d{8}T\d{6}\.\d{3}Z-\d{6}\.\d+x\d+\.[a-z0-9]+$")
            header = {"wall_us": 1795342500123456, "w": 4, "h": 2, "codec": "yuyv", "seq": 42}
            frame = types.SimpleNamespace(kind="raw", name="hall", seq=42, header=header, data=b"x")
            self.assertEqual(("hall-20261122T101500.123Z-000042", ".4x2.yuyv"), _viewer.file_name(frame))
            viewer = _viewer.Viewer(folder, False, False, None)
            viewer._keep(frame)
            viewer._keep(frame)
            self.assertTrue(pathlib.Path(folder, "hall-20261122T101500.123Z-000042-2.4x2.yuyv").exists())

    def test_json(self):
        with Program(TWO) as program:
            status, out, _ = self.run_viewer(program.endpoint("ipc"), "back", "--frames", 40, "--json", "--every")
            self.assertEqual(0, status)
            lines = [json.loads(line) for line in out.splitlines()]
            self.assertGreaterEqual(len(lines), 2)
            self.assertEqual(("back/raw/", 40, True, "monotonic"), tuple(lines[-1][key] for key in ("topic", "frames", "final", "age_clock")))

    def test_several_topics_are_listed(self):
        with Program(TWO) as program:
            status, out, err = self.run_viewer(program.endpoint("ipc"))
            self.assertEqual(2, status)
            self.assertRegex(out, "front/jpeg/  online(.|\n)*back/raw/  online")
            self.assertIn("there are 2 topics; name one", err)

    def test_interrupted_it_sums_up(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            with Program(pattern("320x240", 30)) as program:
                viewer = self.start(program.endpoint("ipc"), "front")
                viewer.stdout.readline()
                viewer.send_signal(number)
                out, err = viewer.communicate(timeout=LONG)
                self.assertEqual((0, ""), (viewer.returncode, err))
                self.assertRegex(out, r"^(front/jpeg/.*\n)*in all \d+ frames in ")

    def test_nothing_comes(self):
        viewer = self.start("ipc:///nowhere/at/all", "front")
        self.assertIn("nobody listens at ipc:///nowhere/at/all", viewer.stderr.readline())
        viewer.send_signal(signal.SIGINT)
        self.assertEqual("no frame came\n", viewer.communicate(timeout=LONG)[0])

    def test_mistakes(self):
        for arguments, words in ((["5555"], "write tcp://127.0.0.1:5555"), ([], "--help"), (["tcp://pi:1", "x", "--frames", "0"], "at least 1"),
                                 (["tcp://pi:1", "x", "--max-fps", "5"], "add --latest"), (["tcp://pi:1", "--latest"], "name it"),
                                 (["tcp://pi:1", "x", "--save", "/proc/none"], "name a folder"), (["tcp://pi:1", "x", "--key", "k"], "--key is given without --server-key; name"),
                                 (["tcp://pi:1", "x", "--show"], "no display here")):
            status, out, err = self.run_viewer(*arguments)
            self.assertEqual((2, "", True), (status, out, words in err), (arguments, err))

    def test_help(self):
        status, out, _ = self.run_viewer("--help")
        self.assertEqual(0, status)
        for word in ("ENDPOINT", "--latest", "--server-key", "examples:", "exit status"):
            self.assertIn(word, out)

    def test_latest(self):
        with LatestServer() as server:
            viewer = self.start(server.endpoint, "front", "--latest", "--max-width", 320, "--max-fps", 2, "--frames", 2)
            for seq in range(2):
                who, request = server.request("front")
                self.assertEqual({"v": 1, "topic": "front", "max_w": 320, "max_fps": 2}, request)
                server.frame_to(who, seq)
            self.assertIn("in all 2 frames", viewer.communicate(timeout=LONG)[0])

    def test_a_pipe_that_ends(self):
        with Publisher() as publisher:
            viewer = self.start(publisher.endpoint, "front/jpeg/", "--json")
            publisher.wait_subscribed("front/jpeg/")
            viewer.stdout.close()

            def ended():
                publisher.frame(0)
                return viewer.poll() is not None

            wait_for(ended, "the end")
            self.assertEqual((0, ""), (viewer.returncode, viewer.stderr.read()))
            viewer.stderr.close()


if __name__ == "__main__":
    unittest.main()
