"""Made-up catalogues of films with one genre each, which suites plant tastes in."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

START = 1_500_000_000
"""In unix seconds."""
DAY = 86_400


class Took(NamedTuple):
    """A film that somebody took."""

    user: str
    film: int
    at: int
    """Seconds after the start."""
    rating: int | None = None
    """None where they liked it."""


def genre(number: int) -> str:
    """The genre of a number; film f has that of f modulo the catalogue's genres."""
    return f"Genre {chr(ord('A') + number)}"


def write(folder: Path, genres: int, each: int, taken: Iterable[Took]) -> Path:
    """Write a data set.

    Args:
        folder: Made if need be.
        genres: How many there are.
        each: Films of each.
        taken: Who took what when.
    """
    folder.mkdir(exist_ok=True)
    with (folder / "items.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["item_id", "title", "genre", "domain"])
        for film in range(genres * each):
            told = genre(film % genres)
            out.writerow([f"f{film}", f"Tale {told[-1]} number {film}", told, "films"])
    with (folder / "events.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["event_id", "user_id", "item_id", "kind", "value", "at"])
        for n, (user, film, at, rating) in enumerate(taken):
            kind = "like" if rating is None else "rating"
            out.writerow([f"e{n}", user, f"f{film}", kind, rating, START + at])
    return folder
