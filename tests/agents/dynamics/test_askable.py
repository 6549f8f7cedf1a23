"""Which topics people are asked about: those on which they differ, of which they know."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np

from whyrec.agents.dynamics import askable, by_groups, by_spread
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


def test_the_topics_on_which_people_differ_come_first() -> None:
    found = by_spread(askable(*world()))
    assert set(found.topics[:2]) == {Facet("genre", "Horror"), Facet("genre", "Comedy")}


def test_what_everybody_takes_alike_is_not_asked() -> None:
    assert Facet("genre", "Drama") not in by_spread(askable(*world())).topics


def test_a_topic_is_known_to_those_who_took_anything_of_it() -> None:
    found = askable(*world())
    met = dict(zip([topic.value for topic in found.topics], found.met, strict=True))
    assert met == {"Drama": 1.0, "Horror": 0.5, "Comedy": 0.5}


def test_without_people_the_catalogue_says_what_separates() -> None:
    view, _ = world()
    none, ids = np.empty(0), np.empty(0, np.int32)
    nobody = Interactions(NOW, (), ids, ids, none, np.empty(0, np.int64), view.since)
    found = askable(view, nobody)
    assert len(by_spread(found).topics) == 3
    assert (found.met == 1).all()


def test_a_topic_of_hardly_any_item_is_not_asked_about() -> None:
    view = CatalogueView.from_items(
        Item(id=f"i{n:03}", title="T", facets={"genre": ("Rare" if n == 7 else "Common",)})
        for n in range(100)
    )
    _, crowd = world(people=2)
    assert [topic.value for topic in askable(view, crowd).topics] == ["Common"]


def test_groups_are_told_apart_by_what_they_take() -> None:
    view, crowd = world()
    counts = np.zeros((2, len(view)))
    np.add.at(counts, (crowd.user % 2, crowd.item), 1)
    groups = by_groups(askable(view, crowd), view, np.array([0.5, 0.5]), counts)
    asked = groups.following(())
    assert asked is not None
    assert set(asked) <= {Facet("genre", "Horror"), Facet("genre", "Comedy")}
