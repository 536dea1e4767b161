# A camera that is not there or busy at the start: with `required: false` the rest starts, and it comes when it can.
. "$(dirname "$0")/lib.sh"
FRAMES=$TINY
config() { # WORDS for front
    echo "sluice: 1
sources:
  back: { type: v4l2, match: { serial: CAM1 } }
  front: { type: v4l2, match: { serial: CAM0 }, $1 }
sinks: { live: { type: zmq, bind: \"ipc:///tmp/live\", from: [front, back] } }"
}
plug 1
status=0
config "required: true" >config.yaml
timeout 20 "$SLUICE" run config.yaml >required.log 2>&1 || status=$?
cat required.log
[ $status = 1 ] || fail "without a camera that is required it ended with $status"

start "$(config "required: false")"
"$READER" ipc:///tmp/live back/jpeg/ 10 "$TINY" || fail "the rest does not run"
"$WATCH" ipc:///tmp/live front/jpeg/ --frames 30 --for 30 >front.log & watch=$!
plug 0
wait $watch
cat front.log
grep -q 'end frames=30' front.log || fail "it did not come"
stop 0
rm sluice.log

v4l2-ctl -d "$camera" --stream-mmap >/dev/null 2>&1 & holder=$!
wait_for 10 at_least 1 0 frames || fail "v4l2-ctl does not stream"
start "$(config "required: false")"
wait_for 10 grep -q 'busy' sluice.log || fail "not a word about the busy camera"
grep busy sluice.log
"$READER" ipc:///tmp/live back/jpeg/ 10 "$TINY" || fail "the rest does not run"
"$WATCH" ipc:///tmp/live front/jpeg/ --frames 30 --for 30 >front.log & watch=$!
freed=$(now_ms)
kill $holder
wait $watch
grep -q 'end frames=30' front.log || fail "it did not come when it was free"
echo "published $(awk -v freed="$freed" '$2 == "epoch" { printf "%d", $1 * 1000 - freed }' front.log) ms after it was freed"
same "sentences about it" "$(lines_of busy sluice.log)" 1
stop 0
