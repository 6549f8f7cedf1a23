from __future__ import annotations

import numpy as np
import pytest

from tests.evals.metrics.rankings import drawn, judged, lists_of
from whyrec.evals.metrics import serendipity


def test_serendipity_is_the_share_of_hits_that_popularity_would_not_have_shown() -> None:
    found = judged(([1, 2, 3, 4], {1, 3, 4}))
    assert serendipity(found, 4, lists_of([1, 7, 8, 9])) == pytest.approx([2 / 3])


def test_the_expected_list_is_as_long_as_what_was_shown() -> None:
    found = judged(([1, 2], {1, 2}))
    assert serendipity(found, 2, lists_of([7, 8, 1, 2])).tolist() == [1]
    assert serendipity(found, 1, lists_of([1, 2])).tolist() == [0]


def test_a_short_list_is_compared_with_as_short_a_one() -> None:
    found = judged(([1], {1}), ([1, 2, 3], {1}))
    assert serendipity(found, 3, lists_of([7, 1, 8], [7, 1, 8])).tolist() == [1, 0]


def test_an_expected_list_that_ends_early_is_compared_as_it_is() -> None:
    found = judged(([1, 2], {1, 2}), ([3, 4], {3}))
    assert serendipity(found, 2, lists_of([2], [8, 9])).tolist() == [0.5, 1]


def test_another_users_expected_list_does_not_count() -> None:
    found = judged(([1, 2], {1}), ([3, 4], {3}))
    assert serendipity(found, 2, lists_of([3, 4], [1, 2])).tolist() == [1, 1]


def test_without_a_hit_there_is_no_share() -> None:
    found = judged(([1, 2], {9}), ([1, 2], set()), ([], {1}))
    assert np.isnan(serendipity(found, 2, lists_of([1, 2], [1, 2], [1, 2]))).all()


def test_serendipity_is_that_of_plain_sets() -> None:
    found = drawn()
    expected = np.tile(np.arange(20, dtype=np.int32), (len(found.relevant), 1))
    for user, value in enumerate(serendipity(found, 8, expected)):
        shown = [item for item in found.lists[user, :8].tolist() if item >= 0]
        hits = set(shown) & found.relevant[user]
        share = len(hits - set(range(len(shown)))) / len(hits) if hits else np.nan
        assert value == pytest.approx(share, nan_ok=True)


def test_expected_lists_that_are_too_short_or_too_few_are_refused() -> None:
    found = judged(([1, 2], {1}))
    for expected in (lists_of([1]), lists_of([1, 2], [1, 2])):
        with pytest.raises(ValueError, match="expected lists"):
            serendipity(found, 2, expected)
