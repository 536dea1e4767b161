# Raw formats of single- and multi-planar devices: the pixels are what `v4l2-ctl --stream-mmap` stores.
# boot: --vivid "n_devs=2 node_types=0x1,0x1 multiplanar=1,2"
. "$(dirname "$0")/lib.sh"
declare -A nodes=([single]=/dev/video0 [multi]=/dev/video1)
for node in "${nodes[@]}"; do v4l2-ctl -d "$node" -c osd_text_mode=2 -c test_pattern=0; done

store() { # DEVICE FOURCC FILE: a frame of it
    local size
    v4l2-ctl -d "$1" --set-fmt-video "width=320,height=180,pixelformat=$2" \
        --stream-mmap --stream-count=2 --stream-to="$3" >/dev/null 2>&1 || fail "v4l2-ctl cannot read $2"
    size=$(($(stat -c %s "$3") / 2))
    cmp -s -n $size "$3" "$3" 0 $size || fail "$2: the test pattern moves"
    truncate -s $size "$3"
}

compare() { # FORMAT, its fourcc on the single-planar device, and on the other
    local name
    declare -A fourcc=([single]=$2 [multi]=$3)
    for name in single multi; do store "${nodes[$name]}" "${fourcc[$name]}" wanted.$name; done
    start "sluice: 1
sources:
  single: { type: v4l2, device: ${nodes[single]}, format: $1, size: 320x180 }
  multi: { type: v4l2, device: ${nodes[multi]}, format: $1, size: 320x180 }
sinks: { live: { type: zmq, bind: \"ipc:///tmp/live\", from: [single, multi] } }"
    for name in single multi; do
        "$SLUICE" sub ipc:///tmp/live $name/raw/ --frames 1 --for 20s --raw >got.$name 2>sub.$name.log &
        readers[$name]=$!
    done
    for name in single multi; do wait "${readers[$name]}" || fail "$1: nothing came"; done
    for name in single multi; do
        v4l2-ctl -d "${nodes[$name]}" --get-fmt-video >format.log
        grep -q "'${fourcc[$name]}'" format.log || fail "the driver was not set to ${fourcc[$name]}"
        cmp got.$name wanted.$name || fail "$name-planar ${fourcc[$name]} differs"
        grep -q "$name: .*$1 320x180" sluice.log || fail "${fourcc[$name]}: not told as $1"
        echo "$name-planar ${fourcc[$name]} as $1: equal, $(stat -c %s got.$name) bytes"
    done
    stop 0
}

declare -A readers
for pair in yuyv:YUYV uyvy:UYVY nv12:NV12 nv21:NV21 i420:YU12 gray:GREY bgr24:BGR3 rgb24:RGB3; do
    compare "${pair%:*}" "${pair#*:}" "${pair#*:}"
done
# Several memories a picture: sluice takes them only where nothing simpler is offered.
preload=$FEW_FORMATS
compare nv12 NV12 NM12
compare nv21 NV21 NM21
compare i420 YU12 YM12
