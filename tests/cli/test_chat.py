from __future__ import annotations

import io
from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.fixture(autouse=True)
def _home(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WHYREC_HOME", str(shop))


def test_one_message_one_answer(run: Run) -> None:
    ran = run("chat", "ann", "two films")
    assert ran.code == 0
    lines = ran.out.splitlines()
    assert lines[0].startswith("Here are 2 films")
    assert [line[:2] for line in lines[1:3]] == ["1.", "2."]


def test_as_json_it_is_the_whole_answer(run: Run) -> None:
    answer = run("chat", "ann", "why Dead Signal?", "--json").json()
    assert answer["route"] == "why"
    assert answer["explanation"]["item_id"] == "f7"


def test_what_is_piped_in_is_one_conversation(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("two films\nwhy the second one?\n"))
    ran = run("chat", "ann")
    assert ran.code == 0
    second = next(line for line in ran.out.splitlines() if line.startswith("2. "))
    title = second.removeprefix("2. ").split(" — ")[0]
    assert f"“{title}”" in ran.out.splitlines()[-1]


def test_a_book_is_asked_for_among_films(run: Run) -> None:
    titles = [
        one["item"]["domain"]
        for one in run("chat", "ann", "recommend a book", "--json").json()["recommendations"]
    ]
    assert titles == ["books", "books"]


def test_what_is_repeated_cannot_obey_the_terminal(run: Run) -> None:
    ran = run("chat", "ann", "something like “Red \x1b[31mAlert \u202eFilm”")
    assert "Alert" in ran.out
    assert "\x1b" not in ran.out
    assert "\u202e" not in ran.out


def test_a_bad_user_id_is_refused(run: Run) -> None:
    assert run("chat", "", "hello").code == 2


def test_an_empty_message_is_answered(run: Run) -> None:
    assert "no words" in run("chat", "ann", "").out


def test_a_scene_that_is_none_is_told(run: Run) -> None:
    assert run("chat", "ann", "two films", "--scene", "work").code == 0
    ran = run("chat", "ann", "two films", "--scene", "")
    assert ran.code == 2
    assert "--scene" in ran.err
