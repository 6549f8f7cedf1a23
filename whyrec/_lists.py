"""From a user to a list, and from an item of it to the reason why."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from whyrec._answered import answered, given_by
from whyrec._context import habits_of, in_told
from whyrec._drift import left_behind
from whyrec._engine import Budget, Engine, EngineHealth
from whyrec._exposing import Exposing
from whyrec._model_time import InTime
from whyrec._reading import Reading, read, view
from whyrec._reasons import UNLISTED, Reason
from whyrec._seen import Seen, State
from whyrec._variants import NOTHING_CHOSEN
from whyrec._world import Progress, World
from whyrec.agents.dynamics import learn
from whyrec.agents.explain import ExplanationFacts, write_all
from whyrec.agents.models import ChatMessage
from whyrec.agents.profile import InterestVectors, render, taste_facets
from whyrec.agents.rank import (
    Facts,
    Judge,
    LikelihoodJudge,
    ListwiseJudge,
    Ranked,
    Weights,
    compute,
    facet_names,
    feature_names,
    load_weights,
    rank_with_model,
    select_balanced,
)
from whyrec.agents.retrieve import (
    Candidates,
    Filters,
)
from whyrec.domain import (
    Balance,
    Counterfactual,
    Explanation,
    Given,
    Habit,
    Interest,
    Item,
    Language,
    Profile,
    Recommendation,
)
from whyrec.errors import InputError, NotFoundError, PrerequisiteError, UpstreamError
from whyrec.prompts import get_prompt
from whyrec.store import Look

RECENT_TITLES = 10
"""Latest liked items that the model is shown when it judges candidates."""

TOLD = frozenset({"topic", "mood"})
"""What of an item's content explanations may tell besides."""


class FeatureTable(NamedTuple):
    """What the ranker knows of each candidate, before any weight."""

    items: tuple[str, ...]
    """Item ids, best fused rank first; c of them."""
    names: tuple[str, ...]
    """The features; f of them."""
    columns: NDArray[np.float64]
    """Each standardised within the list to mean 0 and standard deviation at most 1, (c, f)."""


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
        world = self._world
        world.check_embeddings(tenant)
        forgotten = world.seen.forgotten
        snapshot = await world.views.snapshot(tenant, as_of, look, live=live)
        head = world.store.profiles.head(tenant, user_id)
        state = State(look, world.views.scales.at(tenant, as_of), head)
        # Experiments are about what users see now, and nobody sees a look at the past.
        chosen = world.variants.of(tenant, user_id, look) if live else NOTHING_CHOSEN
        seen = world.seen.get(tenant, user_id) if live else None
        if seen is None or not seen.serves(state, snapshot, as_of, chosen):
            reading = read(world, tenant, user_id, as_of, look=look)
            behind = left_behind(snapshot.catalogue, reading, world.settings.profile)
            user = await view(
                reading,
                snapshot.catalogue,
                self._said,
                world,
                behind=behind,
                answers=self._answers(tenant, reading, live=live),
            )
            settings = chosen.ranking(world.settings.rank)
            if settings.extras:
                await asyncio.to_thread(learn, snapshot, settings.extras)
            weights = chosen.weights or self._weights
            seen = Seen(tenant, state, reading, snapshot, user, settings, weights, chosen)
            if live:
                world.seen.put(user_id, seen, read_at=forgotten)
        return seen

    def _answers(self, tenant: str, reading: Reading, *, live: bool) -> tuple[Given, ...]:
        """What a user answered when asked, where that is looked at."""
        wanted = "answers" in self._world.settings.rank.extras
        if not wanted or any(event.item_id for event in reading.events.values()):
            return ()
        until = None if live else reading.as_of  # what is said comes after the data: `next_moment`
        rows = answered(self._world, tenant, reading.profile.user_id, until)
        return given_by(reading.profile, rows)

    def warm(self, seen: Seen) -> None:
        """Make everything that a list and its reasons are made with, once."""
        _ = seen.ranked
        known = self._world.views.catalogue(seen.tenant)
        _ = known.titles, known.topics

    async def recommend(
        self,
        seen: Seen,
        k: int,
        *,
        filters: Filters,
        given: Sequence[str] | None = None,
        diversity: float | None,
        balance: Balance,
        use_model: bool,
        explain: bool,
        prose: bool = True,
        language: Language = "en",
        exposing: Exposing,
        progress: Progress | None = None,
    ) -> list[Recommendation]:
        """The best ``k`` items with their parts, and reasons where asked for."""
        _check(balance, seen)
        engine, failed = await self._engine(seen, use_model, progress)
        budget = self._health(seen).budget()
        if diversity is None:
            diversity = seen.settings.diversity
        ranked = await self._rank(seen, seen.find(filters, given), engine, budget)
        degraded = failed or ranked.degraded
        chosen = select_balanced(
            ranked, seen.user, seen.snapshot, k, diversity=diversity, balance=balance
        )
        reasons = [seen.reasons.of(int(ranked.items[p]), ranked.sources[p]) for p in chosen]
        written: list[Explanation | None] = [None] * len(chosen)
        if explain:
            able = None if degraded or not prose else engine
            written = list(
                await self._explain(seen, reasons, able, degraded, budget, language=language)
            )
        lacking = degraded or any(e is not None and e.degraded for e in written)
        self._world.tally.lists[lacking] += 1
        ids = seen.snapshot.catalogue.ids
        await exposing.keep("list", [ids[ranked.items[p]] for p in chosen], degraded=lacking)
        return [
            Recommendation(
                item=seen.item(int(ranked.items[p])),
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
        exposing: Exposing,
        progress: Progress | None = None,
    ) -> Explanation:
        """Why an item is, would be or will not be recommended, with the counterfactual.

        Both ranks are those of the ranking without the model, so that they differ by nothing but
        the events left out.
        """
        engine, failed = await self._engine(seen, use_model, progress)
        place = seen.place(item)
        reason, now = seen.reason(place), seen.ranked.rank_of(place)
        budget = self._health(seen).budget()
        (explanation,) = await self._explain(
            seen, [reason], engine, failed, budget, language=language
        )
        self._world.tally.explanations[explanation.degraded] += 1
        await exposing.keep("why", [item.id], degraded=explanation.degraded)
        if now is None or not reason.events or reason.ground in UNLISTED:
            return explanation
        without = await self._rank_without(seen, place, [e.event_id for e in reason.events])
        told = Counterfactual(rank=now, rank_without=without, candidates=len(seen.ranked))
        return explanation.model_copy(update={"counterfactual": told})

    def facts(self, seen: Seen, item: Item) -> ExplanationFacts:
        """All that an explanation of an item may say."""
        reason, habits = seen.reason(seen.place(item)), self._habits(seen)
        return self._facts(seen, reason, seen.reading.readable, habits)

    async def counterfactual(
        self, seen: Seen, item: Item, events: Sequence[str]
    ) -> Counterfactual | None:
        """Where an item would stand had some events not happened; None where it does not stand."""
        unknown = next((e for e in events if e not in seen.reading.events), None)
        if unknown is not None:
            raise NotFoundError(f"{seen.reading.profile.user_id} has no event {unknown}.")
        place = seen.place(item)
        now = seen.ranked.rank_of(place)
        if now is None:
            return None
        without = await self._rank_without(seen, place, events)
        return Counterfactual(rank=now, rank_without=without, candidates=len(seen.ranked))

    async def _rank_without(self, seen: Seen, place: int, events: Sequence[str]) -> int | None:
        without = frozenset(events)
        other = await view(
            seen.reading,
            seen.snapshot.catalogue,
            self._said,
            self._world,
            without=without,
            behind=left_behind(seen.snapshot.catalogue, seen.reading, self._world.settings.profile),
        )
        there = await in_told(self._world, seen.as_user(other), without)
        return there.ranked.rank_of(place)

    def _health(self, seen: Seen) -> EngineHealth:
        return self._world.engines.of(seen.chosen.engine)

    async def _engine(
        self, seen: Seen, wanted: bool, progress: Progress | None
    ) -> tuple[Engine | None, bool]:
        """The engine, and whether it should have been there and was not."""
        if not wanted:
            return None, False
        try:
            found = await self._world.engine(progress, tenant=seen.tenant, chosen=seen.chosen)
            return found, False
        except (UpstreamError, PrerequisiteError):
            return None, True

    def features(self, seen: Seen, given: Sequence[str] | None) -> FeatureTable:
        """Every candidate with every feature of the ranker."""
        candidates = seen.find(given=given)
        names = feature_names(seen.settings.extras)
        ids = seen.snapshot.catalogue.ids
        return FeatureTable(
            items=tuple(ids[i] for i in candidates.items),
            names=names,
            columns=compute(Facts(seen.user, candidates, seen.snapshot), names),
        )

    async def _rank(
        self, seen: Seen, candidates: Candidates, engine: Engine | None, budget: Budget
    ) -> Ranked:
        plain = seen.rank(candidates)
        judged = seen.settings.judged
        try:
            async with asyncio.timeout_at(budget.ends):
                judge = await self._judge(seen, engine) if engine and judged else None
        except (TimeoutError, UpstreamError) as error:
            if isinstance(error, TimeoutError):
                self._health(seen).overdue(budget)
            return replace(plain, degraded=True)
        if judge is None:
            return plain
        return await rank_with_model(
            plain,
            seen.user,
            candidates,
            seen.snapshot,
            seen.weights,
            InTime(judge, self._health(seen), budget),
            judged=judged,
        )

    async def _judge(self, seen: Seen, engine: Engine) -> Judge | None:
        """What asks the model about candidates; None where its card says it cannot tell."""
        if engine.card.judge is None or not len(seen.user.items):
            return None
        reading = seen.reading
        profile = await render(reading.readable, engine.model.count_tokens)
        liked = [s.event for s in reading.signals.values() if s.event.item_id and s.signal > 0]
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
        readable = seen.reading.readable
        habits = self._habits(seen)
        facts = [self._facts(seen, r, readable, habits) for r in reasons]
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
            self._health(seen).overdue(budget)
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

    def _habits(self, seen: Seen) -> Mapping[str, Habit]:
        """What is clearly taken more often in the context that counts, by interest."""
        if not seen.told:
            return {}
        found = habits_of(self._world, seen.tenant, seen.reading, seen.reading.profile)
        clearest: dict[str, Habit] = {}
        for interest, told in found.items():
            for habit in told:
                if seen.told.get(habit.dimension) == habit.value:
                    clearest.setdefault(interest, habit)
        return clearest

    def _facts(
        self, seen: Seen, reason: Reason, readable: Profile, habits: Mapping[str, Habit]
    ) -> ExplanationFacts:
        item = seen.item(reason.place)
        interest = readable.interest(reason.told.id) if reason.told else None
        shared = taste_facets(item) & interest.facet_set() if interest else frozenset()
        items = seen.reading.items
        scale = self._world.views.scales.at(seen.tenant, seen.reading.as_of)
        told = self._world.views.catalogue(seen.tenant).told
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
            told=tuple(f.facet for f in told.get(item.id, ()) if f.kind in TOLD),
            ground=reason.ground,
            crowd=reason.crowd,
            carried_from=_carried_from(interest, reason, items),
            habit=habits.get(interest.id) if interest else None,
        )


def _carried_from(
    interest: Interest | None, reason: Reason, items: Mapping[str, Item]
) -> str | None:
    """The domain of the events that an interest was carried over from and still rests on alone."""
    if interest is None or not interest.unconfirmed:
        return None
    domains = [items[e.item_id].domain for e in reason.events if e.item_id and e.item_id in items]
    return domains[0] if domains else None


def _check(balance: Balance, seen: Seen) -> None:
    if not balance.capped:
        return
    known = facet_names(seen.snapshot.catalogue)
    unknown = next((name for name in balance.capped if name not in known), None)
    if unknown is not None:
        raise InputError(
            f"capped: no item has a facet {unknown!r}.",
            remedy=f"The facets are {', '.join(sorted(known)) or 'none'}.",
            field="capped",
        )


def _listwise(
    profile: str, recent: list[str], labelled: Sequence[tuple[str, str]]
) -> list[ChatMessage]:
    candidates = [{"label": label, "title": title, "facets": ""} for label, title in labelled]
    messages = get_prompt("listwise").messages(
        profile=profile, recent=recent, candidates=candidates
    )
    return [ChatMessage(m.role, m.content) for m in messages]
