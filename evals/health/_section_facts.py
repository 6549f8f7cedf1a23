"""Section: is what was learnt early still there?"""

from __future__ import annotations

from collections.abc import Sequence

from whyrec.evals.health._figures import GROUPS, line, value
from whyrec.evals.health._outcomes import FactState, Group, Life
from whyrec.evals.health._people import LIVES
from whyrec.evals.report import Cell, Column, Plot, Section, Table


def fact_states(lives: Sequence[Life], group: Group) -> dict[int, list[FactState]]:
    """What became of the planted facts of a group, by updates since the planting."""
    found: dict[int, list[FactState]] = {}
    for life in lives:
        if life.group == group:
            for state in life.facts:
                found.setdefault(state.updates, []).append(state)
    return dict(sorted(found.items()))


def facts_section(lives: Sequence[Life], liked: int, every: int) -> Section:
    """What became of planted facts.

    Args:
        lives: All of them.
        liked: Events that planted one.
        every: How often it was confirmed, where it was.
    """
    rows: list[list[Cell]] = [
        [
            f"{GROUPS[group]}, {since}",
            len(states),
            value(s.living for s in states),
            value(s.kept for s in states),
            value(s.intact for s in states),
            value(s.shown for s in states),
            value(s.share for s in states),
        ]
        for group in LIVES
        for since, states in fact_states(lives, group).items()
    ]
    table = Table(
        title="Planted facts",
        columns=[
            Column(name="users, updates since"),
            Column(name="n", explanation="users", kind="count"),
            Column(name="living", explanation="share of users", kind="interval", better="higher"),
            Column(name="kept", explanation="living or retired", kind="interval", better="higher"),
            Column(name="evidence intact", kind="interval", better="higher"),
            Column(name="shown", explanation="in the rendered profile", kind="interval"),
            Column(name="share", explanation="of all liking", kind="interval"),
        ],
        rows=rows,
        note="Evidence: the planting events that its interests had when the last of them came.",
    )
    living = [
        line(
            f"living, {GROUPS[group]}",
            {n: [s.living for s in states] for n, states in fact_states(lives, group).items()},
        )
        for group in LIVES
    ]
    shares = [
        line(
            GROUPS[group],
            {n: [s.share for s in states] for n, states in fact_states(lives, group).items()},
        )
        for group in LIVES
    ]
    return Section(
        title="Forgetting",
        text=f"Each simulated user likes {liked} items of a rare facet, among others. Then follow "
        "tastes that change every 25 events, one event a day, without that facet; in one of the "
        f"user's two lives every {every}th event is one more item of it.",
        tables=[table],
        plots=[
            Plot(
                title="Planted facts that live",
                kind="line",
                x="updates since the planting",
                y="share of users",
                series=living,
            ),
            Plot(
                title="Weight of the planted fact",
                kind="line",
                x="updates since the planting",
                y="share of all liking",
                series=shares,
            ),
        ],
    )
