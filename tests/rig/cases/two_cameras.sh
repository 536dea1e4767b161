# Two webcams in one process, 300 frames each; then one is pulled and the other loses nothing.
. "$(dirname "$0")/lib.sh"
plug 0; front=$camera
plug 1; back=$camera
start "sluice: 1
sources:
  front: { type: v4l2, device: $front, size: 1280x720, fps: 30, buffers: 8 }
  back: { type: v4l2, device: $back, size: 1280x720, fps: 30, buffers: 8 }
sinks: { live: { type: zmq, bind: \"ipc:///tmp/live\", from: [front, back] } }"
"$READER" "ipc:///tmp/live" front/jpeg/ 300 "$FRAMES" >front.log & reader=$!
"$READER" "ipc:///tmp/live" back/jpeg/ 300 "$FRAMES" || fail "reader of back"
wait $reader || fail "reader of front"
cat front.log

"$READER" "ipc:///tmp/live" back/jpeg/ 150 "$FRAMES" >back.log & reader=$!
unplug 0
wait_for 10 grep -q 'front: .* has been unplugged' sluice.log || fail "the pulled camera was not reported"
wait $reader || fail "the other camera lost frames"
cat back.log
[ "$(grep -c unplugged sluice.log)" = 1 ] || fail "more than one sentence for one cable"
stop 0
