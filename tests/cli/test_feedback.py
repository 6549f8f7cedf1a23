from pathlib import Path

import pytest

from tests.cli.conftest import Run


def test_the_same_feedback_under_its_id_counts_once(run: Run, shop: Path) -> None:
    words = ("feedback", "ann", "b2", "like", "--event-id", "x", "--json")
    first, second = run(*words), run(*words)
    assert (first.code, second.code) == (0, 0)
    assert second.json() == first.json()
    events = run("profile", "export", "ann").json()["events"]
    assert sum(e["id"] == "x" for e in events) == 1


@pytest.mark.parametrize(
    "other",
    [
        ("ann", "b2", "dislike"),
        ("ann", "b1", "like"),
        ("bob", "b2", "like"),
        ("ann", "b2", "like", "--at", "2020-02-02"),
    ],
)
def test_other_feedback_under_a_taken_id_is_a_conflict(
    run: Run, shop: Path, other: tuple[str, ...]
) -> None:
    run("feedback", "ann", "b2", "like", "--event-id", "x")
    assert run("feedback", *other, "--event-id", "x").code == 4


@pytest.mark.parametrize(
    ("at", "said"), [("2999-01-01", "lies in the future"), ("1800-01-01", "lies before 1900")]
)
def test_a_time_that_ingest_would_refuse_is_refused(
    run: Run, shop: Path, at: str, said: str
) -> None:
    ran = run("feedback", "ann", "b2", "like", "--at", at)
    assert ran.code == 2
    assert said in ran.err
