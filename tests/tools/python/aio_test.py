"""sluice.aio on a loop that does other things too."""
import asyncio
import threading
import unittest

from support import LONG, Program, Publisher, pattern

import sluice


class AioTest(unittest.IsolatedAsyncioTestCase):
    async def test_frames_of_the_program_beside_other_tasks(self):
        turns = 0

        async def other():
            nonlocal turns
            while True:
                turns += 1
                await asyncio.sleep(0.001)

        with Program(pattern()) as program:
            task = asyncio.create_task(other())
            async with sluice.aio.subscribe(program.endpoint("ipc"), "front/jpeg/", timeout=LONG) as frames:
                seqs = []
                async for frame in frames:
                    seqs.append(frame.seq)
                    shape = (await asyncio.to_thread(frame.image)).shape
                    if len(seqs) == 30:
                        break
            task.cancel()
            self.assertEqual((sorted(set(seqs)), (480, 640, 3)), (seqs, shape))
            self.assertGreater(turns, 100)
            self.assertLess(frame.latency, 1)

    async def test_every_frame_of_many_at_once(self):
        with Publisher() as publisher:
            async with sluice.aio.subscribe(publisher.endpoint, "front/jpeg/", every=True, timeout=LONG) as frames:
                publisher.wait_subscribed("front/jpeg/", "sluice/stat/")
                for seq in range(3000):
                    publisher.frame(seq)
                self.assertEqual(list(range(3000)), [(await frames.__anext__()).seq for _ in range(3000)])

    async def test_time_outs_cancelling_and_the_end(self):
        before = threading.active_count()
        with Publisher() as publisher:
            frames = sluice.aio.subscribe(publisher.endpoint, "front/jpeg/", timeout=0.2)
            with self.assertRaisesRegex(sluice.Error, "no frame for 0.2 s: "):
                await frames.__anext__()
            waiting = asyncio.create_task(frames.__anext__())
            await asyncio.sleep(0)
            waiting.cancel()
            with self.assertRaises(asyncio.CancelledError):
                await waiting
            publisher.wait_subscribed("front/jpeg/")
            publisher.frame(5)
            frames._inner._timeout = frames._timeout = LONG
            self.assertEqual(5, (await frames.__anext__()).seq)
            frames.close()
            self.assertEqual([], [frame async for frame in frames])
        self.assertEqual(before, threading.active_count())


if __name__ == "__main__":
    unittest.main()
