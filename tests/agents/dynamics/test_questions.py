"""What an answer tells of somebody's group, and which question is put next."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from whyrec.agents.dynamics import EITHER, NO, YES, ByGroups, BySpread
from whyrec.agents.dynamics._questions import (
    answers_to_choice,
    answers_to_topic,
    information,
    lifts,
    posterior,
)
from whyrec.domain import Facet, Given

TOPICS = tuple(Facet("genre", name) for name in ("Horror", "Comedy", "War", "Drama", "Musical"))
HORROR, COMEDY, WAR, DRAMA, MUSICAL = TOPICS
SHARES = np.array(
    [
        [0.8, 0.1, 0.2, 0.5, 0.1],
        [0.1, 0.8, 0.2, 0.5, 0.1],
        [0.1, 0.1, 0.2, 0.5, 0.8],
    ]
)
WEIGHTS = np.array([0.4, 0.35, 0.25])

shares = arrays(np.float64, (4, 5), elements=st.floats(0, 1))
parts = arrays(np.float64, 4, elements=st.floats(0.01, 1)).map(lambda a: a / a.sum())
answers = st.lists(st.integers(0, 2), max_size=8)


def groups(choices: int = 4, answerable: float = 1.0) -> ByGroups:
    return ByGroups(TOPICS, np.full(5, answerable), WEIGHTS, SHARES, choices)


@given(shares, parts)
def test_answers_are_probabilities_in_each_group(some: np.ndarray, weights: np.ndarray) -> None:
    lift = lifts(some, weights)
    for likelihoods in (answers_to_topic(lift[:, 0]), answers_to_choice(lift[:, :3])):
        assert (likelihoods > 0).all()
        assert likelihoods.sum(axis=0) == pytest.approx(1.0)


@given(shares, parts)
def test_an_answer_tells_at_least_nothing_and_at_most_the_group(
    some: np.ndarray, weights: np.ndarray
) -> None:
    told = information(weights, answers_to_choice(lifts(some, weights)))
    assert 0 <= told <= -float(weights @ np.log2(weights)) + 1e-9


@given(shares, parts, answers)
def test_beliefs_sum_to_one(some: np.ndarray, weights: np.ndarray, said: list[int]) -> None:
    asker = ByGroups(TOPICS, np.ones(5), weights, some)
    told = [Given((TOPICS[n % 5],), answer) for n, answer in enumerate(said)]
    assert asker.believed(told).sum() == pytest.approx(1.0)


@given(shares, parts, answers, st.integers(1, 4))
def test_no_topic_is_asked_about_twice(
    some: np.ndarray, weights: np.ndarray, said: list[int], choices: int
) -> None:
    asker = ByGroups(TOPICS, np.ones(5), weights, some, choices)
    asked: list[Given] = []
    for answer in said:
        topics = asker.following(asked)
        if topics is None:
            break
        assert not {topic for one in asked for topic in one.topics} & set(topics)
        asked.append(Given(topics, min(answer, len(topics))))


def test_a_topic_that_all_groups_take_alike_tells_nothing() -> None:
    lift = lifts(SHARES, WEIGHTS)
    assert information(WEIGHTS, answers_to_topic(lift[:, 3])) == pytest.approx(0.0)
    assert groups().following([Given((HORROR, COMEDY, MUSICAL), 3)]) is None


def test_the_topic_that_tells_most_is_asked_about() -> None:
    assert groups(choices=1).following(()) in ((HORROR,), (COMEDY,))


def test_a_choice_is_asked_where_it_tells_more_than_one_topic() -> None:
    assert set(groups().following(()) or ()) == {HORROR, COMEDY, MUSICAL}


def test_what_hardly_anybody_could_answer_is_not_asked() -> None:
    assert groups(answerable=0.01).following(()) is None


def test_of_two_topics_that_tell_the_same_the_known_one_is_asked_about() -> None:
    same = np.array([[0.8, 0.8], [0.1, 0.1]])
    asker = ByGroups((HORROR, COMEDY), np.array([0.3, 0.9]), np.array([0.5, 0.5]), same, 1)
    assert asker.following(()) == (COMEDY,)


def test_topics_of_which_the_taste_is_known_are_not_asked_about() -> None:
    assert HORROR not in (groups().following((), known={HORROR}) or ())


def test_yes_speaks_for_the_groups_that_take_more_of_it_and_no_against_them() -> None:
    yes, no = (groups().believed([Given((HORROR,), answer)]) for answer in (YES, NO))
    assert yes[0] > WEIGHTS[0] > no[0]


def test_neither_speaks_for_the_groups_between() -> None:
    shares = np.array([[0.8], [0.4], [0.05]])
    asker = ByGroups((HORROR,), np.ones(1), np.full(3, 1 / 3), shares)
    assert int(asker.believed([Given((HORROR,), EITHER)]).argmax()) == 1


def test_the_topic_chosen_speaks_for_its_group() -> None:
    for place, group in enumerate((0, 1, 2)):
        chosen = groups().believed([Given((HORROR, COMEDY, MUSICAL), place)])
        assert int(chosen.argmax()) == group


def test_what_was_skipped_or_is_not_known_any_more_tells_nothing() -> None:
    told = [Given((HORROR,), None), Given((Facet("genre", "Western"),), YES)]
    assert groups().believed(told) == pytest.approx(WEIGHTS)


def test_a_likelihood_moves_the_odds_by_its_ratio() -> None:
    after = posterior(np.array([0.5, 0.5]), np.array([0.6, 0.2]))
    assert after == pytest.approx([0.75, 0.25])


def test_without_groups_topics_come_in_the_order_of_their_spread() -> None:
    asker = BySpread((WAR, DRAMA))
    assert asker.following(()) == (WAR,)
    assert asker.following([Given((WAR,), YES)]) == (DRAMA,)
    assert asker.following([Given((WAR,), None)], known={DRAMA}) is None
