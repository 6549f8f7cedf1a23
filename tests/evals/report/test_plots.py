from __future__ import annotations

import re

import pytest
from pydantic import ValidationError

from tests.evals.report.sample import Page, plots
from whyrec.evals.report import Plot, Series
from whyrec.evals.report._drawing import drawn, legend, numbers


def plot(kind: str = "line", *series: Series) -> Plot:
    return Plot(title="A plot", kind=kind, x="x", y="y", series=series)


def shapes(made: Plot, css: str) -> list[dict]:
    svg = drawn(made)
    assert svg is not None
    page = Page(svg)
    return [a for _, a in page.elements if css in (a.get("class") or "").split()]


@pytest.mark.parametrize("made", plots(), ids=lambda p: p.kind)
def test_a_drawing_takes_every_colour_from_the_style_sheet(made: Plot) -> None:
    for _, attributes in Page(drawn(made)).elements:
        assert not {"style", "fill", "stroke", "id"} & set(attributes)


@pytest.mark.parametrize("made", plots(), ids=lambda p: p.kind)
def test_everything_is_drawn_inside_the_drawing(made: Plot) -> None:
    svg = drawn(made)
    width, height = map(int, re.search(r'viewBox="0 0 (\d+) (\d+)"', svg).groups())
    places = [
        p for d in re.findall(r' d="(M[\d. L-]+Z?)"', svg) for p in d[1:].strip("Z").split("L")
    ]
    moved = re.findall(r"translate\(([\d.-]+ [\d.-]+)\)", svg)
    for place in [*places, *moved]:
        x, y = map(float, place.split())
        assert 0 <= x <= width
        assert 0 <= y <= height


def test_a_gap_breaks_the_line() -> None:
    made = plot("line", Series(name="", x=[1, 2, 3, 4, 5], y=[1, 2, None, 4, 5]))
    assert len(shapes(made, "line")) == 2
    assert len(shapes(made, "mark")) == 4


def test_intervals_are_bands_on_lines_and_whiskers_elsewhere() -> None:
    ends = {"low": [0.1, 0.2], "high": [0.3, 0.4]}
    numeric = Series(name="", x=[0.1, 0.2], y=[0.2, 0.3], **ends)
    named = Series(name="", x=["a", "b"], y=[0.2, 0.3], **ends)
    assert len(shapes(plot("line", numeric), "band")) == 1
    for kind, series in (("scatter", numeric), ("calibration", numeric), ("bar", named)):
        assert len(shapes(plot(kind, series), "whisker")) == 2


def test_two_series_differ_in_colour_and_in_shape() -> None:
    series = [Series(name=str(n), x=[1, 2], y=[n, n]) for n in range(30)]
    page = Page(drawn(plot("line", *series)))
    groups = [a["class"] for a in page.all("g") if re.match(r"s\d d\d", a.get("class", ""))]
    marks = [a["d"] for a in page.all("path", "mark")][::2]
    looks = list(zip(groups, marks, strict=True))
    assert len(set(looks)) == len(looks) == 30


def test_bars_stand_on_zero_and_a_missing_one_is_a_dash() -> None:
    made = plot("bar", Series(name="", x=["up", "down", "none"], y=[2, -1, None]))
    up, down = shapes(made, "bar")
    end_of_down = float(down["x"]) + float(down["width"])
    assert end_of_down == pytest.approx(float(up["x"]), abs=0.15)
    assert "–" in Page(drawn(made)).text


def test_the_dash_of_a_missing_bar_stands_in_its_own_row() -> None:
    a = Series(name="a", x=["up", "down"], y=[1, 1])
    alone, late = (Series(name="b", x=x, y=y) for x, y in ((["up"], [None]), (["down"], [None])))
    at = [
        float(re.search(r'y="([\d.]+)"[^>]*>–<', drawn(plot("bar", a, b))).group(1))
        for b in (alone, late)
    ]
    assert at[1] > at[0]


def test_of_a_long_line_only_points_without_neighbours_are_marked() -> None:
    y = [1.0] * 40 + [None, 2.0, None] + [1.0] * 40
    assert len(shapes(plot("line", Series(name="", x=list(range(83)), y=y)), "mark")) == 1


def test_long_names_of_bars_stand_above_them_in_full() -> None:
    names = ["fused ranker, no collaborative source", "fused ranker, no profile"]
    text = Page(drawn(plot("bar", Series(name="", x=names, y=[1, 2])))).text
    assert all(name in text for name in names)


def test_a_plot_of_nothing_is_not_drawn() -> None:
    assert drawn(plot("line", Series(name="", x=[1, 2], y=[None, float("nan")]))) is None
    assert drawn(plot("bar")) is None


@pytest.mark.parametrize("kind", ["line", "scatter", "bar"])
def test_a_single_point_is_drawn(kind: str) -> None:
    assert drawn(plot(kind, Series(name="", x=[3], y=[7])))


def test_a_single_series_without_a_name_needs_no_legend() -> None:
    assert legend(plot("line", Series(name="", x=[1], y=[1]))) == []
    keys = legend(plot("calibration", Series(name="ours", x=[0.5], y=[0.5])))
    assert [key.name for key in keys] == ["ours", "predicted = observed"]


def test_the_numbers_stand_beside_each_other_where_series_share_their_places() -> None:
    a, b = Series(name="a", x=["p", "q"], y=[1, None]), Series(name="b", x=["p", "q"], y=[3, 4])
    sheet = numbers(plot("bar", a, b))
    assert [head.name for head in sheet.heads] == ["x", "a", "b"]
    assert [[cell.text for cell in row] for row in sheet.rows] == [
        ["p", "1.000", "3.000"],
        ["q", "", "4.000"],
    ]
    assert sheet.rows[1][1].missing


def test_the_numbers_stand_below_each_other_where_series_do_not() -> None:
    a, b = Series(name="a", x=[1], y=[1], low=[0.5], high=[2]), Series(name="b", x=[2], y=[3])
    rows = numbers(plot("scatter", a, b)).rows
    assert [[c.text for c in row] for row in rows] == [["a", "1", "1.000"], ["b", "2", "3.000"]]
    assert rows[0][2].interval == "[0.500, 2.000]"


def test_of_very_many_numbers_the_page_shows_the_first_200() -> None:
    sheet = numbers(plot("scatter", Series(name="", x=list(range(500)), y=list(range(500)))))
    assert (len(sheet.rows), sheet.of) == (200, 500)


@pytest.mark.parametrize(
    ("kind", "x", "y"),
    [
        ("scatter", ["a"], [1.0]),
        ("calibration", [0.5], [1.5]),
        ("line", [1.0, 2.0], [1.0]),
        ("line", [float("inf")], [1.0]),
        ("pie", [1.0], [1.0]),
    ],
)
def test_data_that_a_kind_cannot_show_are_refused(kind: str, x: list, y: list) -> None:
    with pytest.raises(ValidationError):
        plot(kind, Series(name="", x=x, y=y))


def test_names_and_numbers_on_one_axis_are_refused() -> None:
    series = [Series(name="a", x=["p"], y=[1]), Series(name="b", x=[1], y=[1])]
    with pytest.raises(ValidationError, match="numbers in all series or names in all"):
        plot("line", *series)


def test_half_an_interval_or_one_upside_down_is_refused() -> None:
    with pytest.raises(ValidationError, match="both low and high"):
        Series(name="", x=[1], y=[1], low=[0])
    with pytest.raises(ValidationError, match="upside down"):
        Series(name="", x=[1], y=[1], low=[2], high=[0])


@pytest.mark.parametrize(
    ("largest", "ticks"), [(0.9, ["0.0", "1.0"]), (0.011, ["0.0000", "0.0100"])]
)
def test_shares_that_are_all_small_do_not_huddle_in_the_corner(
    largest: float, ticks: list[str]
) -> None:
    made = plot("calibration", Series(name="s", x=(0.0, largest), y=(0.0, largest / 2)))
    told = re.findall(r"<text[^>]*tick[^>]*>([^<]*)<", drawn(made) or "")
    assert set(ticks) <= set(told)
    assert ("0.8" in told) == (largest == 0.9)
