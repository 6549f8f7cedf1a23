"""A whole suite of clusters on a made-up catalogue."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from whyrec import Settings
from whyrec.errors import InputError
from whyrec.evals import Context, run_suite
from whyrec.evals.clusters._spec import ClustersSuite
from whyrec.evals.report import Report

GENRES, EACH, PEOPLE = 6, 60, 180


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixty films of each of six genres, and people who take those of one genre."""
    folder = tmp_path_factory.mktemp("films")
    rng = np.random.default_rng(0)
    with (folder / "items.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["item_id", "title", "genre", "domain"])
        for n in range(GENRES * EACH):
            genre = ("Horror", "Comedy", "Western", "Musical", "War", "Sport")[n % GENRES]
            out.writerow([f"f{n}", f"{genre} tale {n}", genre, "films"])
    with (folder / "events.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["event_id", "user_id", "item_id", "kind", "value", "at"])
        for n in range(20 * PEOPLE):
            user = n % PEOPLE
            film = user % GENRES + GENRES * int(rng.integers(EACH))
            out.writerow([f"e{n}", f"u{user}", f"f{film}", "like", "", 1_500_000_000 + 3_600 * n])
    return folder


def suite_for(folder: Path, **more: object) -> ClustersSuite:
    told: dict[str, object] = {
        "kind": "clusters",
        "name": "small",
        "about": "a test",
        "data": str(folder),
        "resamples": 2,
        "planted": 3,
        "each": 30,
        "users": 4,
    }
    return ClustersSuite.model_validate(told | more)


async def ran(suite: ClustersSuite, cache: Path, out: Path) -> Report:
    context = Context(Settings(home=out / "home"), cache, out / "run")
    report, _ = await run_suite(suite, repr(suite), context)
    return report


async def test_clusters_that_are_there_are_stable_true_and_tell_what_is_taken_next(
    films: Path, cache: Path, tmp_path: Path
) -> None:
    report = await ran(suite_for(films), cache, tmp_path)

    assert report.passed, report.checks
    stability, likelihood, candidates = report.sections
    assert stability.tables[0].rows[0][0] == GENRES
    assert likelihood.tables[0].rows[0][0] > PEOPLE / 2
    assert candidates.tables[0].rows[0][0] == 4


async def test_an_interrupted_run_goes_on_where_it_stopped(
    films: Path, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await ran(suite_for(films), cache, tmp_path)

    def fail(*args: object, **more: object) -> None:
        raise AssertionError("asked again")

    monkeypatch.setattr("whyrec.evals.clusters._run._find", fail)
    again = await ran(suite_for(films), cache, tmp_path)

    assert again.sections == first.sections


async def test_a_catalogue_with_too_few_tastes_is_refused(
    films: Path, cache: Path, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match="6 facets"):
        await ran(suite_for(films, planted=4), cache, tmp_path)
