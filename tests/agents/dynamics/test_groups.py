"""What answers make somebody expected to take."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from whyrec.agents.dynamics import YES, extra_sources, groups_of
from whyrec.agents.rank import load_weights, rank
from whyrec.agents.retrieve import (
    CatalogueView,
    Interactions,
    Snapshot,
    Statistics,
    UserView,
    retrieve,
)
from whyrec.domain import Facet, Given, Item

NOW = datetime(2026, 1, 1, tzinfo=UTC)
HORROR = (Facet("genre", "Horror"),)


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    """Half of 300 people take horror, the others comedies; the catalogue holds as many of both."""
    view = CatalogueView.from_items(
        Item(id=f"i{n:02}", title="T", facets={"genre": (("Horror", "Comedy")[n % 2],)})
        for n in range(40)
    )
    rng = np.random.default_rng(0)
    vectors = rng.normal(0, 0.1, (40, 8)).astype(np.float32)
    vectors[np.arange(40), np.arange(40) % 2] += 1
    view.set_vectors(vectors)
    user = np.repeat(np.arange(300), 12)
    item = 2 * rng.integers(20, size=len(user)) + user % 2
    end = int(NOW.timestamp() * 1e6)
    crowd = Interactions(
        as_of=NOW,
        users=tuple(f"u{n:03}" for n in range(300)),
        user=user.astype(np.int32),
        item=item.astype(np.int32),
        value=np.full(len(user), np.nan),
        at_us=np.sort(end - rng.integers(10 * 86_400_000_000, size=len(user))),
        since=view.since,
    )
    return Snapshot(view, Statistics.from_interactions(crowd), crowd=crowd)


def somebody(*given: Given) -> UserView:
    none = np.empty(0, dtype=np.float32)
    return UserView("new", NOW, np.empty(0, dtype=np.int32), none, none, answers=given)


def test_what_is_expected_is_a_probability_and_follows_the_answers(snapshot: Snapshot) -> None:
    groups = groups_of(snapshot)
    assert groups is not None
    before, after = (groups.expected(told) for told in ((), [Given(HORROR, YES)]))
    assert before.sum() == pytest.approx(1.0, abs=1e-5)
    assert after.sum() == pytest.approx(1.0, abs=1e-5)
    assert before[::2].sum() == pytest.approx(0.5, abs=0.05)
    assert after[::2].sum() > 0.7


def test_of_a_few_people_there_are_no_groups(snapshot: Snapshot) -> None:
    crowd = snapshot.crowd
    assert crowd is not None
    few = Interactions(
        NOW,
        crowd.users,
        crowd.user[:50],
        crowd.item[:50],
        crowd.value[:50],
        crowd.at_us[:50],
        crowd.since,
    )
    assert groups_of(Snapshot(snapshot.catalogue, snapshot.statistics, crowd=few)) is None


def test_the_list_of_somebody_with_answers_follows_their_groups(snapshot: Snapshot) -> None:
    user = somebody(Given(HORROR, YES))
    found = retrieve(user, snapshot, sources=extra_sources(["answers"]))
    ranked = rank(user, found, snapshot, load_weights())
    assert "answers" in ranked.features
    assert all(place % 2 == 0 for place in ranked.items[:10])


def test_without_answers_nothing_is_added(snapshot: Snapshot) -> None:
    found = retrieve(somebody(), snapshot, sources=extra_sources(["answers"]))
    assert not len(found)
    found = retrieve(somebody(), snapshot)
    assert "answers" not in rank(somebody(), found, snapshot, load_weights()).features
