"""Section: does the profile grow without end?"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from whyrec.evals.health._figures import GROUPS, line, present, value
from whyrec.evals.health._outcomes import Group, Life, Size
from whyrec.evals.report import Cell, Column, Plot, Section, Table


def size_section(lives: Sequence[Life], at_most: int) -> Section:
    """Tokens and interests by number of updates.

    Args:
        lives: All of them.
        at_most: Tokens a rendered profile may have.
    """
    rows: list[list[Cell]] = []
    for group in present(lives):
        for updates, sizes in _by_updates(lives, group).items():
            rows.append(
                [
                    f"{GROUPS[group]}, {updates}",
                    len(sizes),
                    value(s.tokens for s in sizes),
                    max(s.tokens for s in sizes),
                    value(s.whole for s in sizes),
                    value(s.living for s in sizes),
                    max(s.living for s in sizes),
                    value(s.retired for s in sizes),
                ]
            )
    table = Table(
        title="Size of profiles",
        columns=[
            Column(name="users, updates"),
            Column(name="n", explanation="users", kind="count"),
            Column(name="tokens", explanation="rendered", kind="interval"),
            Column(name="most tokens", kind="count"),
            Column(name="whole", explanation="tokens, nothing left out", kind="interval"),
            Column(name="interests", explanation="living", kind="interval"),
            Column(name="most interests", kind="count"),
            Column(name="retired", explanation="kept aside", kind="interval"),
        ],
        rows=rows,
        note="One event an update. Of the data set's users only those with so many events.",
    )
    return Section(
        title="Size",
        text=f"A rendered profile may have {at_most} tokens. The rendering drops sentences to stay "
        "below; the column “whole” is what it would be without that.",
        tables=[table],
        plots=[
            _plot(lives, "Tokens of the rendered profile", "tokens", lambda s: s.tokens),
            _plot(lives, "Living interests", "interests", lambda s: s.living),
        ],
    )


def _by_updates(lives: Sequence[Life], group: Group) -> dict[int, list[Size]]:
    found: dict[int, list[Size]] = {}
    for life in lives:
        if life.group == group:
            for size in life.sizes:
                found.setdefault(size.updates, []).append(size)
    return dict(sorted(found.items()))


def _plot(lives: Sequence[Life], title: str, y: str, of: Callable[[Size], float]) -> Plot:
    series = [
        line(
            GROUPS[group],
            {n: [of(s) for s in sizes] for n, sizes in _by_updates(lives, group).items()},
        )
        for group in present(lives)
        if _by_updates(lives, group)
    ]
    return Plot(title=title, kind="line", x="updates", y=y, series=series)
