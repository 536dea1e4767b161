"""How cost grows: lines fitted through the medians of the other parts."""
from harness.report import Part
from harness.stage import sizes

from .scaling import line_through

cpu = "cpu us"


def kilobytes(stage, size):
    pictures = list(stage.pictures(size).glob("*.jpg"))
    return sum(picture.stat().st_size for picture in pictures) / len(pictures) / 1000


def exactly(value):
    return [value] * 3


def by_bytes(stage, parts):
    """Of each program: a frame of no bytes, and 100 KB of it."""
    tables = {size: parts[f"passthrough-{size}"].rows for size in sizes if f"passthrough-{size}" in parts}
    if len(tables) < 2:
        return
    x = {size: kilobytes(stage, size) for size in tables}
    for name in next(iter(tables.values())):
        base, slope = line_through([(x[size], rows[name][cpu][0]) for size, rows in tables.items() if name in rows])
        yield name, {"a frame": exactly(base), "100 KB of it": exactly(100 * slope)}


def by_number(part, label):
    """Of each program whose rows are "NAME, NUMBER": one more."""
    points = {}
    for row, figures in part.rows.items():
        name, _, number = row.rpartition(", ")
        points.setdefault(name, []).append((int(number), figures[cpu][0]))
    return {f"{name}, {label}": {"one more": exactly(line_through(all_of)[1])} for name, all_of in points.items() if len(all_of) > 1}


def fit(stage, done):
    """A table of slopes, us of CPU; what a part that was not run would give is left out."""
    parts = {part.name: part for part in done}
    rows = dict(by_bytes(stage, parts))
    for name, label in (("subscribers-ipc", "subscribers, ipc"), ("subscribers-tcp", "subscribers, tcp"), ("nodes", "in a graph of small frames")):
        if name in parts:
            rows |= by_number(parts[name], label)
    if "cameras" in parts:
        counted = parts["cameras"].rows
        # The table has the cost of one camera's frame; all of them together is what grows.
        rows["sluice, cameras that nobody watches"] = {"one more": exactly(line_through([(int(count), int(count) * row[cpu][0]) for count, row in counted.items()])[1])}
    if not rows:
        return None
    return Part("model", "How cost grows: us of CPU a frame",
                "Least squares through the medians above. Bytes cost a copy into the socket and whatever that wakes; a paced frame's base is mostly waking from idle.", rows)
