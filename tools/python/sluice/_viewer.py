"""What `python -m sluice` does with frames: counts, prints, saves, shows."""
from __future__ import annotations

import itertools
import json
import os
import sys
import time
from typing import Any, Dict, List, Optional, Tuple

from ._error import Error, printable
from ._frame import Frame
from ._image import optional
from ._subscription import Subscription

_LAST_SECOND = 253402300799  # 9999-12-31T23:59:59: a later date has more digits


class Figures:
    """Of a second, or of all."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.from_first = False  # it began with the first frame: one frame more than there are gaps
        self.frames = self.bytes = self.lost = self.skipped = 0
        self.ages: List[float] = []  # seconds
        self.clock: Optional[str] = None

    def take(self, frame: Frame, most_ages: int = 100_000) -> None:
        self.frames += 1
        self.bytes += len(frame.data)
        self.lost += frame.lost
        self.skipped += frame.skipped
        if frame.latency is not None and len(self.ages) < most_ages:
            self.ages.append(frame.latency)
            self.clock = frame.latency_clock

    def age_ms(self, share: float) -> Optional[float]:
        ages = sorted(self.ages)
        return round(ages[min(len(ages) - 1, int(share * len(ages)))] * 1000, 1) if ages else None

    def told(self) -> Dict[str, Any]:
        seconds = max(time.monotonic() - self.began, 1e-6)
        per_second = max(0, self.frames - self.from_first) / seconds
        return {
            "seconds": round(seconds, 3),
            "frames": self.frames,
            "fps": round(per_second, 2),
            "bytes_per_frame": round(self.bytes / max(self.frames, 1)),
            "bytes_per_s": round(self.bytes / max(self.frames, 1) * per_second),
            "age_ms_p50": self.age_ms(0.5),
            "age_ms_p95": self.age_ms(0.95),
            "age_clock": self.clock,
            "lost": self.lost,
            "skipped": self.skipped,
        }


class Viewer:
    """Raises Error or ImportError where what was wished for cannot be."""

    def __init__(self, save: Optional[str], show: bool, as_json: bool, frames: Optional[int]) -> None:
        self._save, self._json, self._most = save, as_json, frames
        self._window = Window() if show else None
        self._whole = Figures()
        self._second = Figures()
        self._name, self._saved = "", 0
        if save is not None:
            try:
                os.makedirs(save, exist_ok=True)
            except OSError as error:
                raise Error(f"--save {printable(save)}: {error.strerror}; name a folder you may write") from None

    def run(self, subscription: Subscription) -> int:
        """The exit status."""
        ended_by_user = False
        try:
            for frame in subscription:
                if not self._take(frame) or self._whole.frames == self._most:
                    break
        except KeyboardInterrupt:
            ended_by_user = True
        self._tell(self._whole, final=True)
        if self._window is not None:
            self._window.close()
        enough = self._whole.frames > 0 and (ended_by_user or self._most is None or self._whole.frames >= self._most)
        return 0 if enough or ended_by_user else 1

    def _take(self, frame: Frame) -> bool:
        self._name = frame.topic
        for one in (self._whole, self._second):
            if self._whole.frames == 0:
                one.began, one.from_first = time.monotonic(), True  # how long the first one took is not its rate
            one.take(frame)
        if self._save is not None and frame.data:
            self._keep(frame)
        going = self._window is None or self._window.show(frame)
        if time.monotonic() - self._second.began >= 1:
            self._tell(self._second, final=False)
            self._second = Figures()
        return going

    def _keep(self, frame: Frame) -> None:
        assert self._save is not None
        stem, ending = file_name(frame)
        for number in itertools.count(1):
            path = os.path.join(self._save, stem + (f"-{number}" if number > 1 else "") + ending)
            try:
                with open(path, "xb") as file:
                    file.write(frame.data)
                break
            except FileExistsError:
                continue
            except OSError as error:
                raise Error(f"--save: {printable(path)}: {error.strerror}; name a folder with room") from None
        self._saved += 1

    def _tell(self, figures: Figures, final: bool) -> None:
        told = figures.told()
        if self._json:
            line = json.dumps({"topic": self._name, **told, **({"saved": self._saved, "final": True} if final else {})})
        else:
            line = text_of(self._name, told)
            if final:
                saved = f", {self._saved} saved" if self._save is not None else ""
                line = f"in all {told['frames']} frames in {told['seconds']:.1f} s{saved}; {line}" if told["frames"] else "no frame came"
        print(line, flush=True)


def text_of(name: str, told: Dict[str, Any]) -> str:
    """A line for people."""
    size = told["bytes_per_frame"] / 1000
    age = "unknown"
    if told["age_ms_p50"] is not None:
        age = f"{told['age_ms_p50']:.1f} ms p50, {told['age_ms_p95']:.1f} ms p95"
        age += " (wall)" if told["age_clock"] == "wall" else ""
    return (
        f"{name}: {told['fps']:.1f} fps, {size:.1f} kB each, {told['bytes_per_s'] / 1e6:.2f} MB/s, age {age}, "
        f"lost {told['lost']}, skipped {told['skipped']}"
    )


def file_name(frame: Frame) -> Tuple[str, str]:
    """front-20261122T101500.123Z-000042 and .jpg, of raw pixels .640x480.yuyv: as `sluice sub --save` does."""
    wall_us = int(frame.header["wall_us"])
    date = time.strftime("%Y%m%dT%H%M%S", time.gmtime(min(wall_us // 1_000_000, _LAST_SECOND)))
    ending = ".jpg" if frame.kind == "jpeg" else f".{frame.header['w']}x{frame.header['h']}.{frame.header['codec']}"
    return f"{frame.name}-{date}.{wall_us // 1000 % 1000:03d}Z-{frame.seq:06d}", ending


class Window:
    """The picture on the screen, by OpenCV."""

    def __init__(self) -> None:
        self._cv2: Any = optional("cv2")
        if self._cv2 is None:
            raise ImportError("--show needs OpenCV, which is not installed; pip install opencv-python")
        if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
            raise Error("--show: there is no display here; run it where you see one, or use --save DIR")
        try:
            self._cv2.namedWindow("sluice", self._cv2.WINDOW_NORMAL | self._cv2.WINDOW_KEEPRATIO)
        except self._cv2.error:
            raise Error("--show: this OpenCV cannot open windows; pip install opencv-python, the one without -headless") from None

    def show(self, frame: Frame) -> bool:
        """False: the user closed it."""
        cv2 = self._cv2
        try:
            cv2.imshow("sluice", frame.image())
        except Error as error:
            print(error, file=sys.stderr)
        return cv2.waitKey(1) & 0xFF not in (ord("q"), 27) and bool(cv2.getWindowProperty("sluice", cv2.WND_PROP_VISIBLE) >= 1)

    def close(self) -> None:
        self._cv2.destroyAllWindows()
