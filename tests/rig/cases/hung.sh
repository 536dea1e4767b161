# A camera that does not answer for seconds when it shall stop: the other camera's frames keep coming, and sluice has
# said all it has to say within a second of SIGTERM. Its process stays until the kernel lets go of the camera.
. "$(dirname "$0")/lib.sh"
FRAMES=$SMALL hang=4000
plug 1; back=$camera
plug 0 --stall-after 60 --stall-streams 1 --hang-end $hang; front=$camera
start "sluice: 1
sources:
  front: { type: v4l2, device: $front, size: 640x480, fps: 30, buffers: 8 }
  back: { type: v4l2, device: $back, size: 640x480, fps: 30, buffers: 8 }
sinks: { live: { type: zmq, bind: \"ipc:///tmp/live\", from: [front, back] } }"
"$WATCH" ipc:///tmp/live front/jpeg/ >front.log & front_watch=$!
"$WATCH" ipc:///tmp/live back/jpeg/ >back.log & back_watch=$!
# The stream falls silent after two seconds and is started again, which begins with ending it.
wait_for 30 at_least 2 0 streams || fail "the stalled stream was not started again"
pause_ms 1000 # of frames from both
kill $front_watch $back_watch
wait $front_watch $back_watch
echo "front: $(tail -n 1 front.log)"
echo "back: $(tail -n 1 back.log)"
grep -q 'gaps=0 epochs=1 ' back.log || fail "the other camera has a gap"
longest=$(sed -n 's/.*longest_ms=//p' back.log)
[ "$longest" -lt 500 ] || fail "the other camera was silent for $longest ms"

begin=$(now_ms)
kill -TERM "$sluice_pid"
wait_for 10 grep -q '"final":true' sluice.json || fail "no last line"
said=$(($(now_ms) - begin))
wait "$sluice_pid" || echo "status $?"
echo "stop: all said after $said ms, gone after $(($(now_ms) - begin)) ms; the camera answers after $hang ms"
[ $said -lt 1500 ] || fail "the stop was delayed"
