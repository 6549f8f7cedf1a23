"""How often experiments decide wrongly, how soon rightly, and whether intervals hold.

    python benchmarks/experiments.py [--runs N] [--days N] [--seed N] [--part same|power]

Simulates experiments of two variants with 100 lists a day and looks at each of them every day. Four
kinds of users: ``new`` come once; ``few`` are 1,500 who come again and again, all alike; ``tastes``
are 1,500 of whom each has a rate of their own (beta, variance p (1 − p) / 5); ``trend`` are alike,
and all rates treble on the way. Prints two tables: without a difference, how often anything was
ever called decided, beside a plain test of 5 % looked at as often; with one, how often it was found
and after how many lists in the middle.
"""

from __future__ import annotations

import argparse
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table
from scipy.stats import chi2

from whyrec.agents.experiments import (
    MISMATCH,
    Totals,
    difference,
    observations,
    rate,
    sequence,
)

LISTS_A_DAY = 100
USERS = 1_500
PLANNED = 5_000
ALPHA = 0.05


class Outcome(NamedTuple):
    """What became of many simulated experiments, as shares of them."""

    decided: float
    """Ever, by the sequential test."""
    plainly: float
    """Ever, by a test that is right for a single look."""
    covered: float
    """Whose 95 % interval held the truth at the end."""
    always: float
    """Whose confidence sequence held it at every look."""
    mismatched: float
    """Ever, of users that are split as wanted."""
    lists: float
    """Median lists until it was decided; NaN where it hardly ever was."""


def simulate(kind: str, control: float, variant: float, runs: int, days: int, seed: int) -> Outcome:
    rng = np.random.default_rng(seed)
    once = kind == "new"
    users = LISTS_A_DAY * days if once else USERS
    found = np.full(runs, np.nan)
    plain, missed, mismatched = (np.zeros(runs, dtype=bool) for _ in range(3))
    covered = 0
    for run in range(runs):
        arm = rng.integers(0, 2, users)
        wanted = np.where(arm == 1, variant, control)
        rates = rng.beta(4 * wanted, 4 * (1 - wanted)) if kind == "tastes" else wanted
        x, y = np.zeros(users), np.zeros(users)
        for day in range(days):
            who = (
                np.arange(day * LISTS_A_DAY, (day + 1) * LISTS_A_DAY)
                if once
                else rng.integers(0, users, LISTS_A_DAY)
            )
            chance = rates[who] * (0.5 + day / days if kind == "trend" else 1.0)
            np.add.at(x, who, 1.0)
            np.add.at(y, who, rng.random(LISTS_A_DAY) < chance)
            b, a = (sums(x, y, arm == which) for which in (1, 0))
            apart = difference(rate(b), rate(a))
            always = sequence(apart, observations(b, a, apart), PLANNED, alpha=ALPHA)
            if always.p <= ALPHA and np.isnan(found[run]):
                found[run] = (day + 1) * LISTS_A_DAY
            truth = (variant - control) * (0.5 + day / days / 2 if kind == "trend" else 1.0)
            missed[run] |= bool(always.low > truth or always.high < truth)
            plain[run] |= abs(apart.value) > 1.96 * apart.error > 0
            n, half = a.users + b.users, (a.users + b.users) / 2
            split = (a.users - half) ** 2 / half + (b.users - half) ** 2 / half
            mismatched[run] |= n > 0 and chi2.sf(split, 1) < MISMATCH
        covered += apart.low <= truth <= apart.high
    decided = ~np.isnan(found)
    return Outcome(
        decided=float(decided.mean()),
        plainly=float(plain.mean()),
        covered=covered / runs,
        always=float(1 - missed.mean()),
        mismatched=float(mismatched.mean()),
        lists=float(np.median(np.where(decided, found, np.inf))),
    )


def sums(x: NDArray[np.float64], y: NDArray[np.float64], these: NDArray[np.bool_]) -> Totals:
    seen = these & (x > 0)
    x, y = x[seen], y[seen]
    return Totals(len(x), x.sum(), y.sum(), x @ x, x @ y, y @ y)


def share(value: float, runs: int) -> str:
    """A share with its Wilson interval."""
    z = 1.96
    middle = (value + z * z / (2 * runs)) / (1 + z * z / runs)
    half = z / (1 + z * z / runs) * np.sqrt(value * (1 - value) / runs + (z / (2 * runs)) ** 2)
    return f"{value:.3f} ({max(middle - half, 0):.3f} to {middle + half:.3f})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=500)
    parser.add_argument("--days", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--part", choices=("same", "power", "both"), default="both")
    asked = parser.parse_args()
    console = Console(width=150)
    if asked.part != "power":
        console.print(without_difference(asked.runs, asked.days, asked.seed))
    if asked.part != "same":
        console.print(with_difference(asked.runs, asked.days, asked.seed))


def without_difference(runs: int, days: int, seed: int) -> Table:
    table = Table(title=f"No difference: {runs} experiments, {days} looks each")
    for name in (
        "users", "rate", "ever decided", "ever, by a plain test", "interval holds at the end",
        "sequence holds always", "split ever doubted",
    ):  # fmt: skip
        table.add_column(name)
    for kind in ("new", "few", "tastes", "trend"):
        for p in (0.02, 0.1, 0.3):
            got = simulate(kind, p, p, runs, days, seed)
            table.add_row(kind, f"{p:g}", *(share(v, runs) for v in got[:5]))
    return table


def with_difference(runs: int, days: int, seed: int) -> Table:
    table = Table(title=f"A difference: {runs} experiments of at most {days} days")
    for name in (
        "users", "control", "variant", "found", "lists in the middle", "interval holds at the end",
        "sequence holds always",
    ):  # fmt: skip
        table.add_column(name)
    for kind, a, b in (
        ("new", 0.10, 0.12),
        ("new", 0.10, 0.13),
        ("tastes", 0.10, 0.13),
        ("new", 0.02, 0.03),
        ("new", 0.30, 0.33),
    ):
        got = simulate(kind, a, b, runs, days, seed)
        lists = "never" if np.isinf(got.lists) else f"{got.lists:,.0f}"
        shares = (share(v, runs) for v in (got.covered, got.always))
        table.add_row(kind, f"{a:g}", f"{b:g}", share(got.decided, runs), lists, *shares)
    return table


if __name__ == "__main__":
    main()
