"""``whyrec eval fit-ranker``."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.evals.cli.conftest import Eval
from tests.evals.world import events, write
from whyrec.agents.rank import load_weights


def test_it_writes_weights_that_load_and_the_same_again(
    evaluate: Eval, few: Path, tmp_path: Path
) -> None:
    first, second = tmp_path / "one.json", tmp_path / "two.json"
    ran = evaluate("fit-ranker", few, "--out", first)
    assert ran.code == 0
    assert "cases" in ran.out
    assert str(first) in ran.out
    weights = load_weights(first)
    assert "full: cut 0.5" in weights.protocol
    again = evaluate("fit-ranker", few, "--out", second, "--json")
    assert again.code == 0
    assert again.json() == weights.model_dump(mode="json")
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("--cut", "0.3"), "before any training window"),
        (("--cut", "nan"), "before any training window"),
        (("--cut", "7"), "not between 0 and 1"),
        (("--cut", "soon"), "--cut"),
        (("--protocol", "guess"), "--protocol"),
    ],
)
def test_what_cannot_be_fitted_is_told(
    evaluate: Eval, few: Path, tmp_path: Path, words: tuple[str, str], complaint: str
) -> None:
    ran = evaluate("fit-ranker", few, "--out", tmp_path / "w.json", *words)
    assert ran.code == 2
    assert complaint in ran.err
    assert not (tmp_path / "w.json").exists()


def test_data_that_are_none_or_too_few_are_told(evaluate: Eval, tmp_path: Path) -> None:
    out = ("--out", tmp_path / "w.json")
    assert evaluate("fit-ranker", tmp_path / "none", *out).code == 2
    start = write(tmp_path / "start", events()[:30])
    ran = evaluate("fit-ranker", start, *out)
    assert ran.code == 2
    assert "lower min_events" in ran.err


def test_a_place_that_cannot_be_written_is_told(evaluate: Eval, few: Path, tmp_path: Path) -> None:
    ran = evaluate("fit-ranker", few, "--out", tmp_path / "no" / "folder" / "w.json")
    assert ran.code == 5
    assert "No such file" in ran.err
