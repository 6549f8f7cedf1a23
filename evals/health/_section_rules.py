"""Section: what must never be, and what the gate refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from whyrec.evals.health._figures import GROUPS, present, value
from whyrec.evals.health._outcomes import EditPass, Life, Watched
from whyrec.evals.report import Cell, Column, Section, Table

SPOKE = "of the data set, after an edit"


class Seen(NamedTuple):
    """All versions of the profiles of some users."""

    name: str
    watched: list[Watched]

    def total(self, of: str) -> int:
        """Versions of all users: ``versions``, ``contradicting`` or ``against``."""
        return sum(getattr(one, of) for one in self.watched)


def seen(lives: Sequence[Life], passes: Sequence[EditPass]) -> list[Seen]:
    """Every group of users, and those who said something."""
    groups = [
        Seen(GROUPS[group], [life.watched for life in lives if life.group == group])
        for group in present(lives)
    ]
    spoke = [one.watched for each in passes for one in each.users]
    return [*groups, Seen(SPOKE, spoke)] if spoke else groups


def rules_section(lives: Sequence[Life], passes: Sequence[EditPass]) -> Section:
    """Contradictions, events without a place, and refused operations."""
    groups = seen(lives, passes)
    return Section(
        title="Contradictions, evidence, gate",
        text="Every version of every profile is looked at. Two living interests contradict each "
        "other when they are about the same facets with opposite polarity, or when a like is about "
        "something the user wanted no more of. An interest is against its evidence when its events "
        "sum to the other sign with both half-lives.",
        tables=[_contradictions(groups), _cited(lives), _gate(groups)],
    )


def _contradictions(groups: Sequence[Seen]) -> Table:
    rows: list[list[Cell]] = [
        [
            one.name,
            len(one.watched),
            one.total("versions"),
            value(w.contradicting / w.versions for w in one.watched if w.versions),
            value(w.against / w.versions for w in one.watched if w.versions),
            sum(w.against > 0 for w in one.watched),
        ]
        for one in groups
    ]
    return Table(
        title="Contradictions",
        columns=[
            Column(name="users"),
            Column(name="n", explanation="users", kind="count"),
            Column(name="profiles", explanation="versions", kind="count"),
            Column(
                name="contradicting",
                explanation="share of versions",
                kind="interval",
                better="lower",
            ),
            Column(
                name="against evidence",
                explanation="share of versions",
                kind="interval",
                better="lower",
            ),
            Column(name="users ever", explanation="against evidence", kind="count"),
        ],
        rows=rows,
        note="The shares are means over users.",
    )


def _cited(lives: Sequence[Life]) -> Table:
    rows: list[list[Cell]] = []
    for group in present(lives):
        own = [life for life in lives if life.group == group]
        rows.append(
            [
                GROUPS[group],
                len(own),
                sum(life.events for life in own),
                value(life.cited for life in own),
                min(life.cited for life in own),
            ]
        )
    return Table(
        title="Events that are evidence",
        columns=[
            Column(name="users"),
            Column(name="n", explanation="users", kind="count"),
            Column(name="events", kind="count"),
            Column(name="cited", explanation="share of events", kind="interval", better="higher"),
            Column(name="least", explanation="of any user", kind="number"),
        ],
        rows=rows,
    )


def _gate(groups: Sequence[Seen]) -> Table:
    watched = [one for group in groups for one in group.watched]
    entered: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    for one in watched:
        entered.update(one.operations)
        refused.update(one.rejected)
    tried = sum(entered.values()) + sum(refused.values())
    rows: list[list[Cell]] = [
        [f"refused: {rule}", count, count / tried] for rule, count in refused.most_common()
    ]
    rows += [[f"entered: {kind}", count, count / tried] for kind, count in entered.most_common()]
    return Table(
        title="Operations by rule and kind",
        columns=[
            Column(name="operation"),
            Column(name="count", kind="count"),
            Column(name="share", explanation="of all tried", kind="percent"),
        ],
        rows=rows or [["none", 0, None]],
        note="Without a model only code proposes, and nearly all of it passes.",
    )
