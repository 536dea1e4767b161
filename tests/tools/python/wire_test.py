"""What a message is read as: every vector of sinks/zmq/vectors, and what no vector can hold."""
import base64
import json
import random
import unittest

from support import ROOT, header, stat

from sluice import _wire


def part(told):
    return told.encode() if isinstance(told, str) else base64.b64decode(told["base64"])


def parts(head, topic=b"front/jpeg/", payload=b"x"):
    return [topic, head if isinstance(head, bytes) else json.dumps(head).encode(), payload]


class WireTest(unittest.TestCase):
    def ignored(self, message):
        with self.assertRaises(_wire.Ignored, msg=str(message)[:200]):
            _wire.read(message)

    def test_every_vector(self):
        vectors = sorted((ROOT / "sinks/zmq/vectors").glob("*.json"))
        self.assertGreater(len(vectors), 30)
        for path in vectors:
            with self.subTest(path.name):
                vector = json.loads(path.read_text())
                message = [part(one) for one in vector["parts"]]
                if "ignored" in vector:
                    self.ignored(message)
                    continue
                reads, read = vector["reads"], _wire.read(message)
                self.assertEqual((reads["name"], reads["kind"], reads["payload_size"]), (read.name, read.kind, len(read.payload)))
                self.assertEqual(reads["header"], read.header)

    def test_hostile_headers_are_ignored(self):
        good = header(3, 1)
        _wire.read(parts(good))
        huge = json.dumps(good).replace('"seq": 3', '"seq": ' + "9" * 60000).encode()
        deep = json.dumps(good)[:-1].encode() + b', "x": ' + b"[" * 30000 + b"]" * 30000 + b"}"
        for head in (huge, deep, b"[" * 65000, b"{}" + b" " * 65536, b"\xff\xfe{}", b"\x00", b"null", b"1", b'"', b'{"v":1',
                     json.dumps({**good, "x": float("nan")}).encode()):
            self.ignored(parts(head))
        for key in ("v", "src", "seq", "epoch", "ts_us", "wall_us", "codec", "w", "h", "size", "cam_seq", "orig"):
            for wrong in (None, True if key not in ("orig",) else 1, -1, 1.5, 1 << 53, 10**300, "x" * 65, [], {}, [[]]):
                if key in ("ts_us", "wall_us") and wrong == -1:
                    continue
                self.ignored(parts({**good, key: wrong}))
            self.ignored(parts({other: value for other, value in good.items() if other != key}))
        self.ignored(parts({**good, "notes": []}))

    def test_topics(self):
        good = json.dumps(header(3, 1)).encode()
        for topic in (b"", b"/", b"//", b"front", b"front/", b"front/jpeg", b"front//", b"/jpeg/", b"front/jpeg//", b"1/jpeg/", b"\xff/jpeg/",
                      b"a" * 33 + b"/jpeg/", b"a/" * 200, b"sluice/raw/", b"front/stat/", b"front\n/jpeg/"):
            self.ignored(parts(good, topic))

    def test_a_stat_message_is_made_safe(self):
        told = stat({"topic": "front/jpeg/", "fps": "many", "since_us": "SOON", "drops": 5})
        read = _wire.read([b"sluice/stat/", json.dumps(told).replace('"SOON"', "1e999").encode(), b""])
        topic = read.header["topics"][0]
        self.assertEqual((0, 0, {}), (topic["fps"], topic["since_us"], topic["drops"]))
        for wrong in ({"topics": 1}, {"topics": [1]}, {"topics": [{}]}, {"boot": 5}, {"ts_us": "x"}):
            self.ignored([b"sluice/stat/", json.dumps({**told, **wrong}).encode(), b""])

    def test_random_changes_never_raise_anything_else(self):
        chance = random.Random(1)
        seeds = [[part(one) for one in json.loads(path.read_text())["parts"]] for path in (ROOT / "sinks/zmq/vectors").glob("*.json")]
        for _ in range(20_000):
            message = [bytearray(one) for one in chance.choice(seeds)]
            for _ in range(chance.randrange(1, 4)):
                changed = chance.choice(message)
                if changed:
                    changed[chance.randrange(len(changed))] = chance.choice(b'{}[]",:0123456789-.eE \\\x00\xffntf')
            try:
                _wire.read([bytes(one) for one in message])
            except _wire.Ignored:
                pass


if __name__ == "__main__":
    unittest.main()
