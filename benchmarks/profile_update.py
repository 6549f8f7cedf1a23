"""What one profile update with five new events costs, by mode and by length of history.

Prints a table: prompt tokens of the model calls (counted by the embedded model's own tokenizer; the
calls themselves are refused, so that no answer changes what is counted), milliseconds apart from
the model, and tokens of the rendered profile.

    python benchmarks/profile_update.py
"""

from __future__ import annotations

import asyncio
import random
import statistics
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

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

START = datetime(2020, 1, 1, tzinfo=UTC)
GENRES = ("Action", "Comedy", "Drama", "Horror", "Western", "War", "Musical", "Romance", "Thriller")
PASSED = TaskScore(score=1, passed=True, n=1)
CARD = CapabilityCard(engine="x", model="x", probed_at="2020-01-01T00:00:00Z", sentence=PASSED)
ROUNDS = 11


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


def history(rng: random.Random, items: Sequence[Item], events: int) -> list[Event]:
    """Ratings a few hours apart, by a taste that moves from genre to genre."""
    out = []
    for n in range(events):
        item = rng.choice(items)
        loved = GENRES[n * 4 // events] in item.facets["genre"]
        out.append(
            Event(
                id=f"e{n}",
                user_id="u",
                item_id=item.id,
                kind="rating",
                value=rng.choice((9.0, 10.0) if loved else (4.0, 6.0, 7.0, 8.0)),
                at=START + timedelta(hours=7 * n),
            )
        )
    return out


async def main() -> None:
    """Print the table."""
    settings = Settings(home=Path("unused"))
    real = open_model(settings)
    assert real is not None
    embedder = open_embedder(settings)
    items = catalogue(random.Random(1))
    lexicon = Lexicon.of(items)
    taste = Taste(
        items={i.id: i for i in items},
        lexicon=lexicon,
        titles=TitleIndex(i.title for i in items),
        topics=TopicIndex(lexicon.carriers),
        scale=RatingScale.declared(0, 10, 7),
        domain="movies",
    )
    table = Table(
        "mode",
        "events before",
        "calls",
        "tokens an update",
        "tokens a call",
        "p50 ms",
        "profile tokens",
    )
    modes: tuple[Mode, ...] = ("free", "guided", "composed")
    for events in (500, 1_000, 5_000):
        with tempfile.TemporaryDirectory() as folder, Store.open(f"sqlite:///{folder}/b.db") as st:
            st.items.upsert("default", items)
            past = history(random.Random(2), items, events + 5 * ROUNDS * len(modes))
            st.events.add("default", past[:events])
            many = Evolver(st, embedder, Namer(None, None), ProfileSettings(events_per_update=100))
            await many.evolve("default", "u", taste, past[-1].at)
            at = events
            for mode in modes:
                counting = Counting(real)
                seconds = []
                for _ in range(ROUNDS):
                    st.events.add("default", past[at : at + 5])
                    at += 5
                    namer = Namer(counting, CARD, mode)  # type: ignore[arg-type]
                    one = Evolver(st, embedder, namer, ProfileSettings())
                    started = time.perf_counter()
                    await one.evolve("default", "u", taste, past[-1].at)
                    seconds.append(time.perf_counter() - started)
                signals = signals_of(past[:at], taste.items, taste.scale)
                head = st.profiles.head("default", "u")
                measured = (
                    measure(head, signals, past[at].at, ProfileSettings())
                    if at < len(past)
                    else head
                )
                titles = {e.id: taste.items[e.item_id or ""].title for e in past[:at]}
                text = await render(expanded(measured, titles), real.count_tokens)
                table.add_row(
                    mode,
                    f"{events:,}",
                    f"{counting.calls / ROUNDS:.1f}",
                    f"{counting.tokens / ROUNDS:.0f}",
                    f"{counting.tokens / max(counting.calls, 1):.0f}",
                    f"{statistics.median(seconds) * 1000:.0f}",
                    str(await real.count_tokens(text)),
                )
    Console().print(table)
    await real.aclose()
    await embedder.aclose()


if __name__ == "__main__":
    asyncio.run(main())
