"""A whole suite of clusters on a made-up catalogue."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.evals.conftest import RunSuite
from tests.evals.tales import Took, write
from whyrec.errors import InputError
from whyrec.evals.clusters._spec import ClustersSuite

GENRES, EACH, PEOPLE = 6, 60, 180


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """People who take films of one of six genres each."""
    rng = np.random.default_rng(0)
    taken = [
        Took(f"u{user}", user % GENRES + GENRES * int(rng.integers(EACH)), 3_600 * n)
        for n in range(20 * PEOPLE)
        for user in (n % PEOPLE,)
    ]
    return write(tmp_path_factory.mktemp("films"), GENRES, EACH, taken)


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


async def test_clusters_that_are_there_are_stable_true_and_tell_what_is_taken_next(
    films: Path, ran: RunSuite
) -> None:
    report = await ran(suite_for(films))

    assert report.passed, report.checks
    stability, likelihood, candidates = report.sections
    assert stability.tables[0].rows[0][0] == GENRES
    assert likelihood.tables[0].rows[0][0] > PEOPLE / 2
    assert candidates.tables[0].rows[0][0] == 4


async def test_an_interrupted_run_goes_on_where_it_stopped(
    films: Path, ran: RunSuite, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await ran(suite_for(films))

    def fail(*args: object, **more: object) -> None:
        raise AssertionError("asked again")

    monkeypatch.setattr("whyrec.evals.clusters._run._find", fail)
    again = await ran(suite_for(films))

    assert again.sections == first.sections


async def test_a_catalogue_with_too_few_tastes_is_refused(films: Path, ran: RunSuite) -> None:
    with pytest.raises(InputError, match="6 facets"):
        await ran(suite_for(films, planted=4))
