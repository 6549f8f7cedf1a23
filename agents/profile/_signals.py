"""What an event says: a signed weight in [-1, 1]."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from whyrec.domain import Event, EventKind

SHRINKAGE = 5.0
"""How many ratings at the prior mean every user is given."""

TAKEN = 0.25
"""What a rating says before its value is looked at: people rate what they chose. Hardly less than a
view, so that a rating at the user's mean is not worth less than a mere look."""
HIGH = 1.0
"""Signal from which on a rating is called high: three quarters of full weight above the mean, which
is three sixteenths of the scale. It is so to whoever sees the number; the mean is shrunk to
everybody's, so nearer to it nothing may be said of "their own average"."""
LOW = -0.5
"""Signal down to which a rating is called low: as far below the mean."""

KIND_SIGNAL: dict[EventKind, float] = {
    "view": 0.3,
    "click": 0.4,
    "search": 0.5,
    "like": 1.0,
    "dislike": -1.0,
    "purchase": 1.0,
    "share": 0.9,
    "skip": -0.4,
    "dismiss": -0.8,
    "state": 0.0,
}
"""g(kind) of every kind but ``rating``. Deliberate acts weigh 1, passing ones less."""


class RatingScale(NamedTuple):
    """The tenant's declared scale and the mean rating a new user is expected to give."""

    low: float
    high: float
    prior: float

    @classmethod
    def declared(cls, low: float, high: float, prior: float | None = None) -> RatingScale:
        """A scale; without a measured ``prior``, 70 % of the way up, where ratings gather."""
        return cls(low, high, low + 0.7 * (high - low) if prior is None else prior)


def user_mean(events: Iterable[Event], scale: RatingScale) -> float:
    """Shrunken mean rating of a user.

    ``(Σ v + k · prior) / (n + k)`` with k = `SHRINKAGE`; the prior alone without ratings.
    """
    ratings = [e.value for e in events if e.kind == "rating" and e.value is not None]
    return (sum(ratings) + SHRINKAGE * scale.prior) / (len(ratings) + SHRINKAGE)


def signal(event: Event, mean: float, scale: RatingScale) -> float:
    """Signed weight of an event, [-1, 1].

    A rating counts ``TAKEN + (value - mean) / quarter``: by its distance from the user's own mean,
    a quarter of the scale being full weight, and as a choice. A 7 of 10 from someone who averages 8
    is no praise, and no dislike either. The other kinds have the fixed weights of `KIND_SIGNAL`.
    """
    if event.kind != "rating":
        return KIND_SIGNAL[event.kind]
    if event.value is None:
        return 0.0
    quarter = (scale.high - scale.low) / 4
    return max(-1.0, min(1.0, TAKEN + (event.value - mean) / quarter))
