"""Opens pictures. Imported only when somebody asks for one: numpy and OpenCV are not needed to receive."""
from __future__ import annotations

import importlib
import io
from typing import TYPE_CHECKING, Any, Tuple

from ._error import Error
from ._raw import raw_to_bgr
from ._wire import Header, Ignored, planes_of

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

MOST_PIXELS = 64 << 20  # a few bytes of JPEG can ask for gigabytes


def open_picture(kind: str, header: Header, payload: memoryview) -> "NDArray[numpy.uint8]":
    """Height x width x 3, BGR. Raises Error where it is damaged, ImportError where what opens it is not installed."""
    numpy = optional("numpy")
    if numpy is None:
        raise ImportError("frame.image() gives a numpy array and numpy is not installed; install it: pip install numpy")
    if kind == "jpeg":
        return _open_jpeg(numpy, payload)
    try:
        planes = planes_of(header, len(payload))
    except Ignored as why:
        raise Error(f"the raw picture is damaged: {why}; try the next frame") from None
    views = [
        numpy.ndarray((plane.rows, plane.stride), numpy.uint8, payload, plane.offset, (plane.stride, 1)) for plane in planes
    ]
    return raw_to_bgr(numpy, optional("cv2"), header["codec"], header["w"], header["h"], views)


def optional(name: str) -> Any:
    """The module, or None where it is not installed or cannot be loaded."""
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


def _open_jpeg(numpy: Any, payload: memoryview) -> "NDArray[numpy.uint8]":
    width, height = jpeg_size(payload)
    if not 0 < width * height <= MOST_PIXELS:
        raise Error(f"the JPEG is damaged, or too large: {width}x{height}; try the next frame")
    picture = None
    cv2 = optional("cv2")
    pillow = optional("PIL.Image") if cv2 is None else None
    if cv2 is not None:
        # Turned by its own EXIF, a picture would no longer fit its header's size and boxes.
        flags = cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION
        try:
            picture = cv2.imdecode(numpy.frombuffer(payload, numpy.uint8), flags)
        except cv2.error:
            pass
    elif pillow is not None:
        try:
            with pillow.open(io.BytesIO(payload)) as opened:
                picture = numpy.ascontiguousarray(numpy.asarray(opened.convert("RGB"))[:, :, ::-1])
        except (OSError, ValueError, SyntaxError, pillow.DecompressionBombError):
            pass
    else:
        raise ImportError(
            "frame.image() opens JPEGs with OpenCV or Pillow and neither is installed; "
            "install one: pip install opencv-python-headless, or pip install pillow"
        )
    if picture is None:
        raise Error("the JPEG is damaged; try the next frame")
    result: "NDArray[numpy.uint8]" = picture
    return result


def jpeg_size(data: memoryview) -> Tuple[int, int]:
    """Width and height by the JPEG's own frame header (ITU-T T.81, B.2.2); 0, 0 where there is none."""
    at = 2
    while at + 9 <= len(data):
        if data[at] != 0xFF:
            return 0, 0
        marker = data[at + 1]
        if marker == 0xFF:  # a filling byte
            at += 1
        elif marker == 0x01 or 0xD0 <= marker <= 0xD8:  # these have no length
            at += 2
        elif 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return data[at + 7] << 8 | data[at + 8], data[at + 5] << 8 | data[at + 6]
        elif marker in (0xD9, 0xDA):  # no frame header before the scan
            return 0, 0
        else:
            at += 2 + (data[at + 2] << 8 | data[at + 3])
    return 0, 0
