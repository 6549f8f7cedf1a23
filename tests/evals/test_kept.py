"""Results on disk: there after a kill, half a line is not, and none that something else made."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.evals.health.profiles import life
from whyrec import Settings
from whyrec.agents.models import Usage
from whyrec.evals._home import DataSet
from whyrec.evals._kept import Kept, made_by
from whyrec.evals.health._outcomes import Life
from whyrec.evals.ranking._outcomes import Outcome
from whyrec.evals.systems import Answer

MADE = {"code": "c1", "data": "d1", "suite": "s1", "model": "none"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "run" / "outcomes.jsonl"


def outcome(case: str = "u1@last", system: str = "EASE") -> Outcome:
    answer = Answer(("a", "b|c", "“d”"), (0.5, 0.25, 1e-9), Usage(7, 2, 3), degraded=True)
    return Outcome(system, case, answer, 0.125)


def filled(file: Path, *outcomes: Outcome) -> None:
    with Kept(file, Outcome, MADE) as kept:
        for one in outcomes:
            kept.add(one)


def found(file: Path, *keys: tuple[str, str]) -> list[Outcome | None]:
    with Kept(file, Outcome, MADE) as kept:
        return [kept.get(key) for key in keys]


def test_what_was_added_is_there_in_the_next_run(file: Path) -> None:
    filled(file, outcome(), outcome("u2@last"), outcome(system="other"))
    assert found(
        file, ("EASE", "u1@last"), ("EASE", "u2@last"), ("other", "u1@last"), ("other", "u2@last")
    ) == [outcome(), outcome("u2@last"), outcome(system="other"), None]


def test_models_are_kept_as_dataclasses_are(tmp_path: Path) -> None:
    file = tmp_path / "lives.jsonl"
    with Kept(file, Life, MADE) as kept:
        one = kept.add(life("u1", ranks={"x": {10: 3}}, text="“A title” and more\nlines"))
    with Kept(file, Life, MADE) as again:
        assert again.get("real u1") == one
        assert again.get("batched u1") is None


def test_it_is_on_disk_before_anything_is_closed(file: Path) -> None:
    with Kept(file, Outcome, MADE) as kept:
        kept.add(outcome())
        assert file.read_text().count("\n") == 2


@pytest.mark.parametrize("lost", [1, 2, 30, 100])
def test_a_half_written_line_is_dropped_and_the_run_goes_on(file: Path, lost: int) -> None:
    filled(file, outcome("u1"), outcome("u2"), outcome("u3"))
    file.write_bytes(file.read_bytes()[:-lost])
    with Kept(file, Outcome, MADE) as kept:
        there = [kept.get(("EASE", c)) is not None for c in ("u1", "u2", "u3")]
        assert there == [True, True, lost == 1]
        kept.add(outcome("u3"))
        kept.add(outcome("u4"))
    cases = ("u1", "u2", "u3", "u4")
    assert found(file, *(("EASE", c) for c in cases)) == [outcome(c) for c in cases]
    assert file.read_text().count("\n") == 5


def test_half_a_character_at_the_end_is_dropped_too(file: Path) -> None:
    filled(file, outcome("u1"))
    file.write_bytes(file.read_bytes() + '{"system": "EA“'.encode()[:-1])
    assert found(file, ("EASE", "u1")) == [outcome("u1")]


@pytest.mark.parametrize("line", ["{}", "[]", "null", '{"system": "EASE"}', "\x00\x00"])
def test_a_line_that_is_no_result_is_dropped(file: Path, line: str) -> None:
    filled(file, outcome("u1"))
    file.write_text(file.read_text() + line + "\n")
    assert found(file, ("EASE", "u1")) == [outcome("u1")]


@pytest.mark.parametrize("odd", ["a\u2028b", "a\x85b", "a\nb", "a\x0cb", "日本"])
def test_ids_may_hold_what_unicode_calls_a_line_break(file: Path, odd: str) -> None:
    one = Outcome(odd, odd, Answer((odd,)), 0.5)
    filled(file, one, outcome("u2"))
    assert found(file, (odd, odd), ("EASE", "u2")) == [one, outcome("u2")]


def test_probabilities_come_back_to_the_last_bit(file: Path) -> None:
    one = Outcome("EASE", "u1", Answer(("a", "b"), (1 / 3, 2e-17)), 0.1)
    filled(file, one)
    assert found(file, ("EASE", "u1")) == [one]


def test_the_same_key_added_again_replaces_the_first(file: Path) -> None:
    later = Outcome("EASE", "u1", Answer(("z",)), 9.0)
    filled(file, outcome("u1"), later)
    assert found(file, ("EASE", "u1")) == [later]


def test_opening_changes_nothing_that_is_whole(file: Path) -> None:
    filled(file, outcome("u1"), outcome("u2"))
    before = file.read_bytes()
    with Kept(file, Outcome, MADE) as kept:
        assert not kept.begun_anew
    assert file.read_bytes() == before


@pytest.mark.parametrize("changed", ["code", "data", "suite", "model"])
def test_what_something_else_made_is_dropped_and_it_is_told_what_changed(
    file: Path, changed: str
) -> None:
    filled(file, outcome("u1"), outcome("u2"))
    told: list[str] = []
    with Kept(file, Outcome, {**MADE, changed: "other"}, told.append) as kept:
        assert kept.begun_anew
        assert kept.get(("EASE", "u1")) is None
        kept.add(outcome("u3"))
    assert told == [f"Not used again: 2 results in {file}. Changed since: {changed}."]
    with Kept(file, Outcome, {**MADE, changed: "other"}, told.append) as again:
        assert again.get(("EASE", "u3")) == outcome("u3")
    assert len(told) == 1


def test_an_empty_file_of_something_else_is_begun_anew_too_and_nothing_is_told(file: Path) -> None:
    filled(file)
    told: list[str] = []
    with Kept(file, Outcome, {**MADE, "code": "other"}, told.append) as kept:
        assert kept.begun_anew
    assert told == []


@pytest.mark.parametrize("first", ["", '{"system": "EASE", "case": "u1"}\n', '{"made_', "\x00\n"])
def test_a_file_that_does_not_say_what_made_it_is_not_used(file: Path, first: str) -> None:
    filled(file, outcome("u1"))
    body = file.read_text().split("\n", 1)[1]
    file.write_text(first + body if first.endswith("\n") else first)
    assert found(file, ("EASE", "u1")) == [None]


Change = Callable[[Path], Settings]


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    from whyrec.agents.rank import dump_weights, load_weights

    file = tmp_path / "weights.json"
    file.write_text(dump_weights(load_weights(None)))
    return file


def test_results_depend_on_text_settings_and_weights(data: DataSet, weights: Path) -> None:
    def made(text: str = "a", **settings: object) -> dict[str, str]:
        return made_by(data, text, Settings(**settings), model="none")

    first = made()
    assert first == made()
    assert set(first) == {"code", "data", "suite", "settings", "model"}
    assert made("b")["suite"] != first["suite"]
    assert made(profile={"max_interests": 3})["settings"] != first["settings"]
    before = made(rank={"weights": weights})
    weights.write_text(weights.read_text().replace("0.", "0.1", 1))
    assert made(rank={"weights": weights})["settings"] != before["settings"]
