# Which camera: another model in the old one's place is not taken for it, the old one is found on another port, equal
# cameras are told apart by their port, and where nothing tells them apart they are listed.
. "$(dirname "$0")/lib.sh"
FRAMES=$TINY
live='sinks: { live: { type: zmq, bind: "ipc:///tmp/live", from: front } }'
plug 0 --name "Old Camera" --serial OLD1 --vendor 046d --product 0001; first=$camera
start "sluice: 1
sources: { front: { type: v4l2, device: $first } }
$live"
"$WATCH" ipc:///tmp/live front/jpeg/ >front.log &
wait_for 20 grep -q epoch front.log || fail "nothing came"
unplug 0
wait_for 10 test ! -e "$first" || fail "$first is held"
plug 0 --name "New Camera" --serial NEW1 --vendor 046d --product 0002
[ "$camera" = "$first" ] || fail "the other model is $camera, not $first"
wait_for 20 grep -q 'New Camera' sluice.log || fail "not a word about the other model"
grep 'New Camera' sluice.log
same "epochs with another model there" "$(lines_of epoch front.log)" 1
same "its streams" "$(count_of 0 streams)" 0
plug 3 --name "Old Camera" --serial OLD1 --vendor 046d --product 0001
wait_for 20 more_lines 1 epoch front.log || fail "it was not found on another port"
holds "$sluice_pid" "$camera" || fail "$camera is not the one that is open"
grep online sluice.log | tail -n 1
stop 0
unplug 0
unplug 3

plug 1 --serial SAME; one=$camera
plug 2 --serial SAME; two=$camera
for port in 1-2:$one 1-3:$two; do
    start "sluice: 1
sources: { front: { type: v4l2, match: { serial: SAME, usb_port: ${port%:*} } } }
$live"
    "$READER" ipc:///tmp/live front/jpeg/ 5 "$FRAMES" || fail "reader"
    holds "$sluice_pid" "${port#*:}" || fail "another camera than the one at ${port%:*}"
    stop 0
done
status=0
printf '%s\n' "sluice: 1
sources: { front: { type: v4l2, match: { serial: SAME } } }
$live" >config.yaml
timeout 20 "$SLUICE" run config.yaml >ambiguous.log 2>&1 || status=$?
cat ambiguous.log
[ $status = 1 ] || fail "two that match end with $status, not 1"
for word in "$one" "$two" 1-2 1-3 SAME; do grep -q -- "$word" ambiguous.log || fail "$word is not in the list"; done
