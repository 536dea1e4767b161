"""The recipes of tools/python/README.md, as they stand there; only addresses, files and the end of a loop are the test's own."""
import os
import re
import subprocess
import tempfile
import threading
import unittest

import zmq.auth
from curve_test import Server
from latest_server import LatestServer
from support import LONG, PACKAGE, Program, pattern

README = (PACKAGE / "README.md").read_text()


def recipe(name):
    return re.search(rf"<!-- recipe: {name} -->\n```python\n(.*?)```", README, re.S)[1]


class RecipesTest(unittest.TestCase):
    def run_recipe(self, name, endpoint, **replaced):
        """Its first eight lines of output."""
        code = recipe(name)
        self.assertRegex(code, '"tcp://127.0.0.1:555[56]"')
        code = re.sub('"tcp://127.0.0.1:555[56]"', repr(endpoint), code)
        for word, instead in replaced.items():
            code = code.replace(f'"{word}.', f'"{instead}/{word}.')
        process = subprocess.Popen(["/usr/bin/python3", "-u", "-c", code], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        timer = threading.Timer(LONG, process.kill)
        timer.start()
        lines = [process.stdout.readline() for _ in range(8)]
        timer.cancel()
        process.kill()
        self.assertNotIn("Traceback", "".join(lines) + process.communicate()[0])
        return lines

    def test_those_that_subscribe(self):
        with Program(pattern(bind='"tcp://127.0.0.1:*"')) as program:
            for name in ("newest", "asyncio"):
                seqs = [int(line.split()[0]) for line in self.run_recipe(name, program.endpoint("tcp"))]
                self.assertEqual(sorted(set(seqs)), seqs)
            for line in self.run_recipe("stat", program.endpoint("tcp")):
                self.assertRegex(line, r"^front/jpeg/ online [\d.]+ ")

    def test_latest(self):
        with LatestServer() as server:
            def serve():
                for seq in range(7):
                    who, request = server.request()
                    self.assertEqual({"v": 1, "topic": "front/jpeg/", "max_w": 640, "max_fps": 5}, request)
                    server.frame_to(who, seq)
                server.answer(server.request()[0], "sluice/error/", {"v": 1, "why": "no more; go home"})

            serving = threading.Thread(target=serve)
            serving.start()
            lines = self.run_recipe("latest", server.endpoint)
            serving.join(LONG)
            self.assertEqual([[seq, 16, 16, 1] for seq in range(7)], [[int(word) for word in line.split()] for line in lines[:7]])
            self.assertEqual("no more; go home\n", lines[7])

    def test_curve(self):
        with tempfile.TemporaryDirectory() as folder:
            for name in ("me", "pi"):
                zmq.auth.create_certificates(folder, name)
                os.chmod(f"{folder}/{name}.key_secret", 0o600)
            with Server(f"{folder}/pi.key_secret") as server:
                server.allowed.add(zmq.auth.load_certificate(f"{folder}/me.key")[0])

                def serve():
                    server.wait_subscribed("front/jpeg/")
                    for seq in range(8):
                        server.frame(seq)

                serving = threading.Thread(target=serve)
                serving.start()
                self.assertEqual([f"{seq} 1\n" for seq in range(8)], self.run_recipe("curve", server.endpoint, me=folder, pi=folder))
                serving.join(LONG)

    def test_the_package_itself(self):
        first = re.search(r"```python\n(import sluice\n.*?)```", README, re.S)[1]
        with Program(pattern()) as program:
            code = first.replace('"tcp://127.0.0.1:5555"', repr(program.endpoint("ipc")))
            self.assertNotEqual(first, code)
            process = subprocess.Popen(["/usr/bin/python3", "-u", "-c", code], stdout=subprocess.PIPE, text=True, cwd=PACKAGE)
            self.assertIn("(480, 640, 3)", process.stdout.readline())
            process.kill()
            process.communicate()


if __name__ == "__main__":
    unittest.main()
