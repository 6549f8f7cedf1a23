"""Where people stand: one vector each, made of what they took, the same way for one and for all."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from whyrec.agents.profile import STATED_STRENGTH
from whyrec.agents.retrieve import DAY_US, CatalogueView, Interactions, UserView

HALF_LIFE_DAYS = 180.0
"""An event counts half when it is so much older than the user's newest."""
PRIOR_EVENTS = 5.0
"""Events at everybody's mean that each user is given."""
REFUSED = -0.4
"""Weight at and below which an event counts nothing: that of a skip, and of a rating as far below
the user's own mean."""
_TAKEN = 0.25
_PRIOR_RATINGS = 5.0


class Crowd(NamedTuple):
    """Everybody's vectors."""

    vectors: NDArray[np.float32]
    """Row by user, in the order of the interactions' ``users``, (u, d)."""
    amounts: NDArray[np.float64]
    """Decayed number of events behind each, ≥ 0, (u,)."""
    origin: NDArray[np.float32]
    """Mean vector of all that was taken, (d,)."""

    @property
    def known(self) -> NDArray[np.intp]:
        """Rows of those who took anything that has a vector."""
        return np.flatnonzero(self.amounts > 0)


def crowd_vectors(
    catalogue: CatalogueView, crowd: Interactions, *, half_life_days: float = HALF_LIFE_DAYS
) -> Crowd:
    """A vector for everybody, in two products.

    ``v_u = (Σ_e d_e x_e + 5 x̄) / (Σ_e d_e + 5)`` over the events that are no refusal, with ``x_e``
    the item's unit vector, ``x̄`` their mean over everybody's events and
    ``d_e = 2^(−(newest − at) / half-life)``: somebody who is away does not change.

    Args:
        catalogue: With its vectors loaded.
        crowd: What was taken up to a moment.
        half_life_days: Of an event.

    Raises:
        ValueError: The catalogue has no vectors.
    """
    matrix = _matrix(catalogue)
    counted = np.flatnonzero(~_refused(crowd) & np.any(matrix, axis=1)[crowd.item])
    user, item, at_us = crowd.user[counted], crowd.item[counted], crowd.at_us[counted]
    users = len(crowd.users)
    newest = np.full(users, np.iinfo(np.int64).min)
    np.maximum.at(newest, user, at_us)
    decay = np.exp2(-(newest[user] - at_us) / (DAY_US * half_life_days)).astype(np.float32)
    taken = sparse.csr_array((decay, (user, item)), shape=(users, len(catalogue)))
    times = np.bincount(item, minlength=len(catalogue)).astype(np.float32)
    origin = (times @ matrix / max(len(item), 1)).astype(np.float32)
    amounts = np.bincount(user, weights=decay, minlength=users).astype(np.float64)
    sums = taken @ matrix + np.float32(PRIOR_EVENTS) * origin
    vectors = sums / (amounts + PRIOR_EVENTS)[:, None].astype(np.float32)
    return Crowd(vectors.astype(np.float32), amounts, origin)


def user_vector(
    catalogue: CatalogueView,
    user: UserView,
    origin: NDArray[np.float32],
    *,
    half_life_days: float = HALF_LIFE_DAYS,
) -> NDArray[np.float32]:
    """One person's vector, as `crowd_vectors` has it, with what they said in words besides.

    A stated like counts as one event that never ages, at its own vector.

    Args:
        catalogue: With its vectors loaded.
        user: The person at a moment.
        origin: Mean vector of all that was taken, (d,).
        half_life_days: Of an event.

    Returns:
        The vector, (d,); the origin for who took nothing and said nothing.
    """
    matrix = _matrix(catalogue)
    sums, amount = PRIOR_EVENTS * origin.astype(np.float64), PRIOR_EVENTS
    vectors = matrix[user.items]
    counted = np.flatnonzero((user.weights > REFUSED) & np.any(vectors, axis=1))
    if len(counted):
        ages = user.ages_days[counted].astype(np.float64)
        decay = np.exp2(-(ages - ages.min()) / half_life_days)
        sums, amount = sums + decay @ vectors[counted], amount + float(decay.sum())
    for interest in user.likes:
        if interest.wanted and interest.vector is not None:
            length = max(float(np.linalg.norm(interest.vector)), 1e-9)
            sums = sums + STATED_STRENGTH * interest.vector / length
            amount += STATED_STRENGTH
    return np.asarray(sums / amount, dtype=np.float32)


def _matrix(catalogue: CatalogueView) -> NDArray[np.float32]:
    if catalogue.vectors is None:
        raise ValueError("the catalogue has no vectors")
    return catalogue.vectors


def _refused(crowd: Interactions) -> NDArray[np.bool_]:
    """Ratings so far below their user's shrunken mean that they speak against an item, (e,).

    On the scale as far as it was used; see `whyrec.agents.profile.signal`.
    """
    place, _, value = crowd.ratings
    refused = np.zeros(len(crowd.item), dtype=np.bool_)
    if not len(value) or value.max() == value.min():
        return refused
    user, users = crowd.user[place], len(crowd.users)
    sums = np.bincount(user, weights=value, minlength=users) + _PRIOR_RATINGS * value.mean()
    mean = sums / (np.bincount(user, minlength=users) + _PRIOR_RATINGS)
    quarter = (value.max() - value.min()) / 4
    refused[place] = _TAKEN + (value - mean[user]) / quarter <= REFUSED
    return refused
