"""frame.image(): every format, by OpenCV, by Pillow, and by numpy alone."""
import json
import sys
import time
import unittest
from unittest import mock

import cv2
import numpy
from support import ROOT, header
from wire_test import part

import sluice
from sluice import _raw, _wire
from sluice._frame import Frame

W, H = 48, 32
PLAIN = ("gray", "bgr24", "rgb24")
SHARED = ("yuyv", "uyvy", "nv12", "nv21", "i420")  # chroma


def frame_of(topic, head, payload):
    return Frame(_wire.read([topic.encode(), json.dumps(head).encode(), payload]), 0.0)


def jpeg_frame(payload, **more):
    return frame_of("front/jpeg/", header(**{"seq": 0, "size": len(payload), **more}), payload)


def picture():
    """Smooth colours: halved chroma loses nothing to speak of."""
    y, x = numpy.mgrid[0:H, 0:W]
    return numpy.dstack([40 + 3 * x, 60 + 4 * y, 200 - 2 * x]).clip(0, 255).astype(numpy.uint8)


def raw_frame(codec, bgr, padding):
    """`bgr` as that format, with `padding` bytes behind each row and 7 before each plane."""
    yuv = cv2.cvtColor(bgr, cv2.COLOR_BGR2YUV_I420)
    y, u, v = yuv[:H], yuv[H : H + H // 4].reshape(H // 2, W // 2), yuv[H + H // 4 :].reshape(H // 2, W // 2)
    tall = {"u": numpy.repeat(u, 2, 0), "v": numpy.repeat(v, 2, 0)}
    rows = {
        "gray": lambda: [bgr[:, :, 0]], "bgr24": lambda: [bgr.reshape(H, -1)], "rgb24": lambda: [bgr[:, :, ::-1].reshape(H, -1)],
        "yuyv": lambda: [numpy.stack([y[:, ::2], tall["u"], y[:, 1::2], tall["v"]], 2).reshape(H, -1)],
        "uyvy": lambda: [numpy.stack([tall["u"], y[:, ::2], tall["v"], y[:, 1::2]], 2).reshape(H, -1)],
        "nv12": lambda: [y, numpy.stack([u, v], 2).reshape(H // 2, -1)], "nv21": lambda: [y, numpy.stack([v, u], 2).reshape(H // 2, -1)],
        "i420": lambda: [y, u, v],
    }[codec]()
    payload, planes = b"", []
    for plane in rows:
        payload += b"\xee" * 7
        planes.append([len(payload), plane.shape[1] + padding, plane.shape[0]])
        payload += numpy.pad(plane, ((0, 0), (0, padding)), constant_values=0xEE).tobytes()
    return frame_of("front/raw/", header(0, len(payload), codec=codec, w=W, h=H, planes=planes), payload)


class ImageTest(unittest.TestCase):
    def near(self, expected, image, most=3):
        self.assertEqual((expected.shape, numpy.uint8), (image.shape, image.dtype))
        self.assertLessEqual(int(numpy.abs(expected.astype(int) - image).max()), most)
        image[0, 0] = 1  # the caller's own, to be drawn on
        self.assertTrue(image.flags.c_contiguous)

    def test_raw_formats(self):
        for codec in PLAIN + SHARED:
            for padding in (0, 5):
                for hidden in ({}, {"cv2": None}):
                    with self.subTest(codec=codec, padding=padding, hidden=hidden), mock.patch.dict(sys.modules, hidden):
                        expected = picture()
                        if codec == "gray":
                            expected = numpy.repeat(expected[:, :, :1], 3, 2)
                        self.near(expected, raw_frame(codec, picture(), padding).image(), 0 if codec in PLAIN else 12)

    def test_both_ways_agree(self):
        bgr = numpy.random.default_rng(1).integers(0, 256, (H, W, 3), numpy.uint8)
        for codec in SHARED:
            frame = raw_frame(codec, bgr, 3)
            by_opencv = frame.image()
            with mock.patch.dict(sys.modules, {"cv2": None}):
                self.near(by_opencv, frame.image(), 2)

    def test_odd_sizes(self):
        for codec, planes, size in (("i420", [[0, 3, 3], [9, 2, 2], [13, 2, 2]], 17), ("nv12", [[0, 3, 3], [9, 4, 2]], 17), ("yuyv", [[0, 8, 3]], 24)):
            frame = frame_of("front/raw/", header(0, size, codec=codec, w=3, h=3, planes=planes), bytes([128] * size))
            self.assertEqual([[[130] * 3] * 3] * 3, frame.image().tolist())

    def test_vectors_open(self):
        for path in (ROOT / "sinks/zmq/vectors").glob("*.json"):
            vector = json.loads(path.read_text())
            if vector.get("reads", {}).get("kind") in ("jpeg", "raw"):
                frame = Frame(_wire.read([part(one) for one in vector["parts"]]), 0.0)
                self.assertEqual((frame.header["h"], frame.header["w"], 3), frame.image().shape, path.name)

    def test_jpeg_by_opencv_and_pillow(self):
        frame = jpeg_frame(cv2.imencode(".jpg", picture(), [cv2.IMWRITE_JPEG_QUALITY, 95])[1].tobytes())
        self.near(picture(), frame.image(), 12)
        with mock.patch.dict(sys.modules, {"cv2": None}):
            self.near(picture(), frame.image(), 12)
            with mock.patch.dict(sys.modules, {"PIL": None, "PIL.Image": None}), self.assertRaisesRegex(ImportError, "OpenCV or Pillow"):
                frame.image()
        with mock.patch.dict(sys.modules, {"numpy": None}), self.assertRaisesRegex(ImportError, "pip install numpy"):
            frame.image()

    def test_a_picture_is_not_turned_by_its_own_exif(self):
        jpeg = cv2.imencode(".jpg", picture())[1].tobytes()
        exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0"
        turned = jpeg[:2] + b"\xff\xe1" + (len(exif) + 2).to_bytes(2, "big") + exif + jpeg[2:]
        self.assertEqual((H, W, 3), jpeg_frame(turned).image().shape)

    def test_damaged_and_giant_jpegs(self):
        jpeg = cv2.imencode(".jpg", picture())[1].tobytes()
        at = jpeg.index(b"\xff\xc0")
        giant = jpeg[: at + 5] + b"\xff\xff\xff\xff" + jpeg[at + 9 :]
        for hidden in ({}, {"cv2": None}):
            with mock.patch.dict(sys.modules, hidden):
                for bad in (b"x", b"\xff\xd8", b"\xff" * 100, giant, jpeg[: at + 12], b"\xff\xd8\xff\xe0\0\0" * 50):
                    with self.assertRaisesRegex(sluice.Error, "damaged"):
                        jpeg_frame(bad).image()

    def test_what_a_frame_carries(self):
        raw = raw_frame("nv12", picture(), 0)
        with self.assertRaisesRegex(sluice.Error, "no JPEG but raw nv12; use frame.data"):
            raw.jpeg
        notes = frame_of("front/notes/", header(0, 0, notes={"motion": 0.5}), b"")
        self.assertEqual({"motion": 0.5}, notes.notes)
        for what in (lambda: notes.jpeg, notes.image):
            with self.assertRaisesRegex(sluice.Error, "notes alone; subscribe to front, its pictures"):
                what()
        frame = jpeg_frame(b"abc", seq=7, epoch=9, wall_us=1_500_000)
        self.assertEqual((b"abc", b"abc", 7, 9, 1.5, "front", "front/jpeg/", "jpeg", {}),
                         (frame.jpeg, frame.data, frame.seq, frame.epoch, frame.time, frame.name, frame.topic, frame.kind, frame.notes))
        self.assertIn("front/jpeg/ seq 7 16x16, 3 bytes", repr(frame))

    def test_raw_without_opencv_is_not_slow(self):
        planes = [numpy.zeros((720, 1280), numpy.uint8), numpy.zeros((360, 1280), numpy.uint8)]
        began = time.thread_time()
        _raw.raw_to_bgr(numpy, None, "nv12", 1280, 720, planes)
        self.assertLess(time.thread_time() - began, 1.0)


if __name__ == "__main__":
    unittest.main()
