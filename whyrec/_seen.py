"""A user and the world at one moment, ready to be ranked; kept for what is asked next."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from whyrec._reading import Reading
from whyrec._reasons import Reason, Reasons
from whyrec._variants import NOTHING_CHOSEN, Chosen
from whyrec.agents.dynamics import extra_sources
from whyrec.agents.profile import RatingScale
from whyrec.agents.rank import Ranked, Weights, rank
from whyrec.agents.retrieve import Candidates, Filters, Snapshot, UserView, retrieve, sources_named
from whyrec.domain import Dimension, Item, Profile
from whyrec.errors import NotFoundError
from whyrec.settings import RankSettings
from whyrec.store import Look

NO_FILTERS = Filters()


class State(NamedTuple):
    """What a user's ranking rests on beside the snapshot."""

    look: Look
    scale: RatingScale
    head: Profile


@dataclass(frozen=True)
class Seen:
    """A user at a moment, with what is worked out of that once, however often it is asked."""

    tenant: str
    state: State
    reading: Reading
    snapshot: Snapshot
    user: UserView
    settings: RankSettings
    weights: Weights
    chosen: Chosen = NOTHING_CHOSEN
    """What experiments change for the user; in ``settings`` and ``weights`` it is done."""
    told: Mapping[Dimension, str] = field(default_factory=dict)
    """The context that counts for ``user``, in each dimension that is known; see `in_scene`."""
    made: float = field(default_factory=time.monotonic)
    """When it was made, in seconds of a clock that always runs: a history's own may stand still."""

    @cached_property
    def candidates(self) -> Candidates:
        """What may be recommended without conditions."""
        return self._retrieve(NO_FILTERS, None)

    @cached_property
    def ranked(self) -> Ranked:
        """The same, ranked without the model."""
        return self._rank(self.candidates)

    @cached_property
    def reasons(self) -> Reasons:
        """The reasons for items."""
        return Reasons(self.reading, self.snapshot, self.user)

    def serves(
        self, state: State, snapshot: Snapshot, as_of: datetime, chosen: Chosen = NOTHING_CHOSEN
    ) -> bool:
        """Whether a request for the moment ``as_of`` may be answered from this.

        It may where nothing but a little time has passed: events have grown older by that, where
        half-lives are days. An experiment may have begun or ended by it.
        """
        age = (as_of - self.reading.as_of).total_seconds()
        most = self.settings.serves_s
        fresh = 0 <= age < most and time.monotonic() - self.made < most
        same = self.snapshot is snapshot and self.state == state
        return fresh and same and self.chosen == chosen

    def find(self, filters: Filters = NO_FILTERS, given: Sequence[str] | None = None) -> Candidates:
        """Candidates under conditions, or those that are given.

        Raises:
            NotFoundError: A given id is not in the catalogue.
        """
        if given is None and filters == NO_FILTERS:
            return self.candidates
        return self._retrieve(filters, given)

    def rank(self, candidates: Candidates) -> Ranked:
        """Rank candidates without the model."""
        return self.ranked if candidates is self.candidates else self._rank(candidates)

    def as_user(self, user: UserView) -> Seen:
        """The same moment for somebody else, or for the user had some events not happened."""
        return replace(self, user=user)

    def place(self, item: Item) -> int:
        """An item's place in the catalogue."""
        return self.snapshot.catalogue.index[item.id]

    def item(self, place: int) -> Item:
        """The item at a place of the catalogue."""
        return self.reading.items[self.snapshot.catalogue.ids[place]]

    def reason(self, place: int) -> Reason:
        """The reason for any item, listed or not."""
        now = self.ranked.rank_of(place)
        return self.reasons.of(place, self.ranked.sources[now - 1] if now is not None else ())

    def _retrieve(self, filters: Filters, given: Sequence[str] | None) -> Candidates:
        catalogue = self.snapshot.catalogue
        if given is not None:
            unknown = next((i for i in given if i not in catalogue.index), None)
            if unknown is not None:
                raise NotFoundError(
                    f"There is no item {unknown}.",
                    remedy="Candidates are ids of your items file.",
                )
        return retrieve(
            self.user,
            self.snapshot,
            filters=filters,
            limit=self.settings.candidates,
            sources=sources_named(self.settings.sources, extra_sources(self.settings.extras)),
            given=None if given is None else catalogue.indices(given),
        )

    def _rank(self, candidates: Candidates) -> Ranked:
        return rank(self.user, candidates, self.snapshot, self.weights)
