#!/usr/bin/env python3
"""Key files of ours in pyzmq's hands, and pyzmq's in ours: keys_pyzmq.py PROGRAM"""
import os
import stat
import subprocess
import sys
import tempfile
import unittest

import zmq.auth

PROGRAM = sys.argv.pop(1)


def run(*words):
    return subprocess.run([PROGRAM, *words], capture_output=True, text=True, timeout=30)


class Keys(unittest.TestCase):
    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory()
        self.addCleanup(self.scratch.cleanup)
        self.folder = self.scratch.name

    def path(self, name):
        return os.path.join(self.folder, name)

    def text(self, name):
        with open(self.path(name)) as file:
            return file.read()

    def test_pyzmq_reads_ours(self):
        done = run("keys", "box", "--folder", self.folder)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("curve: { key: " + self.path("box.key_secret"), done.stdout)
        self.assertIn("--server-key PUBLISHER.key", done.stdout)
        self.assertIn("curve: { key: " + self.path("box.key_secret") + ", server: PUBLISHER.key }", done.stdout, "of a zmq source")
        public, nothing = zmq.auth.load_certificate(self.path("box.key"))
        same, secret = zmq.auth.load_certificate(self.path("box.key_secret"))
        self.assertIsNone(nothing)
        self.assertEqual(public, same)
        self.assertEqual(zmq.curve_public(secret), public)
        self.assertEqual(zmq.auth.load_certificates(self.folder), {public: True})
        self.assertEqual(stat.S_IMODE(os.stat(self.path("box.key_secret")).st_mode), 0o600)

    def test_we_read_pyzmqs(self):
        zmq.auth.create_certificates(self.folder, "viewer", {"email": "a@b", "note": 'public-key = "x"'})
        os.chmod(self.path("viewer.key_secret"), 0o600)
        sub = run("sub", "ipc://" + self.path("absent"), "--key", self.path("viewer.key_secret"), "--server-key", self.path("viewer.key"), "--for", "10ms")
        self.assertEqual(sub.returncode, 1, sub.stderr)  # 2: something is wrong with the files
        os.chmod(self.path("viewer.key_secret"), 0o644)
        sub = run("sub", "ipc://" + self.path("absent"), "--key", self.path("viewer.key_secret"), "--server-key", self.path("viewer.key"), "--for", "10ms")
        self.assertEqual(sub.returncode, 2)
        self.assertIn("can be read by others than its owner; chmod 600 " + self.path("viewer.key_secret"), sub.stderr)

    def test_never_overwrites(self):
        self.assertEqual(run("keys", "box", "--folder", self.folder).returncode, 0)
        before = self.text("box.key_secret")
        again = run("keys", "box", "--folder", self.folder)
        self.assertEqual(again.returncode, 1)
        self.assertIn("exists already", again.stderr)
        self.assertEqual(self.text("box.key_secret"), before)

    def test_half_of_the_keys_is_a_mistake(self):
        sub = run("sub", "ipc://" + self.path("absent"), "--key", self.path("x"))
        self.assertEqual(sub.returncode, 2)
        self.assertIn("--key without --server-key", sub.stderr)


if __name__ == "__main__":
    unittest.main()
