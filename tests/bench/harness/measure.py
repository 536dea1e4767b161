"""One program with its camera and readers for a while, and several in turn."""
import json
import signal
import statistics
import subprocess
import time

from . import peers
from .stage import Cameras
from .usage import Allocations, Usage, system_calls


def start_reader(stage, peer, address):
    topic = ["--topic", "front/jpeg/"] if peer.name.startswith(("sluice", "loop")) else []
    return stage.start([stage.binary / "frame_reader", peer.reader.split()[0], address, *topic], stdout=subprocess.PIPE, text=True)


def end(process, number=signal.SIGTERM):
    process.send_signal(number)
    try:
        return process.communicate(timeout=10)[0]
    except subprocess.TimeoutExpired:
        process.kill()
        return process.communicate()[0]


def once(stage, peer, size, fps, seconds, cameras=1, readers=1, count_calls=False, warm_up=1.0):
    """What `peer` used per frame of its camera, and what arrived at the first of its readers."""
    camera = Cameras(stage, size, fps, cameras)
    served, read = peers.address(stage, peer, camera.folder)
    reading = []
    if peer.reader == "rep":
        reading = [start_reader(stage, peer, read)]
    log = open(camera.folder / "log", "w")
    program = stage.start(peer.command(stage, camera, served), env=camera.environment, stdout=log, stderr=log)
    if peer.reader not in ("tcp", "http"):  # ffmpeg opens its camera once somebody has come
        camera.wait_for(1)
    reading += [start_reader(stage, peer, read) for _ in range(readers - len(reading))]
    camera.wait_for(max(2, int(warm_up * fps)) if fps else 500)
    for reader in reading:
        reader.send_signal(signal.SIGUSR1)
    before, first = Usage(program.pid), camera.counts()
    began = time.monotonic()
    calls = system_calls(program.pid, seconds) if count_calls else time.sleep(seconds)
    now, last = Usage(program.pid), camera.counts()
    took = time.monotonic() - began
    frames = max(1, last[0] - first[0])
    if count_calls:
        result = {"calls": calls / frames} if calls else {}
    else:
        result = now.since(before, frames) | {"rss MiB": now.rss_kib / 1024, "own MiB": now.own_kib / 1024, "threads": now.threads,
                                              "fps": frames / took / cameras, "lost": last[2] - first[2]}
    said = [json.loads(end(reader) or "{}") for reader in reading]
    end(program)
    if said and said[0].get("frames") and not count_calls:
        for key, name in (("latency_p50_us", "p50 us"), ("latency_p99_us", "p99 us"), ("latency_p999_us", "p99.9 us")):
            if key in said[0]:
                result[name] = said[0][key]
        result["arrived"] = said[0]["frames"] / frames
    return result


def allocations(stage, peer, size, fps, seconds, readers=1):
    """Per frame, in a run of its own: counting costs something too."""
    camera = Cameras(stage, size, fps)
    served, read = peers.address(stage, peer, camera.folder)
    counter = Allocations(stage.malloc_library, camera.folder)
    with open(camera.folder / "log", "w") as log:
        program = stage.start(peer.command(stage, camera, served), env=counter.beside(camera.environment), stdout=log, stderr=log)
    camera.wait_for(1)
    reading = [start_reader(stage, peer, read) for _ in range(readers)]
    camera.wait_for(2 * fps)
    before, first = counter.counts(), camera.taken()
    time.sleep(seconds)
    now, last = counter.counts(), camera.taken()
    for reader in reading:
        end(reader)
    end(program)
    frames = max(1, last - first)
    return {"small mallocs": (now[0] - before[0]) / frames, "large mallocs": (now[1] - before[1]) / frames}


def crowded(stage, peer, size, fps, seconds, subscribers):
    """The same with so many subscribers, few in each of four processes so that all cores take part in reading."""
    camera = Cameras(stage, size, fps)
    served, read = peers.address(stage, peer, camera.folder)
    log = open(camera.folder / "log", "w")
    program = stage.start(peer.command(stage, camera, served), env=camera.environment, stdout=log, stderr=log)
    camera.wait_for(1)
    processes = min(4, subscribers)
    shares = [subscribers // processes + (i < subscribers % processes) for i in range(processes)]
    crowd = [stage.start([stage.binary / "crowd", read, "front/jpeg/", "--subscribers", share], stdout=subprocess.PIPE, text=True) for share in shares]
    camera.wait_for(fps * 2)
    before, first = Usage(program.pid), camera.taken()
    time.sleep(seconds)
    now, last = Usage(program.pid), camera.taken()
    lost = sum(json.loads(end(process) or "{}").get("lost", 0) for process in crowd)
    end(program)
    return now.since(before, max(1, last - first)) | {"rss MiB": now.rss_kib / 1024, "lost": lost}


def in_turn(jobs, rounds, progress=lambda text: None):
    """`jobs`: {name: function}. Runs them one after the other, so many times; the results by name."""
    results = {name: [] for name in jobs}
    for number in range(rounds):
        for name, job in jobs.items():
            progress(f"{number + 1}/{rounds} {name}")
            results[name].append(job())
    return results


def summary(runs):
    """{figure: [median, least, most]} of several runs of one thing."""
    keys = dict.fromkeys(key for run in runs for key in run)
    values = {key: [run[key] for run in runs if key in run] for key in keys}
    return {key: [statistics.median(of), min(of), max(of)] for key, of in values.items()}
