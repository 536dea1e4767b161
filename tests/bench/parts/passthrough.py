"""A camera of 30 frames a second to one client, for everybody; and sluice beside the loop at 1000 frames a second."""
from harness import measure, peers
from harness.report import Bar, Part

beside_ustreamer = {"480p": 0.75, "720p": 0.60, "1080p": 0.45}
beside_opencv = {"480p": 1 / 12, "720p": 1 / 30, "1080p": 1 / 80}
cpu = "cpu us"


def run(stage, plan, who, size, fps, rounds, **how):
    jobs = {peer.name: (lambda peer=peer: measure.once(stage, peer, size, fps, plan.seconds, **how)) for peer in who}
    runs = measure.in_turn(jobs, rounds, lambda text: plan.say(f"{size} at {fps} fps: {text}"))
    if plan.count_calls and size == "720p":
        for peer in who:
            runs[peer.name].append(measure.once(stage, peer, size, fps, 1, count_calls=True, **how))
    return {name: measure.summary(results) for name, results in runs.items()}


def ratio(rows, figure, ours, theirs):
    if theirs.name not in rows or figure not in rows[theirs.name] or figure not in rows[ours.name]:
        return None
    return rows[ours.name][figure][0] / rows[theirs.name][figure][0]


def bars_of(rows, size):
    wanted = [
        ("CPU, sluice : zero-copy loop, ipc", cpu, peers.sluice_ipc, peers.loop_ipc, 1.10),
        ("CPU, sluice : zero-copy loop, tcp", cpu, peers.sluice_tcp, peers.loop_tcp, 1.10),
        ("CPU, sluice : uStreamer", cpu, peers.sluice_ipc, peers.ustreamer_http, beside_ustreamer[size]),
        ("p50 latency, sluice : uStreamer", "p50 us", peers.sluice_ipc, peers.ustreamer_http, 1 / 20),
        ("CPU, sluice : OpenCV loop in C++", cpu, peers.sluice_ipc, peers.opencv_cpp, beside_opencv[size]),
        ("CPU, sluice, tcp : GStreamer", cpu, peers.sluice_tcp, peers.gst_copy, 1.10),
        ("RSS, sluice : zero-copy loop, ipc", "rss MiB", peers.sluice_ipc, peers.loop_ipc, 1.20)]
    found = [(what, ratio(rows, figure, ours, theirs), most) for what, figure, ours, theirs, most in wanted]
    return [Bar(what, value, most) for what, value, most in found if value is not None]


def measure_part(stage, plan):
    who = [peer for peer in peers.all_peers if peer.is_there(stage)]
    how = "Preloaded camera, one client. Figures are per frame. " + " ".join(f"{peer.name}: `{peer.note}`." for peer in who)
    for size in plan.sizes:
        rows = run(stage, plan, who, size, 30, plan.rounds if size == "720p" else plan.fewer_rounds)
        yield Part(f"passthrough-{size}", f"{size}, 30 frames a second, one client", how, rows, bars_of(rows, size), cpu)
        how = "As above."


# Beside the loop alone, and what it costs where nobody listens.
unsubscribed = [peers.Peer("loop, nothing sent", "sub ipc", peers.loop("none"), "dequeue and queue again"),
                peers.Peer("sluice, no subscriber", "sub ipc", peers.sluice, "")]


def measure_unpaced(stage, plan):
    rows = run(stage, plan, [peers.loop_ipc, peers.loop_copy, peers.sluice_ipc], "720p", 1000, plan.many_rounds)
    yield Part("unpaced", "720p, 1000 frames a second, one client",
               "As fast as libzmq takes them without losing some: an always ready camera would be measured dropping.", rows,
               [Bar("CPU, sluice : zero-copy loop", ratio(rows, cpu, peers.sluice_ipc, peers.loop_ipc), 1.05)])
    rows = run(stage, plan, unsubscribed, "720p", 1000, plan.many_rounds, readers=0)
    floor, ours = (rows[peer.name][cpu][0] for peer in unsubscribed)
    yield Part("unsubscribed", "720p, 1000 frames a second, nobody subscribed", "The camera's own work is in both.", rows,
               [Bar("CPU, sluice : bare dequeue and queue", ours / floor, 1.2), Bar("the graph's own work, us a frame", ours - floor, 3)])


def counted(stage, plan, who, fps, **how):
    runs = {peer.name: [] for peer in who}
    for peer in who:
        for number in range(3):
            plan.say(f"counts at {fps} fps: {number + 1}/3 {peer.name}")
            runs[peer.name].append(measure.once(stage, peer, "720p", fps, 2, **how))
        runs[peer.name].append(measure.once(stage, peer, "720p", fps, 2, count_calls=True, **how))
        runs[peer.name].append(measure.allocations(stage, peer, "720p", fps, 2, **how))
    floor, ours = (measure.summary(runs[peer.name]) for peer in who)
    names = ("calls", "switches", "faults", "small mallocs", "large mallocs")
    rows = {peer.name: {key: row[key] for key in names if key in row} for peer, row in zip(who, (floor, ours))}
    if "calls" not in floor or "calls" not in ours:
        raise SystemExit("strace could not look at a program: system calls were not counted")
    return rows, {name: ours[name][0] - floor[name][0] for name in ("calls", "switches")}, {name: ours[name][0] for name in names}


def measure_counts(stage, plan):
    rows, more, own = counted(stage, plan, [peers.loop_ipc, peers.sluice_ipc], 30)
    alone, more_alone, own_alone = counted(stage, plan, unsubscribed, 1000, readers=0)
    yield Part("counts", "720p: what can be counted exactly, per frame",
               "At 30 frames a second with one client, and at 1000 without. A large malloc is one of 32 KiB or more, as a picture's would be.", rows | alone,
               [Bar("system calls more than the loop's", more["calls"], 2, True), Bar("voluntary switches more than the loop's", more["switches"], 0.3, True),
                Bar("page faults", own["faults"], 0.05, True), Bar("small mallocs", own["small mallocs"], 4, True),
                Bar("large mallocs", own["large mallocs"], 0, True), Bar("system calls more than the bare loop's, no subscriber", more_alone["calls"], 2, True),
                Bar("large mallocs, no subscriber", own_alone["large mallocs"], 0, True)])
