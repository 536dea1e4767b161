"""A hundred thousand frames, and nothing grows."""
import tracemalloc
import unittest

from support import LONG, Publisher

import sluice

WINDOW = 200  # frames under way at most: the publisher of this test must not be what grows


def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096


class MemoryTest(unittest.TestCase):
    def run_frames(self, first, last, publisher, frames):
        ahead = first
        for seq in range(first, last):
            while ahead < min(last, seq + WINDOW):
                publisher.frame(ahead, b"\xff\xd8" + bytes(500))
                ahead += 1
            frame = next(frames)
            self.assertEqual((seq, 0), (frame.seq, frame.lost))

    def test_every_frame(self):
        with Publisher() as publisher, sluice.subscribe(publisher.endpoint, "front/jpeg/", every=True, timeout=LONG) as frames:
            publisher.wait_subscribed("front/jpeg/", "sluice/stat/")
            self.run_frames(0, 10_000, publisher, frames)
            before = resident()
            self.run_frames(10_000, 100_000, publisher, frames)
            grown = resident() - before
            tracemalloc.start()
            self.run_frames(100_000, 101_000, publisher, frames)
            held = tracemalloc.take_snapshot()
            self.run_frames(101_000, 106_000, publisher, frames)
            by_line = tracemalloc.take_snapshot().compare_to(held, "lineno")
            tracemalloc.stop()
            traced = sum(one.size_diff for one in by_line)
            print(f"100000 frames: resident {grown / 1024:+.0f} KiB; of 5000 more, Python holds {traced / 1024:+.1f} KiB")
            self.assertLess(grown, 4 << 20)
            self.assertLess(traced, 200 << 10)

    def test_a_reader_that_never_reads(self):
        with Publisher() as publisher, sluice.subscribe(publisher.endpoint, "front/jpeg/", timeout=LONG) as frames:
            publisher.wait_subscribed("front/jpeg/", "sluice/stat/")
            payload = bytes(200_000)
            seq = 0
            for goal in (500, 3000):
                while frames.stats.bytes < goal * len(payload):
                    if frames.stats.bytes > (seq - 20) * len(payload):
                        publisher.frame(seq, payload)
                        seq += 1
                if goal == 500:
                    before = resident()
            grown = resident() - before
            print(f"2500 frames of 200 KB that nobody takes: resident {grown / 1024:+.0f} KiB")
            self.assertLess(grown, 16 << 20)


if __name__ == "__main__":
    unittest.main()
