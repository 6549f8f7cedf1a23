"""What somebody new is asked: what people differ in most."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np

from whyrec.agents.chat import separating
from whyrec.agents.retrieve import CatalogueView, Interactions
from whyrec.domain import Facet, Item

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def world(people: int = 20) -> tuple[CatalogueView, Interactions]:
    """Everybody takes dramas; half of the people take nothing but horror beside, half comedy."""
    genres = ("Drama", "Horror", "Comedy")
    view = CatalogueView.from_items(
        Item(id=f"i{n:02}", title=f"T{n}", facets={"genre": (genres[n % 3],)}) for n in range(60)
    )
    users, items, values = [], [], []
    for user in range(people):
        other = 1 + user % 2
        for n in range(5):
            users += [user, user]
            items += [3 * n, 3 * n + other]
            values += [4.0, 5.0 if user < people / 2 else 1.0]
    crowd = Interactions(
        as_of=NOW,
        users=tuple(f"u{n}" for n in range(people)),
        user=np.array(users, dtype=np.int32),
        item=np.array(items, dtype=np.int32),
        value=np.array(values),
        at_us=np.arange(len(users), dtype=np.int64),
        since=view.since,
    )
    return view, crowd


def test_the_facets_on_which_people_differ_come_first() -> None:
    found = separating(*world(), NOW.timestamp())
    assert set(found.facets[:2]) == {Facet("genre", "Horror"), Facet("genre", "Comedy")}


def test_what_everybody_takes_alike_separates_nobody() -> None:
    assert Facet("genre", "Drama") not in separating(*world(), NOW.timestamp()).facets


def test_the_items_are_known_and_of_different_kinds() -> None:
    view, crowd = world()
    found = separating(view, crowd, NOW.timestamp())
    places = [view.index[i] for i in found.items]
    assert len({view.facets[[p]].indices.tobytes() for p in places}) == len(places) == 3
    assert all(np.bincount(crowd.item, minlength=len(view))[p] > 0 for p in places)


def test_without_people_the_catalogue_says_what_separates() -> None:
    view, crowd = world(people=2)
    assert len(separating(view, crowd, NOW.timestamp()).facets) == 3


def test_items_that_enter_later_are_not_asked_about() -> None:
    later = NOW + timedelta(days=1)
    view = CatalogueView.from_items(
        [
            Item(id="now", title="Now", facets={"genre": ("Drama",)}),
            Item(id="later", title="Later", facets={"genre": ("War",)}, created_at=later),
        ]
    )
    _, crowd = world(people=0)
    empty = Interactions(NOW, (), crowd.user, crowd.item, crowd.value, crowd.at_us, view.since)
    assert separating(view, empty, NOW.timestamp()).items == ("now",)
