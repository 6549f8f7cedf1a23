"""A whole drift suite on a made-up catalogue."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from whyrec import Settings
from whyrec.errors import InputError
from whyrec.evals import Context, run_suite
from whyrec.evals._suite import DriftSuite
from whyrec.evals.report import Report

GENRES, EACH = 13, 60


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixty films of each of thirteen genres, and a user who takes two genres in turn."""
    folder = tmp_path_factory.mktemp("films")
    with (folder / "items.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["item_id", "title", "genre", "domain"])
        for n in range(GENRES * EACH):
            genre = chr(ord("A") + n % GENRES)
            out.writerow([f"f{n}", f"Tale {genre} number {n}", f"Genre {genre}", "films"])
    with (folder / "events.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["event_id", "user_id", "item_id", "kind", "value", "at"])
        for n in range(60):
            at = 1_500_000_000 + 86_400 * n
            out.writerow([f"e{n}", "ann", f"f{n % 2 + GENRES * (n // 2)}", "rating", 4, at])
        out.writerow(["e60", "bob", "f5", "rating", 1, 1_500_000_000])
    return folder


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


async def ran(suite: DriftSuite, cache: Path, out: Path) -> Report:
    context = Context(Settings(home=out / "home"), cache, out / "run")
    report, _ = await run_suite(suite, repr(suite), context)
    return report


async def test_planted_switches_are_noticed_and_steady_users_left_alone(
    films: Path, cache: Path, tmp_path: Path
) -> None:
    report = await ran(suite_for(films), cache, tmp_path)
    assert report.passed, report.checks
    planted, real, lists = report.sections
    delays = planted.tables[0].rows[0]
    assert delays[:2] == ("0.8 to 1 bits", 6)
    assert isinstance(delays[2], float)
    assert 1 <= delays[2] <= 12
    assert [row[1] for row in real.tables[0].rows] == [0, 3]  # ann's moments, none with an alarm
    assert [row[0] for row in lists.tables[0].rows] == ["5", "10", "20"]
    assert not (tmp_path / "run" / "homes").exists()


async def test_what_is_not_noticed_in_time_fails_the_check(
    films: Path, cache: Path, tmp_path: Path
) -> None:
    suite = suite_for(films, real=0, listed=0, steady=1, after=2, delay_at_most=1)
    report = await ran(suite, cache, tmp_path)
    delay, false = report.checks
    assert (delay.measured, delay.passed) == (None, False)
    assert false.passed
    assert len(report.sections) == 1


async def test_a_catalogue_with_few_facets_is_told(
    small: Path, cache: Path, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match="0 facets that 60 items"):
        await ran(suite_for(small), cache, tmp_path)
