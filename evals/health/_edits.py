"""What a user's words do to the list, at once and ten updates later."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

import numpy as np

from whyrec import Recommender
from whyrec.domain import Event, Facet
from whyrec.evals.health._homes import ratings_of
from whyrec.evals.health._outcomes import Edited, EditPass, Language, Wish
from whyrec.evals.health._topic import clear_taste, little_known, share
from whyrec.evals.health._watch import watch
from whyrec.evals.health._words import sentence
from whyrec.evals.simulate import Scale, Shelf

LISTED = 10
LATER = 10
"""Updates that follow what was said."""
TEMPTED = (2, 5, 8)
"""Which of them like what the user wants no more of, all the same."""


class _Asked(NamedTuple):
    user: str
    topic: Facet
    words: str
    before: float
    made: dict[int, datetime]
    """When the versions before the edit were made."""


@dataclass(frozen=True)
class EditTrial:
    """One kind of thing said in one language by users who each live in the same home.

    Args:
        rec: A home of its own: what is said stays.
        shelf: The catalogue.
        users: Who is asked, in this order, until there are enough.
        wanted: How many speak.
        with_model: Lists are judged by the model.
        seed: Of the events that follow.
    """

    rec: Recommender
    shelf: Shelf
    users: Sequence[str]
    wanted: int
    with_model: bool
    seed: int

    async def run(self, wish: Wish, language: Language) -> EditPass:
        """Ask everybody, then list, let ten updates pass, and list again.

        All speak before any list is made: every event moves the clock of an imported history, and
        with it what everybody's list rests on.
        """
        asked, left_out = await self._choose(wish, language)
        understood = [(await self.rec.edit(one.user, one.words)).understood for one in asked]
        after = [await self._share(one) for one in asked]
        await self._pass_time(asked, wish)
        ratings = ratings_of(self.rec)
        edited = []
        for one, heard, then in zip(asked, understood, after, strict=True):
            listed = await self._listed(one.user)
            edited.append(
                Edited(
                    user=one.user,
                    topic=str(one.topic),
                    words=one.words,
                    understood=heard,
                    before=one.before,
                    after=then,
                    later=share([i for i, _ in listed], one.topic, self.shelf.facets),
                    watched=await watch(self.rec, one.user, ratings, one.made),
                    titles=tuple(title for _, title in listed),
                )
            )
        return EditPass(language=language, wish=wish, left_out=left_out, users=tuple(edited))

    async def _choose(self, wish: Wish, language: Language) -> tuple[list[_Asked], int]:
        asked: list[_Asked] = []
        left_out = 0
        now = self._now()
        for user in self.users:
            if len(asked) == self.wanted:
                break
            made = {r.profile.version: now for r in await self.rec.evolve(user, as_of=now)}
            listed = [item_id for item_id, _ in await self._listed(user)]
            # Both wishes are made by the same users: those who like something clearly.
            topic = clear_taste(await self.rec.profile(user), listed, self.shelf)
            if topic is not None and wish == "more":
                events = self.rec.store.events.of_user(self.rec.settings.tenant, user)
                topic = little_known(events, self.shelf, len(asked))
            words = sentence(wish, language, topic, len(asked)) if topic else None
            if topic is None or words is None:
                left_out += 1
                continue
            before = share(listed, topic, self.shelf.facets)
            asked.append(_Asked(user, topic, words, before, made))
        return asked, left_out

    async def _pass_time(self, asked: Sequence[_Asked], wish: Wish) -> None:
        """Ten more events a user, taken in one by one."""
        moments = [self._now() + timedelta(hours=n + 1) for n in range(LATER)]
        await self.rec.ingest(
            events=[e for one in asked for e in self._following(one, wish, moments)]
        )
        for one in asked:
            for moment in moments:
                await self.rec.evolve(one.user, as_of=moment)

    def _following(self, one: _Asked, wish: Wish, moments: Sequence[datetime]) -> list[Event]:
        key = hashlib.sha256(f"{self.seed}\0{one.user}".encode()).digest()
        rng = np.random.default_rng(int.from_bytes(key[:8], "big"))
        past = self.rec.store.events.of_user(self.rec.settings.tenant, one.user)
        taken = {e.item_id for e in past if e.item_id}
        others = [
            f
            for f in self.shelf.common()
            if f != one.topic and self.shelf.has_without(f, one.topic)
        ]
        events = []
        for place, moment in enumerate(moments):
            if (wish == "less" and place in TEMPTED) or not others:
                item = self.shelf.draw(one.topic, rng, taken)
            else:
                other = others[int(rng.integers(len(others)))]
                item = self.shelf.draw(other, rng, taken, one.topic)
            event_id = f"later-{one.user}-{place}"
            events.append(pleased(event_id, one.user, item, moment, Scale.declared(self.rec)))
        return events

    def _now(self) -> datetime:
        """The time of the newest event: the clock of an imported history."""
        newest = self.rec.store.look(self.rec.settings.tenant).watermark
        assert newest is not None
        return newest

    async def _share(self, one: _Asked) -> float:
        listed = [item_id for item_id, _ in await self._listed(one.user)]
        return share(listed, one.topic, self.shelf.facets)

    async def _listed(self, user: str) -> list[tuple[str, str]]:
        listed = await self.rec.recommend(user, LISTED, explain=False, use_model=self.with_model)
        return [(one.item.id, one.item.title) for one in listed]


def pleased(event_id: str, user_id: str, item_id: str, at: datetime, scale: Scale | None) -> Event:
    """An event of a user who is pleased: rated nine tenths of the way up, or liked."""
    if scale is None:
        return Event(id=event_id, user_id=user_id, item_id=item_id, kind="like", at=at)
    value = scale.at(0.9)
    return Event(id=event_id, user_id=user_id, item_id=item_id, kind="rating", value=value, at=at)
