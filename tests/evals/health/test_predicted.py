"""How prediction is summed up and compared."""

from __future__ import annotations

import numpy as np
import pytest

from tests.evals.health.profiles import life
from whyrec.evals.health._features import PROFILE, RECENT, SYSTEMS, predicted_after
from whyrec.evals.health._outcomes import Life
from whyrec.evals.health._predicted import by_user, claims, hit, ndcg


def predicting(user: str, profile: int, recent: int, group: str = "real") -> Life:
    """The profile ranks like that at 50 and at 10, recent items otherwise."""
    return life(
        user,
        group,
        ranks={PROFILE: {10: profile, 50: profile}, RECENT: {10: recent, 50: recent}},
    )


def test_ndcg_of_one_relevant_item() -> None:
    assert [ndcg(1), ndcg(3), ndcg(11)] == [1.0, 0.5, 0.0]
    assert [hit(10), hit(11)] == [1.0, 0.0]


def test_some_successive_predictions_stand_for_a_number_of_updates() -> None:
    assert predicted_after((10, 50), 3) == (8, 9, 10, 48, 49, 50)
    assert predicted_after((2,), 5) == (1, 2)


def test_a_user_counts_with_the_mean_of_those_predictions() -> None:
    one = life(ranks={PROFILE: {9: 1, 10: 3, 11: 1}})
    assert by_user([one], PROFILE, 10, 2).tolist() == [0.75]
    assert np.isnan(by_user([one, life("v")], RECENT, 10, 2)).all()


def test_what_is_equal_is_not_worse() -> None:
    own = [predicting(f"u{n}", 1 + n % 5, 1 + n % 5) for n in range(40)]
    found = claims(own, 10, 50, 1, 0.02)
    assert [one.found.difference for one in found] == [0.0, 0.0]
    assert all(one.p < 0.05 for one in found)


def test_what_is_far_behind_does_not_pass() -> None:
    own = [predicting(f"u{n}", 5 + n % 3, 1) for n in range(40)]
    same, recent = claims(own, 10, 50, 1, 0.02)
    assert same.p < 0.05 < recent.p
    assert (same.than, recent.than) == ("the same after 10", RECENT)


def test_all_claims_are_corrected_together() -> None:
    users = [predicting(f"u{n}", 1 + n % 5, 1 + n % 5) for n in range(40)]
    moving = [predicting(f"d{n}", 1 + n % 5, 1 + n % 5, "drifting") for n in range(40)]
    alone, together = claims(users, 10, 50, 1, 0.02), claims([*users, *moving], 10, 50, 1, 0.02)
    assert len(together) == 2 * len(alone) == 4
    assert together[0].p == pytest.approx(2 * alone[0].p)


def test_users_whose_events_come_in_batches_are_no_claim() -> None:
    assert not claims([predicting("u", 1, 1, "batched")], 10, 50, 1, 0.02)


def test_the_profile_is_its_likes_of_late_less_its_dislikes() -> None:
    assert SYSTEMS[PROFILE] == {"interest_short": 1.0, "dislike": -1.0}
    assert SYSTEMS[RECENT] == {"neighbours": 1.0}
