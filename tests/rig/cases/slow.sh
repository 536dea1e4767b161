# A camera that slows down in the dark: sluice says why, once, in the log and in its figures.
. "$(dirname "$0")/lib.sh"
FRAMES=$TINY
plug 0 --dark
start "sluice: 1
sources: { front: { type: v4l2, device: $camera, fps: 30 } }
sinks: { live: { type: zmq, bind: \"ipc:///tmp/live\", from: front } }"
"$SLUICE" sub ipc:///tmp/live front >sub.log 2>&1 &
wait_for 15 grep -q 'exposure_dynamic_framerate is on' sluice.log || fail "not a word"
pause_ms 6000 # the next time it would look
grep 'exposure_dynamic_framerate' sluice.log
same "sentences" "$(lines_of exposure_dynamic_framerate sluice.log)" 1
"$SLUICE" sub ipc:///tmp/live sluice/stat/ --frames 1 --raw --for 5s >stat.log 2>&1 || true
cat stat.log
stop 0
