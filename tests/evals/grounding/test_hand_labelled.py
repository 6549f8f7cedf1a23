from __future__ import annotations

import re
from pathlib import Path

import pytest

from whyrec.errors import InputError
from whyrec.evals.grounding import agreement, hand_labelled, load_cases

CASES = hand_labelled()


def test_there_are_enough_cases_of_either_label_and_language() -> None:
    grounded = [c for c in CASES if c.grounded]
    chinese = [c for c in CASES if re.search("[\u4e00-\u9fff]", c.text)]
    assert len(CASES) >= 100
    assert min(len(grounded), len(CASES) - len(grounded)) >= 45
    assert min(sum(c.grounded for c in chinese), sum(not c.grounded for c in chinese)) >= 15


def test_every_case_has_an_id_and_a_reason_of_its_own() -> None:
    assert len({c.id for c in CASES}) == len(CASES)
    assert all(c.why and "\n" not in c.why for c in CASES)


def test_forty_cases_are_held_out() -> None:
    held = [c for c in CASES if c.holdout]
    assert len(held) == 40
    assert {c.batch for c in held} == {1}


@pytest.mark.parametrize("holdout", [False, True], ids=["looked at", "held out"])
def test_the_checker_agrees_with_people(holdout: bool) -> None:
    found = agreement(c for c in CASES if c.holdout is holdout)
    assert found.accuracy >= 0.95
    assert found.kappa >= 0.9


def test_no_text_that_people_call_ungrounded_passes() -> None:
    assert [d.case.id for d in agreement(CASES).disagreements if d.missed] == []


def test_a_file_of_ones_own_is_read(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(
        """
catalogues: {films: [Heat]}
evidence:
  one:
    item: {title: Heat, domain: movies}
    grounds: [popular]
    catalogue: films
cases:
  - {id: a, evidence: one, text: Heat is popular., grounded: true, why: it is}
""",
        encoding="utf-8",
    )
    (case,) = load_cases(file)
    assert case.evidence.item.title == "Heat"
    assert agreement([case]).accuracy == 1


@pytest.mark.parametrize(
    "text",
    [
        "cases: [",
        "cases: []",
        "catalogues: {}\nevidence: {}\ncases: [{id: a, evidence: b, text: c, grounded: 1, why: d}]",
    ],
)
def test_a_file_of_another_form_is_refused_by_name(tmp_path: Path, text: str) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"bad\.yaml"):
        load_cases(file)


def test_a_file_that_is_not_there_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        load_cases(tmp_path / "none.yaml")
