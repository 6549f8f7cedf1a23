"""A small made-up data set folder: sixty films, forty people, two tastes, two hundred days."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np

FIRST = 1_704_067_200
"""2024-01-01T00:00:00Z in unix seconds."""
DAYS = 200
ITEMS, USERS, EACH = 60, 40, 30
GENRES = ("Horror", "Comedy")
WORDS = ("Silent", "Golden", "Broken", "Hidden", "Last", "Lonely", "Burning", "Frozen")


class EventRow(NamedTuple):
    """A line of the events file."""

    event_id: str
    user_id: str
    item_id: str
    kind: str
    value: str
    at: int
    text: str = ""


def events() -> list[EventRow]:
    """30 events a user in the order of time; even users love horror, odd ones comedy.

    Nine of ten are of the user's own taste, and what is popular changes every month. Some ratings,
    some views, some dislikes; now and then two events of a user within the same second.
    """
    rng = np.random.default_rng(11)
    rows = []
    for user in range(USERS):
        times = np.sort(rng.integers(0, DAYS * 86_400, EACH))
        times[5] = times[4]
        for number, at in enumerate(times.tolist()):
            own = rng.random() < 0.9
            month = at // (30 * 86_400)
            near = int(4 * month + rng.integers(10)) % (ITEMS // 2)
            item = 2 * near + (user % 2 if own else 1 - user % 2)
            kind, value = "rating", str(int(rng.integers(4, 6) if own else rng.integers(1, 4)))
            if number % 7 == 3:
                kind, value = ("view" if own else "dislike"), ""
            rows.append(
                EventRow(
                    f"e{user:02d}-{number:02d}",
                    f"u{user:02d}",
                    f"f{item:02d}",
                    kind,
                    value,
                    FIRST + at,
                )
            )
    return sorted(rows, key=lambda row: (row.at, row.event_id))


def write(folder: Path, rows: Iterable[EventRow], later_items: int = 0) -> Path:
    """Write ``items.csv`` and ``events.csv``.

    Args:
        folder: Made if need be.
        rows: The events.
        later_items: Items more than usual, which enter the catalogue after the last day.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "items.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["item_id", "title", "genre", "year", "domain", "created_at"])
        for n in range(ITEMS + later_items):
            genre, year = GENRES[n % 2], 1960 + n % 60
            title = f"{WORDS[n % 8]} {genre} Tale {n} ({year})"
            since = FIRST + (DAYS + 1) * 86_400 if n >= ITEMS else ""
            # Their ids come first: every other item's place in the catalogue moves.
            item_id = f"f{n:02d}" if n < ITEMS else f"a{n:02d}"
            out.writerow([item_id, title, genre, year, "films", since])
    with (folder / "events.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(EventRow._fields)
        out.writerows(rows)
    return folder
