"""Films and books: who likes space films takes books on nature, who likes westerns takes poems."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from whyrec import Recommender, Settings
from whyrec.domain import Event, Item
from whyrec.settings import EngineSettings, ProfileSettings, RankSettings

FILMS = ("Space", "Western", "Comedy")
BOOKS = ("Nature", "Poems", "Cooking")
START = datetime(2024, 1, 1, tzinfo=UTC)
END = START + timedelta(days=100)
EACH = 30


def settings(home: Path, **profile: object) -> Settings:
    """No model, the history's own clock."""
    return Settings(
        home=home,
        clock="watermark",
        engine=EngineSettings(enabled=False),
        rank=RankSettings(serves_s=0),
        profile=ProfileSettings.model_validate(profile),
    )


def items() -> list[Item]:
    films = [
        Item(
            id=f"f{g}-{n}",
            title=f"Film {g} {n}",
            facets={"genre": (genre,)},
            domain="films",
        )
        for g, genre in enumerate(FILMS)
        for n in range(EACH)
    ]
    return films + [
        Item(
            id=f"b{t}-{n}",
            title=f"Book {t} {n}",
            facets={"topic": (topic,)},
            domain="books",
        )
        for t, topic in enumerate(BOOKS)
        for n in range(EACH)
    ]


def crowd(users: int = 45) -> list[Event]:
    """Everybody takes ten films of one genre, and then five books of what goes with it."""
    events = []
    for user in range(users):
        taste = user % 3
        takes = [f"f{taste}-{(user + 3 * n) % EACH}" for n in range(10)]
        takes += [f"b{taste}-{(user + 7 * n) % EACH}" for n in range(5)]
        events += [liked(f"u{user:02}", item, user / 45 + n) for n, item in enumerate(takes)]
    return events


def liked(user: str, item: str, day: float) -> Event:
    at = START + timedelta(days=day)
    return Event(id=f"{user}-{item}", user_id=user, item_id=item, kind="like", at=at)


def ann(films: int = 8) -> list[Event]:
    """Somebody who has taken space films alone."""
    return [liked("ann", f"f0-{n}", 60 + n) for n in range(films)]


async def filled(rec: Recommender) -> Recommender:
    """With items, crowd and ann."""
    await rec.ingest(items=items(), events=[*crowd(), *ann(), liked("last", "f1-0", 100)])
    return rec
