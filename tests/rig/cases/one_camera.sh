# 720p30 MJPEG through uvcvideo: 300 frames, byte for byte, in order.
. "$(dirname "$0")/lib.sh"
plug 0
start "sluice: 1
sources: { front: { type: v4l2, device: $camera, size: 1280x720, fps: 30, buffers: 8 } }
sinks: { live: { type: zmq, bind: \"ipc:///tmp/live\", from: front } }"
"$READER" "ipc:///tmp/live" front/jpeg/ 300 "$FRAMES" || fail "reader"
stop 0
v4l2-ctl -d "$camera" --all >/dev/null || fail "the camera was not given back"
