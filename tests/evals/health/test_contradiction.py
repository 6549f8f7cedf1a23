"""Which interests contradict each other."""

from __future__ import annotations

from tests.evals.health.profiles import START, interest, profile
from whyrec.evals.health._contradiction import contradictions


def test_a_like_and_a_dislike_of_the_same_facets_contradict_each_other() -> None:
    like, dislike = interest(1, "like", "Horror", "War"), interest(2, "dislike", "War", "Horror")
    assert contradictions(profile(like, dislike)) == [(like, dislike)]


def test_liking_something_narrower_than_what_is_disliked_is_no_contradiction() -> None:
    assert not contradictions(
        profile(interest(1, "like", "Horror", "Comedy"), interest(2, "dislike", "Horror"))
    )


def test_what_the_user_wants_no_more_of_contradicts_everything_narrower() -> None:
    said = interest(2, "dislike", "Horror", origin="stated")
    assert contradictions(profile(interest(1, "like", "Horror", "Comedy"), said))
    assert not contradictions(profile(interest(1, "like", "Comedy"), said))


def test_less_of_something_is_not_none_of_it() -> None:
    less = interest(2, "dislike", "Horror", origin="stated", gradual=True)
    assert not contradictions(profile(interest(1, "like", "Horror", "Comedy"), less))
    assert not contradictions(profile(interest(1, "like", "Horror"), less))


def test_a_retired_interest_contradicts_nothing() -> None:
    gone = interest(1, "like", "Horror", retired_at=START)
    assert not contradictions(profile(gone, interest(2, "dislike", "Horror")))


def test_without_facets_the_labels_decide() -> None:
    like, dislike = (
        interest(1, "like", label="Slow films"),
        interest(2, "dislike", label="slow films"),
    )
    other = interest(3, "dislike", label="Loud films")
    assert contradictions(profile(like, dislike, other)) == [(like, dislike)]


def test_two_likes_of_the_same_are_a_duplicate_and_no_contradiction() -> None:
    assert not contradictions(profile(interest(1, "like", "Horror"), interest(2, "like", "Horror")))
