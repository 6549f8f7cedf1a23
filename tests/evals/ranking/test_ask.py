"""Asking every system every case: in the order of time, and no case twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest

from tests.evals.crowds import day, drawn_rows, item, made
from whyrec.errors import UpstreamError
from whyrec.evals._kept import Kept
from whyrec.evals.protocols import Case, Plan, sampled
from whyrec.evals.protocols._case import in_blocks
from whyrec.evals.ranking._ask import ask
from whyrec.evals.ranking._outcomes import Outcome, Outcomes
from whyrec.evals.systems import Answer


@dataclass
class Recorded:
    """A system that notes what is done with it, and fails at the ``fails_at``-th case."""

    name: str = "recorded"
    fails_at: int | None = None
    log: list[object] = field(default_factory=list)

    @property
    def provenance(self) -> dict[str, str]:
        return {}

    @property
    def asked(self) -> list[str]:
        return [entry.id for entry in self.log if isinstance(entry, Case)]

    async def open(self) -> None:
        self.log.append("open")

    async def at(self, moment: datetime) -> None:
        self.log.append(moment)

    async def answer(self, case: Case) -> Answer:
        if self.fails_at == len(self.asked):
            raise UpstreamError("gone")
        self.log.append(case)
        return Answer((case.targets[0],))

    async def close(self) -> None:
        self.log.append("close")


@pytest.fixture
def plan() -> Plan:
    data = made(drawn_rows(1))
    return sampled(data.crowd, data.catalogue.ids, blocks=4)


@pytest.fixture
def outcomes(tmp_path: Path) -> Iterator[Outcomes]:
    with Kept(tmp_path / "outcomes.jsonl", Outcome, {}) as opened:
        yield opened


async def test_every_case_is_asked_once_between_open_and_close(
    plan: Plan, outcomes: Outcomes
) -> None:
    system = Recorded()
    await ask(plan, [system], outcomes)
    assert (system.log[0], system.log[-1]) == ("open", "close")
    assert sorted(system.asked) == sorted(case.id for case in plan.cases)
    for case in plan.cases:
        found = outcomes.get(("recorded", case.id))
        assert found is not None
        assert found.answer == Answer((case.targets[0],))
        assert found.seconds >= 0


async def test_time_goes_forward_and_what_is_fitted_is_no_younger_than_its_cases(
    plan: Plan, outcomes: Outcomes
) -> None:
    system = Recorded()
    await ask(plan, [system], outcomes)
    moments = [entry for entry in system.log if isinstance(entry, datetime)]
    assert moments == sorted(moments)
    assert moments == [block.moment for block in plan.blocks]
    now = None
    for entry in system.log:
        if isinstance(entry, datetime):
            now = entry
        elif isinstance(entry, Case):
            assert now is not None
            assert now <= entry.as_of


async def test_systems_are_asked_one_after_the_other(plan: Plan, outcomes: Outcomes) -> None:
    one, two = Recorded("one"), Recorded("two")
    two.log = one.log
    await ask(plan, [one, two], outcomes)
    assert [e for e in one.log if isinstance(e, str)] == ["open", "close", "open", "close"]
    told = outcomes.get(("two", plan.cases[0].id))
    assert told is not None
    assert told.system == "two"


async def test_what_was_answered_is_not_asked_again(plan: Plan, outcomes: Outcomes) -> None:
    first = Recorded(fails_at=5)
    with pytest.raises(UpstreamError, match="gone"):
        await ask(plan, [first], outcomes)
    assert first.log[-1] == "close"
    second = Recorded()
    await ask(plan, [second], outcomes)
    assert len(first.asked) == 5
    assert sorted(first.asked + second.asked) == sorted(case.id for case in plan.cases)
    third = Recorded()
    await ask(plan, [third], outcomes)
    assert third.log == []


async def test_a_block_without_open_cases_is_not_fitted(plan: Plan, outcomes: Outcomes) -> None:
    done = len(plan.blocks[0].cases) + 1
    with pytest.raises(UpstreamError):
        await ask(plan, [Recorded(fails_at=done)], outcomes)
    second = Recorded()
    await ask(plan, [second], outcomes)
    moments = [entry for entry in second.log if isinstance(entry, datetime)]
    assert moments == [block.moment for block in plan.blocks[1:]]


async def test_progress_counts_what_was_done_before(plan: Plan, outcomes: Outcomes) -> None:
    told: list[tuple[str, int, int | None]] = []
    with pytest.raises(UpstreamError):
        await ask(plan, [Recorded(fails_at=5)], outcomes)
    await ask(plan, [Recorded()], outcomes, lambda *said: told.append(said))
    total = len(plan.cases)
    assert told == [("recorded", done, total) for done in range(6, total + 1)]


async def test_cases_of_two_plans_with_the_same_ids_are_the_same_cases(outcomes: Outcomes) -> None:
    cases = [Case(f"c{n}", "u", day(n), (item(0),), None, 1) for n in range(4)]
    await ask(Plan("p", in_blocks(cases, 2)), [Recorded()], outcomes)
    second = Recorded()
    await ask(
        Plan("p", in_blocks([*cases, Case("c9", "u", day(9), ("x",), None, 1)], 2)),
        [second],
        outcomes,
    )
    assert second.asked == ["c9"]
