"""More cameras, more subscribers, more nodes: what one more costs."""
import json
import subprocess

from harness import measure, peers
from harness.report import Bar, Part

cpu = "cpu us"


def line_through(points):
    """Least squares through (x, y): what it is at 0, and its slope."""
    mean_x = sum(x for x, _ in points) / len(points)
    mean_y = sum(y for _, y in points) / len(points)
    slope = sum((x - mean_x) * (y - mean_y) for x, y in points) / sum((x - mean_x) ** 2 for x, _ in points)
    return mean_y - slope * mean_x, slope


def measure_cameras(stage, plan):
    def job(count):
        return lambda: measure.once(stage, peers.sluice_ipc, "480p", 30, plan.seconds, cameras=count, readers=0)
    runs = measure.in_turn({str(count): job(count) for count in plan.cameras}, plan.fewer_rounds, lambda text: plan.say(f"cameras: {text}"))
    rows = {count: measure.summary(results) for count, results in runs.items()}
    first, last = rows[str(plan.cameras[0])], rows[str(plan.cameras[-1])]
    cost = [row[cpu][0] for row in rows.values()]
    memory = (last["own MiB"][0] - first["own MiB"][0]) * 1024 / (plan.cameras[-1] - plan.cameras[0])
    yield Part("cameras", "480p cameras of 30 frames a second in one process, nobody subscribed",
               "CPU is per frame of each camera. A quiet machine sleeps between the frames of few cameras and pays for each wake-up.", rows,
               [Bar("CPU of a camera's frame, most : one camera alone", max(cost) / cost[0], 1.10), Bar("memory of one more camera beyond its buffers, KiB", memory, 300)])


def measure_nodes(stage, plan):
    said = subprocess.run([stage.binary / "graph_bench", "--repeats", str(plan.many_rounds), "--frames", str(plan.graph_frames)], capture_output=True, text=True, check=True)
    runs = {}
    for line in map(json.loads, said.stdout.splitlines()):
        runs.setdefault((line["what"], line["number"]), []).append({cpu: line["us"]})
    rows = {f"{what}, {number}": measure.summary(results) for (what, number), results in runs.items()}
    points = [(number, rows[f"inline, {number}"][cpu][0]) for what, number in runs if what == "inline"]
    of = {row: figures[cpu][0] for row, figures in rows.items()}
    lane = (of["saturated lane, 1"] - of["inline, 0"]) / of["saturated futex, 1"]
    paced_lane = (of["paced, 1"] - of["paced, 0"]) / (of["paced futex, 1"] - of["paced futex, 0"])
    yield Part("nodes", "Graphs of 1 to 64 nodes, and a lane more",
               "Small frames from a source that always has one, in one process, by `graph_bench`. CPU of all threads per frame.", rows,
               [Bar("a filter more that hands frames on, us", line_through(points)[1], 0.1), Bar("a lane more : a futex hand-over, 1000 frames a second", paced_lane, 1.3),
                Bar("a lane more : a futex hand-over, as fast as it goes", lane, 1.3)])


def measure_subscribers(stage, plan):
    for transport, loop, sluice in (("ipc", peers.loop_ipc, peers.sluice_ipc), ("tcp", peers.loop_tcp, peers.sluice_tcp)):
        def job(peer, count):
            return lambda: measure.crowded(stage, peer, "480p", 30, plan.seconds, count)
        jobs = {f"{peer.name.split(',')[0]}, {count}": job(peer, count) for count in plan.subscribers for peer in (loop, sluice)}
        runs = measure.in_turn(jobs, plan.fewer_rounds, lambda text: plan.say(f"subscribers, {transport}: {text}"))
        rows = {name: measure.summary(results) for name, results in runs.items()}
        theirs, ours = (line_through([(count, rows[f"{name}, {count}"][cpu][0]) for count in plan.subscribers])[1] for name in ("loop", "sluice"))
        yield Part(f"subscribers-{transport}", f"480p, 30 frames a second, {transport}: {', '.join(map(str, plan.subscribers))} subscribers of one topic",
                   f"A subscriber more: {theirs:.1f} us a frame for the loop, {ours:.1f} us for sluice (least squares).", rows,
                   [Bar("a subscriber more, sluice : loop", ours / theirs, 1.05)])
