"""Who is held out, and what they would answer."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from whyrec.agents.retrieve import CatalogueView, Interactions
from whyrec.domain import Facet, Item
from whyrec.evals.coldstart._plan import Mind, moments, newcomers
from whyrec.evals.coldstart._spec import ColdStartSuite

HORROR, COMEDY, WAR = (Facet("genre", name) for name in ("Horror", "Comedy", "War"))
DAY_US = 86_400_000_000


def suite(**more: object) -> ColdStartSuite:
    told: dict[str, object] = {"events": (0, 2), "later": 3, "first": 0.5, **more}
    return ColdStartSuite(kind="cold-start", name="x", about="x", data="x", **told)  # type: ignore[arg-type]


def crowd(users: int = 4, each: int = 12) -> Interactions:
    """Each user takes an item a day, their own ones, rated 1 and 5 in turn."""
    times = np.repeat(np.arange(each), users)
    return Interactions(
        as_of=datetime(2020, 1, 1, tzinfo=UTC),
        users=tuple(f"u{n}" for n in range(users)),
        user=np.tile(np.arange(users), each).astype(np.int32),
        item=(np.tile(np.arange(users), each) * each + times).astype(np.int32),
        value=np.where(times % 2, 5.0, 1.0),
        at_us=times * DAY_US,
        since=np.full(users * each, -np.inf),
    )


def test_the_target_comes_right_after_what_is_known() -> None:
    some = crowd()
    for one in newcomers(suite(), some, moments(suite(), some)):
        own = np.flatnonzero(some.user == one.user)
        (first,) = np.flatnonzero(some.item[own] == one.target)
        assert one.before.tolist() == own[first - 2 : first].tolist()


def test_answers_are_read_from_later_likes_that_no_list_is_looked_through_for() -> None:
    some = crowd()
    for one in newcomers(suite(), some, moments(suite(), some)):
        assert one.target in one.others
        assert one.target not in one.likes
        assert one.others.isdisjoint(one.likes.tolist())
        rated = dict(zip(some.item.tolist(), some.value.tolist(), strict=True))
        assert {rated[place] for place in one.likes.tolist()} == {5.0}
        assert min(one.likes.tolist()) > one.target


def test_who_has_too_few_events_on_either_side_is_left_out() -> None:
    some = crowd()
    assert not newcomers(suite(later=11), some, moments(suite(), some))
    assert not newcomers(suite(events=(0, 11)), some, moments(suite(), some))


def test_the_same_seed_draws_the_same_users() -> None:
    some = crowd(users=10)
    drawn = [
        [one.user for one in newcomers(suite(users=3, seed=seed), some, moments(suite(), some))]
        for seed in (1, 1, 2)
    ]
    assert drawn[0] == drawn[1] != drawn[2]


@pytest.mark.parametrize(
    ("topics", "choice"),
    [
        ((HORROR,), "yes"),
        ((COMEDY,), "no"),
        ((WAR,), "either"),
        ((COMEDY, HORROR, WAR), "2"),
        ((COMEDY, WAR), "none"),
    ],
)
def test_who_takes_more_of_a_topic_than_others_likes_it(
    topics: tuple[Facet, ...], choice: str
) -> None:
    view = CatalogueView.from_items(
        Item(id=f"i{n}", title="T", facets={"genre": (name,)})
        for n, name in enumerate(("Horror", "Horror", "War", "Comedy"))
    )
    everybody = np.array(
        [{COMEDY: 0.5, HORROR: 0.25, WAR: 0.33}[facet] for facet in view.facet_columns]
    )
    mind = Mind.of(np.array([0, 1, 2], dtype=np.int32), everybody, view)
    assert mind.choice(topics) == choice
