"""Data sets as folders: which kind it is, and its items and events."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, NamedTuple

from whyrec.errors import InputError
from whyrec.store.readers._movielens import movielens_events, movielens_items
from whyrec.store.readers._movietweetings import movietweetings_events, movietweetings_items
from whyrec.store.readers._recbole import interactions_file, recbole_events, recbole_items
from whyrec.store.readers._sources import (
    CSV,
    JSONL,
    PARQUET,
    Source,
    event_source,
    item_source,
)

FolderKind = Literal["whyrec", "movielens", "movietweetings", "recbole"]


class Folder(NamedTuple):
    """A data set."""

    kind: FolderKind
    items: Source
    events: Source


def open_folder(path: Path | str) -> Folder:
    """Find out what data set a folder holds.

    Known are MovieLens (``movies.csv``, ``ratings.csv``, ``tags.csv`` if there), MovieTweetings
    (``movies.dat``, ``ratings.dat``), ``items`` and ``events`` files of whyrec's own formats, and
    RecBole's atomic files (``NAME.inter``, ``NAME.item`` if there).

    Raises:
        InputError: It is no folder, none of these, or holds several of RecBole's.
    """
    folder = Path(path)
    if not folder.is_dir():
        raise InputError(
            f"{folder} is no folder.", remedy="Single files are loaded with --items and --events."
        )
    if _has(folder, "movies.csv", "ratings.csv"):
        return Folder("movielens", movielens_items(folder), movielens_events(folder))
    if _has(folder, "movies.dat", "ratings.dat"):
        return Folder("movietweetings", movietweetings_items(folder), movietweetings_events(folder))
    items, events = _own(folder, "items"), _own(folder, "events")
    if items is not None and events is not None:
        return Folder("whyrec", item_source(items), event_source(events))
    interactions = interactions_file(folder)
    if interactions is not None:
        return Folder("recbole", recbole_items(interactions), recbole_events(interactions))
    found = ", ".join(sorted(entry.name for entry in folder.iterdir())[:20]) or "nothing"
    raise InputError(
        f"{folder} is no data set that is known. Found: {found}.",
        remedy="Known are MovieLens (movies.csv, ratings.csv), MovieTweetings (movies.dat, "
        "ratings.dat), RecBole (NAME.inter, NAME.item), and items and events as .csv, .parquet or "
        ".jsonl.",
    )


def _has(folder: Path, *names: str) -> bool:
    return all((folder / name).is_file() for name in names)


def _own(folder: Path, stem: str) -> Path | None:
    files = (folder / f"{stem}{ending}" for ending in (*PARQUET, *CSV, *JSONL))
    return next((file for file in files if file.is_file()), None)
