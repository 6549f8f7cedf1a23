"""What the ranker learns from: candidates and choices, each with the time at which it was made."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from whyrec.agents.rank import feature_names
from whyrec.agents.retrieve import microseconds
from whyrec.errors import InputError
from whyrec.evals._home import DataSet
from whyrec.evals.protocols import Plan, cut_moment, full, in_blocks, sampled, timelines
from whyrec.evals.ranking._choice_model import Choice
from whyrec.evals.systems import Whyrec

TRAINING_CUTS: Final = (0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85)
"""Where training windows begin. Fitted on the eight windows before it, each of the last five was
ranked better than when fitted on fewer."""
TRAINING_BACK: Final = (3, 2)
TRAINING_CANDIDATES: Final = 50


class Training(NamedTuple):
    """Choices of all windows."""

    names: tuple[str, ...]
    """The features, in the order of the columns."""
    choices: list[Choice]
    at_us: NDArray[np.int64]
    """When each was made, microseconds since the epoch, (c,)."""
    protocol: str
    """In words that repeat it."""

    def until(self, moment: datetime) -> Training:
        """The choices that were made up to and including a moment."""
        early = self.at_us <= microseconds(moment)
        choices = [choice for choice, is_early in zip(self.choices, early, strict=True) if is_early]
        return self._replace(choices=choices, at_us=self.at_us[early])


def windows(data: DataSet, test_cut: float) -> list[Plan]:
    """Training windows for `full`: cut at each of `TRAINING_CUTS`, ending where the next begins.

    Windows in which nobody has a history and a target are left out.

    Raises:
        InputError: The test begins before the first window, or every window is empty.
    """
    cuts = [cut for cut in TRAINING_CUTS if cut < test_cut]
    if not cuts:
        raise InputError(
            f"The test begins at {test_cut}, before any training window.",
            remedy=f"Cut after {TRAINING_CUTS[0]}.",
        )
    cut_moment(data.crowd, test_cut)  # refuses what is no cut
    plans: list[Plan] = []
    nobody: InputError | None = None
    for cut, until in zip(cuts, [*cuts[1:], test_cut], strict=True):
        try:
            plans.append(full(data.crowd, data.catalogue.ids, cut=cut, until=until))
        except InputError as error:  # in a small data set nobody has a history that early
            nobody = error
    if not plans and nobody is not None:
        raise nobody
    return plans


def earlier(data: DataSet) -> Plan:
    """Training cases for `sampled`: the items that each user took before the last one."""
    plans = [
        sampled(data.crowd, data.catalogue.ids, n=TRAINING_CANDIDATES, back=back)
        for back in TRAINING_BACK
    ]
    words = "; ".join(plan.protocol for plan in plans)
    return Plan(words, in_blocks([case for plan in plans for case in plan.cases], 8))


async def training(
    data: DataSet,
    work: Path,
    *,
    protocol: Literal["full", "sampled"] = "full",
    test_cut: float = 0.9,
    extras: Sequence[str] = (),
    progress: Callable[[str, int, int | None], None] | None = None,
) -> Training:
    """Gather the choices; kept in ``work``, so that a second call reads them.

    Profiles are composed and evolve through the cases; candidates, factors and statistics are those
    of each case's own moment.

    Args:
        data: The data set.
        work: Folder for the copy of its home and for the choices.
        protocol: What is trained for: windows before ``test_cut``, or each user's items before the
            last one.
        test_cut: Where the test of ``full`` begins.
        extras: Extras that are on, with their sources and features.
        progress: Called with (stage, done, total).
    """
    plans = windows(data, test_cut) if protocol == "full" else [earlier(data)]
    words = "; ".join(plan.protocol for plan in plans)
    names = feature_names(extras)
    key = hashlib.sha256(
        f"{data.fingerprint}\0{words}\0{names}{_named(extras)}".encode()
    ).hexdigest()[:16]
    file = work / f"training-{key}.npz"
    if not file.is_file():
        choices = await _gather(data, work, plans, words, extras, progress)
        _save(file, choices)
    return Training(names, _load(file), _made_at(data, plans), words)


def _named(extras: Sequence[str]) -> str:
    # Nothing without extras, so that what was gathered before there were any is still found.
    return f"\0{sorted(extras)}" if extras else ""


def _made_at(data: DataSet, plans: Sequence[Plan]) -> NDArray[np.int64]:
    """When each case's first target was taken for the first time, in the plans' order."""
    crowd, index = data.crowd, data.catalogue.index
    first: dict[tuple[str, int], int] = {}
    for timeline in timelines(crowd):
        for item, at_us in zip(timeline.item.tolist(), timeline.at_us.tolist(), strict=True):
            first.setdefault((timeline.user_id, item), at_us)
    cases = [case for plan in plans for case in plan.cases]
    return np.array([first[case.user_id, index[case.targets[0]]] for case in cases], np.int64)


async def _gather(
    data: DataSet,
    work: Path,
    plans: Sequence[Plan],
    words: str,
    extras: Sequence[str],
    progress: Callable[[str, int, int | None], None] | None,
) -> list[Choice]:
    total = sum(len(plan.cases) for plan in plans)
    choices: list[Choice] = []
    settings = {"rank": {"extras": sorted(extras)}} if extras else {}
    system = Whyrec("training", data, work, words, settings=settings)
    await system.open()
    try:
        for plan in plans:
            for block in plan.blocks:
                await system.at(block.moment)
                for case in block.cases:
                    table = await system.features(case)
                    place = {item: row for row, item in enumerate(table.items)}
                    taken = place.get(case.targets[0], -1)
                    choices.append(Choice(table.columns.astype(np.float32), taken))
                    if progress is not None:
                        progress("training cases", len(choices), total)
    finally:
        await system.close()
    return choices


def _save(file: Path, choices: Sequence[Choice]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_suffix(".new.npz")
    np.savez(
        fresh,
        columns=np.concatenate([choice.columns for choice in choices]),
        lengths=np.array([len(choice.columns) for choice in choices]),
        taken=np.array([choice.taken for choice in choices]),
    )
    fresh.replace(file)


def _load(file: Path) -> list[Choice]:
    with np.load(file) as held:
        parts = np.split(held["columns"], np.cumsum(held["lengths"])[:-1])
        return [Choice(c, int(t)) for c, t in zip(parts, held["taken"], strict=True)]
