# What carrying a 720p camera of uvcvideo to one client costs, program after program, round after round. Prints a line
# a measurement: program, microseconds of CPU a frame, frames. No verdict: tools/bench reads it. ROUNDS=5.
. "$(dirname "$0")/lib.sh"
rounds=${ROUNDS:-3} span_ms=6000
bin=$(dirname "$SLUICE")
plug 0; front=$camera
plug 1; back=$camera

config() { # FILE DEVICE...: a camera each, all to one sink
    local file=$1 names=() device
    shift
    echo "sluice: 1"
    echo "sources:"
    for device; do
        names+=("camera${#names[@]}")
        echo "  ${names[-1]}: { type: v4l2, device: $device, buffers: 5 }"
    done
    local IFS=,
    echo "sinks: { live: { type: zmq, bind: \"ipc:///tmp/live\", from: [${names[*]}] } }"
} >"$1"
config one.yaml "$front"
config two.yaml "$front" "$back"

measure() { # NAME READERS COMMAND...; READERS: `KIND ADDRESS TOPIC`, one behind the other
    local name=$1 readers=$2 pid before ran frames=0 reader
    shift 2
    local running=()
    rm -f /tmp/live read.*
    "$@" >"program.log" 2>&1 & pid=$!
    while read -r kind address topic; do
        [ "$kind" != sub ] || wait_for 40 test -S /tmp/live || fail "$name did not start: $(tail -n 5 program.log)"
        "$bin/frame_reader" "$kind" "$address" ${topic:+--topic "$topic"} >"read.${#running[@]}" 2>reader.log & running+=($!)
    done <<<"$readers"
    pause_ms 4000 # warm-up
    kill -USR1 "${running[@]}"
    before=$(run_time_us $pid)
    pause_ms $span_ms
    ran=$(($(run_time_us $pid) - before))
    kill -TERM "${running[@]}"
    for reader in "${running[@]}"; do wait "$reader" || fail "$name: its reader: $(cat reader.log)"; done
    kill -TERM $pid
    wait $pid || true
    for reader in read.*; do
        [[ $(cat "$reader") =~ \"frames\":([0-9]+) ]] && frames=$((frames + BASH_REMATCH[1]))
    done
    [ $frames -gt 0 ] || fail "$name: nothing arrived: $(tail -n 5 program.log)"
    echo "measured: $name, $((ran / frames)) us, $frames frames"
}

caps="image/jpeg,width=1280,height=720,framerate=30/1"
for ((i = 0; i < rounds; i++)); do
    measure "loop, zero-copy, ipc" "sub ipc:///tmp/live front/jpeg/" "$bin/floor_loop" "$front" ipc:///tmp/live --for 600
    measure "sluice, ipc" "sub ipc:///tmp/live camera0/jpeg/" "$SLUICE" run one.yaml
    measure "sluice, two cameras" "sub ipc:///tmp/live camera0/jpeg/
sub ipc:///tmp/live camera1/jpeg/" "$SLUICE" run two.yaml
    measure "uStreamer" "http 8080" ustreamer -d "$front" -m MJPEG -r 1280x720 -f 30 --host 127.0.0.1 -p 8080 --log-level 0
    measure "GStreamer" "tcp 8081" gst-launch-1.0 -q v4l2src device="$front" ! "$caps" ! tcpserversink host=127.0.0.1 port=8081 sync=false
    measure "ffmpeg -c copy" "tcp 8082" ffmpeg -loglevel error -nostdin -f v4l2 -input_format mjpeg -framerate 30 -video_size 1280x720 \
        -i "$front" -c copy -f mjpeg -flush_packets 1 "tcp://127.0.0.1:8082?listen=1"
    measure "OpenCV loop, C++" "sub ipc:///tmp/live" "$bin/opencv_loop" "$front" ipc:///tmp/live
done
