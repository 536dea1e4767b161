# vivid's raw formats arrive with the stride and size the driver set.
. "$(dirname "$0")/lib.sh"
for format in yuyv nv12 gray; do
    start "sluice: 1
sources: { test: { type: v4l2, device: /dev/video0, format: $format, size: 640x360 } }
sinks: { live: { type: zmq, bind: \"ipc:///tmp/live\", from: test } }"
    said=$("$READER" "ipc:///tmp/live" test/raw/ 20) || fail "reader: $said"
    echo "$said"
    stride=$(v4l2-ctl -d /dev/video0 --get-fmt-video | sed -n 's/.*Bytes per Line *: //p')
    size=$(v4l2-ctl -d /dev/video0 --get-fmt-video | sed -n 's/.*Size Image *: //p')
    grep -q "\"size\":$size," <<<"$said" || fail "$format: the driver's size is $size"
    grep -q "\"planes\":\[\[0,$stride,360\]" <<<"$said" || fail "$format: the driver's stride is $stride"
    grep -q "\"codec\":\"$format\"" <<<"$said" || fail "$format: codec"
    stop 0
done
# Filters open them: each becomes a JPEG of a smaller picture.
for format in yuyv uyvy nv12 nv21 bgr24 rgb24 gray; do
    start "sluice: 1
sources: { test: { type: v4l2, device: /dev/video0, format: $format, size: 640x360 } }
filters: { small: { type: resize, from: { node: test, fps: 5 }, width: 320 } }
sinks: { live: { type: zmq, bind: \"ipc:///tmp/live\", from: small } }"
    said=$("$READER" "ipc:///tmp/live" small/jpeg/ 2 made) || fail "reader: $said"
    echo "$said"
    grep -q '"codec":"jpeg"' <<<"$said" || fail "$format: codec"
    stop 0
done
