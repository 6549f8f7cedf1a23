"""From tastes in one domain to those to expect in another."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.agents.retrieve.world import columns
from whyrec.agents.dynamics import Learned, Mapping, likeness
from whyrec.agents.dynamics._domain_topics import DomainTopics
from whyrec.agents.dynamics._mapping import LEAST_LIFT, LEAST_USERS
from whyrec.agents.retrieve import CatalogueView, Interactions, Snapshot, Statistics
from whyrec.domain import Facet, Item

AS_OF = datetime(2024, 6, 1, tzinfo=UTC)
FILMS, BOOKS = ("Space", "Western", "Comedy"), ("Nature", "Poems", "Cooking")
HALVES = (("f", "genre", "films", FILMS), ("b", "topic", "books", BOOKS))
EACH = 10


def catalogue(vectors: bool = True) -> CatalogueView:
    items = [
        Item(id=f"{d}{t}-{n}", title=f"{topic} {n}", facets={facet: (topic,)}, domain=domain)
        for d, facet, domain, topics in (
            ("f", "genre", "films", FILMS),
            ("b", "topic", "books", BOOKS),
        )
        for t, topic in enumerate(topics)
        for n in range(EACH)
    ]
    view = CatalogueView.from_items(items)
    if vectors:
        # Space is like nature, westerns are like poems, comedies like cooking.
        view.set_vectors(np.array([np.eye(3)[int(i[1])] for i in view.ids], dtype=np.float32))
    return view


def world(users: int, *, vectors: bool = True, turned: int = 0) -> Snapshot:
    """Users of both domains; with ``turned`` 1, space goes with poems and so on."""
    rows = []
    for user in range(users):
        taste = user % 3
        there = (taste + turned) % 3
        own = [f"f{taste}-{n}" for n in range(6)] + [f"b{there}-{n}" for n in range(4)]
        rows += [
            (f"u{user:03}", item, "like", np.nan, AS_OF - timedelta(hours=user * 10 + n))
            for n, item in enumerate(own)
        ]
    view = catalogue(vectors)
    crowd = Interactions.from_columns(view, columns(rows), AS_OF)
    return Snapshot(view, Statistics.from_interactions(crowd), crowd=crowd)


def mapped(seen: Snapshot) -> Mapping:
    return seen.once(Learned("films", "books"))


def counts(mapping: Mapping, **taken: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.array([taken.get(f.value, 0.0) for f in mapping.source.facets])


def test_it_is_learned_from_users_of_both() -> None:
    mapping = mapped(world(60, turned=1))
    assert (mapping.basis, mapping.users) == ("users", 60)
    (first, *_) = mapping.expect(counts(mapping, Space=10))
    assert first.topic == Facet("topic", "Poems")
    assert first.led_by == (Facet("genre", "Space"),)
    assert first.lift > 2


def test_with_fewer_users_topics_tell_by_likeness() -> None:
    mapping = mapped(world(LEAST_USERS - 1, turned=1))
    assert (mapping.basis, mapping.users) == ("likeness", 0)
    (first, *_) = mapping.expect(counts(mapping, Space=10))
    assert first.topic == Facet("topic", "Nature")


def test_likeness_can_be_asked_for_however_many_there_are() -> None:
    mapping = likeness(world(60, turned=1), "films", "books")
    assert mapping.expect(counts(mapping, Space=10))[0].topic == Facet("topic", "Nature")


def test_without_users_and_vectors_what_is_usual_is_expected() -> None:
    mapping = mapped(world(3, vectors=False))
    assert mapping.shares(counts(mapping, Space=10)) == pytest.approx(mapping.target.usual)
    assert mapping.expect(counts(mapping, Space=10)) == []


def test_of_who_takes_what_is_usual_nothing_stands_out() -> None:
    mapping = mapped(world(60))
    assert mapping.expect(counts(mapping, Space=2, Western=2, Comedy=2)) == []
    assert mapping.expect(counts(mapping)) == []


def test_two_events_say_less_than_twenty() -> None:
    mapping = mapped(world(60))
    few, many = (mapping.expect(counts(mapping, Space=n))[0].lift for n in (2, 20))
    assert LEAST_LIFT < few < many


@given(st.lists(st.floats(0, 100), min_size=3, max_size=3))
def test_expected_shares_are_shares(taken: list[float]) -> None:
    mapping = MAPPED
    shares = mapping.shares(np.array(taken))
    assert shares.sum() == pytest.approx(1.0)
    assert (shares > 0).all()
    assert all(one.lift >= LEAST_LIFT and one.led_by for one in mapping.expect(np.array(taken)))


MAPPED = mapped(world(60))


def test_a_domain_has_topics_of_its_own_items_alone() -> None:
    topics = DomainTopics.of(world(60), "books")
    assert {f.value for f in topics.facets} == set(BOOKS)
    assert topics.usual.sum() == pytest.approx(1.0)
    about = np.asarray(topics.about.sum(axis=1))
    assert about.tolist() == [float(i.startswith("b")) for i in catalogue().ids]
