"""The few SVG shapes that plots are made of.

Drawn here, in the page's colours for light and dark and in 2 to 13 kB a plot, because matplotlib's
SVG would have to be rewritten to stand in a page (ids that repeat, fixed colours, ``$`` read as a
formula, a warning for every script its font lacks, 23 kB) and Vega's converter weighs 84 MB.
"""

from __future__ import annotations

import unicodedata

from markupsafe import Markup, escape

from whyrec.evals.report._visible import visible

COLOURS = 8
"""Colours of series in the style sheet, ``s0`` to ``s7``."""
DASHES = 4
"""Dashes of lines in the style sheet, ``d0`` (none) to ``d3``."""
SHAPES = (
    "M-3.6 0a3.6 3.6 0 1 0 7.2 0a3.6 3.6 0 1 0-7.2 0Z",
    "M-3.3-3.3H3.3V3.3H-3.3Z",
    "M0-4.6L4.3 3.3H-4.3Z",
    "M0-4.8L4.8 0L0 4.8L-4.8 0Z",
    "M0 4.6L4.3-3.3H-4.3Z",
    "M-1.4-4.3H1.4V-1.4H4.3V1.4H1.4V4.3H-1.4V1.4H-4.3V-1.4H-1.4Z",
    "M0-4.6L4.4-1.4L2.7 3.7H-2.7L-4.4-1.4Z",
)
"""Markers around 0, 0; seven of them, so that colour and shape repeat only after 56 series."""


def element(tag: str, *inside: str, **attributes: str | float) -> Markup:
    """An element; text and attributes are escaped, ``class_`` is ``class``, ``_`` is ``-``."""
    named = Markup("").join(
        Markup(' {}="{}"').format(name.rstrip("_").replace("_", "-"), _written(value))
        for name, value in attributes.items()
        if value != ""
    )
    if not inside:
        return Markup("<{}{}/>").format(tag, named)
    return Markup("<{0}{1}>{2}</{0}>").format(tag, named, Markup("").join(map(escape, inside)))


def group(*inside: str, css: str = "") -> Markup:
    """Elements that belong together."""
    return element("g", Markup("").join(inside), class_=css)


def words(text: str, x: float, y: float, css: str, anchor: str = "") -> Markup:
    """A line of text."""
    return element("text", visible(text), x=x, y=y, class_=css, text_anchor=anchor)


def line(x1: float, y1: float, x2: float, y2: float, css: str) -> Markup:
    """A straight line."""
    return element("path", d=path([(x1, y1), (x2, y2)]), class_=css)


def path(points: list[tuple[float, float]], *, closed: bool = False) -> str:
    """What a path through the points is described by."""
    steps = "L".join(f"{_written(x)} {_written(y)}" for x, y in points)
    return f"M{steps}{'Z' if closed else ''}"


def marker(number: int, x: float, y: float, told: str = "") -> Markup:
    """The mark of a series, with what is said of it when it is pointed at."""
    return element(
        "path",
        *([element("title", told)] if told else []),
        d=SHAPES[number % len(SHAPES)],
        transform=f"translate({_written(x)} {_written(y)})",
        class_="mark",
    )


def of_series(number: int) -> str:
    """Classes that give a series its colour and its dash."""
    return f"s{number % COLOURS} d{(number // 2) % DASHES}"


def width_of(text: str, size: float = 12.0) -> float:
    """About how wide a text will be, in the drawing's units."""
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return size * (0.56 * (len(text) - wide) + wide)


def fitted(text: str, room: float, size: float = 12.0) -> str:
    """The text, cut where it would be wider than the room."""
    kept = visible(text)[: int(room)]
    if width_of(kept, size) <= room and len(kept) == len(text):
        return kept
    while kept and width_of(kept + "…", size) > room:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def _written(value: str | float) -> str:
    if isinstance(value, str):
        return value
    return f"{round(value, 1) or 0:.1f}".removesuffix(".0")
