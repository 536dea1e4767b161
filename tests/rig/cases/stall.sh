# A camera that falls silent for seconds, again and again: it goes on by itself, nothing is opened anew, and waiting
# costs nothing. By hand: STALLS=20 LIMIT=400.
. "$(dirname "$0")/lib.sh"
stalls=${STALLS:-2} seconds=${STALL_FOR:-5}
FRAMES=$SMALL
plug 0 --stall-after 60 --stall-for "$seconds" --stall-times "$stalls"
start "sluice: 1
sources: { front: { type: v4l2, device: $camera, size: 640x480, fps: 30, buffers: 8 } }
sinks: { live: { type: zmq, bind: \"ipc:///tmp/live\", from: front } }"
"$WATCH" ipc:///tmp/live front/jpeg/ >front.log & watch=$!
"$WATCH" ipc:///tmp/live front/event/ >event.log &
span() { # MILLISECONDS: that the processor works for sluice in so many, as `us in ms`
    local begin cpu
    begin=$(now_ms) cpu=$(run_time_us "$sluice_pid")
    pause_ms "$1"
    echo "$(($(run_time_us "$sluice_pid") - cpu)) us in $(($(now_ms) - begin)) ms"
}
wait_for 20 grep -q epoch front.log || fail "nothing came"
echo "processor while frames come: $(span 1000)"
for ((i = 1; i <= stalls; i++)); do
    wait_for 30 at_least "$i" 0 stalls || fail "the webcam did not fall silent"
    span $((seconds * 1000 - 1000)) | tee -a cpu # with the restart of the stream in it
    frames=$(count_of 0 frames)
    wait_for 30 at_least $((frames + 30)) 0 frames || fail "it did not go on after stall $i"
done
kill $watch
wait $watch
tail -n 1 front.log
counts 0
cat event.log
grep -q ' epochs=1 ' front.log || fail "the camera was opened anew"
grep -q 'event stalled' event.log || fail "no event"
# A busy machine adds to what a process seems to run, so it is the median, the lower of two.
sort -n cpu | sed -n "$(((stalls + 1) / 2))p" >median
awk '{ share = $1 / $4 / 10; printf "processor while silent: %.2f %%\n", share; exit share >= 1 }' median ||
    fail "waiting costs over 1 % of a processor"
stop 0
