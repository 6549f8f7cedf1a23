"""Candidates from a file."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.evals.crowds import INSTANT, day, drawn_rows, item, made
from whyrec.errors import InputError
from whyrec.evals._home import DataSet
from whyrec.evals.protocols import Plan, from_file, sampled

ROWS = [("u", n, n) for n in range(4)] + [("v", 0, 0), ("v", 5, 7), ("v", 5, 9)]
Ask = Callable[..., Plan]


@pytest.fixture
def ask(tmp_path: Path) -> Ask:
    """A plan from lines: JSON values, or texts as they are."""

    def call(*lines: Any, data: DataSet | None = None, **options: Any) -> Plan:
        opened = data or made(ROWS)
        file = tmp_path / "candidates.jsonl"
        told = [line if isinstance(line, str) else json.dumps(line) for line in lines]
        file.write_text("\n".join(told) + "\n", encoding="utf-8")
        return from_file(opened.crowd, opened.catalogue.ids, file, **options)

    return call


def line(user: str, target: int, *others: int) -> dict[str, Any]:
    return {
        "user_id": user,
        "target": item(target),
        "candidates": [item(n) for n in (*others, target)],
    }


def test_a_line_is_a_case_just_before_the_user_took_the_target(ask: Ask) -> None:
    (case,) = ask(line("u", 2, 9, 7)).cases
    assert case.id == "u@1"
    assert case.as_of == day(2) - INSTANT
    assert (case.targets, case.candidates) == ((item(2),), (item(2), item(7), item(9)))
    assert case.history == 2


def test_of_an_item_taken_again_it_is_the_last_time(ask: Ask) -> None:
    (case,) = ask(line("v", 5, 9)).cases
    assert (case.as_of, case.history) == (day(9) - INSTANT, 2)


def test_cases_are_told_apart_by_their_lines(ask: Ask) -> None:
    plan = ask(line("u", 2, 9), "", line("u", 2, 8), line("v", 5, 9), blocks=2)
    assert sorted(case.id for case in plan.cases) == ["u@1", "u@3", "v@4"]
    assert len(plan.blocks) == 2
    assert all(block.moment <= case.as_of for block in plan.blocks for case in block.cases)


def test_candidates_stand_in_the_order_of_ids_and_once(ask: Ask) -> None:
    told = {"user_id": "u", "target": item(2), "candidates": [item(9), item(2), item(9)]}
    (case,) = ask(told).cases
    assert case.candidates == (item(2), item(9))


def test_a_file_written_from_a_plan_gives_that_plan_again(ask: Ask) -> None:
    data = made(drawn_rows(3))
    plan = sampled(data.crowd, data.catalogue.ids, n=6, blocks=3)
    told = [
        {"user_id": c.user_id, "target": c.targets[0], "candidates": c.candidates}
        for c in plan.cases
    ]
    again = ask(*told, data=data, blocks=3)
    assert [c.candidates for c in again.cases] == [c.candidates for c in plan.cases]
    assert {c.user_id for c in again.cases} == {c.user_id for c in plan.cases}


@pytest.mark.parametrize(
    ("told", "complaint"),
    [
        ("{", r"candidates\.jsonl:2: the line: Invalid JSON"),
        ('["u"]', r":2: the line: Input should be an object"),
        ({"user_id": "u", "target": "i02"}, ":2: candidates: Field required"),
        ({**line("u", 2, 9), "extra": 1}, ":2: extra: Extra inputs"),
        ({**line("u", 2, 9), "candidates": ["i02"]}, ":2: candidates: .*at least 2"),
        ({**line("u", 2, 9), "candidates": ["i02", 7]}, r":2: candidates\.1: Input should be a"),
        ({**line("u", 2, 9), "candidates": ["i02", "i99"]}, ":2: the item i99 is not in the"),
        ({**line("u", 2, 9), "target": "i08"}, ":2: the target i08 is not among the candidates"),
        (line("u", 8, 9), ":2: the user u never took i08"),
        (line("nobody", 2, 9), ":2: the user nobody never took i02"),
    ],
)
def test_a_line_that_is_no_case_is_named(ask: Ask, told: Any, complaint: str) -> None:
    with pytest.raises(InputError, match=complaint):
        ask(line("u", 2, 9), told)


def test_a_file_without_cases_or_no_file_is_told(ask: Ask, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no case"):
        ask("", "  ")
    data = made(ROWS)
    with pytest.raises(InputError, match="cannot be read"):
        from_file(data.crowd, data.catalogue.ids, tmp_path / "none.jsonl")
    (tmp_path / "bytes.jsonl").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="cannot be read"):
        from_file(data.crowd, data.catalogue.ids, tmp_path / "bytes.jsonl")


def test_a_line_ends_at_a_line_break_and_at_nothing_else(ask: Ask) -> None:
    odd = "o\u2028dd\x85user"
    told = json.dumps(line(odd, 2, 9), ensure_ascii=False)
    (case,) = ask(told, data=made([(odd, 0, 0), (odd, 2, 1)])).cases
    assert case.user_id == odd


def test_another_file_is_another_protocol(ask: Ask) -> None:
    one, two = ask(line("u", 2, 9)), ask(line("u", 2, 8))
    assert one.protocol != two.protocol
    assert "candidates.jsonl" in one.protocol
