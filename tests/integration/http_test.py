#!/usr/bin/python3
"""The page of the http sink as browsers and others meet it: the real program, read with sockets, http.client and ffmpeg.
    http_test.py SLUICE FRAMES SECONDS     FRAMES: a folder of JPEGs, for a source whose bytes are known; SECONDS: for a stop"""
import contextlib
import http.client
import json
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest

SLUICE, FRAMES, SECONDS = sys.argv.pop(1), pathlib.Path(sys.argv.pop(1)).resolve(), float(sys.argv.pop(1))

# What a sanitizer keeps of freed memory is its own.
GROWTH_KIB = 8 << 10 if SECONDS <= 1 else 256 << 10


def until(done, most=20.0):
    """Waits for something that has an end of its own."""
    deadline = time.monotonic() + most
    while not done():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


class Page:
    """sluice, running, with one page at a free port."""

    def __init__(self, sources, sink="", inputs="[front]", filters="", port=0):
        self.folder = tempfile.mkdtemp()
        config = pathlib.Path(self.folder, "page.yaml")
        config.write_text(f"""sluice: 1
sources: {{ {sources} }}
filters: {{ {filters} }}
sinks: {{ page: {{ type: http, bind: "127.0.0.1:{port}", from: {inputs}{sink} }} }}
""")
        self.log = pathlib.Path(self.folder, "log")
        self.port = port
        # `--json` says no address, so who wants its counts chooses the port.
        with self.log.open("w") as log:
            self.program = subprocess.Popen([SLUICE, "run", *(["--json"] if port else []), str(config)], stdout=log, stderr=subprocess.STDOUT)
        if port:
            assert until(self.reachable), self.log.read_text()
            return
        found = re.compile(r"http://127\.0\.0\.1:(\d+)/")
        assert until(lambda: found.search(self.log.read_text()) or self.program.poll() is not None), "it says no address"
        assert self.program.poll() is None, self.log.read_text()
        self.port = int(found.search(self.log.read_text())[1])

    def reachable(self):
        with contextlib.suppress(OSError):
            self.connect().close()
            return True
        return False

    def counts(self, node):
        """The newest of what --json tells of a node."""
        lines = [line for line in self.log.read_text().splitlines(keepends=True) if line.startswith("{") and line.endswith("}\n")]
        return json.loads(lines[-1])["nodes"][node] if lines else {"in": 0, "out": 0, "unwanted": 0}

    def get(self, path, most=20):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=most)
        with contextlib.closing(connection):
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()

    def stat(self):
        return json.loads(self.get("/stat.json")[2])

    def connect(self, request=None):
        client = socket.create_connection(("127.0.0.1", self.port), timeout=20)
        if request is not None:
            client.sendall(request)
        return client

    def watch(self, name="front"):
        return self.connect(f"GET /{name}.mjpg HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())

    def rss_kib(self):
        return int(re.search(r"VmRSS:\s+(\d+)", pathlib.Path(f"/proc/{self.program.pid}/status").read_text())[1])

    def stop(self):
        """How long that took, and its exit status."""
        begin = time.monotonic()
        self.program.send_signal(signal.SIGTERM)
        status = self.program.wait(timeout=20)
        return time.monotonic() - begin, status

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.program.poll() is None:
            self.program.kill()
            self.program.wait()
        self.text = self.log.read_text()
        shutil.rmtree(self.folder)


def parts(client):
    """(head, bytes) of each part of a stream."""
    stream = client.makefile("rb")
    status = stream.readline()
    assert status.startswith(b"HTTP/1.1 200"), status
    while stream.readline() != b"\r\n":
        pass
    assert stream.readline() == b"--sluice\r\n"
    while True:
        head = {}
        while (line := stream.readline()) not in (b"\r\n", b""):
            name, _, value = line.decode().partition(":")
            head[name.lower()] = value.strip()
        if not head:
            return
        size = int(head["content-length"])
        body = stream.read(size)
        if len(body) != size:
            return
        yield head, body
        if stream.readline() != b"\r\n" or stream.readline() != b"--sluice\r\n":
            return


FILES = f'front: {{ type: file, path: "{FRAMES}", fps: 30, loop: true }}'
PATTERN = "front: { type: pattern, size: 1280x720, fps: 30 }"


class Http(unittest.TestCase):
    def known(self):
        return {path.read_bytes() for path in FRAMES.glob("*.jpg")}

    def test_pictures_are_the_cameras_own_bytes(self):
        known = self.known()
        with Page(FILES) as page:
            status, headers, body = page.get("/front.jpg")
            self.assertEqual((status, headers["Content-Type"], headers["Cache-Control"]), (200, "image/jpeg", "no-store"))
            self.assertIn(body, known)
            client = page.watch()
            stream = parts(client)
            stamps = []
            for _ in range(30):
                head, body = next(stream)
                self.assertEqual(head["content-type"], "image/jpeg")
                self.assertIn(body, known)
                stamps.append(float(head["x-timestamp"]))
            self.assertEqual(stamps, sorted(set(stamps)))
            self.assertLess(abs(time.time() - stamps[-1]), 1)
            self.assertEqual(page.stop()[1], 0)
            client.close()

    def test_ffmpeg_reads_it(self):
        with Page(PATTERN) as page:
            subprocess.run(["ffmpeg", "-nostdin", "-loglevel", "error", "-xerror", "-i", f"http://127.0.0.1:{page.port}/front.mjpg", "-frames:v", "20", "-f",
                            "null", "-"], check=True, timeout=60)

    def test_nothing_runs_while_nobody_looks(self):
        with Page(PATTERN, filters="again: { type: transcode, from: front, quality: 50 }", inputs="[{ node: again, as: front }]", port=free_port()) as page:
            self.assertTrue(page.get("/")[2].startswith(b"<!doctype html>"))
            self.assertTrue(until(lambda: page.counts("front")["unwanted"] >= 30))
            self.assertEqual((page.counts("front")["out"], page.counts("again")["in"]), (0, 0), "a page that is read is no demand for pictures")
            self.assertEqual(page.get("/front.jpg")[0], 200)
            with page.watch() as client:
                next(parts(client))
                self.assertTrue(until(lambda: page.counts("again")["out"] > 30))
            # Its demand ends a moment later; from then on no frame is wanted.
            self.assertTrue(until(lambda: page.stat()["inputs"][0]["viewers"] == 0))
            unwanted = page.counts("front")["unwanted"]
            self.assertTrue(until(lambda: page.counts("front")["unwanted"] >= unwanted + 30))
            opened = page.counts("again")["in"]
            unwanted = page.counts("front")["unwanted"]
            self.assertTrue(until(lambda: page.counts("front")["unwanted"] >= unwanted + 60))
            self.assertEqual(page.counts("again")["in"], opened)
            self.assertEqual(page.stop()[1], 0)

    def test_some_stalled_viewers_are_nobody_elses_trouble(self):
        with Page(PATTERN, sink=", clients: 32") as page:
            stalled = [page.watch() for _ in range(5)]
            counts, gaps, ages = [0] * 15, [0.0] * 15, []
            over = threading.Event()

            def view(i):
                client = page.watch()
                last = None
                for head, body in parts(client):
                    now = time.time()
                    ages.append(now - float(head["x-timestamp"]))
                    if last:
                        gaps[i] = max(gaps[i], now - last)
                    last = now
                    counts[i] += 1
                    assert body.startswith(b"\xff\xd8") and body.endswith(b"\xff\xd9")
                    if over.is_set():
                        break
                client.close()

            viewers = [threading.Thread(target=view, args=(i,)) for i in range(15)]
            for viewer in viewers:
                viewer.start()
            self.assertTrue(until(lambda: min(counts) >= 30))
            before = page.rss_kib()
            self.assertTrue(until(lambda: min(counts) >= 200))
            after = page.rss_kib()
            stat = page.stat()["inputs"][0]
            over.set()
            for viewer in viewers:
                viewer.join()
            ages.sort()
            print(f"15 viewers beside 5 stalled: {min(counts)} to {max(counts)} frames each, longest gap {max(gaps):.3f} s, age p50 "
                  f"{ages[len(ages) // 2] * 1000:.1f} p95 {ages[len(ages) * 95 // 100] * 1000:.1f} ms, RSS {before} -> {after} KiB, "
                  f"skipped {stat['skipped']}, drops {stat['drops']}")
            self.assertLess(max(counts) - min(counts), 40)
            self.assertLess(after - before, GROWTH_KIB)
            self.assertNotIn("pool empty", stat["drops"])
            for client in stalled:
                client.close()
            self.assertEqual(page.stop()[1], 0)

    def test_a_stop_waits_for_nobody(self):
        with Page(PATTERN, sink=", clients: 32") as page:
            clients = [page.watch() for _ in range(5)]                                           # that do not read
            clients += [page.connect(b"GET / HTTP/1.1\r\nHo") for _ in range(3)]                 # that do not end
            clients += [page.connect() for _ in range(3)]                                        # that say nothing
            reader = page.watch()
            stream = parts(reader)
            # Until the stalled ones' sockets are full, and longer.
            for _ in range(45):
                next(stream)
            seconds, status = page.stop()
            print(f"stopped with {len(clients) + 1} clients in {seconds:.3f} s")
            self.assertEqual(status, 0)
            self.assertLess(seconds, SECONDS)
            stream.close()
            for client in [reader, *clients]:
                client.close()

    def test_slow_requests_and_garbage_keep_nobody_out(self):
        with Page(PATTERN, sink=", clients: 4") as page:
            before = page.rss_kib()
            slow = []
            over = threading.Event()

            def drip(client):
                with contextlib.suppress(OSError):
                    client.sendall(b"GET / HTTP/1.1\r\n")
                    while not over.wait(0.1):
                        client.sendall(b"A")

            drippers = []
            for _ in range(12):
                slow.append(page.connect())
                drippers.append(threading.Thread(target=drip, args=(slow[-1],)))
                drippers[-1].start()
            garbage = [b"\x00" * 4096, b"\xff" * 20000, b"\r\n" * 5000, b"GET /" + b"a" * 20000, b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 3000 + b"\r\n",
                       b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999999999999\r\n\r\n" + b"x" * 5000,
                       b"GET / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n",
                       b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(range(256)) * 8, b"GET /%00%ff%2e%2e/ HTTP/1.1\r\nHost: localhost\r\n\r\n"]
            for _ in range(20):
                for piece in garbage:
                    with contextlib.suppress(OSError), page.connect(piece):
                        pass
            self.assertTrue(until(lambda: self.answers(page), 10), "nobody gets in beside slow requests")
            over.set()
            for dripper in drippers:
                dripper.join()
            for client in slow:
                client.close()
            self.assertTrue(until(lambda: self.answers(page)))
            self.assertLess(page.rss_kib() - before, GROWTH_KIB)
            self.assertEqual(page.stop()[1], 0)

    def answers(self, page):
        try:
            return page.get("/front.jpg")[0] == 200
        except OSError:
            return False

    def test_raw_pictures_are_told_of(self):
        with Page("front: { type: pattern, format: yuyv, size: 320x240, fps: 30 }") as page:
            status, _, body = page.get("/front.mjpg")
            self.assertEqual(status, 501)
            self.assertIn(b"front delivers yuyv, which no browser shows; put a `transcode` filter before", body)

    def test_a_taken_port_and_an_open_address_are_told_of(self):
        with Page(PATTERN) as page:
            config = pathlib.Path(page.folder, "second.yaml")
            text = 'sluice: 1\nsources: {{ front: {{ type: pattern }} }}\nsinks: {{ page: {{ type: http, bind: "{}", from: front }} }}\n'
            config.write_text(text.format(f"127.0.0.1:{page.port}"))
            ran = subprocess.run([SLUICE, "run", str(config)], capture_output=True, text=True, timeout=20)
            self.assertEqual(ran.returncode, 1)
            self.assertIn(f"page: another program listens at 127.0.0.1:{page.port}; stop it", ran.stderr)
            config.write_text(text.format("0.0.0.0:8080"))
            ran = subprocess.run([SLUICE, "check", str(config)], capture_output=True, text=True, timeout=20)
            self.assertEqual(ran.returncode, 2)
            self.assertIn("0.0.0.0:8080 can be reached from other machines, and anybody there could watch", ran.stdout + ran.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
