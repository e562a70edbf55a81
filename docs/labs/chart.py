"""Small SVG charts that read in both colour schemes.

Colours are classes of docs/assets/extra.css, so the page's scheme and its policy (no inline
styles) hold; plotting libraries write inline styles. Shapes differ too, not only colours.
"""

import math
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 480, 300
LEFT, RIGHT, TOP, BOTTOM = 52, 8, 16, 46
SHAPES = ("circle", "square", "triangle")


@dataclass
class Series:
    """Points (x, y) with a name; an ideal is a dashed line without points."""

    name: str
    points: list[tuple[float, float]]
    ideal: bool = False


def lines(series: list[Series], title: str, description: str, x_name: str, y_name: str) -> str:
    """An SVG of lines over logarithmic axes; `title` and `description` are its texts."""
    xs = sorted({x for one in series for x, _ in one.points})
    top = _nice(max(y for one in series for _, y in one.points))
    low = _nice(min(y for one in series for _, y in one.points), down=True)
    across = _scale(xs[0], xs[-1], LEFT, WIDTH - RIGHT - 20)
    up = _scale(low, top, HEIGHT - BOTTOM, TOP)
    parts = [_axis_line(LEFT, HEIGHT - BOTTOM, WIDTH - RIGHT, HEIGHT - BOTTOM)]
    parts += [_text(across(x), HEIGHT - BOTTOM + 18, f"{x:g}", "middle") for x in xs]
    parts += [_text(WIDTH - RIGHT, HEIGHT - 6, x_name, "end"), _text(4, TOP + 2, y_name, "start")]
    for y in _decades(low, top):
        parts += [_axis_line(LEFT, up(y), WIDTH - RIGHT, up(y))]
        parts += [_text(LEFT - 8, up(y) + 4, f"{y:g}", "end")] if y != top else []
    for number, one in enumerate(series):
        parts += _line(one, number, across, up)
    return _svg(parts, HEIGHT + 22 * len(series), title, description, _legend(series))


def bars(rows: list[tuple[str, float]], title: str, description: str, unit: str) -> str:
    """An SVG of horizontal bars over a logarithmic axis; values in `unit`, largest scale."""
    height = 30 * len(rows) + 30
    low = _nice(min(v for _, v in rows), down=True)
    top = _nice(max(v for _, v in rows))
    across = _scale(low, top, 208, WIDTH - 52)
    parts = []
    for y in _decades(low, top):
        x = across(y)
        parts += [_axis_line(x, 4, x, height - 26), _text(x, height - 8, f"{y:g}", "middle")]
    for row, (name, value) in enumerate(rows):
        y, end = 8 + 30 * row, across(value)
        parts.append(_text(200, y + 15, name, "end"))
        parts.append(
            f'<rect class="c1" x="{across(low):.0f}" y="{y}" '
            f'width="{max(end - across(low), 2):.0f}" height="20"/>'
        )
        parts.append(_text(end + 6, y + 15, _short(value), "start"))
    parts.append(_text(WIDTH - 4, height - 8, unit, "end"))
    return _svg(parts, height, title, description, [])


def _line(one: Series, number: int, across, up) -> list[str]:
    spots = [(across(x), up(y)) for x, y in one.points]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in spots)
    dash = ' stroke-dasharray="5 4"' if one.ideal else ""
    kind = "line" if one.ideal else f"s{number + 1}"
    drawn = [f'<polyline class="{kind}" fill="none" stroke-width="2"{dash} points="{path}"/>']
    return drawn + ([] if one.ideal else [_spot(number, x, y) for x, y in spots])


def _spot(number: int, x: float, y: float) -> str:
    kind = f"c{number + 1}"
    match SHAPES[number % len(SHAPES)]:
        case "circle":
            return f'<circle class="{kind}" cx="{x:.1f}" cy="{y:.1f}" r="5"/>'
        case "square":
            return (
                f'<rect class="{kind}" x="{x - 4.5:.1f}" y="{y - 4.5:.1f}" width="9" height="9"/>'
            )
    return f'<path class="{kind}" d="M{x:.1f} {y - 6:.1f}l6 11h-12z"/>'


def _legend(series: list[Series]) -> list[str]:
    made = []
    for number, one in enumerate(series):
        y = HEIGHT + 14 + 22 * number
        made.append(_spot(number, LEFT + 8, y - 4) if not one.ideal else _dash(y - 4))
        made.append(_text(LEFT + 24, y, one.name, "start"))
    return made


def _dash(y: float) -> str:
    return (
        f'<line class="line" stroke-width="2" stroke-dasharray="5 4" '
        f'x1="{LEFT - 4}" x2="{LEFT + 18}" y1="{y}" y2="{y}"/>'
    )


def _svg(parts: list[str], height: float, title: str, description: str, legend: list[str]) -> str:
    name = "".join(c if c.isalnum() else "-" for c in title.lower())
    head = (
        f'<figure class="picture"><svg role="img" viewBox="0 0 {WIDTH} {height}" '
        f'aria-labelledby="{name}-t {name}-d" font-size="15">'
        f'<title id="{name}-t">{escape(title)}</title>'
        f'<desc id="{name}-d">{escape(description)}</desc>'
    )
    return head + "".join(parts + legend) + "</svg></figure>"


def _text(x: float, y: float, text: str, anchor: str) -> str:
    place = f'x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}"'
    return f'<text class="ink" {place}>{escape(text)}</text>'


def _axis_line(x1: float, y1: float, x2: float, y2: float) -> str:
    place = f'x1="{x1:.0f}" y1="{y1:.0f}" x2="{x2:.0f}" y2="{y2:.0f}"'
    return f'<line class="line" stroke-opacity="0.3" {place}/>'


def _scale(low: float, high: float, start: float, end: float):
    """A logarithmic scale from values to places."""
    span = math.log(high / low)
    return lambda value: start + (end - start) * math.log(value / low) / span


def _nice(value: float, down: bool = False) -> float:
    """The next 1, 2 or 5 times a power of ten, above (or below)."""
    power = 10 ** math.floor(math.log10(value))
    steps = [power * step for step in (1, 2, 5, 10)]
    return max(s for s in steps if s <= value) if down else min(s for s in steps if s >= value)


def _decades(low: float, high: float) -> list[float]:
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    found = [10.0**power for power in range(first, last + 1)]
    inside = [value for value in found if low <= value <= high]
    if len(inside) > 2:
        return inside
    # One or two labels are no scale: 2 and 5 times a power of ten as well.
    finer = [step * value for value in found for step in (1, 2, 5)]
    return [value for value in finer if low <= value <= high]


def _short(value: float) -> str:
    return f"{value:.0f}" if value >= 10 else f"{value:.2g}"
