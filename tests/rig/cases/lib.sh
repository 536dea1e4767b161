# What the cases share; each runs inside the rig with its working folder as $PWD, where it may write.
# From the caller: SLUICE, WEBCAM, READER, WATCH, FEW_FORMATS; FRAMES, SMALL and TINY: pictures of 1280x720, 640x480 and 320x240.
set -euo pipefail

no_webcam() { ! compgen -G '/sys/bus/usb/drivers/uvcvideo/*:*' >/dev/null; }

declare -A cables  # port: the process that is its webcam
sluice_pid=
leave_nothing() { # the next case starts with an empty machine
    local status=$?
    { # the shell tells of each that it was killed
        kill -CONT $(jobs -p) || true
        kill -KILL $(jobs -p) || true
        wait
    } 2>/dev/null
    wait_for 10 no_webcam || echo "a webcam is left over"
    rm -f /tmp/live /tmp/control
    exit $status
}
trap leave_nothing EXIT

fail() {
    echo "FAILED: $*"
    for log in ./*.log; do [ -e "$log" ] && { echo "--- $log"; tail -n 30 "$log"; }; done
    exit 1
}

# Without a process: starting one takes long enough here to blur what is measured.
exec {silent}<> <(:)
pause_ms() { read -rt "$(($1 / 1000)).$(printf %03d $(($1 % 1000)))" -u "$silent" || true; }

now_ms() {
    local up
    read -r up _ </proc/uptime
    echo "${up/./}0"
}

wait_for() { # SECONDS COMMAND...: until it succeeds
    local end=$((SECONDS + $1))
    shift
    until "$@" 2>/dev/null; do
        [ $SECONDS -lt $end ] || return 1
        pause_ms 50
    done
}

random() { chosen=$(($1 + RANDOM % ($2 - $1 + 1))); } # FROM TO, both included; not to be called in a subshell

plug() { # PORT [OPTIONS]: sets camera to its node; its process is the cable
    local port=$1
    shift
    rm -f "ready$port"
    "$WEBCAM" --frames "$FRAMES" --port "$port" --serial "CAM$port" "$@" >"ready$port" 2>>"webcam$port.log" &
    cable=$!
    cables[$port]=$cable
    wait_for 20 test -s "ready$port" || fail "no webcam on port $port"
    camera=$(head -n 1 "ready$port" | cut -d ' ' -f 1)
}

unplug() { # PORT
    kill "${cables[$1]}" 2>/dev/null || true
    wait "${cables[$1]}" || true
}

counts() { # PORT: the line of what its webcam has sent by now, or had when it was unplugged
    local before lines
    before=$(lines_of ^counts "ready$1")
    kill -USR1 "${cables[$1]}" 2>/dev/null || before=-1
    wait_for 5 more_lines "$before" ^counts "ready$1" || fail "no counts from port $1"
    mapfile -t lines <"ready$1"
    echo "${lines[-1]}"
}

count_of() { # PORT NAME
    local line
    line=$(counts "$1")
    [[ $line =~ \ $2=([0-9]+) ]] && echo "${BASH_REMATCH[1]}"
}

at_least() { # COUNT PORT NAME: whether the webcam has counted that many
    [ "$(count_of "$2" "$3")" -ge "$1" ]
}

start_program() { # CONFIG_TEXT: starts sluice with it, sets sluice_pid
    printf '%s\n' "$1" >config.yaml
    env ${preload:+LD_PRELOAD="$preload"} "$SLUICE" run config.yaml --json >sluice.json 2>sluice.log &
    sluice_pid=$!
}

start() { # CONFIG_TEXT: and waits for the sink `live`
    start_program "$1"
    wait_for 30 test -S /tmp/live || fail "sluice did not start"
}

stop() { # the status must be $1
    local status=0
    kill -TERM "$sluice_pid"
    wait "$sluice_pid" || status=$?
    [ "$status" = "$1" ] || fail "sluice ended with $status, not $1"
}

figure() { # NODE KEY: a number of the last line that `run --json` printed; 0 where there is none
    local lines node
    mapfile -t lines <sluice.json
    node=${lines[-1]#*"\"$1\":{\"type\""}
    node=${node%%"{\"type\""*}
    if [[ $node =~ \"$2\":([0-9]+) ]]; then echo "${BASH_REMATCH[1]}"; else echo 0; fi
}

same() { # WHAT FIGURE EXPECTED
    echo "$1: $2"
    [ "$2" = "$3" ] || fail "$1 is $2, not $3"
}

lines_of() { # PATTERN FILE: how many match
    grep -c "$1" "$2" || true
}

more_lines() { # COUNT PATTERN FILE: whether more than COUNT match
    [ "$(lines_of "$2" "$3")" -gt "$1" ]
}

run_time_us() { # PID: what all its threads have run, in microseconds
    awk '{ sum += $1 } END { printf "%d\n", sum / 1000 }' /proc/"$1"/task/*/schedstat
}

holds() { # PID FILE: whether the process has the file open
    [ -n "$(find "/proc/$1/fd" -lname "$2")" ]
}
