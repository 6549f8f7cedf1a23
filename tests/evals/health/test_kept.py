"""Results survive a kill."""

from __future__ import annotations

from pathlib import Path

from tests.evals.health.profiles import life
from whyrec.evals.health._kept import Kept
from whyrec.evals.health._outcomes import Life


def test_what_was_measured_is_there_in_the_next_run(tmp_path: Path) -> None:
    file = tmp_path / "run" / "lives.jsonl"
    kept = Kept(file, Life)
    one = kept.add(life("u1", ranks={"x": {10: 3}}, text="“A title” and more\nlines"))
    kept.close()
    again = Kept(file, Life)
    assert again.get("real u1") == one
    assert again.get("real u2") is None
    again.close()


def test_half_a_line_is_dropped_and_the_rest_goes_on(tmp_path: Path) -> None:
    file = tmp_path / "lives.jsonl"
    file.write_text(life("u1").model_dump_json() + "\n" + life("u2").model_dump_json()[:40])
    kept = Kept(file, Life)
    assert kept.get("real u2") is None
    kept.add(life("u3"))
    kept.close()
    again = Kept(file, Life)
    assert [again.get(f"real u{n}") is not None for n in (1, 2, 3)] == [True, False, True]
    again.close()


def test_the_same_user_of_two_groups_has_two_lines(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "lives.jsonl", Life)
    kept.add(life("u1"))
    assert kept.get("batched u1") is None
    kept.close()
