"""What a cold-start suite says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from whyrec.evals.coldstart._spec import ColdStartSuite
from whyrec.evals.coldstart._watch import Arrived, K
from whyrec.evals.metrics import bootstrap, paired_bootstrap
from whyrec.evals.report import Cell, Check, Column, Plot, Section, Series, Table, Value

SHIPPED: Final = "groups"
PLAIN: Final = "groups, lists by interests alone"
SPREAD: Final = "spread"
RANDOM: Final = "random"
WAYS: Final = (SHIPPED, PLAIN, SPREAD, RANDOM)
POPULAR: Final = ("popularity", "popularity 7d")

Numbers = NDArray[np.float64]


def hits(done: Sequence[Arrived], key: str) -> Numbers:
    """1 for who has the target in the first ten, (u,)."""
    return np.array([float(one.ranks.get(key) is not None) for one in _real(done)])


def gains(done: Sequence[Arrived], key: str) -> Numbers:
    """NDCG@10 of one target: ``1 / log2(1 + rank)``, (u,)."""
    ranks = [one.ranks.get(key) for one in _real(done)]
    return np.array([0.0 if rank is None else 1 / np.log2(1 + rank) for rank in ranks])


def found(done: Sequence[Arrived], key: str) -> Numbers:
    """Part of the first ten that is taken later, [0, 1], (u,)."""
    return np.array([one.found[key] / K for one in _real(done)])


def summary(suite: ColdStartSuite, done: Sequence[Arrived]) -> list[str]:
    """What came out, in short sentences."""
    people, last = _real(done), suite.answers
    told = ", ".join(f"{hits(done, f'{SHIPPED}|{n}').mean():.4f}" for n in range(last + 1))
    return [
        f"{len(people):,} users who are held out of everything that is fitted or counted, at "
        f"{suite.blocks} moments.",
        f"HR@10 after 0 to {last} answers and no event: {told}; popularity "
        f"{hits(done, POPULAR[0]).mean():.4f}, of 7 days {hits(done, POPULAR[1]).mean():.4f}.",
        f"whyrec put {np.mean([one.put for one in people]):.1f} questions on average.",
    ]


def checks(suite: ColdStartSuite, done: Sequence[Arrived]) -> list[Check]:
    """What had to be reached."""
    one, none, last = f"{SHIPPED}|1", f"{SHIPPED}|0", f"{SHIPPED}|{suite.answers}"
    first = paired_bootstrap(hits(done, one), hits(done, POPULAR[0]))
    whole = paired_bootstrap(found(done, last), found(done, none))
    chance = paired_bootstrap(found(done, last), found(done, f"{RANDOM}|{suite.answers}"))
    return [
        Check(
            name="HR@10 after one answer, less that of popularity",
            required=f"lower end ≥ −{suite.margin:g}",
            measured=Value.of(first),
            passed=first.low >= -suite.margin,
        ),
        Check(
            name=f"taken later of the first ten after {suite.answers} answers, less after none",
            required="above 0, p < .05",
            measured=Value.of(whole),
            passed=whole.difference > 0 and whole.p < 0.05,
        ),
        Check(
            name=f"the same less that after {suite.answers} random questions",
            required="lower end ≥ −0.005",
            measured=Value.of(chance),
            passed=chance.low >= -0.005,
        ),
    ]


def sections(suite: ColdStartSuite, done: Sequence[Arrived]) -> list[Section]:
    """Answers, events, simulated users."""
    made = [_answers(suite, done), _events(suite, done)]
    if any(one.simulated for one in done):
        made.append(_simulated(suite, done))
    return made


def _answers(suite: ColdStartSuite, done: Sequence[Arrived]) -> Section:
    rows: list[list[Cell]] = [_row(name, "–", done, name) for name in POPULAR]
    rows += [
        _row(way, str(n), done, f"{way}|{n}")
        for way in WAYS
        for n in (range(suite.answers + 1) if way == SHIPPED else (1, suite.answers))
    ]
    return Section(
        title="Lists after answers, without any event",
        text="Answers are simulated: who liked a topic at least a quarter more often than others, "
        "among what they took after the target, likes it; at least so much less often, does not; "
        "of several topics the one with the greatest lift is chosen. They are read from "
        "every other item; a list is looked through for the target, and for those between.",
        tables=[
            Table(
                title="By way of asking and number of answers",
                columns=[
                    Column(name="questions"),
                    Column(name="answers"),
                    Column(name="HR@10", kind="interval"),
                    Column(name="NDCG@10", kind="interval"),
                    Column(name="taken later", explanation="part of ten", kind="interval"),
                    Column(name="less none", explanation="of the last, paired", kind="interval"),
                ],
                rows=rows,
            ),
            _against(suite, done),
        ],
        plots=[
            Plot(
                title="Part of the first ten taken later, by answers",
                kind="line",
                x="answers",
                y="part",
                series=[
                    Series(
                        name=way,
                        x=[float(n) for n in _after(suite, way)],
                        y=[float(found(done, _key(way, n)).mean()) for n in _after(suite, way)],
                    )
                    for way in WAYS
                ],
            )
        ],
    )


def _against(suite: ColdStartSuite, done: Sequence[Arrived]) -> Table:
    """The way whyrec asks against the others, after as many answers."""
    rows: list[list[Cell]] = []
    for other in (PLAIN, SPREAD, RANDOM):
        for number in (1, suite.answers):
            a, b = f"{SHIPPED}|{number}", f"{other}|{number}"
            rows.append(
                [
                    other,
                    str(number),
                    Value.of(paired_bootstrap(hits(done, a), hits(done, b))),
                    Value.of(paired_bootstrap(gains(done, a), gains(done, b))),
                    Value.of(paired_bootstrap(found(done, a), found(done, b))),
                ]
            )
    return Table(
        title=f"“{SHIPPED}” less the others, paired by user",
        columns=[
            Column(name="other"),
            Column(name="answers"),
            Column(name="HR@10", kind="interval"),
            Column(name="NDCG@10", kind="interval"),
            Column(name="taken later", explanation="part of ten", kind="interval"),
        ],
        rows=rows,
    )


def _events(suite: ColdStartSuite, done: Sequence[Arrived]) -> Section:
    counts = [count for count in suite.events if count]
    rows: list[list[Cell]] = []
    for answers in (0, suite.answers):
        rows.append(_row("0", str(answers), done, f"{SHIPPED}|{answers}"))
        rows += [_row(str(c), str(answers), done, f"events|{c}|{answers}") for c in counts]
    return Section(
        title="Lists after events, without and with answers",
        text="The latest events before the moment, and the same with all questions answered first.",
        tables=[
            Table(
                title="By events and answers",
                columns=[
                    Column(name="events"),
                    Column(name="answers"),
                    Column(name="HR@10", kind="interval"),
                    Column(name="NDCG@10", kind="interval"),
                    Column(name="taken later", explanation="part of ten", kind="interval"),
                    Column(name="less none", explanation="of the last, paired", kind="interval"),
                ],
                rows=rows,
            )
        ],
        plots=[
            Plot(
                title="HR@10 by events",
                kind="line",
                x="events",
                y="HR@10",
                series=[
                    Series(
                        name=f"{answers} answers",
                        x=[0.0, *map(float, counts)],
                        y=[
                            float(hits(done, key).mean())
                            for key in (
                                f"{SHIPPED}|{answers}",
                                *(f"events|{c}|{answers}" for c in counts),
                            )
                        ],
                    )
                    for answers in (0, suite.answers)
                ],
            )
        ],
    )


def _simulated(suite: ColdStartSuite, done: Sequence[Arrived]) -> Section:
    people = [one for one in done if one.simulated]
    rows: list[list[Cell]] = []
    for way in (SHIPPED, SPREAD, RANDOM):
        for number in (0, 1, suite.answers):
            shares = np.array([one.shares[f"{way}|{number}"] for one in people])
            rows.append([way, str(number), Value.of(bootstrap(shares))])
    return Section(
        title="Simulated users",
        text="People with two to five known tastes, who answer by them: share of the first ten "
        "that carry one of the tastes.",
        tables=[
            Table(
                title="Share of the first ten with a taste",
                columns=[
                    Column(name="questions"),
                    Column(name="answers"),
                    Column(name="share", kind="interval"),
                ],
                rows=rows,
            )
        ],
    )


def _row(first: str, second: str, done: Sequence[Arrived], key: str) -> list[Cell]:
    own, none = found(done, key), found(done, f"{SHIPPED}|0")
    return [
        first,
        second,
        Value.of(bootstrap(hits(done, key))),
        Value.of(bootstrap(gains(done, key))),
        Value.of(bootstrap(own)),
        Value.of(paired_bootstrap(own, none)),
    ]


def _after(suite: ColdStartSuite, way: str) -> Sequence[int]:
    """Numbers of answers after which there are lists; without any, all ways have the same."""
    return range(suite.answers + 1) if way == SHIPPED else (0, 1, suite.answers)


def _key(way: str, number: int) -> str:
    return f"{way if number else SHIPPED}|{number}"


def _real(done: Sequence[Arrived]) -> list[Arrived]:
    return [one for one in done if not one.simulated]
