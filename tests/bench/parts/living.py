"""Starting, idling, and running for long."""
import signal
import time

from harness import measure, peers
from harness.report import Bar, Part
from harness.stage import Cameras
from harness.usage import Usage

from .scaling import line_through


def start_up(stage, peer):
    """From exec to the first frame taken."""
    camera = Cameras(stage, "720p", 30)
    served, _ = peers.address(stage, peer, camera.folder)
    log = open(camera.folder / "log", "w")
    began = time.monotonic()
    program = stage.start(peer.command(stage, camera, served), env=camera.environment, stdout=log, stderr=log)
    camera.wait_for(1)
    took = time.monotonic() - began
    camera.wait_for(30)
    now = Usage(program.pid)
    measure.end(program)
    return {"first frame ms": took * 1000, "cpu ms of the first second": now.cpu_us / 1000, "rss MiB": now.rss_kib / 1024, "own MiB": now.own_kib / 1024, "threads": now.threads}


def measure_start(stage, plan):
    who = [peer for peer in (peers.loop_ipc, peers.sluice_ipc, peers.ustreamer_http, peers.gst_copy, peers.opencv_cpp, peers.opencv_python) if peer.is_there(stage)]
    runs = measure.in_turn({peer.name: (lambda peer=peer: start_up(stage, peer)) for peer in who}, plan.rounds, lambda text: plan.say(f"start: {text}"))
    yield Part("start", "From starting the program to its first frame, 720p", "The camera's first frame is due 33 ms after it is asked for.",
               {name: measure.summary(results) for name, results in runs.items()})


def measure_idle(stage, plan):
    who = [peer for peer in (peers.loop_ipc, peers.sluice_ipc, peers.ustreamer_http, peers.gst_copy) if peer.is_there(stage)]
    runs = measure.in_turn({peer.name: (lambda peer=peer: measure.once(stage, peer, "720p", 30, plan.seconds, readers=0)) for peer in who}, plan.rounds,
                           lambda text: plan.say(f"idle: {text}"))
    yield Part("idle", "720p, 30 frames a second, no client", "", {name: measure.summary(results) for name, results in runs.items()})


def measure_memory(stage, plan):
    """RSS at ten points of a run as long as an hour has frames."""
    peer, fps = peers.sluice_ipc, 2000
    camera = Cameras(stage, "720p", fps)
    served, read = peers.address(stage, peer, camera.folder)
    log = open(camera.folder / "log", "w")
    program = stage.start(peer.command(stage, camera, served), env=camera.environment, stdout=log, stderr=log)
    camera.wait_for(1)
    reader = measure.start_reader(stage, peer, read)
    camera.wait_for(2 * fps)
    points = []
    for number in range(11):
        points.append((camera.taken() / 1000, Usage(program.pid).rss_kib))
        if number < 10:
            camera.wait_for(plan.memory_frames // 10, seconds=300)
    measure.end(reader)
    measure.end(program, signal.SIGTERM)
    grown = line_through(points)[1]
    rows = {f"{thousands:.0f} thousand frames": {"rss KiB": [kib] * 3} for thousands, kib in points}
    yield Part("memory", f"Memory over {plan.memory_frames} frames of 720p at {fps} a second, one subscriber", "108 000 frames are an hour at 30 a second.",
               rows, [Bar("growth, KiB per 1000 frames", grown, 1)])
