from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from sklearn.metrics.pairwise import cosine_similarity

from tests.evals.metrics.rankings import drawn, lists_of
from whyrec.evals.metrics import diversity

EAST, NORTH, WEST, NONE = 0, 1, 2, 3
VECTORS = np.array([[2.0, 0.0], [0.0, 1.0], [-3.0, 0.0], [0.0, 0.0]], dtype=np.float32)


@pytest.mark.parametrize(
    ("row", "expected"), [([EAST, NORTH], 1), ([EAST, WEST], 2), ([EAST, NORTH, WEST], 4 / 3)]
)
def test_diversity_is_one_less_the_mean_cosine_of_pairs(row: list[int], expected: float) -> None:
    assert diversity(lists_of(row), 3, VECTORS) == pytest.approx([expected])


def test_items_that_point_the_same_way_have_none() -> None:
    same = np.tile([[0.1, 0.2, 0.3]], (5, 1)) * np.arange(1, 6)[:, None]
    assert diversity(lists_of([0, 1, 2, 3, 4]), 5, same) == pytest.approx([0])


def test_an_item_without_a_vector_is_left_out() -> None:
    unknown = VECTORS.copy()
    unknown[NONE] = np.nan
    for vectors in (VECTORS, unknown):
        assert diversity(lists_of([EAST, NONE, NORTH]), 3, vectors) == pytest.approx([1])


def test_fewer_than_two_items_have_no_diversity() -> None:
    lists = lists_of([], [EAST], [EAST, NONE], [EAST, NORTH])
    assert np.isnan(diversity(lists, 2, VECTORS)).tolist() == [True, True, True, False]
    assert np.isnan(diversity(lists, 1, VECTORS)).all()


def test_diversity_is_that_of_every_pair_by_scikit_learn() -> None:
    vectors = np.random.default_rng(0).normal(size=(40, 6))
    vectors[::7] = 0
    cosines = cosine_similarity(vectors)
    lists = drawn().lists
    for row, value in zip(lists[:, :6].tolist(), diversity(lists, 6, vectors), strict=True):
        known = [item for item in row if item >= 0 and item % 7]
        pairs = [1 - cosines[a, b] for a, b in combinations(known, 2)]
        assert value == pytest.approx(np.mean(pairs) if pairs else np.nan, nan_ok=True)


def test_an_item_past_the_vectors_is_refused() -> None:
    with pytest.raises(ValueError, match="item 4 of a catalogue of 4"):
        diversity(lists_of([4]), 1, VECTORS)
