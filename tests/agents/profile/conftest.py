from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from whyrec.agents.embeddings import Embedder, open_embedder
from whyrec.agents.gate import TitleIndex, TopicIndex
from whyrec.agents.profile import Lexicon, RatingScale, Taste
from whyrec.domain import Event, EventKind, Item
from whyrec.settings import Settings
from whyrec.store import Store

START = datetime(2024, 1, 1, tzinfo=UTC)

GENRES = ("Horror", "Comedy", "Drama", "Western", "Musical", "War", "Thriller", "Romance")


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    return open_embedder(Settings())


@pytest.fixture(scope="session")
def items() -> list[Item]:
    """80 films: film n has genre n mod 8, every second one also the next genre."""
    return [
        Item(
            id=f"f{n}",
            title=f"Number Picture {n} ({1950 + n % 60})",
            facets={
                "genre": tuple({GENRES[n % 8], GENRES[(n + n % 2) % 8]}),
                "year": (str(1950 + n % 60),),
            },
            domain="movies",
        )
        for n in range(80)
    ]


@pytest.fixture(scope="session")
def taste(items: list[Item]) -> Taste:
    lexicon = Lexicon.of(items)
    return Taste(
        items={i.id: i for i in items},
        lexicon=lexicon,
        titles=TitleIndex(i.title for i in items),
        topics=TopicIndex(lexicon.carriers),
        scale=RatingScale.declared(0, 10, 7),
        domain="movies",
    )


@pytest.fixture
def store(tmp_path: Path, items: list[Item]) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path / 'test.db'}") as opened:
        opened.items.upsert("default", items)
        opened.meta.set("default", "rating_scale", {"low": 0.0, "high": 10.0})
        yield opened


@pytest.fixture
def rate(store: Store) -> Callable[..., Event]:
    """Keep a rating of user ``u`` on day ``day``."""

    def keep(
        item: int, value: float, day: float = 0, *, user: str = "u", kind: EventKind = "rating"
    ) -> Event:
        event = Event(
            id=f"{user}-{item}-{day}",
            user_id=user,
            item_id=f"f{item}",
            kind=kind,
            value=value if kind == "rating" else None,
            at=START + timedelta(days=day),
        )
        store.events.add("default", [event])
        return event

    return keep
