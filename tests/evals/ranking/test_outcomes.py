"""Answers on disk: what was written is there after a kill, and half a line is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from whyrec.agents.models import Usage
from whyrec.evals.ranking._outcomes import Outcome, Outcomes
from whyrec.evals.systems import Answer


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "run" / "outcomes.jsonl"


def outcome(case: str = "u1@last", system: str = "EASE") -> Outcome:
    answer = Answer(("a", "b|c", "“d”"), (0.5, 0.25, 1e-9), Usage(7, 2, 3), degraded=True)
    return Outcome(system, case, answer, 0.125)


def filled(file: Path, *outcomes: Outcome) -> None:
    opened = Outcomes(file)
    for one in outcomes:
        opened.add(one)
    opened.close()


def test_what_was_added_is_there_in_the_next_run(file: Path) -> None:
    filled(file, outcome(), outcome("u2@last"), outcome(system="other"))
    opened = Outcomes(file)
    assert opened.get("EASE", "u1@last") == outcome()
    assert opened.get("EASE", "u2@last") == outcome("u2@last")
    assert opened.get("other", "u1@last") == outcome(system="other")
    assert opened.get("other", "u2@last") is None
    opened.close()


def test_it_is_on_disk_before_anything_is_closed(file: Path) -> None:
    opened = Outcomes(file)
    opened.add(outcome())
    assert file.read_text().count("\n") == 1
    opened.close()


@pytest.mark.parametrize("lost", [1, 2, 30, 100])
def test_a_half_written_line_is_dropped_and_the_run_goes_on(file: Path, lost: int) -> None:
    filled(file, outcome("u1"), outcome("u2"), outcome("u3"))
    file.write_bytes(file.read_bytes()[:-lost])
    opened = Outcomes(file)
    assert [opened.get("EASE", c) is not None for c in ("u1", "u2", "u3")] == [
        True,
        True,
        lost == 1,
    ]
    opened.add(outcome("u3"))
    opened.add(outcome("u4"))
    opened.close()
    again = Outcomes(file)
    assert all(again.get("EASE", c) == outcome(c) for c in ("u1", "u2", "u3", "u4"))
    again.close()
    assert file.read_text().count("\n") == 4


def test_half_a_character_at_the_end_is_dropped_too(file: Path) -> None:
    filled(file, outcome("u1"))
    file.write_bytes(file.read_bytes() + '{"system": "EA“'.encode()[:-1])
    opened = Outcomes(file)
    assert opened.get("EASE", "u1") == outcome("u1")
    opened.close()


@pytest.mark.parametrize("line", ["{}", "[]", "null", '{"system": "EASE"}', "\x00\x00"])
def test_a_line_that_is_no_outcome_is_dropped(file: Path, line: str) -> None:
    filled(file, outcome("u1"))
    file.write_text(file.read_text() + line + "\n")
    opened = Outcomes(file)
    assert opened.get("EASE", "u1") == outcome("u1")
    opened.close()


@pytest.mark.parametrize("odd", ["a\u2028b", "a\x85b", "a\nb", "a\x0cb", "日本"])
def test_ids_may_hold_what_unicode_calls_a_line_break(file: Path, odd: str) -> None:
    one = Outcome(odd, odd, Answer((odd,)), 0.5)
    filled(file, one, outcome("u2"))
    opened = Outcomes(file)
    assert opened.get(odd, odd) == one
    assert opened.get("EASE", "u2") == outcome("u2")
    opened.close()


def test_what_depended_on_something_else_is_asked_again(file: Path) -> None:
    def opened(**depends: str) -> Outcomes:
        return Outcomes(file, depends)

    first = opened(EASE="old data", other="old data")
    first.add(outcome())
    first.add(outcome(system="other"))
    first.close()
    same = opened(EASE="old data")
    assert same.get("EASE", "u1@last") == outcome()
    same.close()
    changed = opened(EASE="new data", other="old data")
    assert changed.get("EASE", "u1@last") is None
    assert changed.get("other", "u1@last") == outcome(system="other")
    changed.add(outcome())
    changed.close()
    again = opened(EASE="new data", other="old data")
    assert again.get("EASE", "u1@last") == outcome()
    again.close()


def test_probabilities_come_back_to_the_last_bit(file: Path) -> None:
    answer = Answer(("a", "b"), (1 / 3, 2e-17))
    filled(file, Outcome("EASE", "u1", answer, 0.1))
    opened = Outcomes(file)
    found = opened.get("EASE", "u1")
    assert found is not None
    assert found.answer == answer
    opened.close()


def test_the_same_case_added_again_replaces_the_first(file: Path) -> None:
    later = Outcome("EASE", "u1", Answer(("z",)), 9.0)
    filled(file, outcome("u1"), later)
    opened = Outcomes(file)
    assert opened.get("EASE", "u1") == later
    opened.close()


def test_opening_changes_nothing_that_is_whole(file: Path) -> None:
    filled(file, outcome("u1"), outcome("u2"))
    before = file.read_bytes()
    Outcomes(file).close()
    assert file.read_bytes() == before
