"""Lists for real users, with and without the time of day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import numpy as np

from whyrec import Recommender
from whyrec.agents.retrieve import microseconds
from whyrec.domain import Recommendation, Scene
from whyrec.evals._home import DataSet
from whyrec.evals.protocols import Case
from whyrec.evals.scenes._ask import K
from whyrec.evals.scenes._outcomes import Real
from whyrec.store import from_us

ZONE = "UTC"
"""Where real users are taken to live: the data set does not say."""


async def look_at(rec: Recommender, data: DataSet, case: Case) -> Real:
    """The first ten at the cut, for the moment when the user came back and for none.

    When somebody comes is known when they come; what they take is not.

    Args:
        rec: Holds the data set, its factors fitted at the cut; its users live in UTC.
        data: The data set.
        case: The user and the next item.
    """
    await rec.evolve(case.user_id, as_of=case.as_of)
    came = Scene(at=_came(data, case))
    without, derived = [
        await rec.recommend(
            case.user_id, K, explain=False, use_model=False, scene=scene, as_of=case.as_of
        )
        for scene in (None, came)
    ]
    both = {o.item.id for o in without} & {o.item.id for o in derived}
    target = case.targets[0]
    return Real(case.user_id, _rank(without, target), _rank(derived, target), len(both) / K)


def _came(data: DataSet, case: Case) -> datetime:
    columns = data.columns
    theirs = (columns.user_id == case.user_id) & (columns.item_id == case.targets[0])
    later = columns.at_us[theirs & (columns.at_us > microseconds(case.as_of))]
    return from_us(int(np.min(later)))


def _rank(listed: Sequence[Recommendation], target: str) -> int | None:
    return next((one.rank for one in listed if one.item.id == target), None)
