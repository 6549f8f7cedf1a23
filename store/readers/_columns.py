"""Which column of a file is what: the one table of names, and the matching."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from whyrec.errors import InputError
from whyrec.store.readers._batch import shown

EVENT_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "user_id": ("user", "uid", "reviewer_id", "customer_id", "visitor_id", "account_id"),
    "item_id": (
        "item", "iid", "movie_id", "book_id", "product_id", "article_id", "track_id", "song_id",
        "game_id", "asin", "parent_asin", "sku",
    ),
    "kind": ("event", "event_type", "event_name", "type", "action", "behavior", "behaviour"),
    "value": ("rating", "score", "stars", "overall"),
    "at": (
        "timestamp", "time", "datetime", "event_time", "unix_review_time", "unix_time", "ts",
        "created_at", "date",
    ),
    "event_id": ("id", "uuid"),
    "text": ("query", "words", "review", "review_text", "comment"),
    "scene": ("place",),
    "device": ("platform",),
    "session": ("session_id",),
}  # fmt: skip
"""Columns of an events file with their other names, the preferred first."""

ITEM_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "item_id": ("id", *EVENT_COLUMNS["item_id"]),
    "title": ("name", "item_name", "product_name", "movie_title", "book_title", "product_title"),
    "text": ("description", "overview", "summary", "plot", "synopsis"),
    "domain": (),
    "created_at": ("added_at", "date_added"),
}
"""Columns of an items file with their other names; every other column is a facet."""

FACET_NAMES: Mapping[str, str] = {
    "genres": "genre",
    "authors": "author",
    "directors": "director",
    "actors": "actor",
    "categories": "category",
    "tags": "tag",
    "brands": "brand",
    "artists": "artist",
    "languages": "language",
}
"""Facet names that are written in the singular."""


class Matched(NamedTuple):
    """What the columns of a file are."""

    names: tuple[str | None, ...]
    """For each column the name it is known by, None where it is not read."""
    complaint: str | None = None
    """What is missing or there twice, and what was found; None when all is well."""
    remedy: str | None = None


def match_event_columns(found: Sequence[str], filled_in: Collection[str] = ()) -> Matched:
    """Match the column names of an events file.

    Args:
        found: The names.
        filled_in: Columns that may lack, for the reader knows what is in them.
    """
    names = _known(found, EVENT_COLUMNS)
    missing = [name for name in ("user_id", "at") if name not in names]
    if not {"kind", "value"} & {*names, *filled_in}:
        missing.append("kind (or value, for ratings)")
    if "item_id" not in names and not {"kind", "text"} <= set(names):
        missing.append("item_id")
    return _matched(names, found, missing, EVENT_COLUMNS)


def match_item_columns(found: Sequence[str], filled_in: Collection[str] = ()) -> Matched:
    """Match the column names of an items file; what is not known is a facet.

    Args:
        found: The names.
        filled_in: Columns that may lack, for the reader knows what is in them.
    """
    known = _known(found, ITEM_COLUMNS)
    names = [name or _facet_name(column) or None for name, column in zip(known, found, strict=True)]
    missing = [name for name in ("item_id", "title") if name not in {*known, *filled_in}]
    return _matched(names, found, missing, ITEM_COLUMNS)


def required(matched: Matched, file: str) -> tuple[str | None, ...]:
    """The names of a file whose columns are the same for all rows.

    Raises:
        InputError: A required column is missing or one is there twice.
    """
    if matched.complaint is not None:
        raise InputError(f"{file}: {matched.complaint}", remedy=matched.remedy)
    return matched.names


def _known(found: Sequence[str], table: Mapping[str, tuple[str, ...]]) -> list[str | None]:
    folded = [_folded(name) for name in found]
    names: list[str | None] = [None] * len(found)
    for known, others in table.items():
        for alias in map(_folded, (known, *others)):
            if alias in folded and names[folded.index(alias)] is None:
                names[folded.index(alias)] = known
                break
    return names


def _matched(
    names: Sequence[str | None],
    found: Sequence[str],
    missing: list[str],
    table: Mapping[str, tuple[str, ...]],
) -> Matched:
    columns = ", ".join(shown(name, 40) for name in found[:30]) or "none"
    twice = _twice([_folded(name) or None for name in found]) or _twice(names)
    if twice is not None:
        complaint = f"the column {twice[:40]} is there more than once. Found: {columns}."
        return Matched(tuple(names), complaint, "Rename or remove all but one.")
    if missing:
        first = missing[0].split(" ")[0]
        return Matched(
            tuple(names),
            f"no column {', no column '.join(missing)}. Found: {columns}.",
            "The columns must be named (in a text file by the first line); "
            f"for {first} these names are read too: {', '.join(table[first])}.",
        )
    return Matched(tuple(names))


def _twice(names: Sequence[str | None]) -> str | None:
    return next((n for n, times in Counter(names).items() if n is not None and times > 1), None)


def _folded(name: str) -> str:
    return "".join(c for c in name.casefold() if c.isalnum())


def _facet_name(column: str) -> str:
    name = re.sub(r"\W+", "_", column.strip().casefold()).strip("_")[:64]
    return FACET_NAMES.get(name, name)
