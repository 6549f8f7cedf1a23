from __future__ import annotations

from math import sqrt

import pytest

from tests.evals.report.sample import BEGUN, ENDED, table
from whyrec.evals.report import Column, Report, Section, Table, Value, compare, difference


def report(**sections: list[Table]) -> Report:
    return Report(
        title="t",
        suite="s",
        started_at=BEGUN,
        finished_at=ENDED,
        sections=[Section(title=title, tables=tables) for title, tables in sections.items()],
    )


def test_what_both_have_stands_side_by_side() -> None:
    a = report(results=[table(["x", 0.25, 0.5, 0.1, 10])])
    b = report(results=[table(["x", 0.5, 0.25, 0.1, 12])])
    (compared,) = compare(a, b)
    assert compared.title == "results: Accuracy"
    assert [c.name for c in compared.columns][:4] == [
        "system",
        "HR@10, a",
        "HR@10, b",
        "HR@10, b − a",
    ]
    assert [c.kind for c in compared.columns][-3:] == ["count"] * 3
    assert compared.rows[0][1:7] == (0.25, 0.5, 0.25, 0.5, 0.25, -0.25)


def test_a_report_compared_with_itself_differs_nowhere() -> None:
    a = report(results=[table(["x", 0.25, 0.5, 0.1, 10], ["x", 0.5, 0.5, 0.2, 10])])
    (compared,) = compare(a, a)
    assert [row[3] for row in compared.rows] == [0.0, 0.0]


def test_rows_are_matched_by_name_whatever_their_order() -> None:
    rows = [["x", 0.1, 1, 1, 1], ["y", 0.2, 1, 1, 1]]
    (compared,) = compare(report(r=[table(*rows)]), report(r=[table(*reversed(rows))]))
    assert [(row[0], row[3]) for row in compared.rows] == [("x", 0.0), ("y", 0.0)]


def test_rows_with_two_names_are_matched_by_both() -> None:
    columns = [Column(name="data"), Column(name="system"), Column(name="HR", kind="number")]
    a = Table(title="t", columns=columns, rows=[["ML", "x", 0.1], ["MT", "x", 0.2]])
    b = Table(title="t", columns=columns, rows=[["MT", "x", 0.3]])
    compared, alone = compare(report(r=[a]), report(r=[b]))
    assert [row[:4] for row in compared.rows] == [("MT", "x", 0.2, 0.3)]
    assert alone.rows == (("ML, x", "row of r: t", "a"),)


def test_what_only_one_has_is_listed() -> None:
    a = report(r=[table(["x", 1, 1, 1, 1], ["old", 1, 1, 1, 1]), table(title="gone")])
    columns = [Column(name="system"), Column(name="HR@10", kind="interval"), Column(name="MRR")]
    new = Table(title="Accuracy", columns=columns, rows=[["x", 1, None], ["new", 1, None]])
    compared, alone = compare(a, report(r=[new], s=[table(title="added")]))
    assert [column.name for column in compared.columns][1:] == [
        "HR@10, a",
        "HR@10, b",
        "HR@10, b − a",
    ]
    assert alone.title == "Only in one report"
    assert alone.rows == (
        ("r: gone", "table", "a"),
        ("s: added", "table", "b"),
        ("Gini", "column of r: Accuracy", "a"),
        ("coverage", "column of r: Accuracy", "a"),
        ("users", "column of r: Accuracy", "a"),
        ("MRR", "column of r: Accuracy", "b"),
        ("old", "row of r: Accuracy", "a"),
        ("new", "row of r: Accuracy", "b"),
    )


def test_reports_with_nothing_in_common_give_only_that() -> None:
    (alone,) = compare(report(r=[table()]), report(s=[table()]))
    assert [row[2] for row in alone.rows] == ["a", "b"]
    assert compare(report(), report()) == []


def test_the_interval_of_a_difference_is_that_of_independent_means() -> None:
    a, b = Value(mean=0.2, low=0.17, high=0.23), Value(mean=0.3, low=0.26, high=0.35)
    found = difference(a, b)
    assert found.mean == pytest.approx(0.1)
    assert found.low == pytest.approx(0.1 - sqrt(0.04**2 + 0.03**2))
    assert found.high == pytest.approx(0.1 + sqrt(0.05**2 + 0.03**2))


def test_a_table_with_such_intervals_says_what_they_are() -> None:
    value = Value(mean=0.2, low=0.1, high=0.3)
    (with_intervals,) = compare(*[report(r=[table(["x", value, 1, 1, 1])])] * 2)
    assert "independent" in with_intervals.note
    (without,) = compare(*[report(r=[table(["x", 0.2, 1, 1, 1])])] * 2)
    assert without.note == ""


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (1, 3, 2),
        (None, 3, None),
        (1, "3", None),
        (Value(mean=None), Value(mean=1.0), None),
        (Value(mean=1.0), 3.0, 2.0),
        (Value(mean=1.0, low=0.0, high=2.0), Value(mean=2.0), 1.0),
    ],
)
def test_what_was_not_measured_has_no_difference(a: object, b: object, expected: object) -> None:
    assert difference(a, b) == expected
