"""Runs the benchmarks and writes the report; `tools/bench` builds what it needs and starts it."""
import argparse
import dataclasses
import pathlib
import shlex
import sys
import time

from harness import machine, report
from harness.stage import Stage, root
from parts import living, model, opening, passthrough, rig, scaling

parts = {
    "counts": passthrough.measure_counts, "passthrough": passthrough.measure_part, "unpaced": passthrough.measure_unpaced, "cameras": scaling.measure_cameras,
    "subscribers": scaling.measure_subscribers, "nodes": scaling.measure_nodes, "filters": opening.measure_filters,
    "beside": opening.measure_beside, "start": living.measure_start, "idle": living.measure_idle, "memory": living.measure_memory,
    "rig": rig.measure_rig}


@dataclasses.dataclass
class Plan:
    """How much of everything; a full run takes half an hour, a quick one shows that all of it runs."""
    seconds: float = 2
    rounds: int = 5
    fewer_rounds: int = 3
    many_rounds: int = 7
    sizes: tuple = ("480p", "720p", "1080p")
    cameras: tuple = (1, 2, 4, 16, 64)
    subscribers: tuple = (0, 1, 4, 16, 64)
    graph_frames: int = 100_000
    opening_frames: int = 40
    memory_frames: int = 108_000
    rig_rounds: int = 3
    count_calls: bool = True

    def say(self, text):
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


quick = Plan(seconds=0.5, rounds=1, fewer_rounds=1, many_rounds=1, sizes=("480p",), cameras=(1, 4), subscribers=(0, 4), graph_frames=20_000,
             opening_frames=2, memory_frames=4000, rig_rounds=1, count_calls=False)

options = argparse.ArgumentParser(prog="tools/bench", description="Measures sluice beside its peers, in turn, on the same cameras; writes results.md, results.json and charts.")
options.add_argument("--quick", action="store_true", help="all of it, briefly: whether it still runs; a verdict on counts alone")
options.add_argument("--to", type=pathlib.Path, default=root / "build/bench-results", metavar="FOLDER")
options.add_argument("--build", type=pathlib.Path, default=root / "build/release", metavar="FOLDER", help="where the programs were built")
options.add_argument("--only", nargs="+", choices=parts, default=None, metavar="PART", help=f"of {', '.join(parts)}")
args = options.parse_args()

stage = Stage(args.build)
plan = quick if args.quick else Plan()
facts = machine.describe(stage)
done, began = [], time.monotonic()


def take(part):
    plan.say("")
    done.append(part)
    print(f"\n{part.title}\n\n{report.table(part)}\n{report.verdicts(part, args.quick)}", flush=True)
    report.write(args.to, facts, done, {"command": shlex.join(["tools/bench", *sys.argv[1:]]), "quick": args.quick, "seconds": round(time.monotonic() - began)})


# The rig has tests of its own; booting it would be most of a quick run.
for name in args.only or [name for name in parts if not (args.quick and name == "rig")]:
    for part in parts[name](stage, plan):
        take(part)
if slopes := model.fit(stage, done):
    take(slopes)
print(f"\n{args.to}: results.md, results.json, charts; {(time.monotonic() - began) / 60:.1f} min")
sys.exit(0 if all(bar.good() for part in done for bar in report.judged(part, args.quick)) else 1)
