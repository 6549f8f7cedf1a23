"""Gaps like a metronome's, and one sequence again and again."""

from __future__ import annotations

import pytest

from tests.agents.dynamics.acts import act, refused
from whyrec.agents.dynamics import scripted


def test_ten_equal_gaps_are_a_machines() -> None:
    events = [act(45.0 * n, "view", f"i{n}") for n in range(11)]
    assert refused(events, scripted(events)) == list(range(11))


def test_nine_may_be_chance() -> None:
    assert scripted([act(45.0 * n, "view", f"i{n}") for n in range(10)]) == {}


def test_gaps_within_five_percent_are_equal() -> None:
    jitter = (0.0, 1.0, -1.0, 0.5, -0.5, 0.8, 0.0, -0.9, 0.3, 1.0, 0.2)
    close = [act(60.0 * n + j / 2, "view", f"i{n}") for n, j in enumerate(jitter)]
    wide = [act(60.0 * n + 4 * j, "view", f"i{n}") for n, j in enumerate(jitter)]
    assert len(scripted(close)) == 11
    assert scripted(wide) == {}


@pytest.mark.parametrize("gap", [1.0, 3_600.0, 86_400.0])
def test_a_clock_of_whole_seconds_and_a_daily_habit_are_no_script(gap: float) -> None:
    events = [act(gap * n, "rating", f"i{n}", value=4.0) for n in range(12)]
    assert scripted(events) == {}


def test_the_same_two_items_three_times_over_are_a_script() -> None:
    events = [act(n**1.5, "click", "ab"[n % 2]) for n in range(6)]
    assert refused(events, scripted(events)) == list(range(6))


def test_a_round_of_ten_is_still_seen_and_its_neighbours_stay() -> None:
    times = [0.0]
    for n in range(32):
        times.append(times[-1] + 2 + (n * 7) % 5)
    items = ["before", *(f"i{n % 10}" for n in range(31)), "after"]
    events = [act(t, "click", i) for t, i in zip(times, items, strict=True)]
    assert refused(events, scripted(events)) == list(range(1, 32))


def test_an_album_on_repeat_is_none() -> None:
    pauses = [200 + 40 * ((7 * n) % 5) for n in range(36)]
    events = [act(float(sum(pauses[:n])), "view", f"song{n % 12}") for n in range(36)]
    assert scripted(events) == {}


def test_different_acts_on_one_item_are_no_repetition() -> None:
    kinds = ("view", "click", "like", "share", "click", "dismiss", "view")
    assert scripted([act(n**1.5 * 3, kind) for n, kind in enumerate(kinds)]) == {}


def test_a_page_loaded_again_five_times_is_none_and_six_are() -> None:
    events = [act(n**1.7, "view") for n in range(6)]
    assert scripted(events[:5]) == {}
    assert len(scripted(events)) == 6
