"""A whole drift suite on a made-up catalogue."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.evals.conftest import RunSuite
from tests.evals.tales import DAY, Took, write
from whyrec.errors import InputError
from whyrec.evals._suite import DriftSuite

GENRES, EACH = 13, 60


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A user who takes two of thirteen genres in turn, and one who took a single film."""
    ann = [Took("ann", n % 2 + GENRES * (n // 2), DAY * n, 4) for n in range(60)]
    return write(tmp_path_factory.mktemp("films"), GENRES, EACH, [*ann, Took("bob", 5, 0, 1)])


def suite_for(folder: Path, **more: object) -> DriftSuite:
    told: dict[str, object] = {
        "kind": "drift",
        "name": "small",
        "about": "a test",
        "data": str(folder),
        "steady": 6,
        "watched": 60,
        "moving": 6,
        "sizes": [{"least": 0.8, "most": 1.0}],
        "after": 20,
        "real": 5,
        "listed": 1,
        "delay_at_most": 12,
    }
    return DriftSuite.model_validate(told | more)


async def test_planted_switches_are_noticed_and_steady_users_left_alone(
    films: Path, ran: RunSuite, tmp_path: Path
) -> None:
    report = await ran(suite_for(films))
    assert report.passed, report.checks
    planted, real, lists = report.sections
    delays = planted.tables[0].rows[0]
    assert delays[:2] == ("0.8 to 1 bits", 6)
    assert isinstance(delays[2], float)
    assert 1 <= delays[2] <= 12
    assert [row[1] for row in real.tables[0].rows] == [0, 3]  # ann's moments, none with an alarm
    assert [row[0] for row in lists.tables[0].rows] == ["5", "10", "20"]
    assert not (tmp_path / "run" / "homes").exists()


async def test_what_is_not_noticed_in_time_fails_the_check(films: Path, ran: RunSuite) -> None:
    suite = suite_for(films, real=0, listed=0, steady=1, after=2, delay_at_most=1)
    report = await ran(suite)
    delay, false = report.checks
    assert (delay.measured, delay.passed) == (None, False)
    assert false.passed
    assert len(report.sections) == 1


async def test_a_catalogue_with_few_facets_is_told(small: Path, ran: RunSuite) -> None:
    with pytest.raises(InputError, match="0 facets that 60 items"):
        await ran(suite_for(small))
