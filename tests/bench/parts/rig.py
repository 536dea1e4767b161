"""A camera of the real uvcvideo driver, in an emulated machine (tests/rig): the emulator's times, so only their ratios mean something."""
import os
import re
import subprocess

from harness import measure
from harness.report import Bar, Part
from harness.stage import root

cpu = "cpu us"


def measure_rig(stage, plan):
    plan.say(f"rig: {plan.rig_rounds} rounds of about a minute and a half")
    said = subprocess.run([root / "tests/rig/run_case", "peers", stage.build], capture_output=True, text=True,
                          env=os.environ | {"ROUNDS": str(plan.rig_rounds), "LIMIT": str(120 + 150 * plan.rig_rounds)})
    runs = {}
    for name, us, frames in re.findall(r"^measured: (.*), (\d+) us, (\d+) frames", said.stdout, re.M):
        runs.setdefault(name, []).append({cpu: int(us), "frames": int(frames)})
    if said.returncode != 0 or "sluice, two cameras" not in runs:
        raise SystemExit(f"the rig failed: {said.stdout[-2000:]}{said.stderr[-2000:]}")
    rows = {name: measure.summary(results) for name, results in runs.items()}
    ours = rows["sluice, ipc"][cpu][0]
    bars = [Bar(f"CPU, sluice : {theirs}", ours / rows[theirs][cpu][0], most)
            for theirs, most in (("loop, zero-copy, ipc", 1.05), ("uStreamer", 0.75), ("GStreamer", 1.10), ("OpenCV loop, C++", 1 / 20)) if theirs in rows]
    # Per frame of both cameras together: twice the frames for how much of one camera's work.
    bars.append(Bar("two cameras in one process : one", 2 * rows["sluice, two cameras"][cpu][0] / ours, 1.9))
    yield Part("rig", "720p, 30 frames a second, a uvcvideo camera in an emulated machine", "As many frames as the machine carries; six seconds each.", rows, bars, cpu)
