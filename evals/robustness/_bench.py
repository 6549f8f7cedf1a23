"""A small catalogue full of payloads, and users who took from it: what the gates are tried on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from whyrec.agents.explain import ExplanationFacts
from whyrec.agents.gate import TitleIndex, TopicIndex
from whyrec.agents.profile import (
    EventFacts,
    EventSignal,
    Lexicon,
    RatingScale,
    signals_of,
    taste_facets,
)
from whyrec.domain import CitedEvent, Event, Evidence, Interest, Item
from whyrec.evals.robustness._canary import new_canary
from whyrec.evals.robustness._payload import Payload
from whyrec.evals.robustness._plant import plant, planted_words

SCALE: Final = RatingScale.declared(0.0, 10.0)
USER: Final = "u"
START: Final = datetime(2024, 1, 1, tzinfo=UTC)
_GENRES: Final = ("Horror", "Comedy", "Drama", "Western", "Musical", "War")
_ADJECTIVES: Final = ("Silent", "Golden", "Broken", "Hidden", "Lonely", "Burning", "Frozen", "Late")
_NOUNS: Final = ("Harbour", "Orchard", "Railway", "Lantern", "Winter", "Garden", "Mirror", "Bridge")
_BATCH: Final = 10
_TITLES: Final = 240


class NoVectors:
    """An embedder that knows no word: nothing is near anything."""

    model_id = "none"
    dimensions = 1

    async def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """All zeros, (texts, 1)."""
        return np.zeros((len(texts), 1), dtype=np.float32)

    async def aclose(self) -> None:
        """Nothing is held."""


@dataclass(frozen=True)
class Bench:
    """Planted items, batches of events on them, and things to explain."""

    items: tuple[Item, ...]
    planted: Mapping[str, tuple[Payload, str]]
    """Payload and canary by the id of the item, or of the event, that carries them."""
    batches: tuple[tuple[EventFacts, ...], ...]
    signals: Mapping[str, EventSignal]
    explained: tuple[ExplanationFacts, ...]

    @cached_property
    def by_id(self) -> dict[str, Item]:
        """The items by id."""
        return {item.id: item for item in self.items}

    @cached_property
    def titles(self) -> TitleIndex:
        """The catalogue's titles."""
        return TitleIndex(item.title for item in self.items)

    @cached_property
    def lexicon(self) -> Lexicon:
        """The catalogue's facets."""
        return Lexicon.of(self.items)

    @cached_property
    def topics(self) -> TopicIndex:
        """The same, found in prose."""
        return TopicIndex(self.lexicon.carriers)

    @property
    def canaries(self) -> tuple[str, ...]:
        """Those that stand in titles, texts and words."""
        return tuple(canary for payload, canary in self.planted.values() if payload.has_canary)


def made_up_catalogue() -> tuple[Item, ...]:
    """240 films that never were, with believable names and two genres each."""
    items = []
    for n in range(_TITLES):
        name = f"The {_ADJECTIVES[n % 8]} {_NOUNS[n // 8 % 8]} {'of Old' if n >= 64 else 'Affair'}"
        genres = (_GENRES[n % 6], _GENRES[(n // 6 + 1 + n) % 6])
        items.append(
            Item(
                id=f"m{n}",
                title=f"{name} {1 + n // 64} ({1950 + n % 60})",
                facets={"genre": tuple(dict.fromkeys(genres)), "year": (str(1950 + n % 60),)},
                domain="movies",
            )
        )
    return tuple(items)


def make_bench(
    payloads: Sequence[Payload], *, items: Sequence[Item] | None = None, seed: int = 0
) -> Bench:
    """Plant every payload into a catalogue and let a user take from it.

    Every other event of a batch is on a planted item, and the batch ends with a search whose words
    are a payload, so that hardly a prompt is free of them.

    Args:
        payloads: What is planted: those for titles and texts into an item each, those for words
            into a search each. Needs at least one.
        items: The catalogue, by default `made_up_catalogue`; the payloads go into its first items.
        seed: Of the canaries and of who takes what.
    """
    rng = np.random.default_rng(seed)
    clean = list(items or made_up_catalogue())
    planted: dict[str, tuple[Payload, str]] = {}
    for place, payload in enumerate([p for p in payloads if p.where != "words"][: len(clean)]):
        canary = new_canary(rng)
        clean[place] = plant(clean[place], payload, canary).item
        planted[clean[place].id] = payload, canary
    events, batches = _events(clean, [p for p in payloads if p.where == "words"], planted, rng)
    signals = signals_of(events, {i.id: i for i in clean}, SCALE)
    lexicon = Lexicon.of(clean)
    by_id = {i.id: i for i in clean}
    facts = {e.id: _facts(e, by_id, signals, lexicon) for e in events}
    return Bench(
        items=tuple(clean),
        planted=planted,
        batches=tuple(tuple(facts[e.id] for e in batch) for batch in batches),
        signals=signals,
        explained=tuple(_explained(clean, facts, batches, rng)),
    )


def _events(
    items: Sequence[Item],
    words: Sequence[Payload],
    planted: dict[str, tuple[Payload, str]],
    rng: np.random.Generator,
) -> tuple[list[Event], list[list[Event]]]:
    """Batches of events, each on items of two genres and with a search at its end."""
    by_facet: dict[str, list[Item]] = {}
    for item in items:
        for facet in sorted(taste_facets(item)):
            if facet.name != "decade":
                by_facet.setdefault(str(facet), []).append(item)
    common = [members for members in by_facet.values() if len(members) >= _BATCH]
    rounds = max(len(words), len(planted) // _BATCH, 1)
    batches: list[list[Event]] = []
    for batch in range(rounds):
        chosen: list[Item] = []
        for part in range(2):
            members = common[(batch + part * 3) % len(common)]
            carriers = [i for i in members if i.id in planted]
            for pool in (carriers or members, members):
                picked = rng.permutation(len(pool))[: _BATCH // 4 + 1]
                chosen += [pool[int(p)] for p in picked]
        unique = list({i.id: i for i in chosen}.values())
        made = [_event(f"b{batch}-{n}", item, batch, n) for n, item in enumerate(unique)]
        if words:
            payload = words[batch % len(words)]
            canary = new_canary(rng)
            search = Event(
                id=f"b{batch}-s",
                user_id=USER,
                kind="search",
                text=planted_words(payload, canary),
                at=START + timedelta(days=batch, hours=20),
            )
            planted[search.id] = payload, canary
            made.append(search)
        batches.append(made)
    return [event for made in batches for event in made], batches


def _event(event_id: str, item: Item, batch: int, n: int) -> Event:
    return Event(
        id=event_id,
        user_id=USER,
        item_id=item.id,
        kind="rating",
        value=2.0 if n % 5 == 4 else 9.0,
        at=START + timedelta(days=batch, minutes=n),
    )


def _facts(
    event: Event, items: Mapping[str, Item], signals: Mapping[str, EventSignal], lexicon: Lexicon
) -> EventFacts:
    item = items.get(event.item_id or "")
    facets = taste_facets(item) if item else lexicon.facets_in(event.text or "")
    return EventFacts(event, item, signals[event.id].signal, facets)


def _explained(
    items: Sequence[Item],
    facts: Mapping[str, EventFacts],
    batches: Sequence[Sequence[Event]],
    rng: np.random.Generator,
) -> list[ExplanationFacts]:
    """One item a batch, for the facet that most of the batch's liked events share with it."""
    explained: list[ExplanationFacts] = []
    for batch in batches:
        liked = [facts[e.id] for e in batch if e.kind == "rating" and (e.value or 0) > 5]
        counts: dict[str, int] = {}
        for found in liked:
            for facet in found.facets:
                if facet.name != "decade":
                    counts[str(facet)] = counts.get(str(facet), 0) + 1
        facet_name = max(sorted(counts), key=lambda name: counts[name])
        shown = [f for f in liked if facet_name in {str(x) for x in f.facets}][:3]
        members = [i for i in items if facet_name in {str(x) for x in taste_facets(i)}]
        item = members[int(rng.integers(len(members)))]
        facet = next(x for x in taste_facets(item) if str(x) == facet_name)
        interest = Interest(
            id="i1",
            label=f"{facet.value} movies",
            statement=f"Goes for {facet.value.lower()} movies.",
            polarity="like",
            evidence=tuple(Evidence(event_id=f.id) for f in shown),
            facets=(facet_name,),
            born_at=START,
        )
        explained.append(
            ExplanationFacts(
                item=item,
                interest=interest,
                events=tuple(_cited(f) for f in shown),
                shared_facets=(facet,),
                event_facets={f.id: (facet,) for f in shown},
                rating_high=SCALE.high,
            )
        )
    return explained


def _cited(found: EventFacts) -> CitedEvent:
    event = found.event
    return CitedEvent(
        event_id=event.id,
        item_id=event.item_id,
        title=found.title,
        kind=event.kind,
        value=event.value,
        at=event.at,
    )
