# Cameras that break frames: the reader gets whole ones only, and the counters equal what the camera did, exactly.
. "$(dirname "$0")/lib.sh"
FRAMES=$TINY
nodrop=/sys/module/uvcvideo/parameters/nodrop

let_go() { ! holds "$sluice_pid" "$camera*"; }

# OPTIONS of the webcam: what it sends until it unplugs itself. `all` wants every frame from the first on.
send() {
    plug 0 --fps 20 "$@"
    "$READER" ipc:///tmp/live front/jpeg/ 15 ${compare-"$FRAMES"} >reader.log & reader=$!
    start "sluice: 1
sources: { front: { type: v4l2, device: $camera, buffers: 8 } }
sinks:
  live: { type: zmq, bind: \"ipc:///tmp/live\", from: front }
  all: { type: \"null\", from: front }"
    wait $cable || fail "the webcam failed"
    wait $reader || fail "reader"
    wait_for 10 test ! -e "$camera" || fail "$camera is held"
    wait_for 10 let_go || fail "sluice still has $camera open" # the emulated driver may take its time to end a stream
    stop "${status-0}"
    counts 0
}

dropped() { # REASON EXPECTED
    same "  $1" "$(figure front "$1")" "$2"
}

injected() { # NAME...: the sum
    local sum=0 name
    for name; do sum=$((sum + $(count_of 0 "$name"))); done
    echo $sum
}

for handed_on in 0 1; do
    echo $handed_on >$nodrop
    for faults in "--truncate-every 3" "--error-every 5" "--truncate-every 3 --error-every 5"; do
        echo "$faults, nodrop=$handed_on"
        # shellcheck disable=SC2086
        send $faults --count 61
        marked=$(injected flagged flagged_cut)
        dropped "lost by the driver" $((handed_on == 0 ? marked : 0))
        dropped "driver error" $((handed_on == 1 ? marked : 0))
        dropped "no end" "$(injected cut)"
        same "  whole" "$(figure front out)" "$(injected whole)"
    done
done
echo 0 >$nodrop

echo "no end, another size, padding"
send --frames "$SMALL" --no-end-every 4 --other-size-every 7 --pad 500 --count 61
dropped "no end" "$(injected no_end)"
dropped "other size" "$(injected other_size)"
same "  whole" "$(figure front out)" "$(injected whole)"

echo "no Huffman tables"
timeout 60 "$SLUICE" sub ipc:///tmp/live front/jpeg/ --frames 15 --raw >got.mjpg 2>sub.log & sub=$!
compare=made send --no-dht --pad 100 --count 61
wait $sub || fail "sub"
same "  whole" "$(figure front out)" 61
LC_ALL=C grep -qaP '\xff\xc4' got.mjpg || fail "still without tables"
pictures() { ffmpeg -v error -nostdin -f mjpeg -i "$1" -f framemd5 - | sed '/^#/d; s/.*, *//'; } # FILE: their pixels' sums
cat "$TINY"/*.jpg >sent.mjpg
pictures sent.mjpg | sort >sent
pictures got.mjpg | sort >got
echo "  $(comm -12 got sent | wc -l) of $(wc -l <got) show what the camera saw"
[ "$(comm -12 got sent | wc -l)" = 15 ] || fail "other pictures than the camera's"
