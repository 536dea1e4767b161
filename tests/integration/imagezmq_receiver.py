#!/usr/bin/env python3
"""A receiver as imagezmq documents one for its PUB/SUB mode, against the real program: imagezmq_receiver.py SLUICE.

What it relies on is what ImageHub(open_port, REQ_REP=False) does: a SUB socket that subscribes to everything and connects;
recv_jpg() reads a JSON object with `msg` and then the JPEG, recv_image() one with `msg`, `dtype` and `shape` and then the
bytes of an array."""
import os
import re
import subprocess
import sys
import tempfile
import unittest

import numpy
import zmq

sluice = sys.argv.pop(1)


class Hub:
    """Connects to one or more publishers; its two ways to read are the documented ones."""

    def __init__(self, address):
        self.socket = zmq.Context.instance().socket(zmq.SUB)
        self.socket.setsockopt(zmq.RCVTIMEO, 20_000)
        self.socket.setsockopt(zmq.LINGER, 0)
        self.socket.setsockopt(zmq.SUBSCRIBE, b"")
        self.socket.connect(address)

    def connect(self, address):
        self.socket.connect(address)

    def recv_jpg(self):
        facts = self.socket.recv_json()
        return facts["msg"], self.socket.recv()

    def recv_image(self):
        facts = self.socket.recv_json()
        array = numpy.frombuffer(self.socket.recv(), dtype=facts["dtype"])
        return facts["msg"], array.reshape(facts["shape"])

    def close(self):
        self.socket.close()


class Program:
    def __init__(self, folder, name, source, more=""):
        config = os.path.join(folder, name + ".yaml")
        self.address = "ipc://" + os.path.join(folder, name)
        with open(config, "w", encoding="utf-8") as file:
            file.write(f'sluice: 1\nsources: {{ cam: {{ type: pattern, size: 96x64, fps: 30, {source} }} }}\n'
                       f'sinks: {{ live: {{ type: zmq, bind: "{self.address}", from: {{ node: cam, as: {name} }}, framing: imagezmq{more} }} }}\n')
        self.errors = os.path.join(folder, name + ".err")
        with open(self.errors, "w", encoding="utf-8") as err:
            self.process = subprocess.Popen([sluice, "run", config, "--json"], stdout=subprocess.PIPE, stderr=err, text=True)

    def stop(self):
        """What it printed."""
        if self.process.poll() is None:
            self.process.terminate()
        out = self.process.communicate(timeout=30)[0]
        with open(self.errors, encoding="utf-8") as err:
            return out, err.read()


class Imagezmq(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def program(self, *arguments):
        program = Program(self.folder.name, *arguments)
        self.addCleanup(program.stop)
        return program

    def hub(self, program):
        hub = Hub(program.address)
        self.addCleanup(hub.close)
        return hub

    def test_jpegs(self):
        hub = self.hub(self.program("front", "format: jpeg"))
        for _ in range(30):
            name, jpeg = hub.recv_jpg()
            self.assertEqual(name, "front")
            self.assertEqual((jpeg[:2], jpeg[-2:]), (b"\xff\xd8", b"\xff\xd9"))

    def test_pictures(self):
        for layout, shape in (("bgr24", (64, 96, 3)), ("rgb24", (64, 96, 3)), ("gray", (64, 96))):
            with self.subTest(layout):
                hub = self.hub(self.program(layout, "format: " + layout))
                for _ in range(10):
                    name, image = hub.recv_image()
                    self.assertEqual((name, image.shape, str(image.dtype)), (layout, shape, "uint8"))
                    self.assertGreater(int(image.max()) - int(image.min()), 100, "a picture, not a blank")

    def test_two_senders(self):
        front, back = self.program("front", "format: jpeg"), self.program("back", "format: jpeg")
        hub = self.hub(front)
        hub.connect(back.address)
        names = set()
        for _ in range(600):
            names.add(hub.recv_jpg()[0])
            if len(names) == 2:
                break
        self.assertEqual(names, {"front", "back"})

    def test_what_it_cannot_carry_is_told_and_counted(self):
        program = self.program("front", "format: yuyv, frames: 40")
        hub = self.hub(program)
        program.process.wait(timeout=60)
        out, err = program.stop()
        self.assertRegex(err, r"front sends yuyv, which receivers of imagezmq cannot read; use a source or filter that gives JPEGs, or framing: sluice")
        self.assertTrue(re.search(r'"not for imagezmq": ?[1-9]', out), out)
        self.assertEqual(hub.socket.poll(0), 0)


if __name__ == "__main__":
    unittest.main()
