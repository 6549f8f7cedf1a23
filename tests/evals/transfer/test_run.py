"""A whole transfer suite on a made-up catalogue."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from whyrec import Settings
from whyrec.errors import InputError
from whyrec.evals import Context, run_suite
from whyrec.evals.report import Report
from whyrec.evals.transfer._outcomes import SYSTEMS
from whyrec.evals.transfer._spec import TransferSuite

GENRES = 8


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty films of each of eight genres; everybody comes to the last genre late."""
    folder = tmp_path_factory.mktemp("films")
    with (folder / "items.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["item_id", "title", "genre", "domain"])
        for n in range(GENRES * 40):
            genre = chr(ord("A") + n % GENRES)
            out.writerow([f"f{n}", f"Tale {genre} number {n}", genre, "films"])
    with (folder / "events.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["event_id", "user_id", "item_id", "kind", "value", "at"])
        for user in range(25):
            for n in range(14):
                genre = user % 3 if n < 12 else GENRES - 1
                item = genre + GENRES * ((user + n) % 40)
                at = 1_500_000_000 + 86_400 * n + user
                out.writerow([f"e{user}-{n}", f"u{user}", f"f{item}", "rating", 4, at])
    return folder


def suite_for(folder: Path, **more: object) -> TransferSuite:
    told: dict[str, object] = {
        "kind": "transfer",
        "name": "small",
        "about": "a test",
        "data": str(folder),
        "second": ["H"],
        "real": 3,
        "simulated": 4,
        "crowd": 24,
        "catalogue": 320,
        "after": [0, 1],
        "blocks": 1,
    }
    return TransferSuite.model_validate(told | more)


async def ran(suite: TransferSuite, cache: Path, out: Path) -> Report:
    context = Context(Settings(home=out / "home"), cache, out / "run")
    report, _ = await run_suite(suite, repr(suite), context)
    return report


async def test_every_system_is_asked_at_every_point_and_a_second_run_asks_nobody_again(
    films: Path, tmp_path: Path
) -> None:
    suite = suite_for(films)
    first = await ran(suite, tmp_path / "cache", tmp_path)
    assert [section.title for section in first.sections] == [
        "Users: simulated",
        f"Users: {films.name}",
    ]
    rows = first.sections[0].tables[0].rows
    assert [tuple(row[:2]) for row in rows] == [(str(n), s) for n in (0, 1) for s in SYSTEMS]
    assert all(row[2] == 4 for row in rows)
    lines = (tmp_path / "run" / "transfer.jsonl").read_bytes()
    again = await ran(suite, tmp_path / "cache", tmp_path)
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
    films: Path, tmp_path: Path, more: dict[str, object], wrong: str
) -> None:
    with pytest.raises(InputError, match=wrong):
        await ran(suite_for(films, **more), tmp_path / "cache", tmp_path)
