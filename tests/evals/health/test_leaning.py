"""Whether the events of an interest speak for it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.evals.health.profiles import START, cites, interest, rated
from whyrec.agents.profile import EventSignal
from whyrec.domain import Event
from whyrec.evals.health._leaning import by_age, by_events, leaning, speaks_against
from whyrec.settings import ProfileSettings

SETTINGS = ProfileSettings(half_life_long_days=180, half_life_short_events=14)


def signals(**weights: float) -> dict[str, EventSignal]:
    """Signed weights by event id; an id ending in ``_old`` happened 180 days before the others."""
    return {
        name: EventSignal(rated(name, 5.0, 0.0 if name.endswith("_old") else 180.0), weight)
        for name, weight in weights.items()
    }


NOW = START + timedelta(days=180)


def test_evidence_is_summed_with_its_sign_and_halved_by_age() -> None:
    like = interest(1, "like", "War", evidence=cites("a", "b_old"))
    found = signals(a=0.5, b_old=-1.0)
    assert leaning(like, found, by_age(found, NOW, 180)) == pytest.approx(0.5 - 0.5)


def test_bad_ratings_speak_for_a_dislike() -> None:
    dislike = interest(1, "dislike", "War", evidence=cites("a"))
    found = signals(a=-0.75)
    assert leaning(dislike, found, by_age(found, NOW, 180)) == pytest.approx(0.75)


def test_an_interest_is_against_its_evidence_when_both_half_lives_say_so() -> None:
    like = interest(1, "like", "War", evidence=cites("a", "b_old"))
    assert speaks_against(like, signals(b_old=0.5, a=-0.6), NOW, SETTINGS)
    assert not speaks_against(like, signals(b_old=1.0, a=-0.4), NOW, SETTINGS)


def test_of_late_is_told_by_the_events_that_followed() -> None:
    found = signals(a=1.0, b=-1.0, c=0.0)
    assert by_events(found, 2) == {"a": 1.0, "b": 0.5, "c": 0.0}


def test_one_event_that_has_turned_is_enough() -> None:
    like = interest(1, "like", "War", evidence=cites("a"))
    assert speaks_against(like, signals(a=-0.01), NOW, SETTINGS)


def test_an_event_that_says_nothing_speaks_against_nothing() -> None:
    like = interest(1, "like", "War", evidence=cites("a", "unknown"))
    assert not speaks_against(like, signals(a=0.0), NOW, SETTINGS)


def test_no_event_speaks_against_what_the_user_said() -> None:
    said = interest(1, "dislike", "War", evidence=cites("words", "a", "b"), origin="stated")
    words = Event(id="words", user_id="u", kind="state", text="no more war", at=NOW)
    found = signals(a=1.0, b=1.0) | {"words": EventSignal(words, 0.0)}
    assert leaning(said, found, by_age(found, NOW, 180)) == pytest.approx(1.0 - 2.0)
    assert not speaks_against(said, found, NOW, SETTINGS)
