"""Parquet, batch by batch."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NoReturn

import polars as pl

from whyrec.errors import InputError
from whyrec.store.readers._batch import BATCH_ROWS, Batch
from whyrec.store.readers._columns import Matched, required
from whyrec.store.readers._scale import Scale
from whyrec.store.readers._text import require_file

SCALE_KEY = "whyrec.rating_scale"
"""Key of a Parquet file's metadata that holds the scale of its ratings as ``[low, high]``."""


def parquet_batches(path: Path, match: Callable[[Sequence[str]], Matched]) -> Iterator[Batch]:
    """Read a Parquet file.

    Args:
        path: The file.
        match: Says what its columns are.

    Yields:
        Batches of at most 50,000 rows, numbered from 1.

    Raises:
        InputError: The file is no Parquet, is damaged, or lacks a column.
    """
    require_file(path)
    row = 1
    try:
        lazy = pl.scan_parquet(path, glob=False, hive_partitioning=False)
        found = lazy.collect_schema().names()
        names = required(match(found), str(path))
        wanted = [
            pl.col(column).alias(name)
            for column, name in zip(found, names, strict=True)
            if name is not None
        ]
        for frame in lazy.select(wanted).collect_batches(chunk_size=BATCH_ROWS):
            yield Batch(list(range(row, row + frame.height)), frame, [])
            row += frame.height
    except (pl.exceptions.PolarsError, OSError, pl.exceptions.PanicException) as error:
        _damaged(path, error)


def parquet_scale(path: Path) -> Scale | None:
    """The rating scale that a Parquet file declares in its metadata, if it does."""
    try:
        declared = pl.read_parquet_metadata(path).get(SCALE_KEY)
        return None if declared is None else Scale(*map(float, json.loads(declared)))
    except (pl.exceptions.PolarsError, OSError, pl.exceptions.PanicException) as error:
        _damaged(path, error)
    except (ValueError, TypeError) as error:
        raise InputError(f"{path}: its metadata {SCALE_KEY} is no [low, high].") from error


def _damaged(path: Path, error: BaseException) -> NoReturn:
    first = str(error).partition("\n")[0][:200]
    raise InputError(f"{path} is no Parquet file or is damaged: {first}") from error
