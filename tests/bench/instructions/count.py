"""Instructions and system calls per frame of an armhf build beside this machine's, both in QEMU's user-mode emulators, which count
alike. `count` builds both and starts it."""
import argparse
import json
import os
import pathlib
import statistics
import struct
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from harness import measure, peers  # noqa: E402
from harness.stage import Cameras, Stage  # noqa: E402

passing = "filters:\n" + "".join(f"  f{n}: {{ type: every_nth, n: 1, from: {'front' if n == 0 else f'f{n - 1}'} }}\n" for n in range(16))


def filtered(kind, more=""):
    return f"filters:\n  f15: {{ type: {kind}, from: front{more} }}\n"


# name, size, frames a second, subscribers, cameras, filters, of which f15 is what is published.
works = [
    ("nobody subscribed, 720p", "720p", 30, 0, 1, ""),
    ("one subscriber, 480p", "480p", 30, 1, 1, ""),
    ("one subscriber, 720p", "720p", 30, 1, 1, ""),
    ("one subscriber, 1080p", "1080p", 30, 1, 1, ""),
    ("four subscribers, 720p", "720p", 30, 4, 1, ""),
    ("two cameras, 720p, one subscriber of one of them", "720p", 30, 1, 2, ""),
    ("sixteen filters that hand on, 720p", "720p", 30, 1, 1, passing),
    ("rotated by 180 as coefficients, 720p", "720p", 4, 1, 1, filtered("rotate", ", angle: 180")),
    ("decoded and encoded, 720p", "720p", 4, 1, 1, filtered("transcode", ", quality: 80")),
    ("half as large: decoded and encoded, 720p", "720p", 4, 1, 1, filtered("resize", ", width: 640")),
    ("motion, 720p", "720p", 4, 1, 1, filtered("motion"))]


class Machine:
    """A build and the emulator that it runs in."""

    def __init__(self, name, emulator, build):
        self.name, self.emulator = name, emulator
        self.binary = pathlib.Path(build).resolve() / "bin"
        self.camera = next(pathlib.Path(build).resolve().rglob("libfake_v4l2.so"), None)
        if not self.camera:
            sys.exit(f"{build}: no preloaded camera; build it as tests/bench/instructions/count does")


def graph(camera, address, filters):
    path = peers.config(camera, address, filters)
    if filters:
        path.write_text(path.read_text().replace("from: [front]", "from: [{ node: f15, as: front }]"))
    return path


def counts(file):
    return struct.unpack("QQ", file.read_bytes()[:16])


def once(stage, machine, counter, command, size, fps, subscribers, cameras):
    camera = Cameras(stage, size, fps, cameras)
    address = f"ipc://{camera.folder}/live"
    file = camera.folder / "counts"
    own = {name: value for name, value in camera.environment.items() if name != "LD_PRELOAD"}
    words = [*machine.emulator, "-E", f"LD_PRELOAD={machine.camera}", "-plugin", f"{counter},to={file}", *command(machine, camera, address)]
    with open(camera.folder / "log", "w") as log:
        program = stage.start(words, env=own, stdout=log, stderr=log)
    camera.wait_for(2, seconds=120)
    readers = [measure.start_reader(stage, peers.sluice_ipc, address) for _ in range(subscribers)]
    # Code is translated when it is run for the first time, which counts no instruction but takes long.
    camera.wait_for(4 * fps, seconds=300)
    (before, calls_before), first = counts(file), camera.taken()
    time.sleep(4)
    (now, calls_now), last = counts(file), camera.taken()
    said = [json.loads(measure.end(reader) or "{}") for reader in readers]
    measure.end(program)
    frames = max(1, last - first)
    if any(not reader.get("frames") for reader in said):
        sys.exit(f"{machine.name}: a subscriber got nothing: {(camera.folder / 'log').read_text()}")
    return (now - before) / frames, (calls_now - calls_before) / frames


def median(runs):
    return tuple(statistics.median(figures) for figures in zip(*runs))


def main():
    options = argparse.ArgumentParser(prog="tests/bench/instructions/count")
    options.add_argument("--native", type=pathlib.Path, required=True)
    options.add_argument("--armhf", type=pathlib.Path, required=True)
    options.add_argument("--root", type=pathlib.Path, required=True)
    options.add_argument("--counter", type=pathlib.Path, required=True)
    options.add_argument("--rounds", type=int, default=1, help="counts differ by a hundredth")
    options.add_argument("--only", default="", metavar="TEXT", help="what has this in its name")
    options.add_argument("--to", type=pathlib.Path, required=True, metavar="FILE", help="JSON")
    args = options.parse_args()
    stage = Stage(args.native)
    machines = [Machine("armhf", ["qemu-arm", "-cpu", "cortex-a7", "-L", args.root], args.armhf), Machine("x86-64", ["qemu-x86_64", "-cpu", "max"], args.native)]
    jobs = []
    for name, size, fps, subscribers, cameras, filters in works:
        def command(machine, camera, address, filters=filters):
            return [machine.binary / "sluice", "run", graph(camera, address, filters)]
        jobs.append((f"sluice, {name}", command, (size, fps, subscribers, cameras)))

    def loop(machine, camera, address):
        return [machine.binary / "floor_loop", camera.devices[0], address, "--mode", "zero-copy", "--for", "3600"]
    jobs.append(("loop by hand, libzmq, one subscriber, 720p", loop, ("720p", 30, 1, 1)))

    rows = {}
    print("| per frame | " + " | ".join(f"{machine.name}: instructions | calls" for machine in machines) + " |\n| --- |" + " ---: |" * 4, flush=True)
    for name, command, how in jobs:
        if args.only not in name:
            continue
        rows[name] = {machine.name: median([once(stage, machine, args.counter, command, *how) for _ in range(args.rounds)]) for machine in machines}
        print(f"| {name} | " + " | ".join(f"{figures[0] / 1000:.1f} k | {figures[1]:.1f}" for figures in rows[name].values()) + " |", flush=True)
    args.to.write_text(json.dumps(rows, indent=1) + "\n")


if __name__ == "__main__":
    os.environ.setdefault("LC_ALL", "C.UTF-8")
    main()
