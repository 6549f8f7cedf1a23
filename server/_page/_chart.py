"""The chart of strengths over versions, drawn by Bokeh in the colours of the page."""

from __future__ import annotations

from typing import Any, NamedTuple

from bokeh.embed import json_item
from bokeh.models import ColumnDataSource, FixedTicker, HoverTool, Legend, LegendItem, Span
from bokeh.plotting import figure

from whyrec.server._page._timeline import Timeline
from whyrec.server._page._words import Words

HEIGHT = 300
TICKS = 8
_FONT = "system-ui, sans-serif"
_MARKERS = ("circle", "square", "triangle", "diamond", "inverted_triangle", "plus")


class _Colours(NamedTuple):
    ink: str
    quiet: str
    line: str
    ground: str
    series: tuple[str, ...]


_LIGHT = _Colours(
    "#23211d",
    "#625d54",
    "#e3dfd6",
    "#ffffff",
    ("#0b6e6e", "#b4551d", "#5b4bb5", "#8a6d00", "#a83264", "#3b6ea5"),
)
_DARK = _Colours(
    "#ece8e1",
    "#aaa498",
    "#38352f",
    "#201e1b",
    ("#4fc3bd", "#f0935a", "#a99bf0", "#dcbb4e", "#ee86b0", "#85b7ea"),
)


def drawn(timeline: Timeline, version: int | None, say: Words, *, dark: bool) -> Any:
    """The chart as a JSON item for Bokeh's ``embed_item``.

    Args:
        timeline: The shares.
        version: The version the page shows, marked by a line.
        say: The reader's language.
        dark: Colours for a dark page.
    """
    colours = _DARK if dark else _LIGHT
    plot = figure(
        height=HEIGHT,
        sizing_mode="stretch_width",
        toolbar_location=None,
        tools="",
        x_axis_label=say("changes.chart_axis"),
        y_axis_label=say("changes.chart_value"),
    )
    if version is not None:
        plot.add_layout(
            Span(location=version, dimension="height", line_color=colours.quiet, line_dash="dotted")
        )
    dates = [say.date(at) if at else "" for at in timeline.moments]
    items, points = [], []
    for number, row in enumerate(timeline.likes):
        colour = colours.series[number % len(colours.series)]
        shares = [None if s is None else 100 * s for s in row.shares]
        source = ColumnDataSource(
            {
                "x": timeline.versions,
                "y": [float("nan") if s is None else s for s in shares],
                "label": [row.label] * len(shares),
                "date": dates,
            }
        )
        line = plot.line("x", "y", source=source, color=colour, width=2)
        mark = plot.scatter(
            "x", "y", source=source, color=colour, size=8, marker=_MARKERS[number % len(_MARKERS)]
        )
        items.append(LegendItem(label=row.label, renderers=[line, mark]))
        points.append(mark)
    plot.add_tools(HoverTool(renderers=points, tooltips=[("@label", "@y{0} %"), ("@x", "@date")]))
    plot.xaxis.ticker = FixedTicker(ticks=_ticks(timeline.versions))
    plot.y_range.start = 0
    legend = Legend(items=items, ncols=2, click_policy="hide", location="center")
    plot.add_layout(legend, "below")
    _dress(plot, legend, colours)
    return json_item(plot, "chart")


def _ticks(versions: tuple[int, ...]) -> list[float]:
    """At most `TICKS` versions, evenly spaced, the newest among them."""
    step = -(-len(versions) // TICKS) or 1
    return [float(version) for version in reversed(versions[::-1][::step])]


def _dress(plot: Any, legend: Legend, colours: _Colours) -> None:
    plot.background_fill_color = plot.border_fill_color = colours.ground
    plot.outline_line_color = None
    plot.xgrid.grid_line_color = None
    plot.ygrid.grid_line_color = colours.line
    for axis in plot.axis:
        axis.axis_label_text_color = axis.major_label_text_color = colours.quiet
        axis.axis_label_text_font = axis.major_label_text_font = _FONT
        axis.axis_label_text_font_style = "normal"
        axis.axis_line_color = colours.line
        axis.major_tick_line_color = axis.minor_tick_line_color = None
    legend.label_text_color = colours.ink
    legend.label_text_font = _FONT
    legend.label_text_font_size = "12px"
    legend.background_fill_color = legend.border_line_color = None
    legend.padding = legend.margin = 0
