"""The small parts, each alone: losses, recency, clocks, keys, explanations, endpoints."""
import os
import pathlib
import tempfile
import time
import unittest
from unittest import mock

import zmq.auth
from support import header, stat

import sluice
from sluice import _clock, _keys, _link, _loss, _recency, _silence, _subscription
from sluice._error import printable


class LossTest(unittest.TestCase):
    def test_gaps_are_losses_and_late_ones_are_not(self):
        counter = _loss.LossCounter()
        self.assertEqual(0, counter.take(1, 40, True))  # subscribed in the middle
        self.assertEqual([0, 3, 0, 0, 0], [counter.take(1, seq, False) for seq in (41, 45, 45, 43, 46)])

    def test_another_epoch_begins_at_zero(self):
        counter = _loss.LossCounter()
        counter.take(5, 10, True)
        self.assertEqual(2, counter.take(6, 2, False))
        self.assertEqual(0, counter.take(7, 2, True))  # connected anew: what was before is not ours
        self.assertEqual(1, counter.take(4, 1, False))  # a board without a clock began in the past


class RecencyTest(unittest.TestCase):
    def test_what_waited_is_late(self):
        recency = _recency.Recency()
        for i in range(100):  # an offset of 1000 s between the clocks, 10 ms on the way
            self.assertEqual(0, recency.excess(int((i / 30) * 1e6), 1000.01 + i / 30))
        self.assertAlmostEqual(10, recency.excess(int(100 / 30 * 1e6), 1000.01 + 100 / 30 + 10), delta=0.02)
        self.assertEqual(0, recency.excess(int((100 / 30 + 10) * 1e6), 1000.02 + 100 / 30 + 10))

    def test_clocks_that_drift_apart_do_not_make_frames_late(self):
        recency = _recency.Recency()
        for i in range(200_000):
            self.assertEqual(0, recency.excess(int(i * 1e6), i * (1 + 100e-6)))

    def test_a_link_that_is_often_late_is_given_room(self):
        recency = _recency.Recency()
        lates = [recency.excess(int(i * 1e5), i / 10 + (i % 7) * 0.05) for i in range(2000)]
        self.assertEqual(0, sum(lates[1000:]))

    def test_what_stays_late_settles(self):
        recency = _recency.Recency()
        recency.excess(0, 0.0)
        self.assertGreater(recency.excess(1_000_000, 3.0), 1.9)
        recency.settle(1_000_000, 3.0)
        self.assertEqual(0, recency.excess(2_000_000, 4.0))


class ClockTest(unittest.TestCase):
    def latency(self, theirs, **more):
        return _clock.latency_of(header(0, 0, **more), theirs, "here")

    def test_one_machine_by_its_monotonic_clock(self):
        age, clock = self.latency("here", ts_us=time.monotonic_ns() // 1000 - 500_000)
        self.assertEqual("monotonic", clock)
        self.assertAlmostEqual(0.5, age, delta=0.1)

    def test_another_machine_by_the_wall(self):
        for theirs in ("there", None):
            age, clock = self.latency(theirs, wall_us=time.time_ns() // 1000 - 500_000)
            self.assertEqual("wall", clock)
            self.assertAlmostEqual(0.5, age, delta=0.1)

    def test_a_relayed_frame_tells_whose_clock_it_is(self):
        self.assertEqual("monotonic", self.latency("relay", src_epoch=1, boot="here")[1])
        self.assertEqual("wall", self.latency("here", src_epoch=1, boot="camera")[1])
        self.assertEqual("wall", self.latency("here", src_epoch=1)[1])

    def test_nonsense_is_left_out(self):
        now = time.monotonic_ns() // 1000
        for ts_us in (now + 2_000_000, now - 3601 * 1_000_000, -(2**53) + 1):
            self.assertEqual((None, None), self.latency("here", ts_us=ts_us))
        self.assertEqual((None, None), _clock.latency_of({"v": 1}, "here", "here"))


class KeysTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        zmq.auth.create_certificates(folder.name, "me")
        self.secret, self.public = self.folder / "me.key_secret", self.folder / "me.key"
        os.chmod(self.secret, 0o600)

    def refused(self, words, key, server_key):
        with self.assertRaisesRegex(sluice.Error, words):
            _keys.read_keys(key, server_key)

    def test_files_of_pyzmq(self):
        keys = _keys.read_keys(self.secret, str(self.public))
        self.assertEqual(zmq.auth.load_certificate(self.secret), (keys.public, keys.secret))
        self.assertEqual(keys.public, keys.server)
        self.assertIsNone(_keys.read_keys(None, None))

    def test_a_file_others_may_read_is_refused_with_the_remedy(self):
        for mode in (0o640, 0o604, 0o620):
            os.chmod(self.secret, mode)
            self.refused(f"chmod 600 {self.secret}", self.secret, self.public)

    def test_wrong_files(self):
        self.refused("server_key=", self.secret, None)
        self.refused("key=", None, self.public)
        self.refused("No such file.*sluice keys", self.folder / "none", self.public)
        os.chmod(self.public, 0o600)
        self.refused("no secret key", self.public, self.public)
        empty = self.folder / "empty"
        empty.touch(mode=0o600)
        self.refused("no secret key", empty, self.public)
        self.refused("no public key", self.secret, empty)
        self.refused("no key file|Is a directory", self.folder, self.public)

    def test_no_error_tells_a_key(self):
        text = self.secret.read_text()
        secret = zmq.auth.load_certificate(self.secret)[1].decode()
        self.secret.write_text(text.replace(secret, secret[:-1]))
        with self.assertRaises(sluice.Error) as caught:
            _keys.read_keys(self.secret, self.public)
        self.assertNotIn(secret[:20], str(caught.exception))


class SilenceTest(unittest.TestCase):
    def explain(self, *topics, with_stat=None, with_key=False, **link):
        return _silence.explain("tcp://pi:1", topics, _link.LinkState(**link), with_stat, with_key)

    def test_the_link(self):
        for words, state in (("nobody listens", {}), ("does not speak ZeroMQ", {"connected": True}), ("has gone", {"links": 1}),
                             ("refuses our key", {"refused": "key"}), ("want a key", {"refused": "any"}), ("zmq_latest", {"refused": "kind"}),
                             ("no host of that name is found", {"unknown_host": True}),
                             ("not even sluice/stat/", {"linked": True})):
            self.assertIn(words, self.explain("front/jpeg/", **state))
        self.assertIn("refuses our key", self.explain("front/jpeg/", refused="any", with_key=True))

    def test_the_topic(self):
        front = stat({"topic": "front/jpeg/"}, {"topic": "back/raw/", "src": "rear", "state": "offline", "why": "it was unplugged"})
        for words, topic in (("did you mean front/jpeg/", "fornt/jpeg/"), ("did you mean back/raw/", "back/jpeg/"),
                             ("there are: front/jpeg/, back/raw/", "cellar/jpeg/"), ("rear is offline: it was unplugged", "back/raw/"),
                             ("rear is offline", "back/notes/"), ("front is online, yet no frame", "front/"), ("nothing to tell", "back/event/")):
            self.assertIn(words, self.explain(topic, with_stat=front, linked=True))
        self.assertIn("has no topic", self.explain("front/jpeg/", with_stat=stat(), linked=True))
        self.assertIn("rear is offline", self.explain("back/jpeg/", "back/raw/", with_stat=front, linked=True))
        slow = stat({"topic": "front/jpeg/", "fps": 0.1, "since_us": 10**15})
        self.assertIn("a frame every 10 s", self.explain("front/jpeg/", with_stat=slow, linked=True))

    def test_a_strangers_words_are_made_fit_for_a_terminal(self):
        self.assertEqual("a\\x1b[2J\\u202e\\n", printable("a\x1b[2J\u202e\n"))
        self.assertEqual("xxx...", printable("x" * 9, 3))
        self.assertIsInstance(printable("\ud800").encode(), bytes)


class EndpointTest(unittest.TestCase):
    def test_wrong_ones_are_told_at_once(self):
        for endpoint, words in (("5555", "tcp://127.0.0.1:5555"), ("pi:5555", "write tcp://pi:5555"), ("/run/x", "write ipc:///run/x"),
                                ("tcp://pi", "write tcp://pi:5555"), ("tcp://*:5555", "where a publisher binds"), ("ipc://", "lacks the path"),
                                ("http://pi", "no endpoint of sluice"), ("tcp://pi:x", "no endpoint")):
            with self.assertRaisesRegex(sluice.Error, words.replace("*", r"\*"), msg=endpoint):
                sluice.subscribe(endpoint, "front")

    def test_topics(self):
        self.assertEqual(["front/jpeg/", "front/raw/", "back/notes/", "a/", ""], _subscription.whole_topics(["front", "back/notes", "a/", ""]))
        with self.assertRaisesRegex(sluice.Error, "no topic"):
            sluice.subscribe("tcp://127.0.0.1:1")
        for wrong in (5, "x" * 300, b"front/jpeg/"):
            with self.assertRaisesRegex(sluice.Error, "is no topic"):
                sluice.subscribe("tcp://127.0.0.1:1", wrong)

    def test_a_machine_without_a_boot_id_reads_by_the_wall(self):
        with mock.patch("builtins.open", side_effect=FileNotFoundError):
            self.assertIsNone(_clock.own_boot())


if __name__ == "__main__":
    unittest.main()
