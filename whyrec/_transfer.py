"""From what a user likes in one domain to interests expected in another, kept as a version."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import numpy as np

from whyrec._reading import Reading, read
from whyrec._world import World
from whyrec.agents.dynamics import Expected, Learned, Mapping
from whyrec.agents.profile import (
    Carried,
    EventFacts,
    Namer,
    apply,
    carry_over,
    decay,
    open_for,
    strengths,
    taste_facets,
    telling,
)
from whyrec.agents.retrieve import pull
from whyrec.domain import ExpectedTopic, Profile, Revision, TransferReport
from whyrec.errors import ConflictError, InputError

_RETRIES = 5
_DAY = 86_400.0


@dataclass(frozen=True)
class Transfers:
    """Carries interests over for one `whyrec.Recommender`."""

    world: World

    def check(self, tenant: str, target: str, source: str | None) -> None:
        """Refuse domains that there are not.

        Raises:
            InputError: No item is of a domain, or both are the same.
        """
        known = sorted(set(self.world.views.catalogue(tenant).view.domains.tolist()))
        for field, domain in (("to", target), ("source", source)):
            if domain is not None and domain not in known:
                raise InputError(
                    f"There is no item of the domain {domain!r}.",
                    remedy=f"The domains are {', '.join(known) or 'none'}.",
                    field=field,
                )
        if source == target:
            raise InputError(f"{target} is to be carried over to itself.", field="source")

    def new_to(self, tenant: str, user_id: str, domains: Collection[str]) -> list[str]:
        """Those of some domains in which a user has done nothing and nothing is expected yet."""
        known = self.world.views.catalogue(tenant)
        events = self.world.store.events.of_user(tenant, user_id)
        met = {known.items[e.item_id].domain for e in events if e.item_id in known.items}
        head = self.world.store.profiles.head(tenant, user_id)
        met |= {i.domain for i in head.interests if i.domain is not None}
        there = set(known.view.domains.tolist())
        return sorted((set(domains) & there) - met) if met else []

    async def carry(
        self,
        tenant: str,
        user_id: str,
        as_of: datetime,
        target: str,
        source: str | None,
        namer: Namer,
        *,
        live: bool,
    ) -> TransferReport:
        """Expect interests in a domain; see `Recommender.transfer`."""
        world, store = self.world, self.world.store
        self.check(tenant, target, source)
        for _ in range(_RETRIES):
            look = world.views.look(tenant)
            snapshot = await world.views.snapshot(tenant, as_of, look, live=live)
            head = store.profiles.head(tenant, user_id)
            if head.as_of is not None and as_of < head.as_of:
                raise ConflictError(
                    f"The profile of {user_id} already knows what came after {as_of:%Y-%m-%d}.",
                    remedy="Carry over at a later moment, or roll the profile back.",
                )
            reading = read(world, tenant, user_id, as_of, look=look)
            history = _History(reading, head, target)
            origin = source or history.main
            if origin is None:
                return _report(head, as_of, None, target, None, [])
            mapping = await asyncio.to_thread(snapshot.once, Learned(origin, target))
            expected = mapping.expect(history.counts(mapping, world, tenant))
            known = world.views.catalogue(tenant)
            liked = history.liked(origin)
            proposals = [
                Carried(e.topic, e.lift, e.led_by, events, mapping.basis)
                for e in expected
                if e.topic in known.lexicon.carriers
                and open_for(head, e.topic, target)
                and (events := telling(e.led_by, liked))
            ]
            usual = np.argsort(-mapping.target.usual, kind="stable")
            patch, rejected = await carry_over(
                head,
                proposals,
                target=target,
                at=as_of,
                offered=[mapping.target.facets[p] for p in usual.tolist()],
                liked=liked,
                namer=namer,
                titles=known.titles,
                topics=known.topics,
                strengths=strengths(head, reading.signals, as_of, world.settings.profile),
            )
            if not patch.operations:
                return _report(head, as_of, origin, target, mapping, expected)
            made = Revision(profile=apply(head, patch), patch=patch, rejected=rejected)
            try:
                await store.queued(partial(self._append, tenant, made, head))
            except ConflictError:
                continue
            return _report(made.profile, as_of, origin, target, mapping, expected, head)
        raise ConflictError(
            f"The profile of {user_id} kept changing meanwhile.", remedy="Try again."
        )

    def _append(self, tenant: str, revision: Revision, head: Profile) -> None:
        """Keep a version, unless an event of it was forgotten while it was made."""
        born = [i for i in revision.profile.interests if head.interest(i.id) is None]
        cited = sorted({e.event_id for i in born for e in i.evidence})
        with self.world.store.transaction():
            if not self.world.store.events.exist(tenant, cited):
                raise ConflictError("An event was forgotten meanwhile.")
            self.world.store.profiles.append(tenant, revision, parent=head)


class _History:
    """What a user did outside the domain that interests are carried to."""

    def __init__(self, reading: Reading, head: Profile, target: str) -> None:
        self._reading = reading
        self._taken = head.cited_events()
        self._by_domain: dict[str, list[str]] = defaultdict(list)
        for key, found in reading.signals.items():
            if found.domain is not None and found.domain != target:
                self._by_domain[found.domain].append(key)

    @property
    def main(self) -> str | None:
        """The domain with most events; None where there is none."""
        domains = sorted(self._by_domain, key=lambda d: (-len(self._by_domain[d]), d))
        return domains[0] if domains else None

    def liked(self, source: str) -> list[EventFacts]:
        """The liked events there that the profile has taken in, in time order."""
        found = []
        for key in self._by_domain.get(source, ()):
            signal = self._reading.signals[key]
            item = self._reading.items.get(signal.event.item_id or "")
            if item is not None and signal.signal > 0 and key in self._taken:
                facts = EventFacts(signal.event, item, signal.signal, taste_facets(item))
                found.append(facts)
        return found

    def counts(
        self, mapping: Mapping, world: World, tenant: str
    ) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        """How much was taken of each topic of the mapping's source; older events count less."""
        source = mapping.source.domain
        keys = self._by_domain.get(source, [])
        some = [self._reading.signals[key] for key in keys]
        half_life = world.settings.profile.half_life_long(source)
        ages = [(self._reading.as_of - s.event.at).total_seconds() / _DAY for s in some]
        pulled = pull(np.array([s.signal for s in some], dtype=np.float32)).astype(np.float64)
        weights = pulled * np.array([decay(age, half_life) for age in ages])
        index = world.views.catalogue(tenant).view.index
        places = np.array([index[s.event.item_id or ""] for s in some], dtype=np.int32)
        return mapping.source.counts(places, weights)


def _report(
    profile: Profile,
    as_of: datetime,
    source: str | None,
    target: str,
    mapping: Mapping | None,
    expected: Sequence[Expected],
    before: Profile | None = None,
) -> TransferReport:
    born = {
        i.facet_set(): i.id
        for i in profile.interests
        if before is not None and before.interest(i.id) is None
    }
    told = [
        ExpectedTopic(
            topic=str(one.topic),
            share=one.share,
            usual=one.usual,
            led_by=tuple(str(f) for f in one.led_by),
            interest_id=born.pop(frozenset({one.topic}), None),
        )
        for one in expected
    ]
    guessed = [
        ExpectedTopic(topic=str(topic), share=None, usual=None, led_by=(), interest_id=interest_id)
        for about, interest_id in born.items()
        for topic in about
    ]
    return TransferReport(
        user_id=profile.user_id,
        as_of=as_of,
        source=source,
        target=target,
        basis="likeness" if mapping is None else mapping.basis,
        users=0 if mapping is None else mapping.users,
        topics=(*told, *guessed),
        version=None if before is None else profile.version,
    )
