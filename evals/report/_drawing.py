"""A plot made ready for the page: drawing, legend, and its data as a table."""

from __future__ import annotations

from typing import NamedTuple

from markupsafe import Markup

from whyrec.evals.report._bars import bars
from whyrec.evals.report._numbers import decimals_of, in_words, interval_in_words, place_in_words
from whyrec.evals.report._plot import Plot, Series
from whyrec.evals.report._points import WIDTH, points
from whyrec.evals.report._rows import Head, Sheet, Shown
from whyrec.evals.report._svg import element, group, line, marker, of_series
from whyrec.evals.report._table import Value
from whyrec.evals.report._visible import visible

ROWS = 200
"""Rows of a plot's data that the page shows; all are in the JSON."""


class Key(NamedTuple):
    """One entry of a legend."""

    mark: Markup
    name: str


def drawn(plot: Plot) -> Markup | None:
    """The plot as an SVG element; None when nothing of it was measured."""
    if all(y is None for series in plot.series for y in series.y):
        return None
    inside, height = bars(plot) if plot.kind == "bar" else points(plot)
    return element(
        "svg",
        inside,
        viewBox=f"0 0 {WIDTH} {height}",
        class_="plot",
        role="img",
        aria_label=f"{visible(plot.title)}: {visible(plot.y)} by {visible(plot.x)}",
    )


def legend(plot: Plot) -> list[Key]:
    """What each mark stands for; nothing where a single series needs no name."""
    keys = [Key(_key(plot, number), series.name) for number, series in enumerate(plot.series)]
    if plot.kind == "calibration":
        ideal = element("svg", line(0, 7, 28, 7, "ideal"), viewBox="0 0 28 14", aria_hidden="true")
        return [*keys, Key(ideal, "predicted = observed")]
    return keys if len(keys) > 1 or any(key.name for key in keys) else []


def numbers(plot: Plot) -> Sheet:
    """The plotted numbers, one row a point, or one row a place where all series share theirs."""
    shared = len({series.x for series in plot.series}) == 1
    place = Head(plot.x or "x", "", numeric=False)
    if shared:
        heads = [place, *(Head(s.name or plot.y, "", numeric=True) for s in plot.series)]
        names = [_name(x) for x in plot.series[0].places]
        rows = [list(row) for row in zip(names, *map(_values, plot.series), strict=True)]
    else:
        heads = [Head("series", "", numeric=False), place, Head(plot.y, "", numeric=True)]
        rows = [
            [_name(series.name), _name(x), value]
            for series in plot.series
            for x, value in zip(series.places, _values(series), strict=True)
        ]
    return Sheet(heads, rows[:ROWS], any(c.missing for r in rows for c in r), False, len(rows))


def _key(plot: Plot, number: int) -> Markup:
    stroke = [line(0, 7, 28, 7, "line")] if plot.kind in ("line", "calibration") else []
    inside = group(*stroke, marker(number, 14, 7), css=of_series(number))
    return element("svg", inside, viewBox="0 0 28 14", aria_hidden="true")


def _name(x: float | str) -> Shown:
    return Shown(place_in_words(x), numeric=False, missing=False)


def _values(series: Series) -> list[Shown]:
    decimals = decimals_of(series.y)
    return [
        Shown("", numeric=True, missing=True)
        if y is None
        else Shown(
            in_words(y, decimals=decimals),
            numeric=True,
            missing=False,
            interval=interval_in_words(Value(mean=y, low=low, high=high), "interval", decimals),
        )
        for y, (low, high) in zip(series.y, series.bounds, strict=True)
    ]
