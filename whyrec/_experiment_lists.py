"""Every list of an experiment with what came of it, from the store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray

from whyrec._world import World
from whyrec.agents.dynamics import judge
from whyrec.agents.experiments import Totals, attribute, totals
from whyrec.domain import Experiment, Exposure, Feedback

SLOW = 0.95
"""The control's quantile beyond which a list is slow."""
FEEDBACK: tuple[Feedback, ...] = get_args(Feedback)


class ListsShown(NamedTuple):
    """All lists of an experiment, in the order in which they were shown; l of them."""

    variant: NDArray[np.int64]
    """Number of the variant, (l,)."""
    user: NDArray[np.int64]
    """Number of the user, (l,)."""
    seconds: NDArray[np.float64]
    """How long each took, (l,)."""
    hits: dict[str, NDArray[np.bool_]]
    """By metric or guard, whether it was one, (l,)."""

    def totals(self, name: str, variant: int, until: int | None = None) -> Totals:
        """Sums over the users of a variant, of the first ``until`` lists."""
        these = self.variant[:until] == variant
        users = self.user[:until][these]
        hits = self.hits[name][:until][these].astype(np.float64)
        return totals(
            np.bincount(users).astype(np.float64), np.bincount(users, hits).astype(np.float64)
        )


def lists_shown(
    world: World, tenant: str, experiment: Experiment, shown: Sequence[Exposure]
) -> ListsShown:
    """Every list with what came of it. The store gives them by user."""
    numbers = {v.name: n for n, v in enumerate(experiment.definition.variants)}
    window = timedelta(hours=experiment.definition.window_hours)
    by_user: dict[str, list[Exposure]] = {}
    for one in shown:
        by_user.setdefault(one.user_id, []).append(one)
    answered: list[frozenset[str]] = []
    for user_id, own in by_user.items():
        events = world.store.events.of_user(tenant, user_id)
        refused = judge(events, world.settings.feedback).refused
        answered += attribute(own, events, {r.event.id for r in refused}, window)
    users = {user_id: n for n, user_id in enumerate(by_user)}
    order = np.argsort([one.made_at.timestamp() for one in shown], kind="stable")
    variant = np.array([numbers[one.variant] for one in shown], dtype=np.int64)[order]
    seconds = np.array([one.seconds for one in shown], dtype=np.float64)[order]
    hits = {
        name: np.array([name in how for how in answered], dtype=bool)[order]
        for name in (*FEEDBACK, "dislikes", "refused")
    }
    hits["degraded"] = np.array([one.degraded for one in shown], dtype=bool)[order]
    hits["empty"] = np.array([not one.items for one in shown], dtype=bool)[order]
    of_control = seconds[variant == 0]
    limit = np.quantile(of_control, SLOW) if len(of_control) else np.inf
    hits["slow"] = seconds > limit
    user = np.array([users[one.user_id] for one in shown], dtype=np.int64)[order]
    return ListsShown(variant, user, seconds, hits)
