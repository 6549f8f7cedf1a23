"""Whether a planted fact is still there."""

from __future__ import annotations

from collections.abc import Collection

from whyrec.domain import Facet, Interest, Profile
from whyrec.evals.health._outcomes import FactState


def about(profile: Profile, facet: Facet, planted: Collection[str]) -> list[Interest]:
    """The liked interests that hold a planted fact, retired ones included.

    An interest holds it when the facet is among its own, or when at least half of the events that
    planted it are its evidence: a model may have named it otherwise.
    """
    wanted = frozenset(planted)
    return [
        interest
        for interest in profile.interests
        if interest.polarity == "like"
        and (facet in interest.facet_set() or 2 * len(wanted & _cited(interest)) >= len(wanted))
    ]


def held(profile: Profile, facet: Facet, planted: Collection[str]) -> frozenset[str]:
    """The planting events that are evidence of an interest which holds the fact."""
    cited = frozenset[str]().union(*(_cited(i) for i in about(profile, facet, planted)))
    return cited & frozenset(planted)


def fact_state(
    profile: Profile,
    facet: Facet,
    planted: Collection[str],
    *,
    updates: int,
    at_first: frozenset[str],
    text: str,
) -> FactState:
    """What became of a planted fact.

    Args:
        profile: Measured.
        facet: What was planted.
        planted: Ids of the events that planted it.
        updates: Events taken in since.
        at_first: `held` of the profile when all of them had been taken in.
        text: The rendered profile.
    """
    found = about(profile, facet, planted)
    living = [i for i in found if i.retired_at is None]
    still = held(profile, facet, planted) & at_first
    return FactState(
        updates=updates,
        living=bool(living),
        kept=bool(found),
        intact=len(still) / len(at_first) if at_first else None,
        shown=any(f"likes {i.label}" in text for i in living),
        share=min(1.0, sum(i.measured.share for i in living if i.measured is not None)),
    )


def _cited(interest: Interest) -> frozenset[str]:
    return frozenset(e.event_id for e in interest.evidence)
