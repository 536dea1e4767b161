#!/usr/bin/env python3
"""Holds the code against the rules of its structure: who may include whom, where threads are born, which
heavy headers stay out of headers. Prints every breach and ends with 1 if there is any."""
import pathlib
import re
import sys

root = pathlib.Path(sys.argv[1])
breaches = []

# What each part of core may include of the others; nodes may include none of them.
may_include = {
    "api": set(),
    "base": set(),
    "frame": {"base", "codec"},
    "codec": {"base"},
    "config": {"base"},
    "plugin": {"base"},
    "graph": {"base", "frame", "codec", "config", "plugin"},
}
heavy = ["spdlog/", "CLI/", "yaml-cpp/", "boost/", "nlohmann/", "opencv2/"]


def includes(path):
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if found := re.match(r'\s*#\s*include\s*([<"])([^>"]+)', line):
            yield number, found[1], found[2]


def breach(path, number, text):
    breaches.append(f"{path.relative_to(root)}:{number}: {text}")


def code(*folders):
    for folder in folders:
        yield from sorted(p for p in (root / folder).rglob("*") if p.suffix in (".hpp", ".cpp"))


for path in code("core"):
    part = path.relative_to(root / "core").parts[0]
    for number, _, name in includes(path):
        other = name.split("/")[0]
        if other in may_include and other != part and other not in may_include[part]:
            breach(path, number, f"core/{part} may not include {name}")

for path in code("core/api"):
    for number, bracket, name in includes(path):
        if not (bracket == "<" and (name.startswith("sluice/") or ("/" not in name and not name.endswith(".h")))):
            breach(path, number, f"the api includes the standard library and itself alone, not {name}")

for path in code("sources", "sinks", "plugins"):
    for number, bracket, name in includes(path):
        # What the zmq sink writes the zmq source reads: one wire, kept in one folder.
        wire = path.is_relative_to(root / "sources/zmq") and name.startswith("sinks/zmq/")
        if bracket == '"' and not wire and not (path.parent / name).exists():
            breach(path, number, f"a node includes only <sluice/...> and its own folder, not {name}")
        if name.split("/")[0] in may_include:
            breach(path, number, f"a node may not include core's {name}")

for path in code("core", "sources", "sinks", "plugins", "tools"):
    text = path.read_text()
    for number, _, name in includes(path):
        header_only = path.is_relative_to(root / "tools/cpp")  # the C++ client has no other files
        if path.suffix == ".hpp" and not header_only and any(name.startswith(prefix) for prefix in heavy):
            breach(path, number, f"{name} costs seconds in each file: no header includes it")
        if name.startswith("opencv2/") and not path.is_relative_to(root / "plugins"):
            breach(path, number, "OpenCV is for plugins alone")
    for number, line in enumerate(text.splitlines(), 1):
        line = line.split("//")[0]
        relative = path.relative_to(root).as_posix()
        born = re.search(r"\bstd::(j?thread|async)\b|\bpthread_create\b", line)
        if born and relative not in ("core/base/threads.cpp", "core/base/threads.hpp", "core/graph/runtime.hpp"):
            if "std::this_thread" not in line:
                breach(path, number, "threads are born in core/base/threads.cpp alone")
        if "start_thread(" in line and relative not in ("core/base/threads.cpp", "core/base/threads.hpp", "core/graph/runtime.cpp"):
            breach(path, number, "only the runtime starts threads")

node_types = {p.name for folder in ("sources", "sinks", "plugins") for p in (root / folder).iterdir() if p.is_dir()}
for path in code("core/graph"):
    for number, line in enumerate(path.read_text().splitlines(), 1):
        for name in re.findall(r'"([a-z0-9_]+)"', line.split("//")[0]):
            if name in node_types - {"file", "null"}:
                breach(path, number, f"the graph never names a node type: {name}")

# A test that is skipped is a test that says nothing.
for path in code("tests"):
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if re.search(r"\bGTEST_SKIP\b|\bDISABLED_", line):
            breach(path, number, "no test is skipped")

for path in code("core", "sources", "sinks", "plugins", "tools", "tests"):
    lines = len(path.read_text().splitlines())
    if lines > 400:
        breach(path, lines, f"{lines} lines: is it still one thing?")

print("\n".join(breaches) or "the structure holds")
sys.exit(1 if breaches else 0)
