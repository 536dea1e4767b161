"""Pull-latest and CURVE against the real program."""
import os
import pathlib
import shutil
import tempfile
import time
import unittest

import zmq.auth
from support import LONG, Program, wait_for

import sluice

LATEST = """sluice: 1
sources: { front: { type: pattern, size: 640x480, fps: 30 } }
sinks: { slow: { type: zmq_latest, bind: "tcp://127.0.0.1:*", from: front } }
"""
CURVE = """sluice: 1
sources: { front: { type: pattern, size: 320x240, fps: 30 } }
sinks:
  live: { type: zmq, bind: "tcp://127.0.0.1:*", from: front, curve: { key: KEYS/pi.key_secret, clients: KEYS/clients } }
  slow: { type: zmq_latest, bind: "tcp://127.0.0.1:*", from: front, curve: { key: KEYS/pi.key_secret, clients: KEYS/clients } }
"""


class LatestTest(unittest.TestCase):
    def test_newest_frames_in_order_and_fresh(self):
        with Program(LATEST) as program, sluice.latest(program.endpoint("tcp"), "front/jpeg/", timeout=LONG) as frames:
            seen = [next(frames)]
            for _ in range(20):
                time.sleep(0.1)  # the work
                seen.append(next(frames))
            self.assertEqual(list(range(seen[0].seq, seen[0].seq + 21)), [frame.seq for frame in seen])
            self.assertEqual(sorted({frame.header["cam_seq"] for frame in seen}), [frame.header["cam_seq"] for frame in seen])
            ages = sorted(frame.latency for frame in seen)
            print(f"latest, 100 ms of work, 30 fps: age p50 {ages[10] * 1e3:.1f} ms, p95 {ages[19] * 1e3:.1f} ms")
            self.assertLess(ages[10], 0.1)
            self.assertEqual({"monotonic"}, {frame.latency_clock for frame in seen})
            self.assertEqual((480, 640, 3), seen[-1].image().shape)

    def test_narrower_and_slower(self):
        with Program(LATEST) as program, sluice.latest(program.endpoint("tcp"), "front/jpeg/", 320, 5, timeout=LONG) as frames:
            next(frames)
            began = time.monotonic()
            seen = [next(frames) for _ in range(5)]
            self.assertGreater(time.monotonic() - began, 0.7)
            for frame in seen:
                self.assertEqual((240, 320, 3), frame.image().shape)
                self.assertFalse(frame.header["orig"])

    def test_a_refusal(self):
        with Program(LATEST) as program, sluice.latest(program.endpoint("tcp"), "side/jpeg/", timeout=LONG) as frames:
            with self.assertRaisesRegex(sluice.Error, "side/jpeg/|front/jpeg/"):
                next(frames)

    def test_stat(self):
        with Program(LATEST) as program, sluice.latest(program.endpoint("tcp"), "sluice/stat/", timeout=LONG) as frames:
            self.assertEqual("front/jpeg/", next(frames).header["topics"][0]["topic"])

    def test_killed_and_started_again_it_goes_on(self):
        with Program(LATEST) as program:
            port = program.endpoint("tcp").rpartition(":")[2]
        with Program(LATEST.replace(":*", f":{port}")) as program, sluice.latest(program.endpoint("tcp"), "front/jpeg/", timeout=LONG) as frames:
            epoch = next(frames).epoch
            program.kill()
            wait_for(lambda: not frames.stats.linked, "noticed the end")
            program.start()
            self.assertGreater(next(frames).epoch, epoch)


class CurveTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        for name in ("pi", "me", "other"):
            zmq.auth.create_certificates(folder.name, name)
            os.chmod(self.folder / f"{name}.key_secret", 0o600)
        self.clients = self.folder / "clients"
        self.clients.mkdir()
        shutil.copy(self.folder / "me.key", self.clients)
        self.program = Program(CURVE.replace("KEYS", folder.name))
        self.addCleanup(self.program.__exit__)

    def open(self, how, index, name="me", **options):
        frames = how(self.program.endpoints[index], "front/jpeg/", key=self.folder / f"{name}.key_secret", server_key=self.folder / "pi.key",
                     **{"timeout": LONG, **options})
        self.addCleanup(frames.close)
        return frames

    def refused(self, frames):
        try:
            next(frames)
        except sluice.Error as error:
            return "refuses our key" in str(error)

    def test_let_in_refused_and_taken_away(self):
        for index, how in enumerate((sluice.subscribe, sluice.latest)):
            frames = self.open(how, index)
            self.assertEqual((240, 320, 3), next(frames).image().shape)
            stranger = self.open(how, index, "other", timeout=0.5)
            wait_for(lambda: self.refused(stranger), "refused")
            self.assertEqual(0, stranger.stats.bytes)
        frames = self.open(sluice.subscribe, 0, timeout=0.5)
        next(frames)
        (self.clients / "me.key").unlink()
        wait_for(lambda: self.refused(frames), "the key is taken away")
        shutil.copy(self.folder / "me.key", self.clients)
        wait_for(lambda: not self.refused(frames) and frames.stats.linked, "and given back")

    def test_topics(self):
        found = sluice.topics(self.program.endpoints[0], LONG, key=self.folder / "me.key_secret", server_key=self.folder / "pi.key")
        self.assertEqual(["front/jpeg/"], [one["topic"] for one in found])


if __name__ == "__main__":
    unittest.main()
