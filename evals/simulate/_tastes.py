"""What a simulated user likes, and how far one such state is from another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from whyrec.agents.dynamics import divergence
from whyrec.domain import Facet

Tastes = Mapping[Facet, float]
"""Share of a user's choices by what they are about; sums to 1."""

_CONCENTRATION = 1.0
"""Of the Dirichlet distribution of shares: 1 makes all divisions equally likely."""
_TRIES = 1_000


def drawn(facets: Sequence[Facet], rng: np.random.Generator) -> Tastes:
    """Tastes for some facets, with shares from a flat Dirichlet distribution."""
    shares = rng.dirichlet(np.full(len(facets), _CONCENTRATION))
    return dict(zip(facets, shares.tolist(), strict=True))


def apart(a: Tastes, b: Tastes) -> float:
    """Jensen–Shannon divergence of two states, in bits, [0, 1]."""
    every = sorted({*a, *b})
    shares = [np.array([tastes.get(f, 0.0) for f in every]) for tastes in (a, b)]
    return divergence(*shares)


def moved(
    tastes: Tastes,
    facets: Sequence[Facet],
    rng: np.random.Generator,
    *,
    least: float,
    most: float = 1.0,
) -> Tastes:
    """Other tastes, by how far they are from those before, in bits.

    Some tastes of before stay, with the shares they have among them, and the rest is new.

    Args:
        tastes: Those before.
        facets: What new ones are drawn from.
        rng: Draws.
        least: Least divergence, [0, 1].
        most: Greatest.

    Raises:
        ValueError: None that far were found.
    """
    others = [f for f in facets if f not in tastes]
    for _ in range(_TRIES):
        kept = [f for f in tastes if rng.random() < rng.random()]
        count = min(len(others), max(1, len(tastes) - len(kept)))
        new = drawn([others[int(p)] for p in rng.permutation(len(others))[:count]], rng)
        part = rng.random() if kept else 1.0
        left = sum(tastes[f] for f in kept)
        after = {f: (1 - part) * tastes[f] / left for f in kept}
        after |= {f: part * share for f, share in new.items()}
        if least <= apart(tastes, after) <= most:
            return after
    raise ValueError(f"no tastes {least} to {most} bits away were found")
