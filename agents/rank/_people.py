"""The feature that knows people like the user."""

from __future__ import annotations

from whyrec.agents.clusters import PRIOR_RECENT, PRIOR_TOTAL, clusters_of, divided, user_vector
from whyrec.agents.rank._facts import Column, Facts


def people(facts: Facts) -> Column:
    """``Σ_t log(p_t(i | u) / p_t(i))``, t lately and of all time, in nats; any sign, mostly ±1.

    ``p_t(i | u)`` is what the user's clusters take, by membership and shrunk to what everybody
    takes, ``p_t(i)``: 0 where they take an item as often as everybody.
    """
    clusters = clusters_of(facts.snapshot)
    if clusters is None or clusters.total is None or clusters.recent is None:
        return facts.nothing
    belongs = clusters.membership(
        user_vector(facts.snapshot.catalogue, facts.user, clusters.origin)
    )
    recent = divided(clusters.recent, belongs, PRIOR_RECENT, facts.items).lift
    return recent + divided(clusters.total, belongs, PRIOR_TOTAL, facts.items).lift
