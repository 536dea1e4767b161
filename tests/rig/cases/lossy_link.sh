# A link of 8 Mbit/s that takes 30 ms and loses 2 % of what the board sends, and a camera that sends three times as much: who asks a
# zmq_latest sink for the newest frame gets a fresh one, the frames of a SUB socket grow old.
# boot: --vivid none
. "$(dirname "$0")/lib.sh"
command -v tc >/dev/null || fail "tc is missing: install the package iproute2"

end() { # NAMESPACE ADDRESS: one end of the link
    ip netns add "$1"
    ip link set "$1" netns "$1"
    ip -n "$1" addr add "$2/24" dev "$1"
    # Packets as large as the network's own: a lost one shall not be forty.
    ip -n "$1" link set "$1" gso_max_segs 1 up
}
ip link add board type veth peer name desk
end board 10.9.0.1
end desk 10.9.0.2
tc -n board qdisc add dev board root netem delay 30ms loss 2% rate 8mbit

control() { # ALGORITHM: of TCP's connections from now on
    ip netns exec board sysctl -q -w "net.ipv4.tcp_congestion_control=$1"
}

begin() { # ALGORITHM
    control "$1"
    start 'sluice: 1
sources: { front: { type: pattern, size: 1280x720, fps: 30 } }
sinks:
  live: { type: zmq, bind: ["ipc:///tmp/live", "tcp://10.9.0.1:5555"], insecure: true, from: front }
  fresh: { type: zmq_latest, bind: "tcp://10.9.0.1:5556", insecure: true, from: front }'
}

declare -A median last
age() { # NAME PORT [REQUEST]
    local line
    line=$(ip netns exec desk "$AGE" "tcp://10.9.0.1:$2" front/jpeg/ 8 ${3+"$3"}) || fail "$1: no figures"
    echo "$1: $line"
    [[ $line =~ median_ms=([0-9]+).*last_ms=([0-9]+) ]] || fail "$1: no frames"
    median[$1]=${BASH_REMATCH[1]} last[$1]=${BASH_REMATCH[2]}
}

program=$SLUICE
printf '#!/bin/bash\nexec ip netns exec board %q "$@"\n' "$program" >/tmp/sluice
chmod +x /tmp/sluice
SLUICE=/tmp/sluice

begin cubic # what most machines have: it takes each loss for a queue that is full
age subscribed 5555
age asked 5556 '{"topic":"front/jpeg/"}'
age asked_640 5556 '{"topic":"front/jpeg/","max_w":640}'
stop 0
rm -f /tmp/live
begin bbr
age asked_bbr 5556 '{"topic":"front/jpeg/"}'
stop 0

[ "${median[asked_640]}" -lt 250 ] || fail "who asks for narrower frames gets old ones"
[ "${median[asked_bbr]}" -lt 250 ] || fail "who asks for whole frames gets old ones, though the link could carry them"
[ "${last[subscribed]}" -gt 1000 ] || fail "the link is no bad one: even a SUB socket's frames are fresh"
[ "${median[asked]}" -lt "$((last[subscribed] / 2))" ] || fail "asking is no better than subscribing"
