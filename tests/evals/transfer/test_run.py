"""A whole transfer suite on a made-up catalogue."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.evals.conftest import RunSuite
from tests.evals.tales import DAY, Took, genre, write
from whyrec.errors import InputError
from whyrec.evals.transfer._outcomes import SYSTEMS
from whyrec.evals.transfer._spec import TransferSuite

GENRES, EACH = 8, 40
LAST = GENRES - 1


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Everybody comes to the last of eight genres late."""
    taken = [
        Took(f"u{user}", (user % 3 if n < 12 else LAST) + GENRES * ((user + n) % EACH), at, 4)
        for user in range(25)
        for n in range(14)
        for at in (DAY * n + user,)
    ]
    return write(tmp_path_factory.mktemp("films"), GENRES, EACH, taken)


def suite_for(folder: Path, **more: object) -> TransferSuite:
    told: dict[str, object] = {
        "kind": "transfer",
        "name": "small",
        "about": "a test",
        "data": str(folder),
        "second": [genre(LAST)],
        "real": 3,
        "simulated": 4,
        "crowd": 24,
        "catalogue": 320,
        "after": [0, 1],
        "blocks": 1,
    }
    return TransferSuite.model_validate(told | more)


async def test_every_system_is_asked_at_every_point_and_a_second_run_asks_nobody_again(
    films: Path, ran: RunSuite, tmp_path: Path
) -> None:
    suite = suite_for(films)
    first = await ran(suite)
    assert [section.title for section in first.sections] == [
        "Users: simulated",
        f"Users: {films.name}",
    ]
    rows = first.sections[0].tables[0].rows
    assert [tuple(row[:2]) for row in rows] == [(str(n), s) for n in (0, 1) for s in SYSTEMS]
    assert all(row[2] == 4 for row in rows)
    places = [check.name.partition(": ")[2] for check in first.checks]
    assert places == [
        "simulated, events there: 0",
        "simulated, events there: 1",
        f"{films.name}, events there: 0",
    ]
    lines = (tmp_path / "run" / "transfer.jsonl").read_bytes()
    again = await ran(suite)
    assert again.sections == first.sections
    assert (tmp_path / "run" / "transfer.jsonl").read_bytes() == lines


@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        ({"second": ["nothing"], "simulated": 0}, "cannot be split by genre"),
        ({"catalogue": 30, "real": 0}, "facets that 12 items carry"),
    ],
)
async def test_data_that_cannot_serve_is_refused(
    films: Path, ran: RunSuite, more: dict[str, object], wrong: str
) -> None:
    with pytest.raises(InputError, match=wrong):
        await ran(suite_for(films, **more))
