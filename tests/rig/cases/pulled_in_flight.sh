# A camera is pulled while its frames wait for a subscriber that stopped reading: nothing crashes, and the
# camera comes back under its old number while those frames are still held.
. "$(dirname "$0")/lib.sh"
plug 0; front=$camera
plug 1; back=$camera
start "sluice: 1
sources:
  front: { type: v4l2, device: $front, size: 1280x720, fps: 30, buffers: 8 }
  back: { type: v4l2, device: $back, size: 1280x720, fps: 30, buffers: 8 }
sinks: { live: { type: zmq, bind: \"ipc:///tmp/live\", from: [front, back] } }"
"$WATCH" ipc:///tmp/live front/event/ >event.log &
"$READER" "ipc:///tmp/live" front/jpeg/ 100000 >stalled.log & stalled=$!
"$READER" "ipc:///tmp/live" front/jpeg/ 30 "$FRAMES" || fail "reader"
kill -STOP $stalled
"$READER" "ipc:///tmp/live" front/jpeg/ 60 "$FRAMES" || fail "a healthy reader beside a stalled one"
unplug 0
wait_for 10 grep -q 'front: .* has been unplugged' sluice.log || fail "not reported"
wait_for 10 test ! -e "$front" || fail "$front is held"
plug 0
[ "$camera" = "$front" ] || fail "came back as $camera, not $front"
"$READER" "ipc:///tmp/live" front/jpeg/ 60 "$FRAMES" || fail "the camera that came back"
kill -CONT $stalled
"$READER" "ipc:///tmp/live" back/jpeg/ 60 "$FRAMES" || fail "the other camera"
kill -0 "$sluice_pid" || fail "sluice died"
cat event.log
grep -q 'event offline: .*unplugged' event.log || fail "no event when it went"
grep -q 'event online' event.log || fail "no event when it came"
same "sentences when it came" "$(lines_of 'front: online' sluice.log)" 1
stop 0
