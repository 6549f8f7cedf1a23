"""Drawings of bars: lying, so that long names have room on a narrow screen."""

from __future__ import annotations

from markupsafe import Markup

from whyrec.evals.report._numbers import decimals_of, in_words, place_in_words
from whyrec.evals.report._plot import Plot
from whyrec.evals.report._points import WIDTH, Point, names_of, points_of, told
from whyrec.evals.report._scale import Scale, scale_of
from whyrec.evals.report._svg import (
    element,
    fitted,
    group,
    line,
    marker,
    of_series,
    width_of,
    words,
)

_BAR, _GAP, _NAME = 14, 8, 15
_TOP, _BOTTOM = 26, 42
_BESIDE = 150
"""Most room for names beside their bars; longer ones stand above them."""


def bars(plot: Plot) -> tuple[Markup, int]:
    """The inside of a bar plot, and its height."""
    named = _with_names(plot)
    names = names_of(named)
    drawn = [points_of(series, names) for series in named.series]
    there = [point for series in drawn for point in series if point is not None]
    alone = len(drawn) == 1
    widest = max(map(width_of, names), default=0.0)
    above = widest > _BESIDE
    left = 10 if above else 10 + widest
    decimals = decimals_of(p.y for p in there)
    room = 10 + max((width_of(in_words(p.y, decimals=decimals)) for p in there), default=0.0)
    x = scale_of((n for p in there for n in (p.y, p.low, p.high) if n is not None), zero=True).over(
        left, WIDTH - (room if alone else 14)
    )
    first = _NAME if above else 0
    each = first + _BAR * max(len(drawn), 1) + _GAP
    bottom = _TOP + each * len(names)
    parts = [_axes(plot, x, bottom), line(x(0), _TOP, x(0), bottom, "axis")]
    for place, name in enumerate(names):
        top = _TOP + each * place
        if above:
            parts.append(words(fitted(name, WIDTH - left), left, top + 14, "tick name"))
        else:
            parts.append(words(name, left - 6, top + each / 2 + 4, "tick name", "end"))
    for number, series in enumerate(drawn):
        row = first + _GAP / 2 + _BAR * (number + 0.5)
        inside = []
        for category, point in zip(named.series[number].places, series, strict=True):
            at = _TOP + each * names.index(place_in_words(category)) + row
            if point is None:
                inside.append(words("–", x(0) + 5, at + 4, "tick"))
                continue
            inside.append(_bar(named.series[number].name, number, point, at, x, alone))
            if alone:
                inside.append(_number(point, at, x, decimals))
        parts.append(group(*inside, css=of_series(number)))
    return group(*parts), bottom + _BOTTOM


def _with_names(plot: Plot) -> Plot:
    """Numbers on x read as the names of categories."""
    series = [
        s.model_copy(update={"x": tuple(place_in_words(x) for x in s.x)}) for s in plot.series
    ]
    return plot.model_copy(update={"series": tuple(series)})


def _axes(plot: Plot, x: Scale, bottom: float) -> Markup:
    parts = [words(fitted(plot.x, WIDTH - 4), 2, 12, "label")]
    for tick in x.ticks:
        at = x(tick.at)
        parts.append(line(at, _TOP, at, bottom, "grid"))
        parts.append(words(tick.label, at, bottom + 15, "tick", "middle"))
    label = fitted(plot.y, WIDTH - 4)
    parts.append(words(label, WIDTH / 2, bottom + 35, "label", "middle"))
    return group(*parts)


def _bar(name: str, number: int, point: Point, at: float, x: Scale, alone: bool) -> Markup:
    start, end = sorted((x(0), x(point.y)))
    height = _BAR - 3
    parts = [
        element(
            "rect",
            element("title", told(name, point)),
            x=start,
            y=at - height / 2,
            width=end - start,
            height=height,
            class_="bar" if alone else "bar pale",
        )
    ]
    if point.low is not None and point.high is not None:
        low, high = x(point.low), x(point.high)
        parts.append(line(low, at, high, at, "whisker over" if alone else "whisker"))
    if not alone:
        parts.append(marker(number, x(point.y), at))
    return group(*parts)


def _number(point: Point, at: float, x: Scale, decimals: int) -> Markup:
    ends = [point.y, *(n for n in (point.low, point.high) if n is not None), 0.0]
    return words(in_words(point.y, decimals=decimals), x(max(ends)) + 5, at + 4, "tick number")
