"""What a user's page shows, made ready for the template."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from whyrec import Recommender
from whyrec.agents.profile import unsorted
from whyrec.domain import CitedEvent, Event, Interest, Item, Profile
from whyrec.server._page._words import Words

EVIDENCE_SHOWN = 6
FACETS_SHOWN = 4
SUMMARY = {"like": 5, "dislike": 3, "less": 3}
"""How many interests of each block the summary names."""
BLOCKS = (("like", "like", False), ("dislike", "dislike", False), ("less", "dislike", True))
"""Name of each block of interests, with their polarity and whether they ask for less."""


@dataclass(frozen=True)
class InterestView:
    """One interest with the events that show it."""

    interest: Interest
    strength: int
    """Of the strongest of its block, 0 to 100."""
    evidence: tuple[CitedEvent, ...]
    """The latest events, newest first."""
    more: int
    """How many there are besides."""


@dataclass(frozen=True)
class TasteView:
    """A version of a profile."""

    profile: Profile
    newest: int
    """The newest version's number."""
    blocks: tuple[tuple[str, tuple[InterestView, ...]], ...]
    """Blocks that have interests, strongest first."""
    faded: tuple[str, ...]
    """Labels of interests that were retired and live under no other id."""
    unsorted: int
    """Events on items of which nothing is known."""
    waiting: int
    """Events that no version has taken in yet."""
    rating_high: float | None

    def summary(self, say: Words) -> str:
        """The strongest interests in a sentence or two."""
        told = []
        for name, interests in self.blocks:
            labels = [one.interest.label for one in interests[: SUMMARY[name]]]
            told.append(say(f"summary.{name}", labels=say.listed([_lower(x) for x in labels])))
        return say("summary.joint").join(told)

    @property
    def current(self) -> bool:
        """Whether it is the newest version."""
        return self.profile.version == self.newest


async def taste(
    rec: Recommender, tenant: str, user_id: str, version: int | None = None
) -> TasteView:
    """A version as it was at its own time; the newest one as it is now.

    Raises:
        NotFoundError: There is no such version.
    """
    head = await rec.profile(user_id, tenant=tenant)
    shown = head
    if version is not None and version != head.version:
        shown = await rec.profile(user_id, version, tenant=tenant)
        if shown.as_of is not None:
            shown = await rec.profile(user_id, version, tenant=tenant, as_of=shown.as_of)
    waiting = (await rec.evolve_estimate([user_id], tenant=tenant)).events
    tastes = [i for i in shown.interests if not unsorted(i)]
    living = [i for i in tastes if i.retired_at is None]
    cited = _Cited(rec, tenant, user_id)
    lives = {i.label for i in living}
    scale = rec.store.meta.get(tenant, "rating_scale")
    return TasteView(
        profile=shown,
        newest=head.version,
        blocks=tuple((n, _block(some, cited)) for n, some in _sorted(living) if some),
        faded=tuple(
            dict.fromkeys(i.label for i in tastes if i.retired_at and i.label not in lives)
        ),
        unsorted=len({e.event_id for i in shown.living if unsorted(i) for e in i.evidence}),
        waiting=waiting,
        rating_high=scale["high"] if scale else None,
    )


def _lower(label: str) -> str:
    """A label within a sentence; one that begins with a name or an abbreviation stays."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def _sorted(living: list[Interest]) -> list[tuple[str, list[Interest]]]:
    return [
        (name, [i for i in living if i.polarity == polarity and i.gradual == gradual])
        for name, polarity, gradual in BLOCKS
    ]


def facets(item: Item) -> list[str]:
    """A few words on an item: the values of its first facets."""
    values = [value for some in item.facets.values() for value in some]
    return list(dict.fromkeys(values))[:FACETS_SHOWN]


class _Cited:
    """A user's events as evidence shows them."""

    def __init__(self, rec: Recommender, tenant: str, user_id: str) -> None:
        self._rec, self._tenant = rec, tenant
        self._events = {e.id: e for e in rec.store.events.of_user(tenant, user_id)}

    def latest(self, event_ids: Iterable[str]) -> tuple[CitedEvent, ...]:
        known = [self._events[e] for e in event_ids if e in self._events]
        known.sort(key=lambda e: (e.at, e.id), reverse=True)
        shown = known[:EVIDENCE_SHOWN]
        items = self._rec.store.items.get(self._tenant, [e.item_id for e in shown if e.item_id])
        return tuple(
            CitedEvent(
                event_id=event.id,
                item_id=event.item_id,
                title=_title(event, items),
                kind=event.kind,
                value=event.value,
                at=event.at,
            )
            for event in shown
        )


def _title(event: Event, items: Mapping[str, Item]) -> str:
    """The title of an event's item, the words of an event without one."""
    item = items.get(event.item_id or "")
    return item.title if item else event.text or event.item_id or ""


def _block(interests: list[Interest], cited: _Cited) -> tuple[InterestView, ...]:
    most = max(map(_strength, interests)) or 1.0
    return tuple(
        InterestView(
            interest=one,
            strength=round(100 * _strength(one) / most),
            evidence=(evidence := cited.latest(e.event_id for e in one.evidence)),
            more=len(one.evidence) - len(evidence),
        )
        for one in sorted(interests, key=lambda i: (-_strength(i), i.id))
    )


def _strength(interest: Interest) -> float:
    return interest.measured.strength_long if interest.measured else float(len(interest.evidence))
