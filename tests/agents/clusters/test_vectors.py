"""Where people stand, one by one and all at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from tests.agents.retrieve.world import AS_OF, catalogue, columns, interest, user
from whyrec.agents.clusters import crowd_vectors, user_vector
from whyrec.agents.retrieve import Interactions, UserView

VIEW = catalogue()
ROWS = [
    ("ann", "f000", "like", float("nan"), AS_OF - timedelta(days=400)),
    ("ann", "f002", "view", float("nan"), AS_OF - timedelta(days=30)),
    ("ann", "f004", "purchase", float("nan"), AS_OF - timedelta(days=2)),
    ("bob", "f001", "rating", 9.0, AS_OF - timedelta(days=9)),
    ("bob", "f003", "rating", 8.0, AS_OF - timedelta(days=8)),
    ("bob", "f006", "rating", 1.0, AS_OF - timedelta(days=7)),
    ("cat", "f005", "dislike", float("nan"), AS_OF - timedelta(days=1)),
]
CROWD = Interactions.from_columns(VIEW, columns(sorted(ROWS, key=lambda row: row[4])), AS_OF)
WHERE = crowd_vectors(VIEW, CROWD)


def _row(name: str) -> np.ndarray:
    return WHERE.vectors[CROWD.users.index(name)]


def _ann() -> UserView:
    return UserView(
        "ann",
        AS_OF,
        np.array([0, 2, 4], dtype=np.int32),
        np.array([1.0, 0.3, 1.0], dtype=np.float32),
        np.array([400, 30, 2], dtype=np.float32),
    )


def test_one_persons_vector_is_the_same_as_among_all() -> None:
    assert user_vector(VIEW, _ann(), WHERE.origin) == pytest.approx(_row("ann"), abs=1e-5)


def test_who_took_nothing_stands_where_everybody_does() -> None:
    nobody = user_vector(VIEW, UserView.empty("new", AS_OF), WHERE.origin)

    assert nobody == pytest.approx(WHERE.origin)


def test_a_vector_leans_towards_what_is_taken() -> None:
    horror, comedy = 0, 1

    assert _row("ann")[horror] > WHERE.origin[horror]
    assert _row("bob")[comedy] > WHERE.origin[comedy]


def test_what_is_rated_far_below_ones_own_mean_does_not_count() -> None:
    bob = CROWD.users.index("bob")

    assert WHERE.amounts[bob] == pytest.approx(2.0, abs=0.01)
    horror = 0
    assert _row("bob")[horror] < WHERE.origin[horror]


def test_a_dislike_counts_for_nobody() -> None:
    disliked = replace(_ann(), weights=np.array([1.0, 0.3, -1.0], dtype=np.float32))

    assert "cat" not in CROWD.users
    assert user_vector(VIEW, disliked, WHERE.origin) != pytest.approx(_row("ann"), abs=1e-3)


def test_somebody_who_is_away_does_not_change() -> None:
    later = replace(_ann(), ages_days=_ann().ages_days + 1_000)

    now = user_vector(VIEW, _ann(), WHERE.origin)
    assert user_vector(VIEW, later, WHERE.origin) == pytest.approx(now, abs=1e-4)


def test_what_was_said_in_words_counts_as_one_event() -> None:
    comedy = replace(interest(1), wanted=True)
    said = user((), interests=(comedy,))
    took = user((1,))

    towards = user_vector(VIEW, said, WHERE.origin) - WHERE.origin
    assert towards[1] > 0
    by_taking = user_vector(VIEW, took, WHERE.origin) - WHERE.origin
    assert np.linalg.norm(towards) == pytest.approx(np.linalg.norm(by_taking), rel=0.5)


def test_what_was_concluded_from_events_is_not_counted_twice() -> None:
    concluded = user((1,), interests=(interest(0),))

    assert np.array_equal(
        user_vector(VIEW, concluded, WHERE.origin), user_vector(VIEW, user((1,)), WHERE.origin)
    )
