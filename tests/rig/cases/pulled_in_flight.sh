# A camera is pulled while its frames wait for a subscriber that stopped reading: nothing crashes, and the
# camera comes back under its old number while those frames are still held.
. "$(dirname "$0")/lib.sh"
plug 0; front=$camera front_cable=$cable
plug 1; back=$camera
start "sluice: 1
sources:
  front: { type: v4l2, device: $front, size: 1280x720, fps: 30, buffers: 8 }
  back: { type: v4l2, device: $back, size: 1280x720, fps: 30, buffers: 8 }
sinks: { live: { type: zmq, bind: \"ipc:///tmp/live\", from: [front, back] } }"
"$READER" "ipc:///tmp/live" front/jpeg/ 100000 >stalled.log & stalled=$!
"$READER" "ipc:///tmp/live" front/jpeg/ 30 "$FRAMES" || fail "reader"
kill -STOP $stalled
"$READER" "ipc:///tmp/live" front/jpeg/ 60 "$FRAMES" || fail "a healthy reader beside a stalled one"
kill $front_cable
wait_for 10 grep -q 'front: .* has been unplugged' sluice.log || fail "not reported"
wait_for 10 test ! -e "$front" || fail "$front is held"
plug 0
[ "$camera" = "$front" ] || fail "came back as $camera, not $front"
kill -CONT $stalled
"$READER" "ipc:///tmp/live" back/jpeg/ 60 "$FRAMES" || fail "the other camera"
kill -0 $sluice_pid || fail "sluice died"
stop 1
