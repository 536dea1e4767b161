"""A reader for freshness_test: says of each frame when it was handed out and how old it was, both in seconds.

    stalled_reader.py KIND ENDPOINT WORK PAUSE

KIND: ours, or plain (a SUB that just receives). WORK: seconds of work after each frame. PAUSE: after so many frames it waits for
a line on stdin; 0: never."""
import json
import sys
import time

import sluice
import zmq


def plain(endpoint):
    socket = zmq.Context().socket(zmq.SUB)
    socket.subscribe("front/jpeg/")
    socket.connect(endpoint)
    while True:
        yield json.loads(socket.recv_multipart()[1])


def ours(endpoint):
    for frame in sluice.subscribe(endpoint, "front/jpeg/"):
        yield frame.header


kind, endpoint, work, pause = sys.argv[1], sys.argv[2], float(sys.argv[3]), int(sys.argv[4])
for count, header in enumerate({"ours": ours, "plain": plain}[kind](endpoint), 1):
    now = time.monotonic()
    print(now, now - header["ts_us"] / 1e6, flush=True)
    if count == pause:
        sys.stdin.readline()
    elif work:
        time.sleep(work)
