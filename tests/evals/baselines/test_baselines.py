"""Baselines, each on a crowd small enough to be worked out by hand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.evals.crowds import Row, day, drawn_rows, made
from whyrec.agents.retrieve import CollaborativeSettings
from whyrec.errors import PrerequisiteError
from whyrec.evals._home import DataSet
from whyrec.evals.baselines import (
    BASELINES,
    Als,
    Baseline,
    Ease,
    Embedding,
    ItemKnn,
    Past,
    Popularity,
    Random,
    TfIdf,
)

SMALL = CollaborativeSettings(min_interactions=1, regularisation=1.0, shrinkage=0.0)


def scores(
    baseline: Baseline,
    data: DataSet,
    items: Sequence[int] = (),
    *,
    at: float = 100,
    fitted: float | None = None,
    user: str = "me",
) -> NDArray[np.floating]:
    """What a baseline says to somebody who took these items, one a day."""
    moment = day(at)
    scorer = baseline.fit(data.catalogue, data.crowd.until(day(at if fitted is None else fitted)))
    past = Past(
        as_of=moment,
        user_id=user,
        items=np.array(items, dtype=np.int32),
        ages_days=np.arange(len(items), 0, -1, dtype=np.float64),
        crowd=data.crowd.until(moment),
    )
    found = np.asarray(scorer(past))
    assert found.shape == (len(data.catalogue),)
    return found


def test_every_baseline_has_a_name_of_its_own() -> None:
    assert [b.name for b in BASELINES.values()] == list(BASELINES)
    assert list(BASELINES) == [
        "random",
        "popularity",
        "popularity 7d",
        "item-kNN",
        "ALS",
        "EASE",
        "TF-IDF of titles",
        "embedding, last 10",
        "same as last",
    ]


class TestRandom:
    def test_users_moments_and_seeds_have_orders_of_their_own(self) -> None:
        data = made([("u", 0, 0)])
        one = scores(Random(), data)
        assert (one == scores(Random(), data)).all()
        assert (one != scores(Random(), data, user="other")).any()
        assert (one != scores(Random(), data, at=99)).any()
        assert (one != scores(Random(seed=1), data)).any()

    def test_no_item_is_favoured(self) -> None:
        data = made([("u", 0, 0)])
        best = [int(np.argmax(scores(Random(), data, user=f"u{n}"))) for n in range(600)]
        assert np.bincount(best, minlength=30).max() < 45


class TestPopularity:
    def test_it_counts_everybody_of_all_time(self) -> None:
        data = made([("u", 3, 0), ("v", 3, 50), ("v", 3, 60), ("u", 5, 99)])
        found = scores(Popularity(), data)
        assert (found[3], found[5], found.sum()) == (3, 1, 4)

    def test_a_window_begins_after_its_first_instant_and_ends_with_the_moment(self) -> None:
        rows = [("u", 1, 93), ("u", 2, 93.001), ("u", 3, 100), ("u", 4, 92.999)]
        found = scores(Popularity(days=7), made(rows))
        assert np.flatnonzero(found).tolist() == [2, 3]

    def test_nothing_later_is_counted(self) -> None:
        data = made([("u", 1, 99), ("u", 2, 100.001)])
        assert np.flatnonzero(scores(Popularity(), data)).tolist() == [1]

    def test_it_counts_up_to_the_question_whenever_it_was_fitted(self) -> None:
        data = made([("u", 1, 10), ("u", 2, 95)])
        assert scores(Popularity(days=7), data, fitted=20)[2] == 1


class TestEase:
    def test_it_is_the_closed_form(self) -> None:
        rows: list[Row] = [("a", 0, 1), ("a", 1, 2), ("b", 0, 1), ("b", 1, 2), ("c", 2, 1)]
        x = np.zeros((3, 4))
        x[[0, 0, 1, 1, 2], [0, 1, 0, 1, 2]] = 1
        inverse = np.linalg.inv(x.T @ x + np.eye(4))
        b = -inverse / np.diag(inverse)
        np.fill_diagonal(b, 0)
        found = scores(Ease(SMALL), made(rows, items=4), [0])
        np.testing.assert_allclose(found, [*b[0][:3], 0], atol=1e-5)
        assert found[1] > 0

    def test_an_item_taken_twice_counts_once(self) -> None:
        data = made([("a", 0, 1), ("a", 1, 2), ("b", 0, 1), ("b", 1, 2)], items=4)
        once, twice = (scores(Ease(SMALL), data, taken) for taken in ([0], [0, 0]))
        assert (once == twice).all()


class TestItemKnn:
    def test_it_sums_cosines(self) -> None:
        # Item 0 by a, b and c; item 1 by a and b; item 2 by c.
        rows: list[Row] = [("a", 0, 1), ("a", 1, 2), ("b", 0, 1), ("b", 1, 2)]
        rows += [("c", 0, 1), ("c", 2, 2)]
        found = scores(ItemKnn(SMALL), made(rows, items=4), [0, 2])
        assert found[1] == pytest.approx(2 / np.sqrt(3 * 2))
        assert found[2] == pytest.approx(1 / np.sqrt(3))
        assert found[3] == 0

    def test_it_has_no_ease_in_it(self) -> None:
        assert ItemKnn().settings.max_ease_items == 0


class TestAls:
    def test_who_shares_a_taste_shares_what_is_next(self) -> None:
        rows: list[Row] = [
            (f"u{user}", 2 * n + user % 2, float(n))
            for user in range(20)
            for n in range(15)
            if (user // 2 + n) % 5
        ]
        found = scores(Als(factors=4), made(rows), [0, 2, 4, 6])
        assert found[8:30:2].mean() > 5 * abs(found[9:30:2].mean())

    def test_the_same_fit_gives_the_same_scores(self) -> None:
        data = made(drawn_rows(1))
        one, two = (scores(Als(), data, [1, 2]) for _ in range(2))
        assert one.tobytes() == two.tobytes()

    def test_somebody_nobody_knows_has_no_preference(self) -> None:
        assert not scores(Als(), made(drawn_rows(1))).any()


class TestTitles:
    TITLES = ("Alpha Beta", "Beta Gamma", "Gamma Delta", "Omega")

    def test_titles_that_share_words_are_near(self) -> None:
        data = made([("u", 0, 0)], items=4, titles=self.TITLES)
        found = scores(TfIdf(), data, [0])
        assert found[0] > found[1] > found[2] == found[3] == 0

    def test_only_the_last_items_count(self) -> None:
        data = made([("u", 0, 0)], items=4, titles=self.TITLES)
        assert (scores(TfIdf(recent=1), data, [0, 3]) == scores(TfIdf(), data, [3])).all()

    def test_without_history_and_without_words_there_is_no_preference(self) -> None:
        data = made([("u", 0, 0)], items=4, titles=self.TITLES)
        assert not scores(TfIdf(), data).any()
        numbers = made([("u", 0, 0)], items=4, titles=("1", "2", "3", "?!"))
        assert not scores(TfIdf(), numbers, [0]).any()


class TestEmbedding:
    VECTORS = ((1.0, 0.0), (0.0, 1.0), (0.6, 0.8), (-1.0, 0.0))

    def data(self) -> DataSet:
        return made([("u", 0, 0)], items=4, vectors=self.VECTORS)

    def test_it_is_the_mean_cosine_with_the_last_items(self) -> None:
        found = scores(Embedding(), self.data(), [0, 1])
        np.testing.assert_allclose(found, [0.5, 0.5, 0.7, -0.5], atol=1e-6)

    def test_same_as_last_is_the_cosine_with_the_last_item_alone(self) -> None:
        found = scores(Embedding(recent=1), self.data(), [0, 1])
        np.testing.assert_allclose(found, [0, 1, 0.8, 0], atol=1e-6)

    def test_without_history_there_is_no_preference_and_without_vectors_no_baseline(self) -> None:
        assert not scores(Embedding(), self.data()).any()
        with pytest.raises(PrerequisiteError, match="same as last"):
            scores(Embedding(recent=1), made([("u", 0, 0)]), [0])


@pytest.mark.parametrize("name", BASELINES)
def test_nothing_later_than_the_moment_changes_a_score(name: str) -> None:
    rows = drawn_rows(3)
    later: list[Row] = [(f"u{n % 12:02d}", 7, 60 + n / 100) for n in range(200)]
    later += [(f"a stranger {n}", n % 30, 60.5) for n in range(40)]
    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(30, 4)).tolist()
    before = [row for row in rows if row[2] < 60]
    found = [
        scores(BASELINES[name], made(happened, vectors=vectors), [1, 2, 3], at=60 - 1e-6)
        for happened in (before, rows, before + later)
    ]
    assert found[0].tobytes() == found[1].tobytes() == found[2].tobytes()


@pytest.mark.parametrize("name", BASELINES)
def test_before_anything_happened_every_baseline_still_answers(name: str) -> None:
    data = made([("u", 0, 50)], vectors=np.eye(30).tolist())
    assert np.isfinite(scores(BASELINES[name], data, at=1)).all()
