"""A sender by imagezmq's documented protocol, as its users run one: OpenCV reads, cv2.imencode makes a JPEG of quality 95,
a REQ socket sends [JSON with `msg`, JPEG] and waits for the answer. imagezmq_sender.py DEVICE ENDPOINT WIDTH HEIGHT"""
import sys

import cv2
import zmq

device, endpoint, width, height = sys.argv[1:]
camera = cv2.VideoCapture(device, cv2.CAP_V4L2)
camera.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter_fourcc(*"MJPG"))
camera.set(cv2.CAP_PROP_FRAME_WIDTH, int(width))
camera.set(cv2.CAP_PROP_FRAME_HEIGHT, int(height))
socket = zmq.Context().socket(zmq.REQ)
socket.connect(endpoint)
while True:
    read, picture = camera.read()
    if not read:
        break
    _, jpeg = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 95])
    socket.send_json({"msg": "front", "ts_us": int(camera.get(cv2.CAP_PROP_POS_MSEC) * 1000)}, zmq.SNDMORE)
    socket.send(jpeg, copy=False)
    socket.recv()
