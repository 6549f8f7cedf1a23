from datetime import UTC, datetime, timedelta, timezone

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whyrec.store import to_us
from whyrec.store.readers._times import read_times

_MOMENTS = st.datetimes(
    min_value=datetime(1900, 1, 2),  # noqa: DTZ001
    max_value=datetime(2200, 1, 1),  # noqa: DTZ001
    timezones=st.builds(
        lambda minutes: timezone(timedelta(minutes=minutes)), st.integers(-14 * 60, 14 * 60)
    ),
)


def _read(*texts: str) -> list[int | None]:
    return read_times(pl.Series(list(texts), dtype=pl.String)).at_us.to_list()


def _fault(text: str, latest: int | None = None) -> str:
    faults = read_times(pl.Series([text]), latest).faults
    (message,) = faults
    assert faults[message].to_list() == [True]
    return message


@given(st.lists(_MOMENTS, min_size=1, max_size=5))
def test_iso_8601_is_read_as_python_reads_it(moments: list[datetime]) -> None:
    assert _read(*(m.isoformat() for m in moments)) == [to_us(m) for m in moments]


@pytest.mark.parametrize(
    "text",
    [
        "2020-01-01T12:00:00Z",
        "2020-01-01 12:00",
        "2020-01-01t12:00:00.000z",
        "2020-01-01T12:00:00,0000001Z",
        "2020-01-01 12:00:00 +00:00",
        "2020-01-01T14:30:00+0230",
        "2020-01-01T07:00-05",
        "1577880000",
        "1577880000.0",
        "1.57788e9",
        "1577880000000",
    ],
)
def test_spellings_of_one_moment(text: str) -> None:
    assert _read(text) == [to_us(datetime(2020, 1, 1, 12, tzinfo=UTC))]


def test_fractions_are_kept_to_the_microsecond() -> None:
    assert _read("2020-01-01T00:00:00.123456789Z", "0.25", "1364690142.5") == [
        1_577_836_800_123_456,
        250_000,
        1_364_690_142_500_000,
    ]


@pytest.mark.parametrize(
    "text",
    [
        "yesterday",
        "2020-02-30",
        "2020-13-01",
        "2020-01-01T25:00",
        "2020-01-01T23:59:60Z",
        "01/02/2020",
        "2020-01",
        "NaN",
        "inf",
        "1e300",
        "99999999999999999999",
        "-9223372036854775808",
        "1577880000000000",
        "12:30:00",
    ],
)
def test_what_is_no_time_is_told_with_the_remedy(text: str) -> None:
    assert "ISO 8601" in _fault(text)


@pytest.mark.parametrize("text", ["20200131", "20200131.0", "19991231"])
def test_a_compact_date_is_refused_as_ambiguous(text: str) -> None:
    assert "YYYYMMDD" in _fault(text)
    assert _read(text) == [None]


def test_a_compact_date_in_a_column_of_integers_is_refused_too() -> None:
    times = read_times(pl.Series([20_200_131, 1_577_880_000]))
    assert [rows.to_list() for rows in times.faults.values()] == [[True, False]]


def test_the_future_and_the_far_past_are_refused() -> None:
    latest = to_us(datetime(2020, 1, 1, tzinfo=UTC))
    assert _fault("2020-01-01T00:00:01Z", latest) == "lies in the future"
    assert _fault("1899-12-31") == "lies before 1900"
    assert not read_times(pl.Series(["2020-01-01"]), latest).faults


def test_dates_beyond_all_bounds_do_not_wrap_around() -> None:
    far = pl.Series([2**62, -(2**62)]).cast(pl.Datetime("ms"))
    days = pl.Series([2**30, -(2**30)], dtype=pl.Int32).cast(pl.Date)
    for column in (far, days):
        times = read_times(column, latest_us=0)
        bad = pl.DataFrame(times.faults).select(pl.any_horizontal(pl.all())).to_series()
        assert bad.all()


def test_empty_cells_are_no_fault_here() -> None:
    times = read_times(pl.Series([None, "5"], dtype=pl.String))
    assert times.at_us.to_list() == [None, 5_000_000]
    assert not times.faults
