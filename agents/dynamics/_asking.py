"""What to ask somebody of whom nothing is known, question by question."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.dynamics._questions import (
    Array,
    answers_to_choice,
    answers_to_topic,
    information,
    lifts,
    posterior,
)
from whyrec.domain import Facet, Given

MOST_QUESTIONS: Final = 5
"""Asked of one user, skipped ones counted."""
LEAST_BITS: Final = 0.02
"""Expected information below which a question is not worth anybody's time."""
CHOICES: Final = 4
"""Topics that one question lets choose among, at most."""
YES, NO, EITHER = range(3)
"""Answers to a question about one topic."""


class Asker(Protocol):
    """Chooses questions."""

    def following(
        self, given: Sequence[Given], known: Collection[Facet] = ()
    ) -> tuple[Facet, ...] | None:
        """The topics of the next question; None where nothing is left that is worth asking.

        Args:
            given: What was asked so far: none of it is asked again.
            known: Topics of which the user's taste is known already.
        """


class _Worth(NamedTuple):
    """A question and what it is worth."""

    bits: float
    places: tuple[int, ...]


@dataclass(frozen=True)
class ByGroups:
    """Asks what tells groups of people apart.

    Args:
        topics: What can be asked about, m of them.
        answerable: Probability that somebody knows enough of each topic to answer, [0, 1], (m,).
        weights: Part of the people in each group; sum to 1, (c,).
        shares: Part of what a group takes that is about each topic, [0, 1], (c, m).
        choices: Topics in one question, at most; 1 asks about single topics alone.
    """

    topics: tuple[Facet, ...]
    answerable: NDArray[np.float64]
    weights: NDArray[np.float64]
    shares: NDArray[np.float64]
    choices: int = CHOICES

    def believed(self, given: Iterable[Given]) -> Array:
        """Probabilities of the groups after some answers, (c,); answers count as independent."""
        belief = np.asarray(self.weights, dtype=np.float64)
        for topics, answer in given:
            # A topic that the groups do not know of any more tells nothing.
            if answer is not None and all(topic in self._places for topic in topics):
                places = [self._places[topic] for topic in topics]
                belief = posterior(belief, self._likelihoods(places)[answer])
        return belief

    def following(
        self, given: Sequence[Given], known: Collection[Facet] = ()
    ) -> tuple[Facet, ...] | None:
        """The question of most expected information, times the chance that it can be answered.

        The best single topic, or a choice: begun with that topic, to which again and again the one
        is added with which it tells most. A choice can be answered as far as its least known topic
        can.
        """
        over = {topic for one in given for topic in one.topics} | set(known)
        free = [place for place, topic in enumerate(self.topics) if topic not in over]
        if not free:
            return None
        belief = self.believed(given)
        widest = best = self._best([(place,) for place in free], belief)
        while len(widest.places) < min(self.choices, len(free)):
            wider = [(*widest.places, place) for place in free if place not in widest.places]
            widest = self._best(wider, belief)
            best = widest if widest.bits > best.bits else best
        return tuple(self.topics[p] for p in best.places) if best.bits >= LEAST_BITS else None

    def _best(self, questions: Iterable[tuple[int, ...]], belief: Array) -> _Worth:
        """The question that is worth most, the first of equals."""
        return max((self._worth(one, belief) for one in questions), key=lambda one: one.bits)

    def _worth(self, places: tuple[int, ...], belief: Array) -> _Worth:
        told = information(belief, self._likelihoods(places))
        # Rounded, so that the last bit of a sum cannot decide between equals.
        return _Worth(round(float(self.answerable[list(places)].min()) * told, 12), places)

    def _likelihoods(self, places: Sequence[int]) -> Array:
        lift = self._lifts[:, list(places)]
        return answers_to_topic(lift[:, 0]) if len(places) == 1 else answers_to_choice(lift)

    @cached_property
    def _lifts(self) -> Array:
        return lifts(self.shares, self.weights)

    @cached_property
    def _places(self) -> dict[Facet, int]:
        return {topic: place for place, topic in enumerate(self.topics)}


@dataclass(frozen=True)
class BySpread:
    """Asks about the topics on which people differ most: where there are no groups.

    Args:
        topics: The topics, the greatest spread first.
    """

    topics: tuple[Facet, ...]

    def following(
        self, given: Sequence[Given], known: Collection[Facet] = ()
    ) -> tuple[Facet, ...] | None:
        """The next topic that was not asked about."""
        over = {topic for one in given for topic in one.topics} | set(known)
        left = (topic for topic in self.topics if topic not in over)
        found = next(left, None)
        return None if found is None else (found,)
