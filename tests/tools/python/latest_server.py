"""A zmq_latest sink for tests, told what to answer: each request is handed to the test."""
import json

import zmq
from support import LONG, Publisher, header, stat


class LatestServer(Publisher):
    def __init__(self, endpoint="tcp://127.0.0.1:*"):
        super().__init__(kind=zmq.ROUTER, endpoint=endpoint)

    def request(self, topic="front/jpeg/", boot="b", seconds=LONG):
        """The next one for that topic: who asks, and the request. What asks for the stat message is answered here."""
        while True:
            assert self.socket.poll(seconds * 1000), "nobody asks"
            who, text = self.socket.recv_multipart()
            request = json.loads(text)
            if request["topic"] == topic:
                return who, request
            assert request == {"v": 1, "topic": "sluice/stat/"}, request
            self.answer(who, "sluice/stat/", stat({"topic": "front/jpeg/"}, boot=boot))

    def answer(self, who, topic, head, payload=b""):
        self.socket.send_multipart([who, topic.encode(), json.dumps(head).encode(), payload])

    def frame_to(self, who, seq, **more):
        self.answer(who, "front/jpeg/", header(seq, 1, **more), b"x")
