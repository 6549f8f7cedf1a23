"""Protocol ``sampled``: one held-out item among n, at the moment before it was taken."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from whyrec.agents.retrieve import Interactions
from whyrec.errors import InputError
from whyrec.evals.protocols._case import Case, Plan, in_blocks
from whyrec.evals.protocols._negatives import Negatives, hidden
from whyrec.evals.protocols._users import Timeline, drawn, timelines


def sampled(
    crowd: Interactions,
    ids: Sequence[str],
    *,
    n: int = 20,
    kind: Negatives = "uniform",
    min_events: int = 5,
    users: int | None = None,
    seed: int = 0,
    blocks: int = 8,
    back: int = 1,
) -> Plan:
    """Leave each user's last new item out and hide it among known items they never took.

    The moment of a case is a microsecond before its target, so events of the same second as the
    target are not known either.

    Args:
        crowd: Everybody's interactions, of all time.
        ids: Item id by catalogue index.
        n: Candidates, the target included, ≥ 2.
        kind: How the others are drawn.
        min_events: Interactions a user needs before that moment.
        users: Draw at most this many.
        seed: Of users and negatives.
        blocks: How often collaborative factors are fitted anew.
        back: Which new item from the end is the target: 1 is the last; training takes earlier ones.
    """
    if n < 2:
        raise InputError(f"A case of {n} candidates has nothing to rank.", remedy="Take 2 or more.")
    found: list[tuple[Timeline, int]] = []
    for timeline in timelines(crowd):
        new = np.flatnonzero(timeline.first_time())
        if len(new) >= back and timeline.known_before(int(new[-back])) >= min_events:
            found.append((timeline, int(new[-back])))
    drawn_cases = [
        Case(
            id=f"{timeline.user_id}@{'last' if back == 1 else f'last-{back - 1}'}",
            user_id=timeline.user_id,
            as_of=timeline.moment_before(last),
            targets=(ids[int(timeline.item[last])],),
            candidates=hidden(
                timeline,
                last,
                n,
                kind=kind,
                crowd=crowd,
                ids=ids,
                key=f"{seed}\0{timeline.user_id}" + ("" if back == 1 else f"\0{back}"),
            ),
            history=timeline.known_before(last),
        )
        for timeline, last in drawn(found, users, seed)
    ]
    cases = [case for case in drawn_cases if len(case.candidates or ()) > 1]
    if not cases:
        raise InputError(
            f"Nobody has {min_events} events before their last one.", remedy="Lower min_events."
        )
    left_out = "last" if back == 1 else f"last but {back - 1}"
    words = (
        f"sampled: leave {left_out} out, {n} candidates, {kind} negatives known by then, "
        f"seed {seed}, at least {min_events} events before, factors fitted {blocks} times"
        + ("" if users is None else f", {len(drawn_cases)} users drawn")
    )
    notes = [f"{len(found)} users have enough history; {len(cases)} are asked for."]
    if alone := len(drawn_cases) - len(cases):
        notes.append(f"{alone} left out: no item they never took was known by then.")
    return Plan(words, in_blocks(cases, blocks), tuple(notes))
