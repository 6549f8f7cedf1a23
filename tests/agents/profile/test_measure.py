"""Arithmetic on read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from whyrec.agents.profile import EventSignal, RatingScale, measure, signal, user_mean
from whyrec.domain import Event, EventKind, Evidence, Interest, Measured, Polarity, Profile
from whyrec.settings import ProfileSettings

START = datetime(2024, 1, 1, tzinfo=UTC)
SCALE = RatingScale(0, 10, 8)
HALF_LIVES = ProfileSettings(half_life_long_days=100, half_life_short_events=4)


def event(name: str, day: float, kind: EventKind = "like", value: float | None = None) -> Event:
    text = "words" if kind == "state" else None
    at = START + timedelta(days=day)
    return Event(id=name, user_id="u", item_id="x", kind=kind, value=value, at=at, text=text)


def interest(name: str, *events: str, polarity: Polarity = "like") -> Interest:
    return Interest(
        id=name,
        label=name,
        statement="Likes it a lot.",
        polarity=polarity,
        evidence=tuple(Evidence(event_id=e) for e in events),
        born_at=START,
    )


def measured(
    interests: list[Interest], signals: dict[str, tuple[Event, float]], day: float
) -> list[Measured]:
    profile = Profile(user_id="u", version=1, interests=tuple(interests))
    known = {k: EventSignal(e, s) for k, (e, s) in signals.items()}
    read = measure(profile, known, START + timedelta(days=day), HALF_LIVES)
    return [i.measured for i in read.interests if i.measured is not None]


def test_an_event_counts_half_after_one_half_life() -> None:
    (now,) = measured([interest("i1", "a")], {"a": (event("a", 0), 1.0)}, 0)
    (later,) = measured([interest("i1", "a")], {"a": (event("a", 0), 1.0)}, 100)
    assert now.strength_long == pytest.approx(1.0)
    assert later.strength_long == pytest.approx(0.5)
    assert later.strength_short == pytest.approx(1.0), "nothing else was taken meanwhile"


def test_for_the_short_strength_an_event_counts_half_after_some_others() -> None:
    signals = {f"e{n}": (event(f"e{n}", 0), 1.0) for n in range(9)}
    first, fifth, last = measured(
        [interest("i1", "e0"), interest("i2", "e4"), interest("i3", "e8")], signals, 0
    )
    assert first.strength_short == pytest.approx(0.25)
    assert fifth.strength_short == pytest.approx(0.5)
    assert last.strength_short == pytest.approx(1.0)


def test_words_are_no_event_that_makes_others_fade() -> None:
    signals = {"e": (event("e", 0), 1.0), "w": (event("w", 1, kind="state"), 0.0)}
    (found,) = measured([interest("i1", "e")], signals, 1)
    assert found.strength_short == pytest.approx(1.0)


def test_events_after_the_moment_count_nothing() -> None:
    early, late = event("a", 0), event("b", 50)
    (at_40,) = measured([interest("i1", "a", "b")], {"a": (early, 1.0), "b": (late, 1.0)}, 40)
    (alone,) = measured([interest("i1", "a")], {"a": (early, 1.0)}, 40)
    assert at_40 == alone


def test_a_contradiction_takes_strength_and_confidence() -> None:
    agreeing = {"a": (event("a", 0), 1.0), "b": (event("b", 0), 1.0)}
    mixed = {"a": (event("a", 0), 1.0), "b": (event("b", 0), -0.5)}
    (sure,) = measured([interest("i1", "a", "b")], agreeing, 0)
    (unsure,) = measured([interest("i1", "a", "b")], mixed, 0)
    assert unsure.strength_long == pytest.approx(0.5)
    assert unsure.confidence < sure.confidence


def test_strength_never_falls_below_zero() -> None:
    (low,) = measured([interest("i1", "a")], {"a": (event("a", 0), -1.0)}, 0)
    assert low.strength_long == 0


def test_a_dislike_is_fed_by_negative_events() -> None:
    (strong,) = measured([interest("i1", "a", polarity="dislike")], {"a": (event("a", 0), -0.8)}, 0)
    assert strong.strength_long == pytest.approx(0.8)


def test_shares_are_of_one_polarity_and_have_a_floor() -> None:
    signals = {"a": (event("a", 0), 1.0), "b": (event("b", 0), 0.001), "c": (event("c", 0), -1.0)}
    likes_a, likes_b, dislikes_c = measured(
        [interest("i1", "a"), interest("i2", "b"), interest("i3", "c", polarity="dislike")],
        signals,
        0,
    )
    assert likes_a.share == pytest.approx(0.999, abs=1e-3)
    assert likes_b.share == 0.01
    assert dislikes_c.share == 1.0


def test_a_switch_shows_as_rising_and_fading() -> None:
    signals = {f"o{n}": (event(f"o{n}", n), 1.0) for n in range(10)}
    signals |= {f"n{n}": (event(f"n{n}", 100 + n), 1.0) for n in range(10)}
    old, new = measured(
        [
            interest("i1", *(f"o{n}" for n in range(10))),
            interest("i2", *(f"n{n}" for n in range(10))),
        ],
        signals,
        110,
    )
    assert (old.trend, new.trend) == ("fading", "rising")


def test_what_is_said_or_disliked_long_after_makes_no_like_fade() -> None:
    signals = {
        "a": (event("a", 0), 1.0),
        "b": (event("b", 0), 1.0),
        "d": (event("d", 300, "dislike"), -1.0),
        "s": (event("s", 300, "state"), 1.0),
    }
    liked, _, _ = measured(
        [interest("i1", "a"), interest("i2", "b", "s"), interest("i3", "d", polarity="dislike")],
        signals,
        300,
    )
    assert liked.trend != "fading"


def test_a_like_fades_while_others_are_taken() -> None:
    signals = {"a": (event("a", 0), 1.0), "b": (event("b", 70), 1.0)}
    quiet, taken = measured([interest("i1", "a"), interest("i2", "b")], signals, 70)
    assert (quiet.trend, taken.trend) == ("fading", "steady")


def test_words_of_the_user_do_not_fade() -> None:
    said = event("a", 0, kind="state")
    (later,) = measured([interest("i1", "a")], {"a": (said, 0.0)}, 400)
    assert later.strength_long == 1.0


def test_no_event_takes_away_what_the_user_said() -> None:
    signals = {"a": (event("a", 0, kind="state"), 0.0), "b": (event("b", 1), -1.0)}
    (found,) = measured([interest("i1", "a", "b")], signals, 1)
    assert (found.strength_long, found.strength_short) == (1.0, 1.0)


def test_the_sign_of_a_rating_is_its_distance_from_the_users_own_mean() -> None:
    generous = [event(f"g{n}", 0, "rating", 9) for n in range(20)]
    strict = [event(f"s{n}", 0, "rating", 5) for n in range(20)]
    seven = event("x", 0, "rating", 7)
    assert signal(seven, user_mean(generous, SCALE), SCALE) < 0
    assert signal(seven, user_mean(strict, SCALE), SCALE) > 0


def test_few_ratings_are_drawn_to_the_prior() -> None:
    assert user_mean([], SCALE) == 8
    assert user_mean([event("a", 0, "rating", 2)], SCALE) == pytest.approx((2 + 5 * 8) / 6)


@pytest.mark.parametrize("kind", ["like", "purchase", "view", "click", "share"])
def test_deliberate_and_passing_acts_speak_for_an_item(kind: EventKind) -> None:
    assert 0 < signal(event("a", 0, kind), 8, SCALE) <= 1
