"""What one profile update with five new events costs, by mode and by length of history.

Prints a table: prompt tokens of the model calls (counted by the embedded model's own tokenizer; the
calls themselves are refused, so that no answer changes what is counted), milliseconds apart from
the model, and tokens of the rendered profile. Two kinds of update are measured, the same five
events whatever the history: of tastes the profile knows, and of one it has never met, which asks
the model for a name.

    python benchmarks/profile_update.py
"""

from __future__ import annotations

import asyncio
import random
import shutil
import statistics
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any, Literal

from rich.console import Console
from rich.table import Table

from whyrec.agents.embeddings import open_embedder
from whyrec.agents.gate import TitleIndex, TopicIndex
from whyrec.agents.models import CapabilityCard, ChatMessage, LanguageModel, TaskScore, open_model
from whyrec.agents.profile import (
    Evolver,
    Lexicon,
    Mode,
    Namer,
    RatingScale,
    Taste,
    expanded,
    measure,
    render,
    signals_of,
)
from whyrec.domain import Event, Item
from whyrec.errors import UpstreamError
from whyrec.settings import ProfileSettings, Settings
from whyrec.store import Store

Kind = Literal["known", "new"]
KINDS: tuple[Kind, ...] = ("known", "new")
MODES: tuple[Mode, ...] = ("free", "guided", "composed")
SIZES = (500, 1_000, 5_000)
NOW = datetime(2024, 1, 1, tzinfo=UTC)
GENRES = ("Action", "Comedy", "Drama", "Horror", "Western", "War", "Musical", "Romance", "Thriller")
NEW_GENRES = (
    "Noir",
    "Sport",
    "Heist",
    "Spy",
    "Samurai",
    "Circus",
    "Courtroom",
    "Ghost",
    "Road",
    "Sea",
    "Space",
)
PASSED = TaskScore(score=1, passed=True, n=1)
CARD = CapabilityCard(engine="x", model="x", probed_at="2020-01-01T00:00:00Z", sentence=PASSED)


class Counting:
    """Counts the prompt tokens of what it is asked, and refuses every call."""

    engine, model = "counting", "counting"

    def __init__(self, inner: LanguageModel) -> None:
        self._inner = inner
        self.tokens = 0
        self.calls = 0

    async def parse(self, messages: Sequence[ChatMessage], *_: Any, **__: Any) -> Any:
        """Count and refuse."""
        for message in messages:
            self.tokens += await self._inner.count_tokens(message.content)
        self.calls += 1
        raise UpstreamError("only counted")

    chat = parse


def catalogue(rng: random.Random) -> list[Item]:
    """10,000 films with one or two genres, a year and a director."""
    return [
        Item(
            id=f"f{n}",
            title=f"The {rng.choice(GENRES)} of Number {n} ({1950 + n % 70})",
            facets={
                "genre": tuple(set(rng.choices(GENRES, k=2))),
                "year": (str(1950 + n % 70),),
                "director": (f"Director {n % 400}",),
            },
            domain="movies",
        )
        for n in range(10_000)
    ]


def new_films(rng: random.Random) -> list[Item]:
    """Ten films of each genre that no history holds."""
    return [
        Item(
            id=f"g{n}",
            title=f"Night of Letter {n} ({1950 + n % 70})",
            facets={
                "genre": (NEW_GENRES[n % len(NEW_GENRES)],),
                "year": (str(1950 + n % 70),),
                "director": (f"Director {rng.randrange(400)}",),
            },
            domain="movies",
        )
        for n in range(10 * len(NEW_GENRES))
    ]


def history(rng: random.Random, items: Sequence[Item], events: int) -> list[Event]:
    """Ratings a few hours apart, by a taste that moves from genre to genre, up to `NOW`."""
    out = []
    for n in range(events):
        item = rng.choice(items)
        loved = GENRES[n * 4 // events] in item.facets["genre"]
        value = rng.choice((9.0, 10.0) if loved else (4.0, 6.0, 7.0, 8.0))
        out.append(rating(f"e{n}", item, value, NOW - timedelta(hours=7 * (events - n))))
    return out


def rating(event_id: str, item: Item, value: float, at: datetime) -> Event:
    """One rating of the user's."""
    return Event(id=event_id, user_id="u", item_id=item.id, kind="rating", value=value, at=at)


def updates(rng: random.Random, items: Sequence[Item], kind: Kind) -> list[list[Event]]:
    """The new events of every round, five each."""
    rounds = []
    for number, genre in enumerate(NEW_GENRES):
        pool = items if kind == "known" else [i for i in items if genre in i.facets["genre"]]
        chosen = rng.sample(list(pool), 5)
        at = NOW + timedelta(hours=number)
        rounds.append([rating(f"n{number}-{k}", i, 9.0, at) for k, i in enumerate(chosen)])
    return rounds


class Bench:
    """The catalogue and the engines, shared by every row."""

    def __init__(self) -> None:
        settings = Settings(home=Path("unused"))
        model = open_model(settings)
        assert model is not None
        self.model = model
        self.embedder = open_embedder(settings)
        rng = random.Random(1)
        self.known, self.new = catalogue(rng), new_films(rng)
        items = [*self.known, *self.new]
        lexicon = Lexicon.of(items)
        self.taste = Taste(
            items={i.id: i for i in items},
            lexicon=lexicon,
            titles=TitleIndex(i.title for i in items),
            topics=TopicIndex(lexicon.carriers),
            scale=RatingScale.declared(0, 10, 7),
            domain="movies",
        )

    async def grow(self, file: Path, events: int) -> None:
        """A store with a user of that many events and their profile."""
        with Store.open(f"sqlite:///{file}") as store:
            store.items.upsert("default", [*self.known, *self.new])
            store.events.add("default", history(random.Random(2), self.known, events))
            settings = ProfileSettings(events_per_update=100)
            evolver = Evolver(store, self.embedder, Namer(None, None), settings)
            await evolver.evolve("default", "u", self.taste, NOW)

    async def row(self, file: Path, mode: Mode, kind: Kind) -> list[str]:
        """Calls, tokens an update, tokens a call, milliseconds, tokens of the profile."""
        counting = Counting(self.model)
        seconds = []
        pool = self.known if kind == "known" else self.new
        with Store.open(f"sqlite:///{file}") as store:
            for new in updates(random.Random(3), pool, kind):
                store.events.add("default", new)
                namer = Namer(counting, CARD, mode)  # type: ignore[arg-type]
                evolver = Evolver(store, self.embedder, namer, ProfileSettings())
                started = time.perf_counter()
                await evolver.evolve("default", "u", self.taste, new[-1].at)
                seconds.append(time.perf_counter() - started)
            shown = await self._rendered(store, new[-1].at)
        rounds = len(seconds)
        return [
            f"{counting.calls / rounds:.1f}",
            f"{counting.tokens / rounds:.0f}",
            f"{counting.tokens / max(counting.calls, 1):.0f}",
            f"{statistics.median(seconds) * 1000:.0f}",
            f"{shown}",
        ]

    async def _rendered(self, store: Store, at: datetime) -> int:
        events = store.events.of_user("default", "u")
        signals = signals_of(events, self.taste.items, self.taste.scale)
        profile = measure(store.profiles.head("default", "u"), signals, at, ProfileSettings())
        titles = {e.id: self.taste.items[e.item_id or ""].title for e in events}
        return await self.model.count_tokens(
            await render(expanded(profile, titles), self.model.count_tokens)
        )


async def main() -> None:
    """Print the table."""
    bench = Bench()
    table = Table(
        "five events of",
        "mode",
        "events before",
        "calls",
        "tokens an update",
        "tokens a call",
        "p50 ms",
        "profile tokens",
    )
    rows: dict[tuple[Kind, Mode, int], list[str]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for events in SIZES:
            grown = Path(folder) / f"{events}.db"
            await bench.grow(grown, events)
            for kind, mode in product(KINDS, MODES):
                copy = shutil.copy(grown, Path(folder) / f"{events}-{kind}-{mode}.db")
                rows[kind, mode, events] = await bench.row(copy, mode, kind)
    for kind, mode, events in product(KINDS, MODES, SIZES):
        said = "known tastes" if kind == "known" else "a new taste"
        table.add_row(said, mode, f"{events:,}", *rows[kind, mode, events])
    Console(width=100).print(table)
    await bench.model.aclose()
    await bench.embedder.aclose()


if __name__ == "__main__":
    asyncio.run(main())
