"""MovieLens folders as GroupLens publishes them (``ml-latest``, ``ml-25m``, ``ml-32m``, …)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import polars as pl

from whyrec.store.readers._batch import Batch, Rejected
from whyrec.store.readers._cells import Faults, text_of
from whyrec.store.readers._columns import Matched, match_event_columns, match_item_columns
from whyrec.store.readers._csv import csv_batches
from whyrec.store.readers._scale import Scale
from whyrec.store.readers._sources import Source

MOVIELENS_SCALE = Scale(0.5, 5.0)
MOVIES = "movies"
_NO_GENRE = "(no genres listed)"
_YEAR = r"\((\d{4})(?:\s*[-–]\s*(?:\d{4})?)?\)\s*$"
_TAGS_LIMIT = 50
_TAG_CHARACTERS = 200


def movielens_events(folder: Path) -> Source:
    """The ratings, on the scale 0.5 to 5."""
    file = folder / "ratings.csv"
    return Source(file, lambda: csv_batches(file, match_event_columns), MOVIELENS_SCALE)


def movielens_items(folder: Path, until: datetime | None = None) -> Source:
    """The films with genres and year as facets and the users' tags as text.

    Of an item's tags the 50 most frequent are taken, case ignored, the most frequent first.

    Args:
        folder: The data set.
        until: Only tags given up to this moment, as evals need it; by default all.
    """
    file, tags = folder / "movies.csv", folder / "tags.csv"
    others = (tags,) if tags.is_file() else ()
    return Source(file, lambda: _items(file, others, until), domain=MOVIES, others=others)


def with_film_facets(frame: pl.DataFrame) -> pl.DataFrame:
    """Films with the year in their title as facet ``year``, and no genre where none is known."""
    genre = pl.col("genre") if "genre" in frame.columns else pl.lit(None, pl.String)
    return frame.with_columns(
        genre.replace(_NO_GENRE, None).alias("genre"),
        pl.col("title").str.extract(_YEAR).alias("year"),
    )


def _items(file: Path, tag_files: Sequence[Path], until: datetime | None) -> Iterator[Batch]:
    texts: dict[str, str] = {}
    for tags in tag_files:
        texts, rejected = _tags(tags, until)
        yield Batch([], pl.DataFrame(), rejected)
    for batch in csv_batches(file, match_item_columns):
        if not batch.frame.height:
            yield batch
            continue
        told = [texts.get((i or "").strip()) for i in batch.frame["item_id"]]
        text = pl.Series("text", told, dtype=pl.String)
        yield batch._replace(frame=with_film_facets(batch.frame).with_columns(text))


def _tags(file: Path, until: datetime | None) -> tuple[dict[str, str], list[Rejected]]:
    """Item id to its tags, joined by commas; and the rows that are no tags."""
    times: defaultdict[str, Counter[str]] = defaultdict(Counter)
    spelled: dict[str, str] = {}
    rejected: list[Rejected] = []
    for batch in csv_batches(file, _match_tags):
        rejected += batch.rejected
        if not batch.frame.height:
            continue
        faults = Faults(batch, str(file))
        columns = {name: text_of(batch.frame[name], str(file)) for name in ("item_id", "tag")}
        for name, column in columns.items():
            faults.add(name, column.is_null(), "is missing")
            faults.texts(name, column, _TAG_CHARACTERS)
        if until is not None:
            faults.add("at", _later(batch.frame, until), "is later, or no time")
            rejected = []  # what is left out here is not wrong
        else:
            rejected += faults.rejected()
        rows = pl.DataFrame(columns)
        good = faults.good()
        for item, tag in (rows if good is None else rows.filter(good)).iter_rows():
            folded = tag.casefold()
            spelled[folded] = min(tag, spelled.get(folded, tag))
            times[item][folded] += 1
    return {item: _joined(counts, spelled) for item, counts in times.items()}, rejected


def _later(frame: pl.DataFrame, until: datetime) -> pl.Series:
    """Which tags were given after a moment, or nobody knows when."""
    if "at" not in frame.columns:
        return pl.Series("at", [True]).new_from_index(0, frame.height)
    return ~(frame["at"].cast(pl.Float64, strict=False) <= until.timestamp()).fill_null(False)


def _joined(counts: Counter[str], spelled: dict[str, str]) -> str:
    ranked = sorted(counts, key=lambda tag: (-counts[tag], tag))
    return ", ".join(spelled[tag] for tag in ranked[:_TAGS_LIMIT])


def _match_tags(found: Sequence[str]) -> Matched:
    names = tuple(
        {"movieId": "item_id", "tag": "tag", "timestamp": "at"}.get(name) for name in found
    )
    if {"item_id", "tag"} <= set(names):
        return Matched(names)
    return Matched(names, f"no columns movieId and tag. Found: {', '.join(found)}.")
