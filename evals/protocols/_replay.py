"""Protocol ``replay``: the same users again and again while their history unfolds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from whyrec.agents.retrieve import Interactions
from whyrec.errors import InputError
from whyrec.evals.protocols._case import Case, Plan, in_blocks
from whyrec.evals.protocols._negatives import Negatives, hidden
from whyrec.evals.protocols._users import Timeline, drawn, timelines


def replay(
    crowd: Interactions,
    ids: Sequence[str],
    *,
    at: Sequence[int] = (10, 20, 30, 40, 50),
    n: int | None = 20,
    kind: Negatives = "uniform",
    users: int | None = None,
    seed: int = 0,
    blocks: int = 8,
) -> Plan:
    """Predict the next new item of every user with enough events after each of some counts.

    Every user stands in all points, so the points can be compared. A case's moment is a microsecond
    before its target.

    Args:
        crowd: Everybody's interactions, of all time.
        ids: Item id by catalogue index.
        at: Numbers of events after which is predicted; users with fewer than the largest of them
            before a new item are left out.
        n: Candidates, the target included, ≥ 2; or None for the catalogue.
        kind: How the others are drawn.
        users: Draw at most this many.
        seed: Of users and negatives.
        blocks: How often collaborative factors are fitted anew.
    """
    if n is not None and n < 2:
        raise InputError(f"A case of {n} candidates has nothing to rank.", remedy="Take 2 or more.")
    points = sorted(set(at))
    if not points or points[0] < 1:
        raise InputError("A replay needs at least one number of events, each 1 or more.")
    found: list[tuple[Timeline, list[int]]] = []
    for timeline in timelines(crowd):
        new = np.flatnonzero(timeline.first_time())
        # Not places: of events at the target's own moment none is known.
        known = np.searchsorted(timeline.at_us, timeline.at_us[new], side="left")
        if known[-1] >= points[-1]:
            found.append((timeline, [int(new[known >= point][0]) for point in points]))
    chosen = drawn(found, users, seed)
    cases = [
        Case(
            id=f"{timeline.user_id}@{point}",
            user_id=timeline.user_id,
            as_of=timeline.moment_before(place),
            targets=(ids[int(timeline.item[place])],),
            candidates=None
            if n is None
            else hidden(
                timeline,
                place,
                n,
                kind=kind,
                crowd=crowd,
                ids=ids,
                key=f"{seed}\0{timeline.user_id}\0{point}",
            ),
            history=timeline.known_before(place),
        )
        for timeline, places in chosen
        for point, place in zip(points, places, strict=True)
    ]
    alone = {case.user_id for case in cases if len(case.candidates or ids) < 2}
    cases = [case for case in cases if case.user_id not in alone]
    if not cases:
        raise InputError(
            f"Nobody has {points[-1]} events and a new item after them.",
            remedy="Ask at fewer events.",
        )
    words = (
        f"replay: after {', '.join(map(str, points))} events, "
        + (
            f"{n} candidates, {kind} negatives known by then"
            if n is not None
            else "the whole catalogue"
        )
        + f", seed {seed}, factors fitted {blocks} times"
        + ("" if users is None else f", {len(chosen)} users drawn")
    )
    asked = len(chosen) - len(alone)
    notes = [f"{len(found)} users have {points[-1]} events; {asked} are asked for."]
    if alone:
        notes.append(f"{len(alone)} left out: no item they never took was known at some point.")
    return Plan(words, in_blocks(cases, blocks), tuple(notes))
