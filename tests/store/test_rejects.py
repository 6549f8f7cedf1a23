"""Rejects files lose the lines of who asked to be forgotten."""

from __future__ import annotations

import json
from pathlib import Path

from whyrec.store import scrub_rejects


def _line(message: str = "bad", **row: object) -> str:
    problem = {"file": "f.csv", "line": 2, "column": "at", "value": "x", "message": message}
    return json.dumps({**problem, "row": row}) + "\n"


def test_lines_of_a_user_go_and_the_others_stay(tmp_path: Path) -> None:
    file = tmp_path / "one.jsonl"
    kept = _line("u1 is mentioned here", user_id="u10", note="about u1")
    file.write_text(_line(user_id="u1") + kept + _line(userId="u1", item="m"), encoding="utf-8")
    assert scrub_rejects(tmp_path, user_id="u1") == 2
    assert file.read_text(encoding="utf-8") == kept
    assert [f.name for f in tmp_path.iterdir()] == ["one.jsonl"]


def test_lines_of_events_go(tmp_path: Path) -> None:
    file = tmp_path / "one.jsonl"
    file.write_text(_line(event_id="e1") + _line(event_id=17) + _line(event_id="e3"))
    assert scrub_rejects(tmp_path, event_ids=["e1", "17"]) == 2
    assert file.read_text() == _line(event_id="e3")


def test_a_row_may_be_a_list_or_plain_text(tmp_path: Path) -> None:
    file = tmp_path / "one.jsonl"
    lines = [json.dumps({"row": row}) for row in (["u1", "m1"], "u1", None, {"a": {"b": "u1"}})]
    file.write_text("\n".join([*lines, '["u1"]', '"x"']) + "\n")
    assert scrub_rejects(tmp_path, user_id="u1") == 4
    assert file.read_text() == '{"row": null}\n"x"\n'


def test_a_line_that_cannot_be_read_goes_when_it_mentions_the_user(tmp_path: Path) -> None:
    file = tmp_path / "one.jsonl"
    file.write_bytes(b'{"row": {"user_id": "u1"\n{"row": \xff\n')
    assert scrub_rejects(tmp_path, user_id="u1") == 1
    assert file.read_bytes() == b'{"row": \xff\n'


def test_a_file_left_empty_is_deleted(tmp_path: Path) -> None:
    (tmp_path / "one.jsonl").write_text(_line(user_id="u1"))
    (tmp_path / "other.txt").write_text(_line(user_id="u1"))
    assert scrub_rejects(tmp_path, user_id="u1") == 1
    assert [f.name for f in tmp_path.iterdir()] == ["other.txt"]


def test_nothing_to_scrub_is_fine(tmp_path: Path) -> None:
    assert scrub_rejects(tmp_path / "missing", user_id="u1") == 0
    assert scrub_rejects(tmp_path) == 0
