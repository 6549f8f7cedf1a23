"""Made-up answers to made-up cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tests.evals.crowds import ITEMS, Row, day, item, made
from whyrec.agents.models import Usage
from whyrec.evals._home import DataSet
from whyrec.evals.protocols import Case
from whyrec.evals.ranking._outcomes import Outcome
from whyrec.evals.ranking._scores import Scores
from whyrec.evals.systems import Answer

NONE = Usage()


def world(users: int = 4) -> DataSet:
    """Users who took two items each, the popular item 0 among them."""
    rows: list[Row] = [(f"u{u}", 0, 1) for u in range(users)]
    rows += [(f"u{u}", 1 + u % (ITEMS - 1), 2) for u in range(users)]
    vectors = [[float(n % 2), float(n % 3), 1.0] for n in range(ITEMS)]
    return made(rows, vectors=vectors)


def scores(
    name: str,
    data: DataSet,
    lists: Sequence[Sequence[int]],
    targets: Sequence[Sequence[int]],
    *,
    probabilities: Sequence[Sequence[float]] | None = None,
    usage: Usage = NONE,
    seconds: Sequence[float] | None = None,
    degraded: int = 0,
    candidates: bool = False,
) -> Scores:
    """A system that answered user ``u<n>`` with the n-th list, before day 3."""
    cases = [
        Case(
            id=f"u{n}@last",
            user_id=f"u{n}",
            as_of=day(2.5),
            targets=tuple(item(t) for t in wanted),
            candidates=tuple(item(i) for i in sorted(lists[n])) if candidates else None,
            history=2,
        )
        for n, wanted in enumerate(targets)
    ]
    outcomes = [
        Outcome(
            name,
            case.id,
            Answer(
                tuple(item(i) for i in listed),
                tuple(probabilities[n]) if probabilities else (),
                usage,
                n < degraded,
            ),
            seconds[n] if seconds else 0.1,
        )
        for n, (case, listed) in enumerate(zip(cases, lists, strict=True))
    ]
    return Scores(name, cases, outcomes, data)


def at_ranks(name: str, data: DataSet, ranks: Sequence[int]) -> Scores:
    """A system that puts each user's target at that rank, 0 nowhere."""
    target = 29
    others = list(range(12))
    lists = []
    for rank in ranks:
        listed = others[:11]
        if rank:
            listed = [*listed[: rank - 1], target, *listed[rank - 1 :]][:11]
        lists.append(listed)
    return scores(name, data, lists, [[target]] * len(ranks))


def renamed(one: Scores, name: str) -> Scores:
    return replace(one, system=name)
