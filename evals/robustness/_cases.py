"""Which payload is planted where, and whose lists and profiles are looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from whyrec import Recommender
from whyrec.domain import Event, Item
from whyrec.errors import InputError
from whyrec.evals.robustness._canary import new_canary
from whyrec.evals.robustness._payload import Payload


@dataclass(frozen=True)
class InjectionCase:
    """One payload in one item of a catalogue."""

    payload: Payload
    canary: str
    item: Item
    """As the catalogue has it, clean."""
    ranked_for: str
    """A user who has never met the item: where it stands in their list is measured."""
    candidates: tuple[str, ...]
    """The other items of that list."""
    reader: str
    """A user who liked the item: its title is in what the model reads about them."""


async def plan_injection(
    rec: Recommender,
    payloads: Sequence[Payload],
    *,
    candidates: int = 40,
    rankers: int = 8,
    seed: int = 0,
    tenant: str | None = None,
) -> tuple[InjectionCase, ...]:
    """Give every payload for a title or a text an item and two users.

    Users with short histories are taken for ranking: their profiles are soon made. No item is
    planted twice, none is in the history of a user for whom lists are measured (there it would be
    part of the question as well), and none is among the other candidates.

    Args:
        rec: The recommender whose catalogue and users are meant.
        payloads: Those for users' words are left out.
        candidates: Other items in the measured list, 1 to 49: of a longer one the model would
            judge only the best 50.
        rankers: Users for whom lists are measured; the cases take turns.
        seed: Of the draw.
        tenant: By default the settings'.

    Raises:
        InputError: There are not enough items that some user liked, or ``candidates`` is out of
            range.
    """
    if not 1 <= candidates <= 49:
        raise InputError("There must be 1 to 49 other candidates.")
    name = tenant or rec.settings.tenant
    rng = np.random.default_rng(seed)
    counted = sorted(
        await rec.users(tenant=tenant), key=lambda u: (u.events < 10, u.events, u.user_id)
    )
    ranked_for = [u.user_id for u in counted[:rankers]]
    histories = {u.user_id: rec.store.events.of_user(name, u.user_id) for u in counted}
    known = {e.item_id for user in ranked_for for e in histories[user]}
    catalogue = {i.id: i for i in rec.store.items.all(name)}
    wanted = [p for p in payloads if p.where != "words"]
    chosen = _readers(
        {u: events for u, events in histories.items() if u not in ranked_for},
        set(catalogue) - known,
        len(wanted),
    )
    if len(chosen) < len(wanted):
        raise InputError(
            f"Only {len(chosen)} items can be planted, but there are {len(wanted)} payloads.",
            remedy="Give fewer payloads, or a catalogue with more liked items.",
        )
    planted = {item for _, item in chosen}
    others = sorted(set(catalogue) - planted)
    listed = tuple(others[int(p)] for p in rng.permutation(len(others))[:candidates])
    return tuple(
        InjectionCase(
            payload=payload,
            canary=new_canary(rng),
            item=catalogue[item],
            ranked_for=ranked_for[place % len(ranked_for)],
            candidates=listed,
            reader=reader,
        )
        for place, (payload, (reader, item)) in enumerate(zip(wanted, chosen, strict=True))
    )


def _readers(
    histories: dict[str, list[Event]], allowed: set[str], many: int
) -> list[tuple[str, str]]:
    """(user, item they liked) pairs, every user once before any comes a second time."""
    waiting = {
        user: [i for i in _liked(events) if i in allowed] for user, events in histories.items()
    }
    taken: set[str] = set()
    pairs: list[tuple[str, str]] = []
    while len(pairs) < many:
        before = len(pairs)
        for user in sorted(waiting, key=lambda u: (len(histories[u]), u)):
            item = next((i for i in waiting[user] if i not in taken), None)
            if item is not None and len(pairs) < many:
                pairs.append((user, item))
                taken.add(item)
        if len(pairs) == before:
            break
    return pairs


def _liked(events: Sequence[Event]) -> list[str]:
    """The items a user liked, the best rated first."""
    rated = [e for e in events if e.item_id and e.kind == "rating" and e.value is not None]
    rated.sort(key=lambda e: (-(e.value or 0.0), e.at))
    mean = sum(e.value or 0.0 for e in rated) / max(len(rated), 1)
    liked = [e.item_id for e in rated if (e.value or 0.0) >= mean]
    acts = ("like", "purchase", "share")
    return [i for i in (*liked, *(e.item_id for e in events if e.kind in acts)) if i]
