# CPU per frame of sluice beside the hand-written loop on one uvcvideo camera, in turn: prints us a frame of
# each round and the medians' ratio. No verdict: run it by hand with tests/rig/run_case cpu_ratio build/release.
. "$(dirname "$0")/lib.sh"
rounds=5 seconds=6 fps=30
plug 0
run_time() { # PID: microseconds of all its threads
    awk '{ sum += $1 } END { printf "%d\n", sum / 1000 }' /proc/"$1"/task/*/schedstat
}
measure() { # NAME COMMAND...: us a frame into NAME.us
    local name=$1 pid reader begin
    shift
    "$@" >"$name.log" 2>&1 & pid=$!
    "$(dirname "$SLUICE")/floor_reader" ipc:///tmp/live front/jpeg/ --for 600 >/dev/null & reader=$!
    wait_for 20 test -S /tmp/live || fail "$name did not start"
    sleep 2 # warm-up
    begin=$(run_time $pid)
    sleep $seconds # the span that is measured
    echo $((($(run_time $pid) - begin) / (seconds * fps))) | tee -a "$name.us"
    kill $reader
    kill -TERM $pid
    wait $pid || true
    rm -f /tmp/live
}
printf '%s\n' "sluice: 1
sources: { front: { type: v4l2, device: $camera, buffers: 5 } }
sinks: { live: { type: zmq, bind: \"ipc:///tmp/live\", from: front } }" >config.yaml
for ((i = 0; i < rounds; i++)); do
    measure loop "$(dirname "$SLUICE")/floor_loop" "$camera" ipc:///tmp/live --for 600
    measure sluice "$SLUICE" run config.yaml
done
median() { sort -n "$1" | sed -n "$((rounds / 2 + 1))p"; }
echo "us a frame: loop $(median loop.us), sluice $(median sluice.us)"
awk -v a="$(median sluice.us)" -v b="$(median loop.us)" 'BEGIN { printf "ratio %.2f\n", a / b }'
