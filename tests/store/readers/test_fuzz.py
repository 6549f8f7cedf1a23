"""Whatever a file holds: an InputError, or every row once."""

import csv
import json
from pathlib import Path

import polars as pl
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.store.readers.conftest import events_of
from whyrec.errors import InputError
from whyrec.store.readers import read_items

_SETTINGS = settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
_HEADER = b"user_id,item_id,value,at,text\n"
_JSON_LINE = b'{"user_id":1,"item_id":2,"value":3,"at":4}\n'
_MARKS = [bytes([code]) for code in b'",;:|\n\r\t\0\xff {[x']
_PIECES = st.sampled_from([*_MARKS, b'""', b"\r\n", b"u,i,4,1,\n", "é".encode(), _JSON_LINE])
_SOUP = st.lists(_PIECES | st.binary(max_size=4), max_size=60).map(b"".join)
_TEXT = st.text(max_size=12)


def _survives(path: Path) -> None:
    for read in (events_of, lambda file: list(read_items(file))):
        try:
            read(path)
        except InputError:
            continue


@_SETTINGS
@given(_SOUP, st.sampled_from(["x.csv", "x.jsonl", "x.parquet"]))
def test_any_bytes(tmp_path: Path, content: bytes, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    _survives(path)


@_SETTINGS
@given(_SOUP)
@example(b'"' * 3)
def test_any_bytes_below_a_header(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(_HEADER + content)
    rows, bad = events_of(path)
    lines = [b.line for b in bad]
    assert len(lines) == len(set(lines))
    written = (_HEADER + content).replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n") + 1
    assert len(rows) + len(bad) < written
    assert all(1 < line <= written for line in lines)


@_SETTINGS
@given(st.lists(st.lists(_TEXT, min_size=5, max_size=5), max_size=8))
def test_every_row_of_a_proper_csv_is_counted_once(tmp_path: Path, cells: list[list[str]]) -> None:
    path = tmp_path / "x.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerow(["user_id", "item_id", "value", "at", "text"])
        writer.writerows(cells)
    rows, bad = events_of(path)
    assert len(rows) + len(bad) == len(cells)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | _TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXT, inner, max_size=3),
    max_leaves=6,
)


@_SETTINGS
@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["user_id", "item_id", "value", "at", "kind", "title", "x"]), _JSON
        ),
        max_size=6,
    )
)
def test_every_line_of_json_is_counted_once(tmp_path: Path, records: list[dict]) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text("\n".join(map(json.dumps, [{"user_id": 1}, *records])))
    rows, bad = events_of(path)
    assert len(rows) + len(bad) == len(records) + 1
    items = list(read_items(path))
    assert sum(len(b.items) + len(b.rejected) for b in items) == len(records) + 1


_COLUMN = st.one_of(
    st.lists(st.none() | st.integers(-(2**63), 2**63 - 1), min_size=3, max_size=3),
    st.lists(st.none() | st.floats(), min_size=3, max_size=3),
    st.lists(st.none() | _TEXT, min_size=3, max_size=3),
    st.lists(st.none() | st.booleans(), min_size=3, max_size=3),
    st.lists(st.none() | st.datetimes(), min_size=3, max_size=3),
    st.lists(st.none() | st.lists(_TEXT, max_size=2), min_size=3, max_size=3),
)


@_SETTINGS
@given(st.fixed_dictionaries(dict.fromkeys(("user_id", "item_id", "value", "at"), _COLUMN)))
def test_every_row_of_any_parquet_is_counted_once(tmp_path: Path, columns: dict) -> None:
    path = tmp_path / "x.parquet"
    pl.DataFrame(columns).write_parquet(path)
    try:
        rows, bad = events_of(path)
    except InputError:
        return
    assert len(rows) + len(bad) == 3
