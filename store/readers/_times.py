"""Times in files: unix seconds or milliseconds, ISO 8601, or what Parquet holds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import polars as pl

from whyrec.domain import EARLIEST, TOO_EARLY, TOO_LATE

_MICROSECONDS = 1_000_000
_DAY_US = 86_400 * _MICROSECONDS
_MILLISECONDS_FROM = 10**11
"""As seconds this is the year 5138, as milliseconds 1973: what is beyond can only be the latter."""
_NOTHING_FROM = 10**14
_EARLIEST_US = int(EARLIEST.timestamp()) * _MICROSECONDS

_ISO = (
    r"^(?<date>\d{4}-\d\d-\d\d)"
    r"(?:[Tt ](?<hour>[01]\d|2[0-3]):(?<minute>[0-5]\d)"
    r"(?::(?<second>[0-5]\d)(?:[.,](?<part>\d{1,9}))?)?"
    r"(?: ?(?:[Zz]|(?<sign>[+-])(?<off_hour>[01]\d|2[0-3])(?::?(?<off_minute>[0-5]\d))?))?)?$"
)
_NUMBER = r"^[+-]?\d+(\.\d*)?([eE][+-]?\d+)?$"


class Times(NamedTuple):
    """A column of times, read."""

    at_us: pl.Series
    """Microseconds since the epoch, UTC; null where the cell is empty or no time."""
    faults: dict[str, pl.Series]
    """Message to the rows it is about."""


def read_times(column: pl.Series, latest_us: int | None = None) -> Times:
    """Read a column of times of any type; a time without a zone is UTC.

    Args:
        column: Strings, numbers, dates or datetimes.
        latest_us: Times after this one are refused as being in the future.

    Returns:
        The times and what is wrong with which of them.
    """
    dtype = column.dtype
    ambiguous = pl.repeat(False, column.len(), eager=True)
    if dtype == pl.Date or isinstance(dtype, pl.Datetime):
        given = column.is_not_null()
        at_us = _of_moments(column)
    elif dtype.is_integer():
        given = column.is_not_null()
        at_us, ambiguous = _of_integers(column.cast(pl.Int64, strict=False))
    elif dtype.is_numeric():
        numbers = column.cast(pl.Float64).fill_nan(None)
        given = numbers.is_not_null()
        at_us, ambiguous = _of_floats(numbers)
    else:
        text = column.cast(pl.String, strict=False)
        given = text.is_not_null()
        at_us, ambiguous = _of_text(text)
    faults = {
        "is no time: give unix seconds, or ISO 8601 such as 2026-01-31T18:30:00Z": (
            given & at_us.is_null() & ~ambiguous
        ),
        "could be the date YYYYMMDD or unix seconds: write it as YYYY-MM-DD": ambiguous,
        TOO_EARLY: (at_us < _EARLIEST_US).fill_null(False),
    }
    if latest_us is not None:
        faults[TOO_LATE] = (at_us > latest_us).fill_null(False)
    return Times(at_us, {message: rows for message, rows in faults.items() if rows.any()})


def read_time(text: str) -> datetime:
    """Read one time that a person wrote.

    Raises:
        ValueError: It is none; the message says why, as of a cell.
    """
    column = pl.Series([text.strip().encode("utf-8", "replace").decode()], dtype=pl.String)
    times = read_times(column)
    if times.faults:
        raise ValueError(next(iter(times.faults)))
    return datetime.fromtimestamp(0, UTC) + timedelta(microseconds=times.at_us[0])


def _of_moments(column: pl.Series) -> pl.Series:
    moments = column.cast(pl.Datetime("ms")) if column.dtype == pl.Date else column
    milliseconds = moments.dt.epoch("ms")
    near = milliseconds.is_between(-(10**15), 10**15).fill_null(False)
    return moments.dt.epoch("us").set(~near, None)


def _of_integers(numbers: pl.Series) -> tuple[pl.Series, pl.Series]:
    n = pl.col("n")
    month, day = n // 100 % 100, n % 100
    return _pair(
        numbers.to_frame("n").select(
            pl.when(n.is_between(-_MILLISECONDS_FROM, _MILLISECONDS_FROM, "none"))
            .then(n * _MICROSECONDS)
            .when(n.is_between(-_NOTHING_FROM, _NOTHING_FROM, "none"))
            .then(n * 1_000)
            .alias("us"),
            (n.is_between(19_000_101, 21_001_231) & month.is_between(1, 12) & day.is_between(1, 31))
            .fill_null(False)
            .alias("ambiguous"),
        )
    )


def _of_floats(numbers: pl.Series) -> tuple[pl.Series, pl.Series]:
    n = pl.col("n")
    whole, ambiguous = _of_integers(
        numbers.to_frame("n")
        .select(pl.when((n == n.floor()) & (n.abs() < _NOTHING_FROM)).then(n))
        .to_series()
        .cast(pl.Int64, strict=False)
    )
    factor = pl.when(n.abs() < _MILLISECONDS_FROM).then(_MICROSECONDS).otherwise(1_000)
    fraction = (
        numbers.to_frame("n")
        .select(pl.when(n.abs() < _NOTHING_FROM).then((n * factor).round()))
        .to_series()
        .cast(pl.Int64, strict=False)
    )
    return whole.zip_with(whole.is_not_null(), fraction), ambiguous


def _of_text(text: pl.Series) -> tuple[pl.Series, pl.Series]:
    numbers = text.str.contains(_NUMBER).fill_null(False)
    at_us, ambiguous = _of_integers(text.cast(pl.Int64, strict=False))
    if (odd := numbers & at_us.is_null()).any():
        floats, unsure = _of_floats(text.cast(pl.Float64, strict=False))
        at_us = at_us.zip_with(~odd, floats)
        ambiguous = ambiguous | (unsure & odd)
    if not numbers.all():
        at_us = at_us.zip_with(numbers, _of_iso(text))
    return at_us.zip_with(~ambiguous, pl.Series([None], dtype=pl.Int64)), ambiguous


def _of_iso(text: pl.Series) -> pl.Series:
    """Microseconds of ISO 8601 texts; digits beyond microseconds are dropped."""

    def number(name: str) -> pl.Expr:
        return pl.col(name).cast(pl.Int64).fill_null(0)

    fields = text.str.extract_groups(_ISO).struct.unnest()
    days = pl.col("date").str.to_date("%Y-%m-%d", strict=False).cast(pl.Int64)
    seconds = (number("hour") * 60 + number("minute")) * 60 + number("second")
    offset = (number("off_hour") * 60 + number("off_minute")) * 60
    signed = pl.when(pl.col("sign") == "-").then(-offset).otherwise(offset)
    part = pl.col("part").str.pad_end(6, "0").str.slice(0, 6).cast(pl.Int64).fill_null(0)
    return fields.select(
        days * _DAY_US + (seconds - signed) * _MICROSECONDS + part.alias("us")
    ).to_series()


def _pair(frame: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
    return frame["us"], frame["ambiguous"]
