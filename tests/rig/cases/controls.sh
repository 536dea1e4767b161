# Controls are as configured after the start, after each change at run time, and after each return of the camera.
# By hand: ROUNDS=200 LIMIT=1800.
. "$(dirname "$0")/lib.sh"
rounds=${ROUNDS:-8} seed=${SEED:-$RANDOM}
RANDOM=$seed
echo "$rounds rounds, SEED=$seed"
FRAMES=$TINY
export SLUICE_CONTROL=ipc:///tmp/control
declare -A wanted=([auto_exposure]=1 [exposure_time_absolute]=156 [exposure_dynamic_framerate]=0
    [white_balance_automatic]=0 [white_balance_temperature]=3200 [power_line_frequency]=1 [brightness]=-7)
plug 0
# Automatic ones behind the ones they would take over from, and menu items by name.
start "sluice: 1
process: { control: \"ipc:///tmp/control\" }
sources:
  front:
    type: v4l2
    device: $camera
    controls:
      exposure_time_absolute: 156
      white_balance_temperature: 3200
      white_balance_automatic: 0
      auto_exposure: Manual Mode
      exposure_dynamic_framerate: 0
      power_line_frequency: 50 Hz
      brightness: -7
sinks: { live: { type: zmq, bind: \"ipc:///tmp/live\", from: front } }"
"$WATCH" ipc:///tmp/live front/jpeg/ >front.log &
wait_for 20 grep -q epoch front.log || fail "nothing came"

all_as_wanted() {
    local name value list
    list=$(IFS=,; echo "${!wanted[*]}")
    v4l2-ctl -d "$camera" --get-ctrl "$list" >controls.log || fail "v4l2-ctl"
    for name in "${!wanted[@]}"; do
        value=$(sed -n "s/^$name: \(-\{0,1\}[0-9]*\).*/\1/p" controls.log)
        [ "$value" = "${wanted[$name]}" ] || fail "$1: $name is $value, not ${wanted[$name]}"
    done
}

change() { # one control, or two at once
    local pair pairs
    random 1 5
    case $chosen in
    1) random 0 128 && pairs=("brightness=$((chosen - 64))") ;;
    2) random 1 5000 && pairs=("exposure_time_absolute=$chosen") ;;
    3) random 280 650 && pairs=("white_balance_temperature=$((chosen * 10))") ;;
    4) random 0 2 && pairs=("power_line_frequency=$chosen") ;;
    5) random 0 1 && pairs=("exposure_dynamic_framerate=$chosen" "brightness=$((chosen + 5))") ;;
    esac
    "$SLUICE" control front "${pairs[@]}" >control.log 2>&1 || fail "control front ${pairs[*]}"
    for pair in "${pairs[@]}"; do wanted[${pair%=*}]=${pair#*=}; done
}

reopen() {
    local epochs
    unplug 0
    wait_for 10 test ! -e "$camera" || fail "$camera is held"
    epochs=$(lines_of epoch front.log)
    plug 0
    wait_for 20 more_lines "$epochs" epoch front.log || fail "it did not come back"
}

all_as_wanted "after the start"
for ((i = 1; i <= rounds; i++)); do
    random 1 3
    if [ $chosen = 1 ]; then reopen; else change; fi
    all_as_wanted "round $i"
done
reopen
all_as_wanted "after the last return"
echo "$rounds rounds, $(lines_of epoch front.log) times opened: all controls as wanted"

status=0
"$SLUICE" control front no_such=1 >wrong.log 2>&1 || status=$?
cat wrong.log
[ $status != 0 ] || fail "a control that is not there was set"
status=0
"$SLUICE" control front brightness=1000 >wrong.log 2>&1 || status=$?
cat wrong.log
[ $status != 0 ] || fail "a brightness that is not possible was set"
stop 0
