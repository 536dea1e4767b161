#!/usr/bin/env python3
"""Runs sluice under strace and holds every system call it makes against those its unit allows it: libraries end
the program where they are refused one they count on. Usage: calls_test.py UNIT PROGRAM PLUGINS"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

unit, program, plugins = sys.argv[1:]
CONFIG = """sluice: 1
sources: { front: { type: pattern, size: 320x240, fps: 50 } }
filters:
  half: { type: every_nth, from: front, n: 2 }
  moved: { type: motion, from: front }
  small: { type: resize, from: front, width: 160 }
sinks:
  live: { type: zmq, bind: "ipc://FOLDER/live", from: [half, moved, small] }
  net: { type: zmq, bind: "tcp://127.0.0.1:*", from: front }
  disk: { type: file, path: FOLDER/frames, keep: 1MiB, from: [front, half, moved, small] }
"""

def groups():
    """The sets of system calls by name, as systemd-analyze lists them: @set, a comment, then one call or set a line."""
    found, name = {}, None
    listing = subprocess.run(["systemd-analyze", "syscall-filter", "--no-pager"], check=True, capture_output=True, text=True)
    for line in listing.stdout.splitlines():
        if line.startswith("@"):
            name = line.split()[0]
            found[name] = set()
        elif name and (word := line.strip()) and not word.startswith("#"):
            found[name].add(word)
    return found


def calls_of(word, sets):
    if not word.startswith("@"):
        return {word}
    return set().union(*(calls_of(member, sets) for member in sets[word]))


def allowed(text, sets):
    """Lines are applied in their order; the first makes it a list of what is allowed, '~' takes away."""
    calls = calls_of("@default", sets)
    for line in re.findall(r"^SystemCallFilter=(.+)$", text, re.MULTILINE):
        away = line.startswith("~")
        for word in line.lstrip("~").split():
            calls = calls - calls_of(word, sets) if away else calls | calls_of(word, sets)
    return calls


with tempfile.TemporaryDirectory(prefix="sluice-test-") as name:
    folder = pathlib.Path(name)
    (folder / "frames").mkdir()
    (folder / "a.yaml").write_text(CONFIG.replace("FOLDER", name))
    trace = folder / "trace"
    run = [program, "run", str(folder / "a.yaml"), "--plugin-path", plugins, "--frames", "20"]
    subprocess.run(["strace", "-f", "-qq", "-o", str(trace), *run], check=True, stdout=subprocess.DEVNULL,
                   env={**os.environ, "NOTIFY_SOCKET": f"{name}/nobody"})
    made = set(re.findall(r"^\d+ +(?:<\.\.\. )?([a-z_0-9]+)(?:\(| resumed>)", trace.read_text(), re.MULTILINE))
    frames = [path for path in (folder / "frames").rglob("*") if path.is_file()]

if len(made) < 30 or not frames:
    sys.exit(f"only {len(made)} kinds of system calls and {len(frames)} files: it did not run as it should")
missing = made - allowed(pathlib.Path(unit).read_text(), groups())
if missing:
    sys.exit("the unit's SystemCallFilter refuses what sluice calls: " + ", ".join(sorted(missing)))
print(f"all {len(made)} system calls it makes are allowed")
