"""Raw pixels to BGR: by OpenCV where it is there and can, else by numpy alone."""
from __future__ import annotations

from typing import TYPE_CHECKING, Any, List

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray


def raw_to_bgr(numpy: Any, cv2: Any, codec: str, w: int, h: int, planes: List[Any]) -> "NDArray[numpy.uint8]":
    """`planes`: of rows x stride bytes each, checked to hold the picture. YUV is of limited range, BT.601."""
    result: "NDArray[numpy.uint8]"
    if codec in ("gray", "bgr24", "rgb24"):
        result = _plain(numpy, codec, w, planes[0])
    # OpenCV halves sides, so they have to be even.
    elif cv2 is not None and w % 2 == 0 and (h % 2 == 0 or len(planes) == 1):
        result = _by_opencv(numpy, cv2, codec, w, h, planes)
    else:
        result = _by_numpy(numpy, codec, w, h, planes)
    return result


def _plain(numpy: Any, codec: str, w: int, plane: Any) -> Any:
    h = len(plane)
    if codec == "gray":
        return numpy.repeat(plane[:, :w, None], 3, axis=2)
    pixels = plane[:, : 3 * w].reshape(h, w, 3)
    return numpy.ascontiguousarray(pixels[:, :, ::-1]) if codec == "rgb24" else pixels.copy()


def _by_opencv(numpy: Any, cv2: Any, codec: str, w: int, h: int, planes: List[Any]) -> Any:
    if codec in ("yuyv", "uyvy"):
        pairs = numpy.ascontiguousarray(planes[0][:, : 2 * w]).reshape(h, w, 2)
        return cv2.cvtColor(pairs, cv2.COLOR_YUV2BGR_YUYV if codec == "yuyv" else cv2.COLOR_YUV2BGR_UYVY)
    chroma_width = w // 2 if codec == "i420" else w
    flat = [planes[0][:, :w].ravel()] + [plane[:, :chroma_width].ravel() for plane in planes[1:]]
    whole = numpy.concatenate(flat).reshape(h * 3 // 2, w)
    codes = {"nv12": cv2.COLOR_YUV2BGR_NV12, "nv21": cv2.COLOR_YUV2BGR_NV21, "i420": cv2.COLOR_YUV2BGR_I420}
    return cv2.cvtColor(whole, codes[codec])


def _by_numpy(numpy: Any, codec: str, w: int, h: int, planes: List[Any]) -> Any:
    half = (w + 1) // 2
    if codec in ("yuyv", "uyvy"):
        fours = planes[0][:, : 4 * half].reshape(h, half, 4)
        first = 0 if codec == "yuyv" else 1  # where the first luma lies
        y = fours[:, :, first::2].reshape(h, 2 * half)[:, :w]
        u, v = fours[:, :, 1 - first], fours[:, :, 3 - first]
    else:
        y = planes[0][:, :w]
        if codec == "i420":
            u, v = planes[1][:, :half], planes[2][:, :half]
        else:
            pairs = planes[1][:, : 2 * half].reshape(-1, half, 2)
            u, v = (pairs[:, :, 0], pairs[:, :, 1]) if codec == "nv12" else (pairs[:, :, 1], pairs[:, :, 0])
        u, v = (numpy.repeat(plane, 2, axis=0)[:h] for plane in (u, v))
    u, v = (numpy.repeat(plane, 2, axis=1)[:, :w].astype(numpy.int32) - 128 for plane in (u, v))
    # ITU-R BT.601 from limited range, in 16 bits of fraction.
    light = (numpy.maximum(y.astype(numpy.int32) - 16, 0)) * 76309 + 32768
    out = numpy.empty((h, w, 3), numpy.uint8)
    for channel, colour in enumerate((u * 132201, -25675 * u - 53279 * v, v * 104597)):
        out[:, :, channel] = numpy.clip((light + colour) >> 16, 0, 255)
    return out
