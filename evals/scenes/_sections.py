"""What a context suite says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from whyrec.evals.metrics import Difference, bootstrap, paired_bootstrap
from whyrec.evals.report import Cell, Check, Column, Section, Table, Value
from whyrec.evals.scenes._ask import K, ndcg
from whyrec.evals.scenes._outcomes import Common, InScene, Outcome, Real, Said, World
from whyrec.evals.scenes._plan import WORLDS
from whyrec.evals.scenes._spec import ContextSuite

Measure = Literal["hit", "ndcg", "about"]
_NAMES: dict[Measure, str] = {"hit": "HR@10", "ndcg": "NDCG@10", "about": "of the scene"}
_WORLDS: dict[World, str] = {
    "planted": "tastes by scene",
    "shared": "the same leaning for all",
    "shuffled": "contexts shuffled",
}
_SAID: dict[Said, str] = {
    "nothing": "nothing",
    "scene": "the scene",
    "clock": "the time",
    "all": "everything",
}


def summary(suite: ContextSuite, outcomes: Sequence[Outcome]) -> list[str]:
    """What came out, in short sentences."""
    last, told = suite.at[-1], []
    for world in WORLDS:
        gain = _gain(outcomes, world, last, "all", "ndcg")
        told.append(
            f"{_WORLDS[world].capitalize()}: NDCG@10 {gain.difference:+.3f} "
            f"[{gain.low:+.3f}, {gain.high:+.3f}] with the context after {last} events; "
            f"{_common(outcomes, world, last).mean():.0%} of the two scenes' lists is the same."
        )
    real = [o for o in outcomes if isinstance(o, Real)]
    if real:
        gain = _real_gain(real, hits=True)
        told.append(
            f"Real users, time of day in UTC: HR@10 {gain.difference:+.3f} "
            f"[{gain.low:+.3f}, {gain.high:+.3f}]."
        )
    return told


def checks(suite: ContextSuite, outcomes: Sequence[Outcome]) -> list[Check]:
    """What had to be reached."""
    last, made = suite.at[-1], []
    for world in ("planted", "shared"):
        for measure in _NAMES:
            gain = _gain(outcomes, world, last, "all", measure)
            made.append(
                Check(
                    name=f"{_NAMES[measure]}, {_WORLDS[world]}: gain with the context",
                    required="> 0, whole interval",
                    measured=gain.difference,
                    passed=gain.low > 0,
                )
            )
    control = _gain(outcomes, "shuffled", last, "all", "ndcg")
    made.append(
        Check(
            name="NDCG@10, contexts shuffled: difference with the context",
            required=f"within ±{suite.margin:g}, whole interval",
            measured=control.difference,
            passed=-suite.margin < control.low and control.high < suite.margin,
        )
    )
    apart = paired_bootstrap(
        _common(outcomes, "shuffled", last), _common(outcomes, "planted", last)
    )
    made.append(
        Check(
            name="lists of two scenes: what is more in common where contexts are shuffled",
            required="> 0, whole interval",
            measured=apart.difference,
            passed=apart.low > 0,
        )
    )
    return made


def sections(suite: ContextSuite, outcomes: Sequence[Outcome]) -> list[Section]:
    """Simulated worlds, then real users."""
    made = [_simulated(suite, world, outcomes) for world in WORLDS]
    real = [o for o in outcomes if isinstance(o, Real)]
    return [*made, _real(real)] if real else made


def _simulated(suite: ContextSuite, world: World, outcomes: Sequence[Outcome]) -> Section:
    rows: list[list[Cell]] = []
    for after in suite.at:
        for said in _SAID:
            if not _of(outcomes, world, after, said):
                continue
            cells: list[Cell] = [str(after), _SAID[said]]
            for measure in _NAMES:
                cells.append(Value.of(bootstrap(_by_user(outcomes, world, after, said, measure))))
            gain = _gain(outcomes, world, after, said, "ndcg")
            cells.append(Value.of(gain))
            common = _common(outcomes, world, after)
            cells.append(Value.of(bootstrap(common)) if said == "all" else None)
            rows.append(cells)
    return Section(
        title=_WORLDS[world].capitalize(),
        text=_TEXTS[world],
        tables=[
            Table(
                title=f"Lists after some events: {_WORLDS[world]}",
                columns=[
                    Column(name="events"),
                    Column(name="the request says"),
                    Column(name="HR@10", kind="interval"),
                    Column(name="NDCG@10", kind="interval"),
                    Column(
                        name="of the scene",
                        explanation="share of the first ten that carries a taste of it alone",
                        kind="interval",
                    ),
                    Column(name="gain", explanation="NDCG@10, paired by user", kind="interval"),
                    Column(
                        name="in common",
                        explanation="share of the first ten that both scenes' lists hold",
                        kind="interval",
                    ),
                ],
                rows=rows,
            )
        ],
    )


_TEXTS: dict[World, str] = {
    "planted": "Simulated users over the data set's catalogue with other tastes at work "
    "than at home, one event a day. Next items are drawn by the scene's tastes and ranked among "
    "drawn ones.",
    "shared": "The same where half of the tastes there are belongs to work and the other half to "
    "home, for everybody: what others take where is to be learned from.",
    "shuffled": "The control: the users of the first with their contexts, times among them, dealt "
    "anew among their events. A context then says nothing.",
}


def _real(real: Sequence[Real]) -> Section:
    rows: list[list[Cell]] = []
    for name, ranks in (
        ("without", [o.rank for o in real]),
        ("with the time of day and week", [o.rank_derived for o in real]),
    ):
        hits = np.array([float(rank is not None) for rank in ranks])
        gains = np.array([ndcg(rank) for rank in ranks])
        rows.append([name, len(real), *(Value.of(bootstrap(x)) for x in (hits, gains))])
    differences = [_real_gain(real, hits=hits) for hits in (True, False)]
    rows.append(
        [
            "difference",
            len(real),
            *(Value.of(d) for d in differences),
        ]
    )
    return Section(
        title="Real users",
        text="The first event after the cut, among the whole catalogue. The data set has times and "
        "no time zones: everybody is taken to live in UTC. The context is the time of day and of "
        "the week at which the user came back.",
        tables=[
            Table(
                title="The next item of real users",
                columns=[
                    Column(name="lists"),
                    Column(name="users", kind="count"),
                    Column(name="HR@10", kind="interval"),
                    Column(name="NDCG@10", kind="interval"),
                ],
                rows=rows,
                note=f"In common: {np.mean([o.common for o in real]):.0%} of the first {K}.",
            )
        ],
    )


def _of(outcomes: Sequence[Outcome], world: World, after: int, said: Said) -> list[InScene]:
    return [
        o
        for o in outcomes
        if isinstance(o, InScene) and (o.world, o.after, o.said) == (world, after, said)
    ]


def _by_user(
    outcomes: Sequence[Outcome], world: World, after: int, said: Said, measure: Measure
) -> NDArray[np.float64]:
    """Mean over a user's scenes, by user."""
    found: dict[str, list[float]] = {}
    for one in _of(outcomes, world, after, said):
        found.setdefault(one.user, []).append(getattr(one, measure))
    return np.array([np.mean(found[user]) for user in sorted(found)])


def _gain(
    outcomes: Sequence[Outcome], world: World, after: int, said: Said, measure: Measure
) -> Difference:
    return paired_bootstrap(
        _by_user(outcomes, world, after, said, measure),
        _by_user(outcomes, world, after, "nothing", measure),
    )


def _common(outcomes: Sequence[Outcome], world: World, after: int) -> NDArray[np.float64]:
    found = {
        o.user.split("-", 1)[1]: o.common
        for o in outcomes
        if isinstance(o, Common) and (o.world, o.after) == (world, after)
    }
    return np.array([found[user] for user in sorted(found)])


def _real_gain(real: Sequence[Real], *, hits: bool) -> Difference:
    def score(rank: int | None) -> float:
        return float(rank is not None) if hits else ndcg(rank)

    return paired_bootstrap(
        np.array([score(o.rank_derived) for o in real]), np.array([score(o.rank) for o in real])
    )
