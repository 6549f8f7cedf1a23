"""What a transfer suite says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from whyrec.evals.metrics import Difference, bootstrap, paired_bootstrap
from whyrec.evals.report import Cell, Check, Column, Plot, Section, Series, Table, Value
from whyrec.evals.transfer._outcomes import (
    SIMULATED,
    SYSTEMS,
    K,
    Listed,
    NamedInterests,
    Outcome,
)
from whyrec.evals.transfer._spec import TransferSuite

CARRYING = SYSTEMS[-1]
_RIVALS = ("popularity", "popularity 30d", "learned mapping", "whyrec")


def summary(outcomes: Sequence[Outcome]) -> list[str]:
    """What came out, in short sentences."""
    told = []
    for world in _worlds(outcomes):
        first = _of(outcomes, world, min(o.after for o in _listed(outcomes, world)))
        gain = _gain(first)
        told.append(
            f"{world}, before any event in the second domain, {len(first)} users: HR@{K} "
            f"{_hits(first, CARRYING).mean():.3f} with carried interests, "
            f"{_hits(first, 'whyrec').mean():.3f} without ({gain.difference:+.3f}, "
            f"{gain.low:+.3f} to {gain.high:+.3f}), learned mapping "
            f"{_hits(first, 'learned mapping').mean():.3f}, popularity "
            f"{_hits(first, 'popularity').mean():.3f}."
        )
    named = [o for o in outcomes if isinstance(o, NamedInterests)]
    if named:
        told.append(
            f"A model named {sum(o.named for o in named)} of {sum(o.carried for o in named)} "
            "carried interests in words that passed the gate."
        )
    return told


def checks(suite: TransferSuite, outcomes: Sequence[Outcome]) -> list[Check]:
    """What had to be reached.

    A planted pairing is there to be found: before any event carried interests have to gain by it,
    and later not to be in the way. Of real users it is not known that there is anything to carry
    over; before they show what they like, it must not cost them.
    """
    return [
        _check(suite, _of(outcomes, world, after), world, after)
        for world in _worlds(outcomes)
        for after in _afters(outcomes, world)
        if world == SIMULATED or not after
    ]


def _check(suite: TransferSuite, some: Sequence[Listed], world: str, after: int) -> Check:
    gain = _gain(some)
    if world == SIMULATED and not after:
        required, passed = "> 0, whole interval", gain.low > 0
    else:
        required, passed = f"lower end ≥ −{suite.margin:g}", gain.low >= -suite.margin
    return Check(
        name=f"HR@{K} with interests carried over, less without: {world}, events there: {after}",
        required=required,
        measured=Value.of(gain),
        passed=passed,
    )


def sections(suite: TransferSuite, outcomes: Sequence[Outcome]) -> list[Section]:
    """A section for each kind of users, and one for a model's names."""
    made = [_section(suite, outcomes, world) for world in _worlds(outcomes)]
    named = [o for o in outcomes if isinstance(o, NamedInterests)]
    return [*made, _names(named)] if named else made


def _section(suite: TransferSuite, outcomes: Sequence[Outcome], world: str) -> Section:
    if world == SIMULATED:
        text = (
            "Simulated users over the most taken items of the data set, halved by the hash of the "
            "id and the second half's facets called otherwise: a stand-in for two domains. Topics "
            "of the two go together by a planted pairing, drawn at random."
        )
    else:
        text = (
            f"The data set's own users, its items split by {suite.facet}: "
            f"{', '.join(suite.second)} are the second domain. That is a stand-in for two domains: "
            f"the items are of one kind. Those are asked for who took {suite.least_before} of the "
            "first before any of the second."
        )
    return Section(
        title=f"Users: {world}",
        text=text,
        tables=[_accuracy(outcomes, world), _differences(outcomes, world)],
        plots=[_plot(outcomes, world)],
    )


def _accuracy(outcomes: Sequence[Outcome], world: str) -> Table:
    rows: list[list[Cell]] = []
    for after in _afters(outcomes, world):
        some = _of(outcomes, world, after)
        for system in SYSTEMS:
            rows.append(
                [
                    str(after),
                    system,
                    len(some),
                    Value.of(bootstrap(_hits(some, system))),
                    Value.of(bootstrap(_gains(some, system))),
                ]
            )
    return Table(
        title=f"The next item of the second domain: {world}",
        columns=[
            Column(name="events there"),
            Column(name="system"),
            Column(name="users", kind="count"),
            Column(name=f"HR@{K}", kind="interval"),
            Column(name=f"NDCG@{K}", kind="interval"),
        ],
        rows=rows,
    )


def _differences(outcomes: Sequence[Outcome], world: str) -> Table:
    rows: list[list[Cell]] = []
    for after in _afters(outcomes, world):
        some = _of(outcomes, world, after)
        for rival in _RIVALS:
            hits = paired_bootstrap(_hits(some, CARRYING), _hits(some, rival))
            gains = paired_bootstrap(_gains(some, CARRYING), _gains(some, rival))
            rows.append(
                [
                    str(after),
                    rival,
                    Value.of(hits),
                    Value.of(gains),
                ]
            )
    return Table(
        title=f"whyrec with carried interests less others: {world}",
        columns=[
            Column(name="events there"),
            Column(name="less"),
            Column(name=f"HR@{K}", explanation="paired by user", kind="interval"),
            Column(name=f"NDCG@{K}", explanation="paired by user", kind="interval"),
        ],
        rows=rows,
    )


def _plot(outcomes: Sequence[Outcome], world: str) -> Plot:
    afters = _afters(outcomes, world)
    series = [
        Series(
            name=system,
            x=[float(after) for after in afters],
            y=[float(_hits(_of(outcomes, world, a), system).mean()) for a in afters],
        )
        for system in SYSTEMS
    ]
    return Plot(
        title=f"Hit-rate by events in the second domain: {world}",
        kind="line",
        x="events in the second domain",
        y=f"HR@{K}",
        series=series,
    )


def _names(named: Sequence[NamedInterests]) -> Section:
    rules = Counter(rule for one in named for rule in one.rejected)
    carried = np.array([one.named / one.carried if one.carried else np.nan for one in named])
    table = Table(
        title="Names that passed the gate",
        columns=[
            Column(name="users", kind="count"),
            Column(name="carried interests", kind="count"),
            Column(name="named by the model", explanation="share, by user", kind="interval"),
            Column(name="refused by"),
        ],
        rows=[
            [
                len(named),
                sum(one.carried for one in named),
                Value.of(bootstrap(carried)),
                ", ".join(f"{rule} {n}" for rule, n in rules.most_common(4)) or "none",
            ]
        ],
        note="The model was asked whatever its capability card says; what is refused is composed.",
    )
    return Section(title="Names by a model", tables=[table])


def _worlds(outcomes: Sequence[Outcome]) -> list[str]:
    return list(dict.fromkeys(o.world for o in outcomes if isinstance(o, Listed)))


def _listed(outcomes: Sequence[Outcome], world: str) -> list[Listed]:
    return [o for o in outcomes if isinstance(o, Listed) and o.world == world]


def _afters(outcomes: Sequence[Outcome], world: str) -> list[int]:
    return sorted({o.after for o in _listed(outcomes, world)})


def _of(outcomes: Sequence[Outcome], world: str, after: int) -> list[Listed]:
    return [o for o in _listed(outcomes, world) if o.after == after]


def _gain(some: Sequence[Listed]) -> Difference:
    """HR@10 with interests carried over less without, over the same users."""
    return paired_bootstrap(_hits(some, CARRYING), _hits(some, "whyrec"))


def _hits(some: Sequence[Listed], system: str) -> NDArray[np.float64]:
    return np.array([float(o.ranks[system] is not None) for o in some])


def _gains(some: Sequence[Listed], system: str) -> NDArray[np.float64]:
    """NDCG with one relevant item: ``1 / log2(1 + rank)``."""
    ranks = [o.ranks[system] for o in some]
    return np.array([0.0 if r is None else 1.0 / np.log2(1.0 + r) for r in ranks])
