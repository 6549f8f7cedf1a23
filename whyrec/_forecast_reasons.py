"""Why a topic is forecast: the parts' own counts, in sentences made by code."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import cast

import numpy as np

from whyrec._seen import Seen
from whyrec.agents.dynamics import LEAST_PEOPLE, Forecast
from whyrec.agents.explain import facet_words
from whyrec.domain import CitedEvent, ForecastPart, ForecastReason

REASONS = 3
"""Told of a topic."""
CITED = 3
"""Events told of a reason."""
LATEST = 10
"""Events that "lately" is counted over."""
LATEST_LEADING = 6
"""Latest events of which it is told what people went on to."""


@dataclass(frozen=True)
class ForecastReasons:
    """Tells the reasons of one forecast."""

    seen: Seen
    told: Forecast

    def of(self, topic: int) -> tuple[ForecastReason, ...]:
        """What speaks for a topic, the strongest first, each with the events that it rests on."""
        found: list[ForecastReason] = []
        for name, _ in self.told.speaks_for(topic):
            reason = self._tellers[name](topic)
            if reason is not None and reason.text not in {r.text for r in found}:
                found.append(reason)
            if len(found) == REASONS:
                break
        return tuple(found)

    @cached_property
    def _me(self) -> int:
        """The user's place among everybody; −1 where nothing was taken."""
        crowd, user_id = self.seen.snapshot.crowd, self.seen.reading.profile.user_id
        place = bisect_left(crowd.users, user_id) if crowd else 0
        here = crowd is not None and place < len(crowd.users) and crowd.users[place] == user_id
        return place if here else -1

    @cached_property
    def _tellers(self) -> dict[str, Callable[[int], ForecastReason | None]]:
        return {
            "everybody": lambda t: self._crowd("everybody", "", t),
            "everybody_lately": lambda t: self._crowd("everybody_lately", " of late", t),
            "long": self._long,
            "short": self._short,
            "last": self._last,
            "season": self._season,
            "attention": self._attention,
            "transitions": lambda t: self._followed("transitions", t),
            "paths": lambda t: self._followed("paths", t),
            "judgement": self._judgement,
        }

    @cached_property
    def _events(self) -> list[CitedEvent]:
        """The user's events in the order of what was taken, oldest first."""
        reading, index = self.seen.reading, self.seen.snapshot.catalogue.index
        ids = [
            e.id for e in reading.events.values() if e.item_id in index and e.id in reading.signals
        ]
        return [reading.cited(ids[place]) for place in self.told.taken.places.tolist()]

    def _carriers(self, topic: int) -> list[int]:
        """Places of the events about a topic, oldest first."""
        return np.flatnonzero(self.told.taken.rows[:, topic] > 0).tolist()

    def _word(self, topic: int) -> str:
        return facet_words(self.told.topics[topic])

    def _reason(self, part: str, text: str, places: Sequence[int] = ()) -> ForecastReason:
        newest = sorted(places, reverse=True)[:CITED]
        events = tuple(self._events[place] for place in newest)
        return ForecastReason(part=cast(ForecastPart, part), text=text, events=events)

    def _crowd(self, part: str, when: str, topic: int) -> ForecastReason:
        share = self.told.parts[self.told.names.index(part), topic]
        text = f"{share:.1%} of what everybody takes{when} is {self._word(topic)}."
        return self._reason(part, text)

    def _long(self, topic: int) -> ForecastReason | None:
        places = self._carriers(topic)
        text = f"{len(places)} of your {self._counted(self._events)} were {self._word(topic)}."
        return self._reason("long", text, places) if places else None

    def _short(self, topic: int) -> ForecastReason | None:
        count = min(LATEST, len(self._events))
        places = [p for p in self._carriers(topic) if p >= len(self._events) - count]
        text = f"{len(places)} of your last {count} were {self._word(topic)}."
        return self._reason("short", text, places) if places else None

    def _last(self, topic: int) -> ForecastReason | None:
        newest = set(self.told.taken.newest.tolist())
        places = [p for p in self._carriers(topic) if p in newest]
        if not places:
            return None
        title = self._events[places[-1]].title
        return self._reason("last", f"“{title}”, your last, was {self._word(topic)}.", places)

    def _season(self, topic: int) -> ForecastReason | None:
        return self._weighed(
            "season",
            topic,
            self.told.taken.in_season,
            f"What you take at this time of the year is often {self._word(topic)}.",
        )

    def _attention(self, topic: int) -> ForecastReason | None:
        return self._weighed(
            "attention",
            topic,
            self.told.taken.attended,
            f"{self._word(topic)} goes with what you took lately, as before.",
        )

    def _weighed(
        self,
        part: str,
        topic: int,
        weights: np.ndarray[tuple[int], np.dtype[np.float64]],
        text: str,
    ) -> ForecastReason | None:
        heavy = weights * self.told.taken.rows[:, topic]
        places = [int(p) for p in np.argsort(-heavy, kind="stable")[:CITED] if heavy[p] > 0]
        return self._reason(part, text, places) if places else None

    def _followed(self, part: str, topic: int) -> ForecastReason | None:
        """What people went on to after one of the latest things, the one that speaks loudest."""
        taken, transitions = self.told.taken, self.told.taken.everybody.transitions
        latest = taken.newest if part == "transitions" else np.arange(len(taken.items))
        best, reason = self.told.usual[topic], None
        for place in latest[-LATEST_LEADING:].tolist():
            count, of = transitions.counted(int(taken.items[place]), topic, self._me)
            rate = count / max(of, 1) * self._part_of_carriers[topic]
            if count >= LEAST_PEOPLE and rate > best:
                text = (
                    f"After “{self._events[place].title}” people went on to "
                    f"{self._word(topic)}: {count} of {of}."
                )
                best, reason = rate, self._reason(part, text, [place])
        return reason or self._kind(part, topic)

    @cached_property
    def _part_of_carriers(self) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        """How much of an item that carries a topic is about it, in the mean, (m,)."""
        rows, topics = self.told.taken.everybody.space.rows, len(self.told.topics)
        carriers = np.bincount(rows.indices, minlength=topics)
        sums = np.bincount(rows.indices, weights=rows.data, minlength=topics)
        return sums / np.maximum(carriers, 1)

    def _kind(self, part: str, topic: int) -> ForecastReason | None:
        """What people went on to after the kind of thing that was taken last."""
        taken = self.told.taken
        if not len(taken.items):
            return None
        of_last = taken.rows[taken.newest].mean(axis=0)
        by_topic = taken.everybody.transitions.by_topic[:, topic]
        source = int(np.argmax(of_last * by_topic))
        then, usual = by_topic[source], self.told.usual[topic]
        if not of_last[source] or then <= usual:
            return None
        carriers = taken.everybody.space.rows[:, [source]].toarray().ravel() > 0
        people, _ = taken.everybody.transitions.counted_of(carriers, topic, self._me)
        if people < LEAST_PEOPLE:
            return None  # a share of so few would tell of each of them
        text = (
            f"After {self._word(source)} {then:.1%} of what people take is {self._word(topic)}, "
            f"else {usual:.1%}."
        )
        return self._reason(part, text, taken.newest.tolist())

    def _judgement(self, topic: int) -> ForecastReason:
        return self._reason(
            "judgement",
            f"The language model finds {self._word(topic)} likelier for you than for others.",
        )

    @staticmethod
    def _counted(events: Sequence[CitedEvent]) -> str:
        return f"{len(events)} events"
