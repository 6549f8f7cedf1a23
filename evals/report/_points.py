"""Drawings of points: lines, scatters, calibration."""

from __future__ import annotations

from typing import NamedTuple

from markupsafe import Markup

from whyrec.evals.report._numbers import cell_in_words, place_in_words
from whyrec.evals.report._plot import Plot, Series
from whyrec.evals.report._scale import Scale, places, scale_of, shares
from whyrec.evals.report._svg import (
    element,
    fitted,
    group,
    line,
    marker,
    of_series,
    path,
    width_of,
    words,
)
from whyrec.evals.report._table import Value
from whyrec.evals.report._visible import visible

WIDTH = 420
"""Of every drawing, in units of about one pixel."""
_HEIGHT = 280
_TOP, _BOTTOM, _RIGHT = 26, 44, 14
_MARKED = 30
"""Up to how many points a line's points are marked."""
_SMALL = 0.5
"""Up to which share the axes of a calibration plot end before 1."""
_TOLD = 200
"""Up to how many points a point says what it is when it is pointed at."""


class Point(NamedTuple):
    """A measured point, in the plot's numbers."""

    x: float
    y: float
    low: float | None
    high: float | None
    name: str
    """Its x in words."""


def points_of(series: Series, names: list[str]) -> list[Point | None]:
    """The series' points; None for what was not measured."""
    found: list[Point | None] = []
    for x, y, (low, high) in zip(series.places, series.y, series.bounds, strict=True):
        if y is None:
            found.append(None)
            continue
        place = float(names.index(x)) if isinstance(x, str) else x
        found.append(Point(place, y, low, high, place_in_words(x)))
    return found


def names_of(plot: Plot) -> list[str]:
    """The categories, in the order in which they first appear."""
    return list(dict.fromkeys(x for s in plot.series for x in s.x if isinstance(x, str)))


def points(plot: Plot) -> tuple[Markup, int]:
    """The inside of a line, scatter or calibration plot, and its height."""
    names = names_of(plot)
    drawn = [points_of(series, names) for series in plot.series]
    there = [point for series in drawn for point in series if point is not None]
    if plot.kind == "calibration":
        x = y = _shares([n for p in there for n in (p.x, p.y, p.high) if n is not None])
        height = WIDTH - 60
    else:
        x = places(names) if names else scale_of(p.x for p in there)
        y = scale_of(n for p in there for n in (p.y, p.low, p.high) if n is not None)
        height = _HEIGHT
    left = 10 + max(width_of(tick.label) for tick in y.ticks)
    x, y = x.over(left, WIDTH - _RIGHT), y.over(height - _BOTTOM, _TOP)
    end = min(x.high, 1.0)
    diagonal = [line(x(0), y(0), x(end), y(end), "ideal")] if plot.kind == "calibration" else []
    return (
        group(
            _axes(plot, x, y),
            *diagonal,
            *(
                group(_series(plot, number, series, x, y), css=of_series(number))
                for number, series in enumerate(drawn)
            ),
        ),
        height,
    )


def _shares(found: list[float]) -> Scale:
    """The same for both axes: from 0 to 1, or to the largest share where that is small.

    That an item out of thousands is taken next is hardly ever likely.
    """
    largest = max(found, default=1.0)
    return shares() if largest > _SMALL or not largest else scale_of((0.0, largest), zero=True)


def _axes(plot: Plot, x: Scale, y: Scale) -> Markup:
    parts = [words(fitted(plot.y, WIDTH - 4), 2, 12, "label")]
    for tick in y.ticks:
        at = y(tick.at)
        parts.append(line(x.start, at, x.end, at, "grid"))
        parts.append(words(tick.label, x.start - 6, at + 4, "tick", "end"))
    step = (x.end - x.start) / max(len(x.ticks), 1)
    room = max((width_of(tick.label) for tick in x.ticks), default=0.0)
    every = max(1, -int(-min(room + 10, 90) // step))
    for tick in x.ticks[::every]:
        at = x(tick.at)
        parts.append(line(at, y.start, at, y.start + 4, "axis"))
        parts.append(words(fitted(tick.label, every * step), at, y.start + 17, "tick", "middle"))
    parts.append(line(x.start, y.start, x.end, y.start, "axis"))
    middle = (x.start + x.end) / 2
    label = fitted(plot.x, 2 * min(middle, WIDTH - middle))
    parts.append(words(label, middle, y.start + 37, "label", "middle"))
    return group(*parts)


def _series(plot: Plot, number: int, found: list[Point | None], x: Scale, y: Scale) -> Markup:
    there = [point for point in found if point is not None]
    parts: list[Markup] = []
    lonely: list[Point] = []
    for run in _runs(found) if plot.kind in ("line", "calibration") else []:
        if plot.kind == "line":
            parts.extend(_band(run, x, y))
        if len(run) > 1:
            parts.append(element("path", d=path([(x(p.x), y(p.y)) for p in run]), class_="line"))
        else:
            lonely.extend(run)
    if plot.kind != "line":
        parts.extend(_whiskers(there, x, y))
    marked = there if plot.kind != "line" or len(there) <= _MARKED else lonely
    name = plot.series[number].name if len(there) <= _TOLD else None
    for p in marked:
        said = "" if name is None else told(name, p)
        parts.append(marker(number, x(p.x), y(p.y), said))
    return group(*parts)


def _runs(found: list[Point | None]) -> list[list[Point]]:
    """The points between gaps."""
    runs: list[list[Point]] = [[]]
    for point in found:
        if point is not None:
            runs[-1].append(point)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _band(run: list[Point], x: Scale, y: Scale) -> list[Markup]:
    above = [(x(p.x), y(p.high)) for p in run if p.high is not None and p.low is not None]
    below = [(x(p.x), y(p.low)) for p in run if p.high is not None and p.low is not None]
    if not above:
        return []
    if len(above) == 1:
        return [line(*above[0], *below[0], "whisker")]
    return [element("path", d=path([*above, *reversed(below)], closed=True), class_="band")]


def _whiskers(there: list[Point], x: Scale, y: Scale) -> list[Markup]:
    return [
        line(x(p.x), y(p.low), x(p.x), y(p.high), "whisker")
        for p in there
        if p.low is not None and p.high is not None
    ]


def told(name: str, point: Point) -> str:
    """What is said of a point when it is pointed at."""
    value = cell_in_words(Value(mean=point.y, low=point.low, high=point.high))
    return f"{visible(name)}, {visible(point.name)}: {value}".removeprefix(", ")
