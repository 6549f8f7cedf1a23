"""Events taken out of everything kept of a user, planned first and then done in one step."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from whyrec._world import World
from whyrec.agents.profile import Evolver, Forgetting, Namer, mentions, signals_of
from whyrec.domain import Profile
from whyrec.errors import ConflictError
from whyrec.store import StoredRevision


class Plan(NamedTuple):
    """What forgetting some events of a user comes to."""

    user_id: str
    event_ids: AbstractSet[str]
    read: Profile
    """The head it was made for."""
    history: list[StoredRevision] | None
    """Every version without the events; None where no version names one of them."""
    head: Profile
    """The newest version afterwards."""


async def plan(world: World, tenant: str, user_id: str, event_ids: AbstractSet[str]) -> Plan:
    """See what is to be changed; changes nothing."""
    head = world.store.profiles.head(tenant, user_id)
    revisions = world.store.profiles.revisions(tenant, user_id)
    if not any(mentions(r.patch, r.rejected, event_ids) for r in revisions):
        return Plan(user_id, event_ids, head, None, head)
    history, rewritten = await _without(world, tenant, user_id, event_ids, revisions)
    return Plan(user_id, event_ids, head, history, rewritten)


def carry_out(world: World, tenant: str, planned: Plan) -> None:
    """Do it in the store, all or nothing. Views and rejects files are the caller's.

    Raises:
        ConflictError: The profile was changed since it was planned.
    """
    store, user_id, events = world.store, planned.user_id, planned.event_ids
    with store.transaction():
        if store.profiles.head(tenant, user_id) != planned.read:
            raise ConflictError(f"The profile of {user_id} was changed.", remedy="Try again.")
        # What the user was like from then on rests on them.
        past = store.events.get(tenant, list(events)).values()
        if sum(store.memberships.forget_since(tenant, user_id, event.at) for event in past):
            store.clusters.forget_moves(tenant)
        store.events.forget(tenant, user_id, events)
        store.shown.forget(tenant, user_id, events)
        # A reply may quote the event, and is worth little by now.
        store.replies.erase(tenant, user_id)
        if planned.history is not None:
            store.profiles.rewrite(
                tenant,
                user_id,
                planned.history,
                planned.head,
                expected=planned.read.version,
            )
    # After the commit: who reads before it may keep what is read.
    world.forget_user(tenant, user_id)


async def _without(
    world: World,
    tenant: str,
    user_id: str,
    event_ids: AbstractSet[str],
    revisions: Sequence[StoredRevision],
) -> tuple[list[StoredRevision], Profile]:
    known = world.views.catalogue(tenant)
    events = [e for e in world.store.events.of_user(tenant, user_id) if e.id not in event_ids]
    moment = world.moment(tenant)
    signals = signals_of(events, known.items, world.views.scales.at(tenant, moment))
    evolver = Evolver(world.store, world.remembering, Namer(None, None), world.settings.profile)
    facts = await evolver.facts(events, known.items, signals, known.lexicon, embed=False)
    forgetting = Forgetting(
        user_id,
        event_ids,
        {f.id: f for f in facts},
        known.titles,
        known.topics,
        known.domain,
    )
    history = []
    for revision in revisions:
        patch, rejected = forgetting.rewrite(revision.patch, revision.rejected)
        history.append(revision._replace(patch=patch, rejected=rejected))
    return history, forgetting.head
