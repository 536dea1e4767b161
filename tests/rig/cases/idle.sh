# `idle: stop`: the camera streams only while somebody watches, and the first frame comes within 300 ms.
. "$(dirname "$0")/lib.sh"
FRAMES=$SMALL
plug 0
start "sluice: 1
sources: { front: { type: v4l2, device: $camera, size: 640x480, fps: 30, idle: stop } }
sinks: { live: { type: zmq, bind: \"ipc:///tmp/live\", from: front } }"

rests() { # whether no frame comes for a second
    local frames
    frames=$(count_of 0 frames)
    pause_ms 1000 # the span that is looked at
    [ "$(count_of 0 frames)" = "$frames" ]
}

for ((i = 1; i <= 3; i++)); do
    wait_for 10 rests || fail "it streams though nobody watches"
    "$WATCH" ipc:///tmp/live front/jpeg/ --frames 20 --for 20 >watch.log
    awk '$2 == "subscribed" { begin = $1 } $2 == "epoch" { printf "%d\n", ($1 - begin) * 1000 }' watch.log >>first
done
wait_for 10 rests || fail "it streams though nobody watches"
echo "first frame after $(tr '\n' ' ' <first)ms; $(counts 0)"
[ "$(wc -l <first)" = 3 ] || fail "a subscriber got nothing"
[ "$(sort -n first | tail -n 1)" -le 300 ] || fail "the first frame took longer than 300 ms"
stop 0
