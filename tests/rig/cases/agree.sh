# v4l2-ctl, ffmpeg, the wire and the log agree on format, size and rate, for every way to ask for them.
. "$(dirname "$0")/lib.sh"
plug 0 --frames "$SMALL" --frames "$TINY" --modes 640x480@30+15,1280x720@10,320x240@5-30

agree() { # CONFIG SIZE RATE
    start "sluice: 1
sources: { front: { type: v4l2, device: $camera, $1 } }
sinks: { live: { type: zmq, bind: \"ipc:///tmp/live\", from: front } }"
    "$SLUICE" sub ipc:///tmp/live front --frames 10 --for 20s --raw >ten.mjpg 2>sub.log || fail "nothing came"
    v4l2-ctl -d "$camera" --get-fmt-video --get-parm >driver.log
    probed=$(ffprobe -v error -f mjpeg -show_entries stream=codec_name,width,height -of csv=p=0 ten.mjpg)
    stop 0
    echo "$1: driver $(sed -n "s/.*Width.Height *: //p; s/.*Pixel Format *: //p; s/.*Frames per second: //p" driver.log | tr '\n' ' ');" \
        "ffprobe $probed; log: $(grep "front: " sluice.log | head -n 1)"
    grep -q "Width/Height *: ${2/x//}" driver.log || fail "the driver's size"
    grep -q "'MJPG'" driver.log || fail "the driver's format"
    grep -q "Frames per second: $3\\." driver.log || fail "the driver's rate"
    [ "$probed" = "mjpeg,${2/x/,}" ] || fail "ffprobe says $probed"
    grep -q "front: .*$2.* $3 fps" sluice.log || fail "the log says something else"
}

agree "size: 640x480, fps: 15" 640x480 15
agree "size: 640x480, fps: max" 640x480 30
agree "size: max" 1280x720 10
agree "size: 320x240, fps: 12" 320x240 12
ffmpeg -hide_banner -nostdin -f v4l2 -input_format mjpeg -video_size 320x240 -framerate 12 -i "$camera" -frames:v 3 \
    -f null - 2>&1 | tee ffmpeg.log | grep 'Stream #0:0: Video: mjpeg' || fail "ffmpeg"
grep 'Stream #0:0: Video: mjpeg' ffmpeg.log | grep '320x240' | grep -q '12 fps' || fail "ffmpeg says something else"

echo "not offered:"
for wish in "size: 800x600" "size: 640x480, fps: 25" "format: yuyv"; do
    printf '%s\n' "sluice: 1
sources: { front: { type: v4l2, device: $camera, $wish } }
sinks: { live: { type: zmq, bind: \"ipc:///tmp/live\", from: front } }" >config.yaml
    timeout 20 "$SLUICE" run config.yaml --for 1s >wish.log 2>&1 || echo "status $?"
    echo "$wish: $(grep "front: " wish.log | head -n 2)"
done
