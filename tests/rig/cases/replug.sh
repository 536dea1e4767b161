# One camera of two is unplugged and plugged in again at random moments: each time it is published within a second of
# its node's appearing, the other camera loses nothing, and nothing grows. By hand: REPLUGS=50 LIMIT=900.
. "$(dirname "$0")/lib.sh"
rounds=${REPLUGS:-6} seed=${SEED:-$RANDOM} too_short=0
RANDOM=$seed
echo "$rounds cycles, SEED=$seed"
FRAMES=$TINY
plug 1 --fps 10; back=$camera
plug 0 --fps 10; front=$camera
start "sluice: 1
sources:
  front: { type: v4l2, device: $front, size: 320x240, fps: 10, buffers: 8 }
  back: { type: v4l2, device: $back, size: 320x240, fps: 10, buffers: 8 }
sinks: { live: { type: zmq, bind: \"ipc:///tmp/live\", from: [front, back] } }"
"$WATCH" ipc:///tmp/live front/jpeg/ --device "$front" >front.log & front_watch=$!
"$WATCH" ipc:///tmp/live back/jpeg/ >back.log & back_watch=$!
wait_for 20 grep -q epoch front.log || fail "front sends nothing"
wait_for 20 grep -q epoch back.log || fail "back sends nothing"

figures() { # fds, threads, resident KiB
    echo "$(find "/proc/$sluice_pid/fd" -mindepth 1 | wc -l) $(ls "/proc/$sluice_pid/task" | wc -l)" \
        "$(sed -n 's/^VmRSS:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$sluice_pid/status")"
}

cycle() {
    local epochs
    unplug 0
    wait_for 10 test ! -e "$front" || fail "$front is held"
    random 0 1500; pause_ms $chosen
    random 1 4
    if [ $chosen = 1 ]; then # pulled again while sluice is about to open it
        plug 0 --fps 10
        random 0 100; pause_ms $chosen
        unplug 0
        too_short=$((too_short + 1))
        wait_for 10 test ! -e "$front" || fail "$front is held"
    fi
    epochs=$(lines_of epoch front.log)
    plug 0 --fps 10
    [ "$camera" = "$front" ] || fail "it came back as $camera, not $front"
    wait_for 20 more_lines "$epochs" epoch front.log || fail "it did not come back"
    random 0 1500; pause_ms $chosen
}

cycle # the first time much is done that stays
before=$(figures)
for ((i = 1; i < rounds; i++)); do
    cycle
    [ $((i % 10)) != 0 ] || echo "after $i: $(figures)"
done
read -r fds threads memory <<<"$before"
same_fds() { [ "$(figures | cut -d ' ' -f 1,2)" = "$fds $threads" ]; }
wait_for 5 same_fds || true # it may hold one for a moment; what has leaked stays
read -r fds_now threads_now memory_now <<<"$(figures)"
echo "fds $fds, then $fds_now; threads $threads, then $threads_now; memory $memory KiB, then $memory_now KiB"
[ "$fds_now" = "$fds" ] || fail "fds have grown: $(ls -l "/proc/$sluice_pid/fd")"
[ "$threads_now" = "$threads" ] || fail "threads have grown"
[ $((memory_now - memory)) -lt 1024 ] || fail "memory has grown"

kill $front_watch $back_watch
wait $front_watch $back_watch
tail -n 1 back.log
grep -q 'gaps=0 epochs=1 ' back.log || fail "the other camera has a gap"
awk '$2 == "node" { plugged = $1 } $2 == "epoch" && plugged { printf "%d\n", ($1 - plugged) * 1000; plugged = 0 }' front.log |
    sort -n >returns
echo "back within $(sed -n "$((($(wc -l <returns) + 1) / 2))p" returns) ms (median), $(tail -n 1 returns) ms (worst)," \
    "$(wc -l <returns) of $(lines_of ' node ' front.log) times; $too_short were too short to need it"
[ $(($(lines_of ' node ' front.log) - $(wc -l <returns))) -le "$too_short" ] || fail "it did not come back each time"
[ "$(tail -n 1 returns)" -lt 1000 ] || fail "the worst return took longer than a second"
stop 0
