"""What a drift suite says."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from whyrec.evals._suite import DriftSuite
from whyrec.evals.drift._lists import AFTER
from whyrec.evals.drift._outcomes import Listed, Look, Outcome, Real, Watched
from whyrec.evals.drift._watch import EVERY, NEXT
from whyrec.evals.metrics import Interval, bootstrap, paired_bootstrap
from whyrec.evals.report import Cell, Check, Column, Plot, Section, Series, Table, Value


def summary(suite: DriftSuite, outcomes: Sequence[Outcome]) -> list[str]:
    """What came out, in short sentences."""
    told = [
        f"Of {len(_steady(outcomes))} users whose taste stays the same, "
        f"{_false(outcomes).mean:.1%} had any alarm in {suite.watched} events.",
        f"Switches of {_named(suite, len(suite.sizes) - 1)}: median delay "
        f"{_quantile(_delays(outcomes, len(suite.sizes) - 1), 0.5)} events.",
    ]
    gains = _gains(outcomes)
    if gains[True]:
        told.append(
            f"Real users: an alarm at {len(gains[True]) / sum(map(len, gains.values())):.1%} of "
            f"the moments; there the latest shares told the next {NEXT} events better by "
            f"{np.mean(gains[True]):+.3f} bits an event than those of before, elsewhere by "
            f"{np.mean(gains[False]):+.3f}."
        )
    return told


def checks(suite: DriftSuite, outcomes: Sequence[Outcome]) -> list[Check]:
    """What had to be reached."""
    last = len(suite.sizes) - 1
    delay, false = _quantile(_delays(outcomes, last), 0.5), _false(outcomes).mean
    return [
        Check(
            name=f"median delay after a switch of {_named(suite, last)}",
            required=f"≤ {suite.delay_at_most:g} events",
            measured=delay,
            passed=delay is not None and delay <= suite.delay_at_most,
        ),
        Check(
            name=f"steady users with any alarm in {suite.watched} events",
            required=f"≤ {suite.false_alarms_at_most:.0%}",
            measured=false,
            passed=false <= suite.false_alarms_at_most,
        ),
    ]


def sections(suite: DriftSuite, outcomes: Sequence[Outcome]) -> list[Section]:
    """Planted switches, real users, lists."""
    made = [_planted(suite, outcomes)]
    if any(isinstance(o, Real) for o in outcomes):
        made.append(_real(outcomes))
    if any(isinstance(o, Listed) for o in outcomes):
        made.append(_lists(suite, outcomes))
    return made


def _planted(suite: DriftSuite, outcomes: Sequence[Outcome]) -> Section:
    rows: list[list[Cell]] = []
    for place in range(len(suite.sizes)):
        delays = _delays(outcomes, place)
        rows.append(
            [
                _named(suite, place),
                len(delays),
                *(_quantile(delays, q) for q in (0.5, 0.25, 0.75)),
                Value.of(bootstrap(np.isfinite(delays).astype(np.float64))),
            ]
        )
    table = Table(
        title="Delay of an alarm after a planted switch",
        columns=[
            Column(name="switch", explanation="Jensen–Shannon divergence, bits"),
            Column(name="users", kind="count"),
            Column(name="median", explanation="events", kind="number"),
            Column(name="first quarter", explanation="events", kind="number"),
            Column(name="third quarter", explanation="events", kind="number"),
            Column(name="noticed", explanation=f"within {suite.after} events", kind="interval"),
        ],
        rows=rows,
        note="A delay that is not measured is that of a switch that was not noticed.",
    )
    steady = _steady(outcomes)
    false = Table(
        title="Alarms of users whose taste stays the same",
        columns=[
            Column(name="events looked at"),
            Column(name="users", kind="count"),
            Column(name="with any alarm", kind="interval"),
        ],
        rows=[[str(suite.watched), len(steady), Value.of(_false(outcomes))]],
    )
    return Section(
        title="Planted switches",
        text="Simulated users over the data set's catalogue: two to five tastes with flat "
        "Dirichlet shares, one event a day on average, a tenth of them on anything. They are "
        "looked at after every event.",
        tables=[table, false],
        plots=[_noticed(suite, outcomes)],
    )


def _noticed(suite: DriftSuite, outcomes: Sequence[Outcome]) -> Plot:
    places = list(range(1, suite.after + 1))
    series = [
        Series(
            name=_named(suite, place),
            x=[float(p) for p in places],
            y=[float(np.mean(_delays(outcomes, place) <= p)) for p in places],
        )
        for place in range(len(suite.sizes))
    ]
    return Plot(
        title="Switches noticed by events since",
        kind="line",
        x="events since the switch",
        y="share of users",
        series=series,
    )


def _real(outcomes: Sequence[Outcome]) -> Section:
    rows: list[list[Cell]] = []
    for alarm, name in ((True, "with an alarm"), (False, "without")):
        by_user = [
            [look.gain for look in real.looks if look.alarm == alarm]
            for real in outcomes
            if isinstance(real, Real)
        ]
        means = np.array([np.mean(gains) if gains else np.nan for gains in by_user])
        rows.append([name, sum(map(len, by_user)), Value.of(bootstrap(means))])
    return Section(
        title="Real users",
        text=f"Of real users the truth is what they took next: every {EVERY} events, how much "
        f"better the latest shares tell the topics of the next {NEXT} events than those of before. "
        "Where taste has moved they should; where it has not, those of before know more.",
        tables=[
            Table(
                title="Latest shares against those of before",
                columns=[
                    Column(name="moments"),
                    Column(name="n", kind="count"),
                    Column(name="gain", explanation="bits an event, by user", kind="interval"),
                ],
                rows=rows,
            )
        ],
    )


def _lists(suite: DriftSuite, outcomes: Sequence[Outcome]) -> Section:
    rows: list[list[Cell]] = []
    for after in AFTER:
        some = [o for o in outcomes if isinstance(o, Listed) and o.after == after]
        if some:
            new = paired_bootstrap(
                np.array([o.new_shortened for o in some]), np.array([o.new for o in some])
            )
            rows.append(
                [
                    str(after),
                    len(some),
                    *(
                        Value.of(bootstrap(np.array([getattr(o, name) for o in some])))
                        for name in ("new", "new_shortened", "old", "old_shortened")
                    ),
                    Value.of(new),
                ]
            )
    return Section(
        title="Lists after a switch",
        text="Share of the first ten that carry a taste of now alone, and of before alone, as "
        f"whyrec ships and with profile.half_life_moved_days = {suite.half_life_moved_days:g}.",
        tables=[
            Table(
                title="The first ten after a switch",
                columns=[
                    Column(name="events since"),
                    Column(name="users", kind="count"),
                    Column(name="of now", kind="interval"),
                    Column(name="of now, shortened", kind="interval"),
                    Column(name="of before", kind="interval"),
                    Column(name="of before, shortened", kind="interval"),
                    Column(name="gain", explanation="of now, paired", kind="interval"),
                ],
                rows=rows,
            )
        ],
    )


def _steady(outcomes: Sequence[Outcome]) -> list[Watched]:
    return [o for o in outcomes if isinstance(o, Watched) and o.size is None]


def _false(outcomes: Sequence[Outcome]) -> Interval:
    """Share of the steady users with any alarm."""
    return bootstrap(np.array([float(o.alarm_after is not None) for o in _steady(outcomes)]))


def _delays(outcomes: Sequence[Outcome], size: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Events until the switch was noticed, infinite where it was not."""
    some = [o for o in outcomes if isinstance(o, Watched) and o.size == size]
    return np.array([np.inf if o.alarm_after is None else float(o.alarm_after) for o in some])


def _quantile(delays: np.ndarray[tuple[int], np.dtype[np.float64]], part: float) -> float | None:
    """By the delay in the middle, not between two: None where that switch was not noticed."""
    found = float(np.quantile(delays, part, method="higher"))
    return found if np.isfinite(found) else None


def _gains(outcomes: Sequence[Outcome]) -> dict[bool, list[float]]:
    looks: list[Look] = [look for o in outcomes if isinstance(o, Real) for look in o.looks]
    return {alarm: [x.gain for x in looks if x.alarm == alarm] for alarm in (True, False)}


def _named(suite: DriftSuite, place: int) -> str:
    size = suite.sizes[place]
    return f"{size.least:g} to {size.most:g} bits"
