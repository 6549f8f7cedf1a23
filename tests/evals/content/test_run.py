"""The suite of labels, and rows that read only texts of their time."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.fakes import ScriptedModel
from whyrec import Settings
from whyrec.errors import InputError
from whyrec.evals import Context, run_suite
from whyrec.evals._home import open_data_set
from whyrec.evals._texts import items_known
from whyrec.evals.content import _run
from whyrec.evals.content._labels import labelled
from whyrec.evals.content._spec import ContentSuite
from whyrec.evals.systems import Whyrec

MOMENT = datetime(2015, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def movielens(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The labelled films, a user's ratings, and a tag of before and one of after `MOMENT`."""
    folder = tmp_path_factory.mktemp("movielens")
    ids = [one.item_id for one in labelled()]

    def write(name: str, head: str, rows: list[list[object]]) -> None:
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([head.split(","), *rows])

    day = 86_400
    now = int(MOMENT.timestamp())
    films: list[list[object]] = [[i, f"Film {i} (1999)", "Comedy"] for i in ids]
    write("movies.csv", "movieId,title,genres", films)
    rated: list[list[object]] = [["u", i, 4.0, now - day * (60 - n)] for n, i in enumerate(ids)]
    write("ratings.csv", "userId,movieId,rating,timestamp", rated)
    tags: list[list[object]] = [
        ["v", ids[0], "heist", now - day],
        ["u", ids[0], "zombies", now + 1],
    ]
    write("tags.csv", "userId,movieId,tag,timestamp", tags)
    return folder


def test_texts_of_a_moment_hold_nothing_that_was_written_later(movielens: Path) -> None:
    first = labelled()[0].item_id
    for moment, text in (
        (MOMENT, "heist"),
        (MOMENT + timedelta(seconds=1), "heist, zombies"),
        (MOMENT - timedelta(days=2), ""),
    ):
        known = {item.id: item for item in items_known(movielens, moment)}
        assert known[first].text == text


def test_texts_without_times_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no times"):
        items_known(tmp_path, MOMENT)


async def test_a_row_that_reads_known_texts_says_of_items_what_was_known(
    movielens: Path, tmp_path: Path
) -> None:
    data = await open_data_set(movielens, tmp_path / "cache", Settings(home=tmp_path))
    used = {"content": {"used_in": ["interests", "text"]}}
    system = Whyrec("w", data, tmp_path / "work", "plan", settings=used, texts="known")
    await system.open()
    try:
        await system.at(MOMENT)
        told = await system.rec.content.features(labelled()[0].item_id)
        assert told is not None
        words = [f.label for f in told.features]
        assert "heists" in words
        assert "zombies" not in words
        await system.rec.catalogue()  # vectors follow
    finally:
        await system.close()


async def test_the_suite_tells_rules_and_model_apart(
    movielens: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    suite = ContentSuite(
        kind="content-labels", name="small", about="a test", data=str(movielens), model="embedded"
    )
    monkeypatch.setattr(_run, "model_of", lambda *_: ScriptedModel(moods_in_turn=["dead"]))
    context = Context(Settings(home=tmp_path / "home"), tmp_path / "cache", tmp_path / "run")
    report, _ = await run_suite(suite, repr(suite), context)
    (table,) = report.sections[0].tables
    assert [row[0] for row in table.rows[::3]] == [
        "rules",
        "scripted",
        "scripted, with facets and year",
    ]
    assert "1 of 60 items" in report.summary[1]
