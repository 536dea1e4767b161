#!/usr/bin/python3
"""Runs the README's nine lines of Python, as they stand there, against the real program: 300 frames that
OpenCV opens, in order. Only the address and the end of the loop are this test's own."""
import pathlib
import re
import signal
import subprocess
import sys
import tempfile

root, sluice = pathlib.Path(sys.argv[1]), sys.argv[2]
lines = re.search(r"```python\n(.*?)```", (root / "README.md").read_text(), re.S)[1].splitlines()
assert len(lines) <= 10, f"the README promises nine lines and has {len(lines)}"

with tempfile.TemporaryDirectory() as folder:
    endpoint = f"ipc://{folder}/live"
    config = pathlib.Path(folder) / "config.yaml"
    config.write_text(f"""sluice: 1
sources: {{ front: {{ type: pattern, size: 640x480, fps: 30 }} }}
sinks: {{ live: {{ type: zmq, bind: "{endpoint}", from: front }} }}
""")
    code = "\n".join(lines)
    assert '"tcp://127.0.0.1:5555"' in code and "while True:" in code and "print(" in code
    code = code.replace('"tcp://127.0.0.1:5555"', repr(endpoint)).replace("while True:", "for _ in range(300):")
    code += "\n    seen.append((info, cv2.imdecode(numpy.frombuffer(jpeg, numpy.uint8), cv2.IMREAD_COLOR).shape))\n"
    program = subprocess.Popen([sluice, "run", config])
    try:
        import cv2
        import numpy
        seen = []
        exec(code, {"seen": seen, "cv2": cv2, "numpy": numpy, "print": lambda *words: None})
    finally:
        program.send_signal(signal.SIGTERM)
        status = program.wait(timeout=5)

assert status == 0, status
assert all(shape == (480, 640, 3) for _, shape in seen)
seqs = [info["seq"] for info, _ in seen]
assert seqs == list(range(seqs[0], seqs[0] + 300)), f"frames were lost: {seqs}"
assert all(info["orig"] and info["codec"] == "jpeg" and (info["w"], info["h"]) == (640, 480) for info, _ in seen)
print("300 frames read by the README's lines and opened by OpenCV")
