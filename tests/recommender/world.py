"""A small made-up catalogue and a crowd with two tastes each."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from whyrec import Settings
from whyrec.domain import Event, Item

START = datetime(2024, 1, 1, tzinfo=UTC)
END = START + timedelta(days=100)
GENRES = ("Horror", "Comedy", "Drama", "Western", "Musical", "War")
WORDS = ("Silent", "Golden", "Broken", "Hidden", "Last", "Lonely", "Burning", "Frozen")


def catalogue() -> list[Item]:
    return [
        Item(
            id=f"f{n}",
            title=f"{WORDS[n % 8]} {GENRES[n % 6]} Tale {n}",
            facets={"genre": (GENRES[n % 6],), "year": (str(1960 + n % 50),)},
            domain="movies",
        )
        for n in range(120)
    ]


def crowd() -> list[Event]:
    """30 users, each with two favourite genres; ``u0`` loves horror, then westerns."""
    rng = np.random.default_rng(7)
    events = []
    for user in range(30):
        for n in range(24):
            late = n >= 12
            genre = (user + 3 * late) % 6
            item = int(rng.integers(20)) * 6 + genre
            at = START + timedelta(days=4 * n, minutes=user)
            events.append(
                Event(
                    id=f"u{user}-{n}",
                    user_id=f"u{user}",
                    item_id=f"f{item}",
                    kind="rating",
                    value=float(rng.integers(7, 11)) if n % 5 else 3.0,
                    at=at,
                )
            )
    return events


def settings(home: Path, **more: Any) -> Settings:
    return Settings(home=home, clock="watermark", engine={"timeout_s": 5}, **more)
