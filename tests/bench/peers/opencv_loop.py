"""The usual way in Python: OpenCV reads and decodes, encodes, and pyzmq sends. opencv_loop.py DEVICE ENDPOINT WIDTH HEIGHT"""
import sys

import cv2
import zmq

device, endpoint, width, height = sys.argv[1:]
camera = cv2.VideoCapture(device, cv2.CAP_V4L2)
camera.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter_fourcc(*"MJPG"))
camera.set(cv2.CAP_PROP_FRAME_WIDTH, int(width))
camera.set(cv2.CAP_PROP_FRAME_HEIGHT, int(height))
socket = zmq.Context().socket(zmq.PUB)
socket.sndhwm = 4
socket.bind(endpoint)
while True:
    read, picture = camera.read()
    if not read:
        break
    _, jpeg = cv2.imencode(".jpg", picture)
    socket.send_multipart([b'{"ts_us":%d}' % (camera.get(cv2.CAP_PROP_POS_MSEC) * 1000), jpeg], copy=False)
