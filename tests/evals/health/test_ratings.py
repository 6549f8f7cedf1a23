"""How ratings are read."""

from __future__ import annotations

from datetime import timedelta

from tests.evals.health.profiles import START, rated
from whyrec.evals.health._ratings import Ratings
from whyrec.evals.simulate import Scale, columns_of


def test_the_prior_is_the_mean_of_the_days_before() -> None:
    events = [rated("a", 4.0, 0.5), rated("b", 8.0, 1.5), rated("c", 0.0, 2.5)]
    ratings = Ratings(Scale(0, 10), columns_of(events))
    assert ratings.at(START + timedelta(days=2.9)).prior == 6.0
    assert ratings.at(START + timedelta(days=3)).prior == 4.0


def test_before_the_first_rating_the_prior_is_where_ratings_gather() -> None:
    ratings = Ratings(Scale(0, 10), columns_of([rated("a", 4.0, 0.5)]))
    assert ratings.at(START + timedelta(days=0.9)).prior == 7.0
