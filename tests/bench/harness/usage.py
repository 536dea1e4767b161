"""What processes use, as the kernel counts it: all threads of a process and of those it started."""
import pathlib
import re
import struct
import subprocess


def family(pid):
    pids = [pid]
    for parent in pids:
        for children in pathlib.Path(f"/proc/{parent}/task").glob("*/children"):
            pids += map(int, children.read_text().split())
    return pids


class Usage:
    """Run time in us, switches and faults so far; memory and threads now."""

    def __init__(self, pid):
        self.cpu_us = self.voluntary = self.involuntary = self.faults = self.threads = self.rss_kib = self.own_kib = 0
        for member in family(pid):
            self._add(pathlib.Path(f"/proc/{member}"))

    def _add(self, process):
        for task in (process / "task").iterdir():
            self.cpu_us += int((task / "schedstat").read_text().split()[0]) / 1000
            status = (task / "status").read_text()
            self.voluntary += int(re.search(r"\nvoluntary_ctxt_switches:\s+(\d+)", status)[1])
            self.involuntary += int(re.search(r"\nnonvoluntary_ctxt_switches:\s+(\d+)", status)[1])
            self.threads += 1
        self.faults += int((process / "stat").read_text().rsplit(")", 1)[1].split()[7])
        status = (process / "status").read_text()
        self.rss_kib += int(re.search(r"VmRSS:\s+(\d+)", status)[1])
        self.own_kib += int(re.search(r"RssAnon:\s+(\d+)", status)[1])  # without files, and without a camera's buffers

    def since(self, before, frames):
        """Per frame."""
        return {"cpu us": (self.cpu_us - before.cpu_us) / frames, "switches": (self.voluntary - before.voluntary) / frames,
                "preempted": (self.involuntary - before.involuntary) / frames, "faults": (self.faults - before.faults) / frames}


class Allocations:
    """How often a program asks malloc for less than 32 KiB, and how often for more, where a picture would be."""

    def __init__(self, library, folder):
        self.library, self.path = library, folder / "malloc"

    def counts(self):
        return struct.unpack("QQ", self.path.read_bytes())

    def beside(self, environment):
        return environment | {"COUNT_MALLOC": str(self.path), "LD_PRELOAD": f"{environment['LD_PRELOAD']}:{self.library}"}


def system_calls(pid, seconds):
    """How many the process makes in that time, by strace; None where it cannot look."""
    trace = subprocess.run(["timeout", "-s", "INT", str(seconds), "strace", "-f", "-c", "-p", str(pid)], capture_output=True, text=True)
    total = re.search(r"^100\.00\s+\S+\s+\S*\s+(\d+)", trace.stderr, re.M)
    return int(total[1]) if total else None
