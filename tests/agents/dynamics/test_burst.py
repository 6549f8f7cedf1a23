"""More events in a window than a person makes."""

from __future__ import annotations

from tests.agents.dynamics.acts import act, refused
from whyrec.agents.dynamics import burst


def test_thirteen_likes_in_ten_seconds_are_a_machines() -> None:
    events = [act(0.7 * n, "like", f"i{n}") for n in range(13)]
    assert refused(events, burst(events)) == list(range(13))


def test_twelve_are_a_persons() -> None:
    events = [act(0.8 * n, "like", f"i{n}") for n in range(12)]
    assert burst(events) == {}


def test_forty_one_within_a_minute_are_a_machines() -> None:
    events = [act(1.4 * n, "click", f"i{n}") for n in range(41)]
    assert len(burst(events)) == 41
    assert burst(events[:40]) == {}


def test_what_lies_outside_the_window_stays() -> None:
    before, after = act(-30, "like", "before"), act(60, "like", "after")
    events = [before, *(act(0.5 * n, "like", f"i{n}") for n in range(14)), after]
    assert refused(events, burst(events)) == list(range(1, 15))


def test_a_page_of_ratings_with_one_time_is_no_burst() -> None:
    events = [act(0, "rating", f"i{n}", value=4.0) for n in range(400)]
    assert burst(events) == {}


def test_a_call_that_tells_of_a_thousand_events_without_times_is_no_burst() -> None:
    events = [act(n / 1e6, "view", f"i{n}", id=f"{n:04}") for n in range(1_000)]
    assert burst(events) == {}


def test_dates_without_times_are_no_burst() -> None:
    events = [act(86_400 * (n // 30), "view", f"i{n}") for n in range(300)]
    assert burst(events) == {}


def test_what_is_bought_said_and_looked_for_counts_no_pace() -> None:
    kinds = ("purchase", "search", "state")
    events = [act(0.1 * n, kinds[n % 3], f"i{n}") for n in range(60)]
    assert burst(events) == {}


def test_a_product_sets_what_a_person_reaches() -> None:
    events = [act(0.7 * n, "skip", f"i{n}") for n in range(13)]
    assert burst(events, most_in_10_s=20) == {}


def test_the_reason_says_how_many_are_too_many() -> None:
    events = [act(0.7 * n, "like", f"i{n}") for n in range(13)]
    assert set(burst(events).values()) == {"one of more than 12 in 10 seconds"}
