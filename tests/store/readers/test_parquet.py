from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from tests.store.readers.conftest import events_of
from whyrec.errors import InputError
from whyrec.store import to_us
from whyrec.store.readers import Scale, event_source, read_items

NOON = datetime(2020, 1, 1, 12, tzinfo=UTC)


def _write(path: Path, **columns: object) -> Path:
    pl.DataFrame(columns).write_parquet(path)
    return path


@pytest.mark.parametrize(
    "times",
    [
        pl.Series([1_577_880_000]),
        pl.Series([1_577_880_000.0]),
        pl.Series([1_577_880_000_000]),
        pl.Series(["2020-01-01T12:00:00Z"]),
        pl.Series([NOON]),
        pl.Series([NOON]).cast(pl.Datetime("ms", "Asia/Tokyo")),
        pl.Series([NOON.replace(tzinfo=None)]).cast(pl.Datetime("ns")),
    ],
)
def test_times_of_any_type_are_read(tmp_path: Path, times: pl.Series) -> None:
    path = _write(tmp_path / "e.parquet", user_id=[1], item_id=["a"], value=[3], at=times)
    rows, bad = events_of(path)
    assert not bad
    assert rows[0].at_us == to_us(NOON)


def test_dates_are_midnight_utc(tmp_path: Path) -> None:
    path = _write(
        tmp_path / "e.parquet", user_id=[1], item_id=[2], value=[3], at=[date(2020, 1, 1)]
    )
    assert events_of(path)[0][0].at_us == to_us(datetime(2020, 1, 1, tzinfo=UTC))


def test_bad_rows_have_their_row_number(tmp_path: Path) -> None:
    path = _write(
        tmp_path / "e.parquet",
        user_id=[1.0, None, float("nan"), 4.0],
        item_id=["a", "a", "a", ""],
        value=[3.0, 3.0, 3.0, float("inf")],
        at=[1, 1, 1, None],
    )
    rows, bad = events_of(path)
    assert [row.user_id for row in rows] == ["1"]
    assert [(b.line, [c.column for c in b.complaints]) for b in bad] == [
        (2, ["user_id"]),
        (3, ["user_id"]),
        (4, ["value", "item_id", "at"]),
    ]


def test_facets_keep_their_values_as_text(tmp_path: Path) -> None:
    path = _write(
        tmp_path / "i.parquet",
        item_id=[1, 2],
        title=["A", "B"],
        genre=[["Drama", None, "War"], None],
        year=[1999.0, None],
        seasons=[[1, 2], []],
        kids=[True, None],
        maker=pl.Series(["X", None], dtype=pl.Categorical),
    )
    (batch,) = read_items(path)
    assert batch.items[0].facets == {
        "genre": ("Drama", "War"),
        "year": ("1999",),
        "seasons": ("1", "2"),
        "kids": ("true",),
        "maker": ("X",),
    }
    assert batch.items[1].facets == {}


def test_the_scale_in_the_metadata_is_declared(tmp_path: Path) -> None:
    frame = pl.DataFrame({"user_id": [1], "item_id": [1], "value": [1.0], "at": [1]})
    frame.write_parquet(tmp_path / "a.parquet", metadata={"whyrec.rating_scale": "[1, 7]"})
    frame.write_parquet(tmp_path / "b.parquet")
    frame.write_parquet(tmp_path / "c.parquet", metadata={"whyrec.rating_scale": "from 1"})
    assert event_source(tmp_path / "a.parquet").scale == Scale(1, 7)
    assert event_source(tmp_path / "b.parquet").scale is None
    with pytest.raises(InputError, match="rating_scale"):
        event_source(tmp_path / "c.parquet")


@pytest.mark.parametrize(
    "column",
    [pl.Series([[1]]), pl.Series([{"a": 1}]), pl.Series([b"\xff"]), pl.Series([True])],
)
def test_a_column_that_holds_no_ids_refuses_the_file(tmp_path: Path, column: pl.Series) -> None:
    path = _write(tmp_path / "e.parquet", user_id=column, item_id=["a"], value=[3], at=[1])
    with pytest.raises(InputError, match="user_id"):
        events_of(path)


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    path = _write(tmp_path / "e.parquet", user_id=[1], item_id=[2], value=[3], at=[4])
    data = path.read_bytes()
    for damaged in (data[:-20], b"PAR1", b"user_id,item_id", data[20:]):
        path.write_bytes(damaged)
        with pytest.raises(InputError, match="no Parquet file or is damaged"):
            events_of(path)


def test_missing_columns_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no column at"):
        events_of(_write(tmp_path / "e.parquet", user_id=[1], item_id=[2], value=[3]))
