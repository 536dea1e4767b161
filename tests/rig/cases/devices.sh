# `sluice devices` shows the webcam and what it is, says who holds it, and its --yaml runs.
. "$(dirname "$0")/lib.sh"
plug 0 --name "Lab Webcam"
"$SLUICE" devices >devices.log || fail "devices"
cat devices.log
grep -q "$camera" devices.log || fail "the webcam is missing"
grep -q 'serial.*CAM0' devices.log || fail "its serial is missing"
grep -q 'uvcvideo' devices.log || fail "its driver is missing"
grep -q '1280x720' devices.log || fail "its size is missing"
grep -q 'metadata' devices.log || fail "its metadata node is not explained"
"$SLUICE" devices --json | grep -q '^{"cameras":\[{"device":"/dev/video0"' || fail "tools/run would not find a camera"
"$SLUICE" devices --yaml | sed '/vivid/,$!b' >devices.yaml
"$SLUICE" check devices.yaml || fail "its config is wrong: $(cat devices.yaml)"
start "sluice: 1
sources: { front: { type: v4l2, device: $camera } }
sinks: { live: { type: zmq, bind: \"ipc:///tmp/live\", from: front } }"
"$READER" "ipc:///tmp/live" front/jpeg/ 10 "$FRAMES" || fail "reader"
"$SLUICE" devices >held.log
grep -q "held by .*sluice" held.log || fail "the holder is not named: $(cat held.log)"
status=0
"$SLUICE" run config.yaml --set sinks.live.bind="ipc:///tmp/second" >second.log 2>&1 || status=$?
[ $status = 1 ] || fail "a second program on one camera ended with $status"
grep -q "front: $camera is busy: held by sluice" second.log || fail "it does not say who has the camera"
stop 0
