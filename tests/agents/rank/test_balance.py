"""A list in balance: shares, caps, surprise."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.agents.retrieve.world import catalogue, films, interest, snapshot, user
from whyrec.agents.rank import (
    JUDGEMENT,
    LinearModel,
    Ranked,
    Weights,
    facet_names,
    rank,
    select,
    select_balanced,
)
from whyrec.agents.rank._balanced import choose
from whyrec.agents.rank._caps import Cap, values
from whyrec.agents.rank._facts import Facts
from whyrec.agents.rank._shares import Shares, divergence, shares
from whyrec.agents.rank._surprise import moved, surprising
from whyrec.agents.retrieve import UserView, retrieve
from whyrec.domain import Balance

WORLD = snapshot()
ANN = user(interests=(interest(0), interest(1)))
CANDIDATES = retrieve(ANN, WORLD)
PLAIN = {"rrf": 0.5, "interest_long": 1.0}
WEIGHTS = Weights(
    without_model=LinearModel(weights=PLAIN, bias=-3.0),
    with_model=LinearModel(weights={**PLAIN, JUDGEMENT: 1.0}, bias=-3.0),
    data_fingerprint="none",
    protocol="by hand",
)
RANKED = rank(ANN, CANDIDATES, WORLD, WEIGHTS)
NONE = Balance()


def listed(
    balance: Balance, k: int = 10, *, diversity: float = 0.0, who: UserView = ANN
) -> list[int]:
    """Catalogue indices of a list."""
    chosen = select_balanced(RANKED, who, WORLD, k, diversity=diversity, balance=balance)
    return RANKED.items[chosen].tolist()


def horror(items: list[int]) -> int:
    """How many of them are horror, which has the even places."""
    return sum(item % 2 == 0 for item in items)


@pytest.mark.parametrize("diversity", [0.0, 0.2, 3.0])
def test_a_neutral_balance_makes_the_list_that_there_was(diversity: float) -> None:
    chosen = select_balanced(RANKED, ANN, WORLD, 10, diversity=diversity, balance=NONE)
    assert chosen == select(RANKED, WORLD, 10, diversity=diversity)


@pytest.mark.parametrize(("share", "of_ten"), [(0.7, 7), (0.5, 5), (0.2, 2)])
def test_a_calibrated_list_holds_interests_in_the_users_shares(share: float, of_ten: int) -> None:
    both = ((0, share), (1, 1 - share))
    bob = replace(ANN, interests=tuple(replace(interest(g), strength_long=s) for g, s in both))
    assert horror(listed(Balance(calibration=1), who=bob)) == of_ten


def test_a_calibrated_list_stands_in_the_order_of_scores() -> None:
    chosen = select_balanced(RANKED, ANN, WORLD, 10, diversity=0, balance=Balance(calibration=0.9))
    assert chosen == sorted(chosen)
    assert chosen != list(range(10))


def test_nobody_is_calibrated_to_interests_they_have_not() -> None:
    stranger = UserView.empty("new", ANN.as_of)
    assert listed(Balance(calibration=1), who=stranger) == RANKED.items[:10].tolist()


def test_an_interest_without_facets_is_answered_by_what_is_near_it() -> None:
    said = replace(interest(0), facets=())
    found = shares(Facts(replace(ANN, interests=(said,)), CANDIDATES, WORLD))
    assert found is not None
    near = found.belongs[:, 0] > 0
    assert (CANDIDATES.items[near] % 2 == 0).mean() > 0.9
    assert near.any()


def test_an_item_of_two_interests_is_half_of_each() -> None:
    twice = (interest(0), replace(interest(0), id="again"))
    found = shares(Facts(replace(ANN, interests=twice), CANDIDATES, WORLD))
    assert found is not None
    assert set(found.belongs.ravel().tolist()) == {0.0, 0.5}


def test_dislikes_have_no_share() -> None:
    both = (interest(0), interest(1, polarity="dislike"))
    found = shares(Facts(replace(ANN, interests=both), CANDIDATES, WORLD))
    assert found is not None
    assert found.wanted.tolist() == [1.0]


def test_the_divergence_is_that_of_steck_by_hand() -> None:
    p, q = np.array([0.7, 0.3]), np.array([[1.0, 0.0]])
    by_hand = 0.7 * np.log(0.7 / 0.997) + 0.3 * np.log(0.3 / 0.003)
    assert divergence(p, q) == pytest.approx([by_hand])


@given(st.lists(st.floats(0.01, 1), min_size=1, max_size=8), st.data())
def test_the_divergence_is_0_for_the_shares_themselves_and_never_below(
    some: list[float], data: st.DataObject
) -> None:
    p = np.array(some) / sum(some)
    other = np.array(data.draw(st.lists(st.floats(0, 1), min_size=len(p), max_size=len(p))))
    q = other / max(other.sum(), 1.0)
    assert divergence(p, p[None]) == pytest.approx([0], abs=1e-12)
    assert -1e-12 <= divergence(p, q[None])[0] <= -np.log(0.01) + 1e-12


def test_no_more_items_share_a_facet_than_the_cap_says() -> None:
    assert horror(listed(Balance(cap=2), 4)) == 2
    assert horror(listed(NONE, 4)) > 2


def test_a_cap_that_the_candidates_cannot_keep_rises_by_one_at_a_time() -> None:
    carried = np.array([[1, 0]] * 6 + [[0, 1]] * 2, dtype=np.bool_)
    chosen = choose(np.linspace(1, 0.1, 8), 7, cap=Cap(carried, 1))
    # One of each; then two of each; then nothing is left but the first kind.
    assert chosen == [0, 6, 1, 7, 2, 3, 4]


def test_what_carries_no_capped_facet_is_never_capped() -> None:
    carried = np.array([[1], [1], [0], [0], [0]], dtype=np.bool_)
    assert choose(np.linspace(1, 0.1, 5), 4, cap=Cap(carried, 1)) == [0, 2, 3, 4]


def test_a_cap_counts_every_facet_of_an_item() -> None:
    carried = np.array([[1, 1], [1, 0], [0, 1], [0, 0]], dtype=np.bool_)
    assert choose(np.array([0.4, 0.3, 0.2, 0.1]), 2, cap=Cap(carried, 1)) == [0, 3]


def test_a_cap_is_on_genres_and_the_like_unless_it_names_facets() -> None:
    some = [
        film.model_copy(update={"facets": {**film.facets, "studio": ("A",)}}) for film in films()
    ]
    view = catalogue(some)
    places = np.arange(10, dtype=np.int32)
    assert values(places, view, ()).shape == (10, 2)
    assert values(places, view, ("studio",)).shape == (10, 1)
    assert values(places, view, ("decade",)).shape == (10, 1)
    assert facet_names(view) == {"genre", "studio", "decade"}


def test_surprise_takes_what_fewer_people_took_and_what_is_near_an_interest() -> None:
    taken = WORLD.statistics.total

    def mean(level: float) -> float:
        return float(taken[listed(Balance(surprise=level))].mean())

    assert mean(1) < mean(0.5) < mean(0)
    one_taste = replace(ANN, interests=(interest(0),))
    assert horror(listed(Balance(surprise=1), who=one_taste)) == 10


def test_what_everybody_took_surprises_nobody() -> None:
    facts = Facts(ANN, CANDIDATES, WORLD)
    totals = WORLD.statistics.total[CANDIDATES.items]
    surprise = surprising(facts)
    assert (surprise >= 0).all()
    assert (surprise <= 1).all()
    assert totals.max() == WORLD.statistics.total.max()
    assert surprise[totals == totals.max()].max() == pytest.approx(0)


def test_who_is_unknown_may_be_surprised_by_anything_rare() -> None:
    stranger = UserView.empty("new", ANN.as_of)
    totals = WORLD.statistics.total[listed(Balance(surprise=1), who=stranger)]
    assert totals.max() <= np.sort(WORLD.statistics.total[RANKED.items])[9]


@given(st.floats(0, 1), st.lists(st.floats(0, 1), min_size=2, max_size=20))
def test_moved_scores_are_scores_at_level_0_and_follow_surprise_at_1(
    level: float, some: list[float]
) -> None:
    scores = np.linspace(0.9, 0.01, len(some))
    surprise = np.array(some)
    assert moved(scores, surprise, 0.0) == pytest.approx(scores)
    order = np.argsort(moved(scores, surprise, 1.0), kind="stable")
    assert (np.diff(surprise[order]) >= -1e-6).all()
    assert (moved(scores, surprise, level) > 0).all()


balances = st.builds(
    Balance,
    calibration=st.floats(0, 1),
    cap=st.none() | st.integers(1, 12),
    surprise=st.floats(0, 1),
)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 80), st.floats(0, 20), balances)
def test_a_list_has_k_different_items_or_all(k: int, diversity: float, balance: Balance) -> None:
    chosen = select_balanced(RANKED, ANN, WORLD, k, diversity=diversity, balance=balance)
    assert len(chosen) == len(set(chosen)) == min(k, len(RANKED))


@settings(max_examples=20, deadline=None)
@given(balances)
def test_the_same_is_asked_the_same_is_answered(balance: Balance) -> None:
    assert listed(balance) == listed(balance)


def test_without_candidates_there_is_no_list() -> None:
    none = Ranked(
        items=RANKED.items[:0],
        scores=RANKED.scores[:0],
        features=RANKED.features,
        contributions=RANKED.contributions[:0],
        sources=(),
    )
    asked = Balance(calibration=0.5, cap=1, surprise=0.5)
    assert select_balanced(none, ANN, WORLD, 5, diversity=0.2, balance=asked) == []


def test_calibration_beats_score_only_as_far_as_it_is_asked_for() -> None:
    mirrored = Shares(np.array([0.5, 0.5]), np.array([[1.0, 0.0]] * 4 + [[0.0, 1.0]] * 4))
    scores = np.array([0.9, 0.8, 0.7, 0.6, 0.01, 0.01, 0.01, 0.01])
    plain, some, all_of_it = (
        sum(place < 4 for place in choose(scores, 4, mirrored=mirrored, mu=mu))
        for mu in (0.0, 0.05, 1.0)
    )
    assert (plain, all_of_it) == (4, 2)
    assert plain >= some >= all_of_it
