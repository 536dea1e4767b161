"""sluice.latest(): what it asks, and what it does with answers that are late, wrong, or do not come."""
import asyncio
import pathlib
import signal
import threading
import time
import unittest

from latest_server import LatestServer
from support import LONG, header, python, wait_for

import sluice
import sluice.aio


def in_background(work):
    """Runs on a thread of its own; join() gives what it returned."""
    result = []
    thread = threading.Thread(target=lambda: result.append(work()), daemon=True)
    thread.start()

    def join():
        thread.join(LONG)
        return result[0]

    return join


class AskingTest(unittest.TestCase):
    def setUp(self):
        self.server = LatestServer()
        self.addCleanup(self.server.close)

    def latest(self, *arguments, **options):
        frames = sluice.latest(self.server.endpoint, "front/jpeg/", *arguments, **{"timeout": LONG, **options})
        self.addCleanup(frames.close)
        return frames

    def test_it_asks_when_a_frame_is_wanted_and_once(self):
        frames = self.latest(640, 5)
        self.assertFalse(self.server.socket.poll(200))
        for seq in (0, 1, 5):
            got = in_background(lambda: next(frames))
            who, request = self.server.request(boot=frames._channel.boot)
            self.assertEqual({"v": 1, "topic": "front/jpeg/", "max_w": 640, "max_fps": 5}, request)
            self.assertFalse(self.server.socket.poll(100), "a second request")
            self.server.frame_to(who, seq)
            frame = got()
            self.assertEqual((seq, {5: 3}.get(seq, 0)), (frame.seq, frame.lost))
            self.assertEqual("monotonic", frame.latency_clock)

    def test_no_answer_another_request(self):
        frames = self.latest()
        got = in_background(lambda: next(frames))
        self.server.request()
        began = time.monotonic()
        who, _ = self.server.request()
        self.assertTrue(1.5 < time.monotonic() - began < 4, time.monotonic() - began)
        self.server.frame_to(who, 3)
        self.assertEqual(3, got().seq)

    def test_a_refusal_is_raised_and_the_next_try_is_another(self):
        frames = self.latest()
        got = in_background(lambda: self.assertRaises(sluice.Error, next, frames) or next(frames))
        who, _ = self.server.request()
        self.server.answer(who, "sluice/error/", {"v": 1, "why": "there is no topic front/jpeg/; there are: back/raw/\x1b[2J"})
        who, _ = self.server.request()
        self.server.frame_to(who, 0)
        self.assertEqual(0, got().seq)
        told = in_background(lambda: self.told(frames))
        who, _ = self.server.request()
        self.server.answer(who, "sluice/error/", {"v": 1, "why": "max_w is wrong; write \x1b[2J"})
        self.assertEqual(f"{self.server.endpoint}: max_w is wrong; write \\x1b[2J", told())

    def told(self, frames):
        try:
            next(frames)
        except sluice.Error as error:
            return str(error)

    def test_answers_nobody_asked_for_and_damaged_ones(self):
        frames = self.latest()
        got = in_background(lambda: next(frames))
        who, _ = self.server.request()
        self.server.answer(who, "back/jpeg/", {"v": 1})
        self.server.answer(who, "front/jpeg/", {"v": 2})
        self.server.socket.send_multipart([who, b""])
        self.server.socket.send_multipart([who, b"\xff", b"[" * 65000, b""])
        self.server.frame_to(who, 4)
        self.assertEqual(4, got().seq)
        self.assertEqual(4, frames.stats.ignored)

    def test_a_raw_picture_made_narrower_is_a_jpeg(self):
        frames = sluice.latest(self.server.endpoint, "front/raw/", 640, timeout=LONG)
        self.addCleanup(frames.close)
        got = in_background(lambda: next(frames))
        who, _ = self.server.request("front/raw/")
        self.server.frame_to(who, 7)
        self.assertEqual((7, "front/jpeg/"), (lambda one: (one.seq, one.topic))(got()))

    def test_silence_is_explained_by_the_stat_message(self):
        frames = self.latest(timeout=1)
        told = in_background(lambda: self.told(frames))
        self.server.request()
        self.assertIn("front is online, yet no frame", told())

    def test_the_server_is_killed_and_returns(self):
        frames = self.latest()
        got = in_background(lambda: next(frames))
        self.server.request()
        endpoint = self.server.endpoint
        self.server.close()
        with LatestServer(endpoint) as server:
            began = time.monotonic()
            who, _ = server.request()
            self.assertLess(time.monotonic() - began, 5)
            server.frame_to(who, 0)
            self.assertEqual(0, got().seq)

    def test_wrong_wishes(self):
        for options in ({"max_width": 5}, {"max_width": 640.0}, {"max_fps": 0}, {"max_fps": float("nan")}):
            with self.assertRaises(sluice.Error):
                sluice.latest(self.server.endpoint, "front/jpeg/", **options)
        for topic in ("front/", "front/jpeg/x", ""):
            with self.assertRaisesRegex(sluice.Error, "write front/jpeg/"):
                sluice.latest(self.server.endpoint, topic)

    def test_of_a_name_alone_either_kind_is_taken(self):
        frames = sluice.latest(self.server.endpoint, "front", timeout=LONG)
        self.addCleanup(frames.close)
        for seq, topic in ((0, "front/raw/"), (1, "front/jpeg/")):
            got = in_background(lambda: next(frames))
            who, request = self.server.request("front", boot=frames._channel.boot)
            self.assertEqual({"v": 1, "topic": "front"}, request)
            more = {"codec": "gray", "w": 1, "h": 1, "planes": [[0, 1, 1]]} if "raw" in topic else {}
            self.server.answer(who, topic, {**header(seq, 1), **more}, b"x")
            self.assertEqual(topic, got().topic)

    def test_an_answer_that_waited_while_the_process_stood_still_is_passed_over(self):
        code = f"""if True:
            import sluice
            for frame in sluice.latest({self.server.endpoint!r}, "front/jpeg/"):
                print(frame.seq, frame.skipped, flush=True)"""
        with python("-c", code) as reader:
            who, _ = self.server.request()
            self.server.frame_to(who, 0)
            who, _ = self.server.request()
            reader.send_signal(signal.SIGSTOP)
            facts = pathlib.Path(f"/proc/{reader.pid}/stat")
            wait_for(lambda: facts.read_text().rpartition(")")[2].split()[0] == "T", "stopped")
            stopped = time.monotonic()
            self.server.frame_to(who, 1)
            wait_for(lambda: time.monotonic() - stopped > 0.5, "a stall")
            reader.send_signal(signal.SIGCONT)
            who, _ = self.server.request()
            self.server.frame_to(who, 2)
            self.assertEqual(["0 0", "2 1"], [reader.stdout.readline().strip() for _ in range(2)])


class AioLatestTest(unittest.IsolatedAsyncioTestCase):
    async def test_asyncio(self):
        with LatestServer() as server, Closing(sluice.aio.latest(server.endpoint, "front/jpeg/", timeout=LONG)) as frames:
            for seq in range(3):
                got = asyncio.create_task(frames.__anext__())
                who, _ = await asyncio.to_thread(server.request)
                server.frame_to(who, seq)
                self.assertEqual(seq, (await got).seq)


class Closing:
    def __init__(self, frames):
        self.frames = frames

    def __enter__(self):
        return self.frames

    def __exit__(self, *unused):
        self.frames.close()


if __name__ == "__main__":
    unittest.main()
