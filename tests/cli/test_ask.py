"""``whyrec ask``: what becomes of answers that nobody asked for."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Run


def test_answers_beyond_the_last_question_are_named(run: Run, shop: Path) -> None:
    answers = [word for n in range(7) for word in ("--answer", "skip" if n < 6 else "the [sea]")]
    ran = run("--home", shop, "ask", "new", *answers)
    assert ran.code == 0
    assert "There is nothing more to ask." in ran.out
    assert "“the [sea]”" in " ".join(ran.err.split())


def test_as_many_answers_as_questions_leave_nothing_over(run: Run, shop: Path) -> None:
    ran = run("--home", shop, "ask", "new", "--answer", "skip")
    assert "1 of 5" not in ran.out
    assert "Not used" not in ran.err


def test_answers_after_a_stop_are_named_with_the_reason(run: Run, shop: Path) -> None:
    ran = run("--home", shop, "ask", "new", "--answer", "stop", "--answer", "the sea")
    assert "Not used, since you stopped before: “the sea”." in " ".join(ran.err.split())
