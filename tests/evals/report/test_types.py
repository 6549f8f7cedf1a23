from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pytest
from pydantic import ValidationError

from tests.evals.report.sample import BEGUN, ENDED, report, table
from whyrec.evals.metrics import bootstrap
from whyrec.evals.report import Check, Column, Report, Section, Table, Value


def test_a_number_that_is_none_and_nan_are_both_not_measured() -> None:
    row = table(["a", Value(mean=float("nan")), np.float64("nan"), None, 0]).rows[0]
    assert row == ("a", Value(mean=None), None, None, 0)


def test_numbers_of_numpy_become_plain_ones() -> None:
    row = table(["a", np.float32(0.5), np.int64(2), 0.1, np.int32(3)]).rows[0]
    assert [type(cell) for cell in row] == [str, float, int, float, int]


def test_an_interval_of_the_metrics_becomes_a_value() -> None:
    value = Value.of(bootstrap(np.array([0.0, 1.0, 1.0])))
    assert value.mean == pytest.approx(2 / 3)
    assert Value.of(bootstrap(np.array([]))) == Value(mean=None)


@pytest.mark.parametrize("cell", [True, float("inf"), float("-inf"), np.bool_(True), []])
def test_what_is_no_measurement_is_refused(cell: object) -> None:
    with pytest.raises(ValidationError):
        table(["a", cell, 1, 1, 1])


def test_a_row_of_another_length_is_refused_by_its_number() -> None:
    with pytest.raises(ValidationError, match="row 2 has 2 cells for 1 columns"):
        Table(title="t", columns=[Column(name="a")], rows=[["x"], ["y", 1]])


def test_columns_tables_and_sections_are_told_apart_by_their_names() -> None:
    with pytest.raises(ValidationError, match="same name"):
        Table(title="t", columns=[Column(name="a"), Column(name="a")], rows=[])
    with pytest.raises(ValidationError, match="two tables are called “Accuracy”"):
        Section(title="s", tables=[table(), table()])
    with pytest.raises(ValidationError, match="two sections are called “s”"):
        Report(
            title="t",
            suite="s",
            started_at=BEGUN,
            finished_at=ENDED,
            sections=[Section(title="s"), Section(title="s")],
        )


@pytest.mark.parametrize("measured", [None, float("nan"), "", Value(mean=None)])
def test_what_was_not_measured_has_not_passed(measured: object) -> None:
    with pytest.raises(ValidationError, match="was not measured"):
        Check(name="c", required="≥ 1", measured=measured, passed=True)
    assert not Check(name="c", required="≥ 1", measured=measured, passed=False).passed


def test_a_report_passes_when_all_its_checks_do() -> None:
    assert not report().passed
    assert report().model_copy(update={"checks": ()}).passed


def test_moments_are_kept_in_utc_and_need_a_zone() -> None:
    zone = timezone(timedelta(hours=2))
    made = report().model_dump() | {"started_at": datetime(2026, 1, 1, 2, tzinfo=zone)}
    assert Report.model_validate(made).started_at == datetime(2026, 1, 1, tzinfo=UTC)
    assert Report.model_validate(made).started_at.tzinfo is UTC
    with pytest.raises(ValidationError):
        Report.model_validate(made | {"started_at": datetime(2026, 1, 1)})  # noqa: DTZ001
    with pytest.raises(ValidationError, match="ended before it began"):
        Report.model_validate(made | {"finished_at": datetime(2025, 1, 1, tzinfo=UTC)})


def test_unknown_fields_are_refused() -> None:
    with pytest.raises(ValidationError):
        Column(name="a", colour="red")
