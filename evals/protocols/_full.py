"""Protocol ``full``: one cut in time for everybody, the whole catalogue less what was taken."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

import numpy as np

from whyrec.agents.retrieve import Interactions, microseconds
from whyrec.errors import InputError
from whyrec.evals.protocols._case import Block, Case, Plan
from whyrec.evals.protocols._users import drawn, moment, timelines


def cut_moment(crowd: Interactions, cut: float) -> datetime:
    """The time by which ``cut`` (0 to 1) of the interactions had happened.

    Raises:
        InputError: ``cut`` is not between 0 and 1, or there are no interactions.
    """
    if not 0 < cut < 1:
        raise InputError(f"The cut {cut} is not between 0 and 1.")
    if not len(crowd.at_us):
        raise InputError("There are no interactions to cut.")
    at_us = np.sort(crowd.at_us)
    return moment(at_us[min(int(len(at_us) * cut), len(at_us) - 1)])


def full(
    crowd: Interactions,
    ids: Sequence[str],
    *,
    cut: float = 0.9,
    until: float | None = None,
    targets: Literal["first", "all"] = "first",
    min_events: int = 10,
    users: int | None = None,
    seed: int = 0,
) -> Plan:
    """Cut all interactions at one moment; who took something new afterwards is a case.

    Args:
        crowd: Everybody's interactions, of all time.
        ids: Item id by catalogue index.
        cut: Share of interactions before the cut, (0, 1); those at the cut belong to the past.
        until: Share after which targets are not used; a training window ends where the test begins.
        targets: Only the first new item taken after the cut, or all of them.
        min_events: Interactions a user needs up to the cut.
        users: Draw at most this many.
        seed: Of the draw.
    """
    at = cut_moment(crowd, cut)
    end = None if until is None else cut_moment(crowd, until)
    kept: list[tuple[str, int, tuple[str, ...]]] = []
    for timeline in timelines(crowd):
        before = int(np.searchsorted(timeline.at_us, microseconds(at), side="right"))
        if before < min_events:
            continue
        new = np.flatnonzero(timeline.first_time())
        new = new[new >= before]
        if end is not None:
            new = new[timeline.at_us[new] <= microseconds(end)]
        if len(new):
            wanted = new[:1] if targets == "first" else new
            kept.append((timeline.user_id, before, tuple(ids[timeline.item[p]] for p in wanted)))
    cases = tuple(Case(f"{u}@{cut}", u, at, t, None, h) for u, h, t in drawn(kept, users, seed))
    if not cases:
        raise InputError(
            f"Nobody has {min_events} events before the cut {cut} and something new after it.",
            remedy="Cut earlier, or lower min_events.",
        )
    words = (
        f"full: cut {cut} ({at.isoformat()}), at least {min_events} events before, "
        f"{'the first event' if targets == 'first' else 'all events'} after it"
        + ("" if until is None else f" and up to {until}")
        + ("" if users is None else f", {len(cases)} users drawn with seed {seed}")
    )
    notes = (f"{len(kept)} users have enough history and a target; {len(cases)} are asked for.",)
    return Plan(words, (Block(at, cases),), notes)
