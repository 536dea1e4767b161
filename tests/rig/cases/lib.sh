# What the cases share; each runs inside the rig with its working folder as $PWD, where it may write.
# From the caller: SLUICE, WEBCAM, READER, FRAMES.
set -euo pipefail

fail() {
    echo "FAILED: $*"
    for log in ./*.log; do [ -e "$log" ] && { echo "--- $log"; tail -n 30 "$log"; }; done
    exit 1
}

wait_for() { # SECONDS COMMAND...: until it succeeds
    local end=$((SECONDS + $1))
    shift
    until "$@" 2>/dev/null; do
        [ $SECONDS -lt $end ] || return 1
        sleep 0.05
    done
}

plug() { # PORT [OPTIONS]: sets camera to its node; its process is the cable
    local port=$1
    shift
    rm -f "ready$port"
    "$WEBCAM" --frames "$FRAMES" --port "$port" --serial "CAM$port" "$@" >"ready$port" 2>"webcam$port.log" &
    cable=$!
    wait_for 20 test -s "ready$port" || fail "no webcam on port $port"
    camera=$(cut -d ' ' -f 1 "ready$port")
}

start() { # CONFIG_TEXT: starts sluice with it, sets sluice_pid
    printf '%s\n' "$1" >config.yaml
    "$SLUICE" run config.yaml >sluice.log 2>&1 &
    sluice_pid=$!
    wait_for 30 grep -q '^live: ipc' sluice.log || fail "sluice did not start"
}

stop() { # the status must be $1
    local status=0
    kill -TERM $sluice_pid
    wait $sluice_pid || status=$?
    [ $status = "$1" ] || fail "sluice ended with $status, not $1"
}
