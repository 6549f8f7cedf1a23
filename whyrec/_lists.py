"""From a user to a list, and from an item of it to the reason why."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from whyrec._engine import Budget, Engine
from whyrec._model_time import InTime
from whyrec._reading import Reading, read, view
from whyrec._reasons import UNLISTED, Reason, Reasons
from whyrec._world import Progress, World
from whyrec.agents.explain import ExplanationFacts, write_all
from whyrec.agents.models import ChatMessage
from whyrec.agents.profile import InterestVectors, render, taste_facets
from whyrec.agents.rank import (
    FEATURES,
    Facts,
    Judge,
    LikelihoodJudge,
    ListwiseJudge,
    Ranked,
    Weights,
    compute,
    load_weights,
    rank,
    rank_with_model,
    select,
)
from whyrec.agents.retrieve import (
    Candidates,
    CatalogueView,
    Filters,
    Snapshot,
    UserView,
    retrieve,
    sources_named,
)
from whyrec.domain import (
    Counterfactual,
    Explanation,
    Item,
    Language,
    Profile,
    Recommendation,
)
from whyrec.errors import NotFoundError, PrerequisiteError, UpstreamError
from whyrec.prompts import get_prompt
from whyrec.store import Look

_NO_FILTERS = Filters()
RECENT_TITLES = 10
"""Latest liked items that the model is shown when it judges candidates."""


class FeatureTable(NamedTuple):
    """What the ranker knows of each candidate, before any weight."""

    items: tuple[str, ...]
    """Item ids, best fused rank first; c of them."""
    names: tuple[str, ...]
    """The features; f of them."""
    columns: NDArray[np.float64]
    """Each standardised within the list to mean 0 and standard deviation at most 1, (c, f)."""


@dataclass(frozen=True)
class Seen:
    """A user and the world at one moment, ready to be ranked."""

    tenant: str
    reading: Reading
    snapshot: Snapshot
    user: UserView


class Lists:
    """Makes lists and reasons for one `whyrec.Recommender`."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._untold: dict[tuple[str, str], dict[str, float]] = {}

    @cached_property
    def _weights(self) -> Weights:
        return load_weights(self._world.settings.rank.weights)

    @cached_property
    def _said(self) -> InterestVectors:
        return InterestVectors(self._world.remembering)

    async def see(
        self, tenant: str, user_id: str, as_of: datetime, look: Look, *, live: bool
    ) -> Seen:
        """Read a user and the world for the moment ``as_of``."""
        self._world.check_embeddings(tenant)
        snapshot = await self._world.views.snapshot(tenant, as_of, look, live=live)
        reading = read(self._world, tenant, user_id, as_of, look=look)
        user = await view(reading, snapshot.catalogue, self._said, self._world)
        return Seen(tenant, reading, snapshot, user)

    def warm(self, seen: Seen) -> None:
        """Make everything that a list and its reasons are made with, once."""
        rank(seen.user, self._candidates(seen), seen.snapshot, self._weights)
        known = self._world.views.catalogue(seen.tenant)
        _ = known.titles, known.topics

    async def recommend(
        self,
        seen: Seen,
        k: int,
        *,
        filters: Filters,
        given: Sequence[str] | None = None,
        diversity: float,
        use_model: bool,
        explain: bool,
        prose: bool = True,
        language: Language = "en",
        progress: Progress | None = None,
    ) -> list[Recommendation]:
        """The best ``k`` items with their parts, and reasons where asked for."""
        engine, failed = await self._engine(seen.tenant, use_model, progress)
        budget = self._world.health.budget()
        ranked = await self._rank(seen, self._candidates(seen, filters, given), engine, budget)
        degraded = failed or ranked.degraded
        chosen = select(ranked, seen.snapshot, k, diversity=diversity)
        find = Reasons(seen.reading, seen.snapshot, seen.user)
        reasons = [find.of(int(ranked.items[p]), ranked.sources[p]) for p in chosen]
        written: list[Explanation | None] = [None] * len(chosen)
        if explain:
            able = None if degraded or not prose else engine
            written = list(
                await self._explain(seen, reasons, able, degraded, budget, language=language)
            )
        self._world.tally.lists[degraded or any(e is not None and e.degraded for e in written)] += 1
        return [
            Recommendation(
                item=self._item(seen, int(ranked.items[p])),
                rank=place,
                score=float(ranked.scores[p]),
                parts=ranked.parts(p),
                sources=ranked.sources[p],
                interest_ids=tuple(i.id for i in reason.interests),
                evidence=tuple(e.event_id for e in reason.events),
                explanation=explanation,
                profile_version=seen.reading.profile.version,
                as_of=seen.reading.as_of,
                degraded=degraded,
            )
            for place, (p, reason, explanation) in enumerate(
                zip(chosen, reasons, written, strict=True), 1
            )
        ]

    async def why(
        self,
        seen: Seen,
        item: Item,
        *,
        use_model: bool,
        language: Language = "en",
        progress: Progress | None = None,
    ) -> Explanation:
        """Why an item is, would be or will not be recommended, with the counterfactual.

        Both ranks are those of the ranking without the model, so that they differ by nothing but
        the events left out.
        """
        engine, failed = await self._engine(seen.tenant, use_model, progress)
        place, ranked, reason = self._placed(seen, item)
        now = ranked.rank_of(place)
        budget = self._world.health.budget()
        (explanation,) = await self._explain(
            seen, [reason], engine, failed, budget, language=language
        )
        self._world.tally.explanations[explanation.degraded] += 1
        if now is None or not reason.events or reason.ground in UNLISTED:
            return explanation
        without = await self._rank_without(seen, place, [e.event_id for e in reason.events])
        told = Counterfactual(rank=now, rank_without=without, candidates=len(ranked))
        return explanation.model_copy(update={"counterfactual": told})

    def facts(self, seen: Seen, item: Item) -> ExplanationFacts:
        """All that an explanation of an item may say."""
        _, _, reason = self._placed(seen, item)
        return self._facts(seen, reason, seen.reading.readable())

    def _placed(self, seen: Seen, item: Item) -> tuple[int, Ranked, Reason]:
        """An item's place in the catalogue, all candidates ranked, and the reason for the item."""
        place = seen.snapshot.catalogue.index[item.id]
        ranked = rank(seen.user, self._candidates(seen), seen.snapshot, self._weights)
        now = ranked.rank_of(place)
        sources = ranked.sources[now - 1] if now is not None else ()
        return place, ranked, Reasons(seen.reading, seen.snapshot, seen.user).of(place, sources)

    async def counterfactual(
        self, seen: Seen, item: Item, events: Sequence[str]
    ) -> Counterfactual | None:
        """Where an item would stand had some events not happened; None where it does not stand."""
        unknown = next((e for e in events if e not in seen.reading.events), None)
        if unknown is not None:
            raise NotFoundError(f"{seen.reading.profile.user_id} has no event {unknown}.")
        place = seen.snapshot.catalogue.index[item.id]
        ranked = rank(seen.user, self._candidates(seen), seen.snapshot, self._weights)
        now = ranked.rank_of(place)
        if now is None:
            return None
        without = await self._rank_without(seen, place, events)
        return Counterfactual(rank=now, rank_without=without, candidates=len(ranked))

    async def _rank_without(self, seen: Seen, place: int, events: Sequence[str]) -> int | None:
        other = await view(
            seen.reading,
            seen.snapshot.catalogue,
            self._said,
            self._world,
            without=frozenset(events),
        )
        rest = self._candidates(replace(seen, user=other))
        return rank(other, rest, seen.snapshot, self._weights).rank_of(place)

    async def _engine(
        self, tenant: str, wanted: bool, progress: Progress | None
    ) -> tuple[Engine | None, bool]:
        """The engine, and whether it should have been there and was not."""
        if not wanted:
            return None, False
        try:
            return await self._world.engine(progress, tenant=tenant), False
        except (UpstreamError, PrerequisiteError):
            return None, True

    def features(self, seen: Seen, given: Sequence[str] | None) -> FeatureTable:
        """Every candidate with every feature of the ranker."""
        candidates = self._candidates(seen, Filters(), given)
        names = tuple(feature.name for feature in FEATURES)
        ids = seen.snapshot.catalogue.ids
        return FeatureTable(
            items=tuple(ids[i] for i in candidates.items),
            names=names,
            columns=compute(Facts(seen.user, candidates, seen.snapshot), names),
        )

    def _candidates(
        self, seen: Seen, filters: Filters = _NO_FILTERS, given: Sequence[str] | None = None
    ) -> Candidates:
        settings = self._world.settings.rank
        return retrieve(
            seen.user,
            seen.snapshot,
            filters=filters,
            limit=settings.candidates,
            sources=sources_named(settings.sources),
            given=None if given is None else _places(given, seen.snapshot.catalogue),
        )

    async def _rank(
        self, seen: Seen, candidates: Candidates, engine: Engine | None, budget: Budget
    ) -> Ranked:
        settings = self._world.settings.rank
        try:
            async with asyncio.timeout_at(budget.ends):
                judge = await self._judge(seen, engine) if engine and settings.judged else None
        except (TimeoutError, UpstreamError) as error:
            if isinstance(error, TimeoutError):
                self._world.health.overdue(budget)
            plain = rank(seen.user, candidates, seen.snapshot, self._weights)
            return replace(plain, degraded=True)
        if judge is None:
            return rank(seen.user, candidates, seen.snapshot, self._weights)
        return await rank_with_model(
            seen.user,
            candidates,
            seen.snapshot,
            self._weights,
            InTime(judge, self._world.health, budget),
            judged=settings.judged,
        )

    async def _judge(self, seen: Seen, engine: Engine) -> Judge | None:
        """What asks the model about candidates; None where its card says it cannot tell."""
        if engine.card.judge is None or not len(seen.user.items):
            return None
        reading = seen.reading
        profile = await render(reading.readable(), engine.model.count_tokens)
        liked = [
            e for e in reading.events.values() if e.item_id and reading.signals[e.id].signal > 0
        ]
        recent = [reading.title(e) for e in liked[-RECENT_TITLES:]]
        domain = self._world.views.catalogue(seen.tenant).domain
        if engine.card.judge == "likelihood":
            told = get_prompt("judge").render(profile=profile, domain=domain, recent=recent)
            bare = get_prompt("judge_null").render(domain=domain)
            untold = self._untold.setdefault((engine.model.model, bare), {})
            return LikelihoodJudge(engine.model, told, bare, untold)
        return ListwiseJudge(
            engine.model,
            lambda labelled: _listwise(profile, recent, labelled),
        )

    async def _explain(
        self,
        seen: Seen,
        reasons: Sequence[Reason],
        engine: Engine | None,
        failed: bool,
        budget: Budget,
        *,
        language: Language,
    ) -> list[Explanation]:
        known = self._world.views.catalogue(seen.tenant)
        readable = seen.reading.readable()
        facts = [self._facts(seen, r, readable) for r in reasons]
        model, card = engine or (None, None)
        written = await write_all(
            facts,
            model,
            card,
            known.titles,
            known.topics,
            deadline_s=budget.left_s,
            language=language,
        )
        if engine is not None and not budget.left_s and any(w.degraded for w in written):
            self._world.health.overdue(budget)
        return [
            Explanation(
                user_id=readable.user_id,
                item_id=f.item.id,
                text=w.text,
                written_by=w.written_by,
                interest_id=f.interest.id if f.interest else None,
                interest_label=f.interest.label if f.interest else None,
                evidence=f.cited,
                profile_version=readable.version,
                degraded=w.degraded or failed,
                rejected=w.rejected,
            )
            for f, w in zip(facts, written, strict=True)
        ]

    def _facts(self, seen: Seen, reason: Reason, readable: Profile) -> ExplanationFacts:
        item = self._item(seen, reason.place)
        interest = readable.interest(reason.told.id) if reason.told else None
        shared = taste_facets(item) & interest.facet_set() if interest else frozenset()
        items = seen.reading.items
        scale = self._world.views.scales.at(seen.tenant, seen.reading.as_of)
        return ExplanationFacts(
            item=item,
            interest=interest,
            events=reason.events,
            shared_facets=tuple(sorted(shared)),
            event_facets={
                e.event_id: tuple(sorted(taste_facets(items[e.item_id]) & shared))
                for e in reason.events
                if e.item_id and e.item_id in items
            },
            rating_high=scale.high,
            rating_low=scale.low,
            ground=reason.ground,
            crowd=reason.crowd,
        )

    @staticmethod
    def _item(seen: Seen, place: int) -> Item:
        return seen.reading.items[seen.snapshot.catalogue.ids[place]]


def _places(given: Sequence[str], catalogue: CatalogueView) -> NDArray[np.int32]:
    """Catalogue indices of ids.

    Raises:
        NotFoundError: An id is not in the catalogue.
    """
    unknown = next((i for i in given if i not in catalogue.index), None)
    if unknown is not None:
        raise NotFoundError(
            f"There is no item {unknown}.", remedy="Candidates are ids of your items file."
        )
    return catalogue.indices(given)


def _listwise(
    profile: str, recent: list[str], labelled: Sequence[tuple[str, str]]
) -> list[ChatMessage]:
    candidates = [{"label": label, "title": title, "facets": ""} for label, title in labelled]
    messages = get_prompt("listwise").messages(
        profile=profile, recent=recent, candidates=candidates
    )
    return [ChatMessage(m.role, m.content) for m in messages]
