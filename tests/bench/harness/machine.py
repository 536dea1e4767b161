"""What a run ran on, so that its figures can be read later."""
import os
import pathlib
import platform
import re
import subprocess

from .stage import root

commands = {
    "uStreamer": ["ustreamer", "--version"], "GStreamer": ["gst-launch-1.0", "--version"], "ffmpeg": ["ffmpeg", "-version"],
    "OpenCV": ["/usr/bin/python3", "-c", "import cv2; print(cv2.__version__)"],
    "libzmq, pyzmq": ["/usr/bin/python3", "-c", "import zmq; print(zmq.zmq_version(), zmq.__version__)"], "compiler": ["c++", "--version"]}


def first_line(command):
    try:
        said = subprocess.run(command, capture_output=True, text=True, timeout=20).stdout
        return said.splitlines()[0] if said else "?"
    except (OSError, subprocess.TimeoutExpired):
        return "not installed"


def describe(stage):
    cpu = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    memory = int(re.search(r"MemTotal:\s+(\d+)", pathlib.Path("/proc/meminfo").read_text())[1])
    virtual = " (virtual)" if "hypervisor" in pathlib.Path("/proc/cpuinfo").read_text() else ""
    facts = {"processor": f"{os.cpu_count()} x {cpu[1] if cpu else platform.machine()}{virtual}", "memory": f"{memory / 2**20:.1f} GiB",
             "system": f"{platform.freedesktop_os_release().get('PRETTY_NAME', '?')}, Linux {platform.release()}",
             "sluice": first_line(["git", "-C", str(root), "describe", "--always", "--dirty"]),
             "load before": " ".join(f"{load:.2f}" for load in os.getloadavg())}
    return facts | {name: first_line(command) for name, command in commands.items()}
