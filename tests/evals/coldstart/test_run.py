"""A whole cold-start suite on the small data set."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.evals.conftest import RunSuite
from whyrec.evals.coldstart._spec import ColdStartSuite


@pytest.fixture
def suite(small: Path) -> ColdStartSuite:
    """Two people arrive at each of two moments."""
    return ColdStartSuite(
        kind="cold-start",
        name="small",
        about="a test",
        data=str(small),
        users=4,
        blocks=2,
        first=0.5,
        events=(0, 2),
        later=4,
        answers=2,
        simulated=0,
        factors=False,
    )


async def test_homes_of_a_killed_run_are_no_hindrance_and_a_second_run_asks_nobody_again(
    suite: ColdStartSuite, ran: RunSuite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = tmp_path / "run"
    (run / "homes" / "0-plain").mkdir(parents=True)
    first = await ran(suite)
    answers, events = first.sections
    known = [(row[0], row[1]) for row in answers.tables[0].rows if row[0] == "groups"]
    assert known == [("groups", "0"), ("groups", "1"), ("groups", "2")]
    assert [row[0] for row in events.tables[0].rows] == ["0", "2", "0", "2"]
    assert len(first.checks) == 3
    assert not (run / "homes").exists()

    def fail(*args: object, **more: object) -> None:
        raise AssertionError("asked again")

    monkeypatch.setattr("whyrec.evals.coldstart._run.asked", fail)
    again = await ran(suite)
    assert again.sections == first.sections
