"""A whole context suite on a made-up catalogue."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.evals.conftest import RunSuite
from tests.evals.tales import Took, write
from whyrec.errors import InputError
from whyrec.evals.scenes._spec import ContextSuite

GENRES, EACH = 10, 60


def folder_of(folder: Path, genres: int) -> Path:
    """Two users who go on after the cut."""
    taken = [
        Took(user, place + genres * n, 90_000 * n, 4)
        for n in range(40)
        for place, user in enumerate(("ann", "bob"))
    ]
    return write(folder, genres, EACH, taken)


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return folder_of(tmp_path_factory.mktemp("films"), GENRES)


def suite_for(folder: Path, **more: object) -> ContextSuite:
    told: dict[str, object] = {
        "kind": "context",
        "name": "small",
        "about": "a test",
        "data": str(folder),
        "users": 3,
        "apart": {"least": 0.8},
        "at": [5, 40],
        "negatives": 19,
        "targets": 2,
    }
    return ContextSuite.model_validate(told | more)


async def test_lists_follow_scenes_that_tastes_follow(
    films: Path, ran: RunSuite, tmp_path: Path
) -> None:
    report = await ran(suite_for(films))
    planted, shared, shuffled, real = report.sections
    for section in (planted, shared, shuffled):
        said = [(row[0], row[1]) for row in section.tables[0].rows]
        assert said[:2] == [("5", "nothing"), ("5", "everything")]
        assert len(said) == 6
    of_scene = {c.name: c for c in report.checks}
    gained = of_scene["of the scene, tastes by scene: gain with the context"]
    assert isinstance(gained.measured, float)
    assert gained.measured > 0
    assert [row[1] for row in real.tables[0].rows] == [2, 2, 2]
    assert not (tmp_path / "run" / "homes").exists()


async def test_a_catalogue_with_few_topics_is_refused(ran: RunSuite, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="3 facets"):
        await ran(suite_for(folder_of(tmp_path, 3), users=1))
