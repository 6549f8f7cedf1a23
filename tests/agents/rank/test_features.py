from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.agents.retrieve.world import AS_OF, catalogue, columns, films, interest, snapshot, user
from whyrec.agents.rank import FEATURES, Facts, compute, standardise
from whyrec.agents.retrieve import CatalogueView, Snapshot, UserView, retrieve

WORLD = snapshot()
ALL = tuple(feature.name for feature in FEATURES)
LIKES = (interest(0, share=0.9), interest(1, share=0.1))


def facts(who: UserView | None = None, world: Snapshot = WORLD) -> Facts:
    who = who or user(interests=LIKES)
    return Facts(who, retrieve(who, world), world)


def column(name: str, given: Facts) -> np.ndarray:
    (feature,) = (f for f in FEATURES if f.name == name)
    return feature.column(given)


def test_names_are_distinct_and_every_formula_is_written_down() -> None:
    assert len(set(ALL)) == len(FEATURES)
    assert all(feature.column.__doc__ for feature in FEATURES)


def test_every_feature_is_a_finite_column_for_everybody() -> None:
    without_vectors = snapshot(CatalogueView.from_items(films()))
    alone = replace(WORLD, collaborative=None)
    for world in (WORLD, without_vectors, alone):
        for who in (user(interests=LIKES), UserView.empty("nobody", AS_OF)):
            given = facts(who, world)
            columns_ = compute(given, ALL)
            assert columns_.shape == (len(given.items), len(ALL))
            assert np.isfinite(columns_).all()


@pytest.mark.parametrize(
    "name", ["interest_long", "interest_short", "neighbours", "facet_affinity", "facet_lift"]
)
def test_what_knows_the_user_prefers_their_genre(name: str) -> None:
    given = facts()
    horror = given.items % 2 == 0
    found = column(name, given)
    assert found[horror].mean() > found[~horror].mean()


def test_an_interest_is_matched_by_what_is_near_any_two_of_its_examples() -> None:
    """One in two films of different kinds is answered by either kind."""
    plain = replace(interest(0), facets=(), vector=None)
    both = replace(plain, examples=(0, 2, 1, 3))
    given = facts(user((8, 9), interests=(both,)))
    vectors = WORLD.catalogue.vectors
    assert vectors is not None
    nearest = np.sort(vectors[given.items] @ vectors[[0, 2, 1, 3]].T, axis=1)[:, -2:].mean(axis=1)
    np.testing.assert_allclose(given.matches[both.id], nearest, rtol=1e-5)


def test_an_interest_that_matches_well_counts_more_than_many_that_match_a_bit() -> None:
    given = facts(user(interests=(interest(0, share=0.5), interest(1, share=0.5))))
    one, other = (given.matches[f"like-{axis}"] for axis in (0, 1))
    mixed = column("interest_long", given)
    assert np.all(mixed <= np.maximum(one, other) + 1e-9)
    assert np.all(mixed >= (one + other) / 2 - 1e-9)


def test_a_dislike_says_nothing_against_what_a_like_matches_as_well() -> None:
    disliked = replace(interest(0, polarity="dislike"), examples=(0, 2))
    liked = replace(interest(0), examples=(0, 2))
    assert column("dislike", facts(user((1, 3), interests=(disliked,)))).max() > 0
    assert column("dislike", facts(user((1, 3), interests=(disliked, liked)))).max() == 0


def test_a_dislike_marks_what_it_is_about() -> None:
    given = facts(user((1, 3), interests=(interest(0, polarity="dislike"),)))
    horror = given.items % 2 == 0
    found = column("dislike", given)
    assert found[horror].min() > found[~horror].max()


def test_an_interest_without_vector_matches_by_facets_alone() -> None:
    given = facts(user(interests=(replace(interest(0), vector=None),)))
    assert set(given.matches["like-0"].tolist()) == {0.0, 1.0}


def test_an_interest_in_a_decade_matches_by_year() -> None:
    eighties = replace(interest(0), vector=None, facets=("decade=1980s",))
    given = facts(user(interests=(eighties,)))
    year = WORLD.catalogue.year[given.items]
    assert given.matches["like-0"].tolist() == ((year >= 1980) & (year < 1990)).tolist()


def test_year_fit_prefers_the_years_of_the_history() -> None:
    given = facts(user((0, 40)))
    year = WORLD.catalogue.year[given.items]
    found = column("year_fit", given)
    assert found[year == 1981].mean() > found[year == 2005].mean()


def test_an_unknown_year_is_the_mean_and_no_penalty() -> None:
    items = films()
    items[7] = items[7].model_copy(update={"title": "No year"})
    given = facts(user(interests=LIKES), snapshot(catalogue(items)))
    place = int(np.flatnonzero(given.items == 7)[0])
    assert compute(given, ["year_fit"])[place, 0] == 0


def test_pop_fit_prefers_what_is_as_popular_as_usual() -> None:
    day = timedelta(days=1)
    rows = [(f"v{i}", "f000", "view", np.nan, AS_OF - 12 * day) for i in range(8)]
    rows += [(f"v{i}", "f010", "view", np.nan, AS_OF - 2 * day) for i in range(8)]
    rows += [("v9", "f011", "view", np.nan, AS_OF - 2 * day)]
    world = snapshot(happened=columns(rows))
    mainstream = replace(user((0,)), ages_days=np.array([10.0], dtype=np.float32))
    given = facts(mainstream, world)
    found = dict(zip(given.items.tolist(), column("pop_fit", given).tolist(), strict=True))
    assert found[10] > found[11]


def test_a_clear_dislike_lifts_nothing_of_its_kind() -> None:
    shunned = replace(user((0,)), weights=np.array([-1.0], dtype=np.float32))
    for name in ("ease", "item_knn", "facet_affinity"):
        assert not column(name, facts(shunned)).any()


def test_stray_events_are_no_trend() -> None:
    rows = [("v", "f003", "view", np.nan, AS_OF - timedelta(hours=1))]
    rows += [(f"v{i}", f"f{i:03d}", "view", np.nan, AS_OF - timedelta(days=60)) for i in range(60)]
    given = facts(user(()), snapshot(happened=columns(rows)))
    assert compute(given, ["pop_1d"]).max() < 2


@given(
    st.lists(st.floats(-1e6, 1e6) | st.just(np.nan) | st.just(np.inf), min_size=1, max_size=30),
    st.floats(0, 10),
)
def test_standardised_columns_are_finite_and_bounded(values: list[float], least: float) -> None:
    found = standardise(np.array(values)[:, None], least)
    assert np.isfinite(found).all()
    assert np.abs(found).max() <= 10


def test_standardising_is_mean_zero_and_spread_one() -> None:
    found = standardise(np.array([[1.0], [2.0], [4.0], [9.0]]))
    assert found.mean() == pytest.approx(0)
    assert found.std() == pytest.approx(1)


def test_a_constant_column_says_nothing() -> None:
    assert not standardise(np.full((9, 1), 0.1 + 0.2)).any()
