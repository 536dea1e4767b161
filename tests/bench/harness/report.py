"""Results to a folder: results.json with everything, results.md to read, a chart for each part that has one."""
import dataclasses
import json
import subprocess


@dataclasses.dataclass
class Bar:
    """A ratio or figure that has a limit. Counts say the same on any machine; times need a quiet one."""
    what: str
    value: float
    most: float
    counts: bool = False

    def good(self):
        return self.value <= self.most


@dataclasses.dataclass
class Part:
    """A table: rows of {figure: [median, least, most]}, in this order; what is to be noted; what has a limit."""
    name: str
    title: str
    how: str
    rows: dict
    bars: list = dataclasses.field(default_factory=list)
    chart: str = ""  # the figure that is drawn, if any


def number(value):
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}" if abs(value) >= 0.2 else f"{value:.3f}"


def table(part):
    keys = list(dict.fromkeys(key for row in part.rows.values() for key in row))
    lines = ["| | " + " | ".join(keys) + " |", "| --- |" + " ---: |" * len(keys)]
    for name, row in part.rows.items():
        cells = []
        for key in keys:
            if key not in row:
                cells.append("-")
                continue
            median, least, most = row[key]
            spread = f" ({number(least)} to {number(most)})" if key == keys[0] and least != most else ""
            cells.append(number(median) + spread)
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def judged(part, quick):
    """What is worth a verdict: a quick run is too short for times."""
    return [bar for bar in part.bars if bar.counts or not quick]


def verdicts(part, quick):
    return "\n".join(f"- {'within' if bar.good() else '**beyond**'}: {bar.what}: {number(bar.value)}, at most {number(bar.most)}" for bar in judged(part, quick))


def draw(part, path):
    """Bars from left to right on a logarithmic scale, by gnuplot: what is compared differs by up to a hundred times."""
    rows = [(name, row[part.chart]) for name, row in part.rows.items() if part.chart in row]
    ours, others = 0xC0392B, 0x3B7EA1
    data = "\n".join(f'"{name}" {median} {least} {most} {ours if name.startswith("sluice") else others}' for name, (median, least, most) in reversed(rows))
    low = min(median for _, (median, *_rest) in rows) / 2
    script = f"""set terminal svg size 860,{70 + 30 * len(rows)} dynamic font 'sans,13' background '#ffffff'
set output '{path}'
set title '{part.title}: {part.chart}'
set logscale x
set xrange [{low}:*]
set yrange [-0.6:{len(rows) - 0.4}]
set border 3
set xtics nomirror
set ytics nomirror
set grid xtics lc rgb '#dddddd'
unset key
$data << EOD
{data}
EOD
plot $data using 2:0:({low}):2:($0-0.35):($0+0.35):5:ytic(1) with boxxyerror fs solid 0.9 lc rgb variable, \\
     $data using 2:0:3:4 with xerrorbars lc rgb '#333333' pt 0, \\
     $data using ($4*1.06):0:(sprintf('%.0f', $2)) with labels left font 'sans,12'
"""
    subprocess.run(["gnuplot"], input=script, text=True, check=True)


def write(folder, machine, parts, options):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "results.json").write_text(json.dumps(
        {"machine": machine, "options": options, "parts": [dataclasses.asdict(part) for part in parts]}, indent=1) + "\n")
    text = ["# sluice beside its peers", "", f"`{options['command']}`: medians of runs in turn (least to most).", ""]
    text += [f"- {name}: {value}" for name, value in machine.items()]
    for part in parts:
        text += ["", f"## {part.title}", "", part.how, ""]
        if part.chart:
            draw(part, folder / f"{part.name}.svg")
            text += [f"![{part.title}]({part.name}.svg)", ""]
        text += [table(part), "", verdicts(part, options["quick"])]
    (folder / "results.md").write_text("\n".join(text).rstrip() + "\n")
