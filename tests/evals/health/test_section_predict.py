"""The section on prediction says why the profile falls behind, where it does."""

from __future__ import annotations

from tests.evals.health.profiles import life
from whyrec.evals.health._features import DISLIKES, LIKES, PROFILE, RECENT
from whyrec.evals.health._outcomes import Life
from whyrec.evals.health._section_predict import predict_section
from whyrec.evals.report import Section


def user(group: str, profile: int, likes: int, dislikes: int) -> Life:
    """Ranks of the next item after 10 and after 50 events; recent items put it first."""
    ranks = {PROFILE: profile, LIKES: likes, DISLIKES: dislikes, RECENT: 1}
    return life("u", group, ranks={name: {10: rank, 50: rank} for name, rank in ranks.items()})


def section(*lives: Life) -> Section:
    return predict_section(lives, [], at=(10, 50), around=1, candidates=20)


def test_dislikes_that_mislead_are_named() -> None:
    text = section(user("real", profile=5, likes=3, dislikes=20)).text
    assert "below chance (0.000), and likes without them reach 0.500" in text


def test_dislikes_that_help_are_not() -> None:
    assert "below chance" not in section(user("real", profile=5, likes=3, dislikes=2)).text


def test_what_batches_bring_is_named() -> None:
    text = section(user("real", 5, 5, 5), user("batched", 3, 2, 5)).text
    assert "in batches reach 0.500" in text


def test_a_profile_that_keeps_up_needs_no_excuse() -> None:
    text = section(user("real", profile=1, likes=1, dislikes=20)).text
    assert "behind recent items" not in text


def test_batches_have_a_table_and_no_plot() -> None:
    found = section(user("real", 5, 5, 5), user("batched", 3, 2, 5))
    assert [table.title for table in found.tables][:2] == [
        "Features alone, users of the data set",
        "Features alone, users of the data set, events in batches",
    ]
    assert len(found.plots) == 1
