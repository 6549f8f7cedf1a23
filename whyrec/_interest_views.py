"""Interests as the numbers that retrieval and ranking see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.profile import (
    STATED_STRENGTH,
    TRANSFERRED,
    EventSignal,
    Left,
    carried_weight,
    left_of,
    lift_of,
)
from whyrec.agents.retrieve import CatalogueView, InterestView, pull
from whyrec.domain import Interest
from whyrec.settings import ProfileSettings

CENTROID_PART = 0.5
"""How much of an interest's vector is its evidence's centroid; the rest is what it says."""
ANSWER = "answer-"
"""Beginning of the ids of what is said in answer to a question."""
EXAMPLES = 10
"""Latest items that an interest is shown by."""
EXPECTED_FOR = 5.0
"""Events in a domain that what is expected of the user there is worth."""


class _Taken(NamedTuple):
    """What was taken for an interest, of all time and lately."""

    long: float
    short: float


class _Shown(NamedTuple):
    """An event that agrees with an interest."""

    at: datetime
    place: int
    """Catalogue index."""
    weight: float
    """Decayed, > 0."""


class InterestViews:
    """Turns one user's interests into numbers, for one moment.

    Args:
        signals: The user's events up to the moment, in time order.
        as_of: The moment.
        catalogue: With its vectors loaded.
        said: Embedding of what each interest says, by its id; one may be missing.
        settings: Half-lives.
        moved: Ids of interests that the user's taste has moved away from: their long half-life is
            ``half_life_moved_days``.
    """

    def __init__(
        self,
        signals: Mapping[str, EventSignal],
        as_of: datetime,
        catalogue: CatalogueView,
        said: Mapping[str, NDArray[np.float32]],
        settings: ProfileSettings,
        moved: AbstractSet[str] = frozenset(),
    ) -> None:
        self._signals = signals
        self._catalogue = catalogue
        self._said = said
        self._left = left_of(signals, as_of, settings)
        self._moved = moved
        self._left_moved = left_of(signals, as_of, _faster(settings)) if moved else {}
        pulled = pull(np.array([s.signal for s in signals.values()], dtype=np.float32))
        self._pulled = dict(zip(signals, pulled.tolist(), strict=True))
        self._as_of, self._settings = as_of, settings
        self._taken_of = Counter(s.domain for s in signals.values() if s.event.kind != "state")

    def of(self, interests: Sequence[Interest]) -> tuple[InterestView, ...]:
        """The views of measured interests, in their order."""
        taken = {i.id: self._taken(i) for i in interests}
        totals = {"like": _Taken(0.0, 0.0), "dislike": _Taken(0.0, 0.0)}
        for interest in interests:
            own, total = taken[interest.id], totals[interest.polarity]
            totals[interest.polarity] = _Taken(total.long + own.long, total.short + own.short)
        return tuple(self._view(i, taken[i.id], totals[i.polarity]) for i in interests)

    def _view(self, interest: Interest, taken: _Taken, total: _Taken) -> InterestView:
        assert interest.measured is not None
        shown = self._shown(interest)
        stated = interest.origin == "stated"
        unwanted = stated and interest.polarity == "dislike"
        return InterestView(
            id=interest.id,
            polarity=interest.polarity,
            strength_long=interest.measured.strength_long,
            share=taken.long / total.long if total.long > 0 else 0.0,
            share_short=taken.short / total.short if total.short > 0 else 0.0,
            facets=interest.facets,
            vector=self._vector(self._said.get(interest.id), self._centroid(interest, shown)),
            # From the newest back, so that an item taken again counts as of now.
            examples=tuple(dict.fromkeys(s.place for s in reversed(shown)))[:EXAMPLES][::-1],
            blocks=unwanted and not interest.gradual,
            gradual=unwanted and interest.gradual,
            wanted=stated and not unwanted,
            domain=interest.domain,
            expected=self._expected(interest),
            answer=stated and self._answered(interest),
        )

    def _answered(self, interest: Interest) -> bool:
        """Whether all that was said of an interest was said in answer to questions.

        What is done besides makes no wish of it.
        """
        signals = self._signals
        ids = [e.event_id for e in interest.evidence]
        said = [i for i in ids if i in signals and signals[i].event.kind == "state"]
        return bool(said) and all(i.startswith(ANSWER) for i in said)

    def _expected(self, interest: Interest) -> float:
        """``log L · 5 / (5 + n)``, fading as `carried_weight` does, of a carried like.

        L is the lift it was expected at, n how many events there are in its domain: what they show
        takes the place of what was expected.
        """
        carried = [e for e in interest.evidence if e.carried and e.event_id in self._signals]
        if interest.polarity != "like" or not carried:
            return 0.0
        lift = lift_of(float(np.mean([e.weight for e in carried])))
        left = carried_weight(interest, self._as_of, self._settings) / TRANSFERRED
        own = self._taken_of[interest.domain]
        return float(np.log(lift)) * left * EXPECTED_FOR / (EXPECTED_FOR + own)

    def _taken(self, interest: Interest) -> _Taken:
        """A liked interest's events by how much they speak for it, a disliked one's by dislike."""
        left = self._left_of(interest)
        long = short = 0.0
        for evidence in interest.evidence:
            found = self._signals.get(evidence.event_id)
            if found is None or evidence.carried:
                continue  # it was taken for something else, in another domain
            if found.event.kind == "state":
                long, short = long + STATED_STRENGTH, short + STATED_STRENGTH
                continue
            if interest.polarity == "like":
                for_it = evidence.weight * self._pulled[evidence.event_id]
            else:
                for_it = evidence.weight * max(0.0, -found.signal)
            time = left[evidence.event_id]
            long += for_it * time.long
            short += for_it * time.short
        return _Taken(long, short)

    def _shown(self, interest: Interest) -> list[_Shown]:
        """Its events on items of its own domain that agree with it, oldest first."""
        side = 1 if interest.polarity == "like" else -1
        left = self._left_of(interest)
        shown = []
        for evidence in interest.evidence:
            found = self._signals.get(evidence.event_id)
            place = self._catalogue.index.get(found.event.item_id or "") if found else None
            if found is None or place is None or side * found.signal <= 0 or evidence.carried:
                continue
            weight = abs(found.signal) * evidence.weight * left[evidence.event_id].long
            shown.append(_Shown(found.event.at, place, weight))
        return sorted(shown)

    def _left_of(self, interest: Interest) -> Mapping[str, Left]:
        return self._left_moved if interest.id in self._moved else self._left

    def _centroid(self, interest: Interest, shown: Sequence[_Shown]) -> NDArray[np.float32] | None:
        """Mean vector of what shows an interest; before anything does, of what it is about."""
        matrix = self._catalogue.vectors
        if matrix is None:
            return None
        if shown:
            weights = np.array([s.weight for s in shown], dtype=np.float32)
            return np.asarray(weights @ matrix[[s.place for s in shown]])
        if not interest.unconfirmed:
            return None
        about = self._catalogue.carries_all(interest.facets)
        return np.asarray(matrix[about & (self._catalogue.domains == interest.domain)].sum(axis=0))

    def _vector(
        self, said: NDArray[np.float32] | None, centroid: NDArray[np.float32] | None
    ) -> NDArray[np.float32] | None:
        vector = said
        length = 0.0 if centroid is None else float(np.linalg.norm(centroid))
        if centroid is not None and length > 0:
            centroid = centroid / length
            vector = (
                centroid if said is None else CENTROID_PART * centroid + (1 - CENTROID_PART) * said
            ).astype(np.float32)
        return vector if vector is not None and bool(np.any(vector)) else None


def _faster(settings: ProfileSettings) -> ProfileSettings:
    """Settings with the shorter half-life in every domain."""
    days = settings.half_life_moved_days or settings.half_life_long_days
    return settings.model_copy(update={"half_life_long_days": days, "half_life_long_by_domain": {}})
