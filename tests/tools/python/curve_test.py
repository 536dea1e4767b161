"""CURVE as a client: let in, refused, and told so; against libzmq's own server, with the key files of pyzmq."""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading
import unittest

import zmq
import zmq.auth
from support import LONG, PACKAGE, PROGRAM, Program, Publisher, pattern, wait_for

import sluice


class Server(Publisher):
    """A CURVE server that lets in the public keys of `allowed`; asked anew at each handshake."""

    def __init__(self, key_file):
        self.allowed = set()
        public, secret = zmq.auth.load_certificate(key_file)

        def prepare(socket):
            self._zap = socket.context.socket(zmq.REP)
            self._zap.setsockopt(zmq.LINGER, 0)
            self._zap.bind("inproc://zeromq.zap.01")
            threading.Thread(target=self._answer, args=(self._zap,), daemon=True).start()
            socket.curve_server = True
            socket.curve_publickey, socket.curve_secretkey = public, secret

        super().__init__(prepare=prepare)

    def _answer(self, zap):
        try:
            while True:
                version, number, _, _, _, _, key = zap.recv_multipart()
                allowed = zmq.utils.z85.encode(key) in self.allowed
                zap.send_multipart([version, number, *((b"200", b"OK") if allowed else (b"400", b"no")), b"", b""])
        except zmq.ZMQError:  # the context ends
            zap.close(0)


class CurveTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        for name in ("server", "me", "other"):
            zmq.auth.create_certificates(folder.name, name)
            os.chmod(self.folder / f"{name}.key_secret", 0o600)
        self.server = Server(self.folder / "server.key_secret")
        self.addCleanup(self.server.close)
        self.mine = zmq.auth.load_certificate(self.folder / "me.key")[0]

    def subscribe(self, key="me.key_secret", server_key="server.key", **options):
        frames = sluice.subscribe(self.server.endpoint, "front/jpeg/", key=self.folder / key if key else None,
                                  server_key=self.folder / server_key if server_key else None, **{"timeout": 1, **options})
        self.addCleanup(frames.close)
        return frames

    def refused(self, words, frames):
        def told():
            with self.assertRaises(sluice.Error) as caught:
                next(frames)
            return words in str(caught.exception)

        wait_for(told, words)
        self.assertEqual(0, frames.stats.bytes)

    def test_who_is_let_in(self):
        self.server.allowed.add(self.mine)
        frames = self.subscribe(timeout=LONG)
        self.server.wait_subscribed("front/jpeg/")
        self.server.frame(0)
        self.assertEqual(0, next(frames).seq)

    def test_a_key_that_is_not_allowed_and_then_is(self):
        frames = self.subscribe()
        self.refused("refuses our key", frames)
        self.server.allowed.add(self.mine)  # libzmq itself would not try again
        self.server.wait_subscribed("front/jpeg/")
        self.server.frame(0)
        self.assertEqual(0, next(frames).seq)

    def test_a_wrong_server_key_and_no_key(self):
        self.server.allowed.add(self.mine)
        self.refused("refuses our key; is the server's key the one it has now", self.subscribe(server_key="other.key"))
        self.refused("does it want a key", self.subscribe(None, None))

    def test_a_key_for_a_server_without(self):
        with Publisher() as plain, sluice.subscribe(plain.endpoint, "front", key=self.folder / "me.key_secret",
                                                    server_key=self.folder / "server.key", timeout=1) as frames:
            self.refused("does it want keys at all?", frames)

    def test_the_viewer(self):
        self.server.allowed.add(self.mine)
        shutil.copy(self.folder / "me.key_secret", self.folder / "open.key_secret")
        os.chmod(self.folder / "open.key_secret", 0o644)
        run = lambda key: subprocess.Popen(
            ["/usr/bin/python3", "-m", "sluice", self.server.endpoint, "front/jpeg/", "--frames", "1", "--key", str(self.folder / key), "--server-key",
             str(self.folder / "server.key")], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=PACKAGE)
        viewer = run("me.key_secret")
        self.server.wait_subscribed("front/jpeg/")
        self.server.frame(0)
        said, _ = viewer.communicate(timeout=LONG)
        self.assertIn("in all 1 frames", said)
        refused = run("open.key_secret")
        _, said = refused.communicate(timeout=LONG)
        self.assertEqual(2, refused.returncode)
        self.assertIn(f"chmod 600 {self.folder}/open.key_secret", said)


class LatestTest(unittest.TestCase):
    """A zmq_latest sink of the real program, with the keys that `sluice keys` makes."""

    def test_the_right_key_gets_frames_and_no_other(self):
        with tempfile.TemporaryDirectory() as keys:
            clients = pathlib.Path(keys, "clients")
            clients.mkdir()
            for name in ("server", "me", "other"):
                subprocess.run([PROGRAM, "keys", name, "--folder", keys], check=True, stdout=subprocess.DEVNULL)
            shutil.copy(f"{keys}/me.key", clients)
            curve = f"curve: {{ key: {keys}/server.key_secret, clients: {clients} }}"
            config = pattern("320x240", 30, more=f", {curve}").replace("type: zmq,", "type: zmq_latest,")
            with Program(config) as program:
                def latest(key, server="server", timeout=1):
                    files = {"key": f"{keys}/{key}.key_secret", "server_key": f"{keys}/{server}.key"} if key else {}
                    frames = sluice.latest(program.endpoint("ipc"), "front/jpeg/", 160, timeout=timeout, **files)
                    self.addCleanup(frames.close)
                    return frames

                self.assertEqual(160, next(latest("me", timeout=LONG)).header["w"])
                for words, frames in (("refuses our key; put", latest("other")), ("is the server's key the one it has now", latest("me", "other")),
                                      ("does it want a key", latest(None))):
                    self.told(words, frames)
                viewer = [sys.executable, "-m", "sluice", program.endpoint("ipc"), "front/jpeg/", "--latest", "--frames", "2",
                          "--key", f"{keys}/me.key_secret", "--server-key", f"{keys}/server.key"]
                said = subprocess.run(viewer, check=True, cwd=PACKAGE, stdout=subprocess.PIPE, text=True, timeout=LONG).stdout
                self.assertIn("in all 2 frames", said)

    def told(self, words, frames):
        def refused():
            with self.assertRaises(sluice.Error) as caught:
                next(frames)
            return words in str(caught.exception)

        wait_for(refused, words)
        self.assertEqual(0, frames.stats.bytes)


if __name__ == "__main__":
    unittest.main()
