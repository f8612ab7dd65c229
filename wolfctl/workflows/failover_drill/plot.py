"""The plots of the report as inline SVG: what became of attempts over time, and each path's interval."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from wolfctl.workflows.failover_drill.document import BIN_S

WIDTH, LEFT, RIGHT, ROW, TOP = 900, 90, 20, 26, 26
INNER = WIDTH - LEFT - RIGHT
# The counts of a bin, worst last: what is drawn is the worst that happened in it.
KINDS = ("ok", "failed", "unknown")


def timeline(one: Mapping[str, Any]) -> str:
    """A row a path, a cell each quarter of a second, and the events above; time counts from the fault."""
    bins: Mapping[str, Sequence[Sequence[float]]] = one["bins"]
    if not bins:
        return ""
    begin = min(row[0] for rows in bins.values() for row in rows)
    end = max(row[0] for rows in bins.values() for row in rows) + BIN_S
    scale = INNER / max(end - begin, BIN_S)

    def x(second: float) -> float:
        return LEFT + (second - begin) * scale

    labels = [event for event in one["events"] if begin <= event["at"] <= end]
    top = TOP + 14 * len(labels)
    floor = top + ROW * len(bins)
    parts = []
    for place, (path, rows) in enumerate(bins.items()):
        y = top + ROW * place
        parts.append(f'<text x="{LEFT - 8}" y="{y + 16}" class="path">{escape(path)}</text>')
        for second, *counts in rows:
            kind = max(range(len(KINDS)), key=lambda at: (counts[at] > 0, at))
            told = ", ".join(f"{count:g} {name}" for name, count in zip(KINDS, counts, strict=True) if count)
            parts.append(
                f'<rect x="{x(second):.1f}" y="{y}" width="{max(BIN_S * scale - 0.6, 0.6):.1f}" height="{ROW - 6}"'
                f' class="{KINDS[kind]}"><title>{escape(path)} {second:+.2f} s: {told}</title></rect>'
            )
    for place, event in enumerate(labels):
        at, y = x(event["at"]), TOP + 14 * place
        anchor = "end" if at > LEFT + INNER * 0.6 else "start"
        parts.append(f'<line x1="{at:.1f}" y1="{y}" x2="{at:.1f}" y2="{floor}" class="event"/>')
        shift = -4 if anchor == "end" else 4
        text = f"{event['at']:+.2f} s {event['what']}"
        parts.append(f'<text x="{at + shift:.1f}" y="{y + 4}" text-anchor="{anchor}">{escape(text)}</text>')
    parts += _axis(begin, end, floor, x)
    return _svg(floor + 30, "What became of each path's writes", parts)


def intervals(document: Mapping[str, Any]) -> str:
    """Each round's interval without service by path, on the scale of what AWS publishes."""
    said = document["published"]
    rows = [
        (f"{one['number']} {path}", found)
        for one in document["rounds"]
        for path, found in one["rto"].items()
        if found is not None and (path == one["worst_path"] or len(document["rounds"]) <= 5)
    ]
    if not rows:
        return ""
    end: float = max(said["to_s"] * 1.05, *(found["longest_s"] * 1.05 for _, found in rows))

    def x(second: float) -> float:
        return LEFT + second * INNER / end

    height, floor = 14, TOP + 14 * len(rows)
    band = x(said["to_s"]) - x(said["from_s"])
    note = f"RDS Multi-AZ instance, as AWS publishes: {said['from_s']} to {said['to_s']} s"
    parts = [
        f'<rect x="{x(said["from_s"]):.1f}" y="{TOP - 6}" width="{band:.1f}" height="{floor - TOP + 6}" class="band"/>',
        f'<text x="{x(said["from_s"]) + 4:.1f}" y="{TOP - 10}">{note}</text>',
    ]
    for place, (label, found) in enumerate(rows):
        y = TOP + height * place
        begin, length = x(found["shortest_s"]), x(found["longest_s"]) - x(found["shortest_s"])
        told = f"{label}: {found['shortest_s']:.2f} to {found['longest_s']:.2f} s"
        parts.append(f'<text x="{LEFT - 8}" y="{y + 9}" class="path">{escape(label)}</text>')
        parts.append(
            f'<rect x="{begin:.1f}" y="{y}" width="{max(length, 2):.1f}" height="{height - 4}" class="interval">'
            f"<title>{escape(told)}</title></rect>"
        )
        parts.append(f'<text x="{begin + max(length, 2) + 5:.1f}" y="{y + 9}">{escape(told.split(": ")[1])}</text>')
    parts += _axis(0, end, floor, x)
    return _svg(floor + 30, "Seconds without service", parts)


def _axis(begin: float, end: float, floor: float, x: Any) -> list[str]:
    step = next((step for step in (1, 2, 5, 10, 20, 50, 100) if (end - begin) / step <= 16), 500)
    parts = [f'<line x1="{LEFT}" y1="{floor}" x2="{LEFT + INNER}" y2="{floor}" class="axis"/>']
    second = -(-begin // step) * step
    while second <= end:
        parts.append(f'<line x1="{x(second):.1f}" y1="{floor}" x2="{x(second):.1f}" y2="{floor + 4}" class="axis"/>')
        parts.append(f'<text x="{x(second):.1f}" y="{floor + 17}" text-anchor="middle">{second:g} s</text>')
        second += step
    return parts


def _svg(height: float, title: str, parts: Sequence[str]) -> str:
    inside = "\n".join(parts)
    return (
        f'<svg viewBox="0 0 {WIDTH} {height:g}" width="100%" role="img" xmlns="http://www.w3.org/2000/svg">'
        f"<title>{escape(title)}</title>\n{inside}\n</svg>"
    )
