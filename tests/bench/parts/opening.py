"""Pictures that are opened: filters beside what somebody would write by hand, and what they do to a passthrough beside them."""
import json
import subprocess

from harness import measure, peers
from harness.report import Bar, Part


def measure_filters(stage, plan):
    said = subprocess.run([stage.binary / "opening_bench", "--json", "1", "--repeats", str(plan.many_rounds), "--frames", str(plan.opening_frames)],
                          capture_output=True, text=True)
    rows, bars = {}, []
    for line in map(json.loads, said.stdout.splitlines()):
        rows[line["name"]] = {"ours us": [line["ours"]] * 3, "theirs us": [line["theirs"]] * 3, "ratio": [line["ratio"]] * 3}
        if line["bar"]:
            bars.append(Bar(line["name"], line["ratio"], line["bar"]))
    yield Part("filters", "1080p pictures opened, edited and encoded, beside the same by hand", "CPU of all threads per picture, by `opening_bench`; 4:2:2.", rows, bars)


def measure_beside(stage, plan):
    def beside(stage, cameras, address):
        return [stage.binary / "sluice", "run", peers.config(cameras, address, "filters:\n  motion: { type: motion, from: front, run: always }\n")]
    who = [peers.sluice_ipc, peers.Peer("sluice, motion beside it", "sub ipc", beside, "")]
    runs = measure.in_turn({peer.name: (lambda peer=peer: measure.once(stage, peer, "720p", 30, plan.seconds)) for peer in who}, plan.rounds,
                           lambda text: plan.say(f"beside: {text}"))
    rows = {name: measure.summary(results) for name, results in runs.items()}
    yield Part("beside", "A passthrough of 720p, and motion detection beside it on a lane of its own",
               "CPU is of all lanes, so the second row's has the decoding in it; the frames' way to the subscriber is the same.", rows,
               [Bar("frames that the subscriber of the passthrough missed, with motion", 1 - rows[who[1].name]["arrived"][0], 0.02)])
