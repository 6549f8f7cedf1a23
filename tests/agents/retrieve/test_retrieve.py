from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.agents.retrieve.world import (
    AS_OF,
    NumpyIndex,
    catalogue,
    columns,
    events,
    films,
    interest,
    snapshot,
    user,
)
from whyrec.agents.retrieve import (
    CatalogueView,
    Filters,
    InterestView,
    Snapshot,
    UserView,
    retrieve,
)
from whyrec.store import EventColumns, Vectors

WORLD = snapshot()
MIXED = (interest(0, share=0.7), interest(1, share=0.3))


@settings(max_examples=50, deadline=None)
@given(
    seen=st.lists(st.integers(0, 59), max_size=59),
    deny=st.frozensets(st.integers(0, 59)),
    allow=st.none() | st.frozensets(st.integers(0, 59)),
)
def test_what_was_seen_or_filtered_out_never_comes(
    seen: list[int], deny: frozenset[int], allow: frozenset[int] | None
) -> None:
    ids = WORLD.catalogue.ids
    filters = Filters(
        allow=None if allow is None else frozenset(ids[i] for i in allow),
        deny=frozenset(ids[i] for i in deny),
    )
    found = set(retrieve(user(seen, interests=MIXED), WORLD, filters=filters).items.tolist())
    assert not found & (set(seen) | deny)
    assert allow is None or found <= allow


def test_a_shorter_history_brings_no_seen_item_back() -> None:
    whole = user((0, 2, 4, 6))
    shorter = replace(user((0, 2)), seen=whole.items)
    assert not {4, 6} & set(retrieve(shorter, WORLD).items.tolist())


def test_a_domain_filter_keeps_to_the_domain() -> None:
    books = [i.model_copy(update={"id": "b" + i.id}) for i in films(20, domain="books")]
    world = snapshot(catalogue(films() + books))
    found = retrieve(user(), world, filters=Filters(domains=frozenset({"books"}))).items
    assert len(found)
    assert set(world.catalogue.domains[found]) == {"books"}


def test_a_predicate_is_asked_by_id() -> None:
    found = retrieve(user(), WORLD, filters=Filters(predicate=lambda i: i.endswith("7"))).items
    assert {WORLD.catalogue.ids[i][-1] for i in found} == {"7"}


def test_a_dislike_in_words_keeps_its_facet_out() -> None:
    no_horror = interest(0, polarity="dislike", blocks=True)
    found = retrieve(user(interests=(*MIXED, no_horror)), WORLD).items
    assert len(found)
    assert np.all(found % 2 == 1)


def test_an_observed_dislike_blocks_nothing() -> None:
    found = retrieve(user(interests=(interest(0, polarity="dislike"),)), WORLD).items
    assert np.any(found % 2 == 0)


def test_a_dislike_in_words_without_facets_keeps_similar_items_out() -> None:
    no_horror = replace(interest(0, polarity="dislike", blocks=True), facets=())
    found = retrieve(user(interests=(*MIXED, no_horror)), WORLD).items
    vectors = WORLD.catalogue.vectors
    assert vectors is not None
    assert vectors[found][:, 0].max() < 0.6


def test_a_dislike_of_a_facet_nobody_carries_keeps_nothing_out() -> None:
    nothing = InterestView("x", "dislike", 1.0, 1.0, 1.0, facets=("genre=Opera",), blocks=True)
    plain = retrieve(user(), WORLD)
    assert retrieve(user(interests=(nothing,)), WORLD).items.tolist() == plain.items.tolist()


def test_the_limit_keeps_the_best_fused() -> None:
    everything = retrieve(user(interests=MIXED), WORLD)
    few = retrieve(user(interests=MIXED), WORLD, limit=7)
    assert few.items.tolist() == everything.items[:7].tolist()
    assert np.all(np.diff(few.rrf) <= 0)


def test_sources_of_a_candidate_come_best_rank_first() -> None:
    found = retrieve(user(interests=MIXED), WORLD)
    for position in range(5):
        ranks = [found.ranks[position, found.sources.index(s)] for s in found.sources_of(position)]
        assert ranks == sorted(ranks)
        assert all(rank > 0 for rank in ranks)


def test_events_after_as_of_change_no_candidate() -> None:
    canary = columns(
        [
            (f"c{i % 9}", f"f{i % 60:03d}", "rating", 10.0, AS_OF + timedelta(seconds=i + 1))
            for i in range(500)
        ]
    )
    past = events()
    both = EventColumns(*(np.concatenate(part) for part in zip(past, canary, strict=True)))
    told = retrieve(user(interests=MIXED), snapshot(happened=both))
    untold = retrieve(user(interests=MIXED), snapshot(happened=past))
    np.testing.assert_array_equal(told.items, untold.items)
    np.testing.assert_array_equal(told.ranks, untold.ranks)
    for name, scores in untold.scores.items():
        np.testing.assert_array_equal(told.scores[name], scores)


def test_a_world_whose_factors_know_the_future_is_refused() -> None:
    earlier = snapshot(as_of=AS_OF - timedelta(days=30))
    with pytest.raises(ValueError, match="after as_of"):
        Snapshot(WORLD.catalogue, earlier.statistics, WORLD.collaborative)


def test_a_user_from_the_future_is_refused() -> None:
    one = np.ones(1, dtype=np.float32)
    with pytest.raises(ValueError, match="after as_of"):
        UserView("ann", AS_OF, np.zeros(1, dtype=np.int32), one, -one)


def test_all_vector_queries_of_a_user_are_one_call_a_collection() -> None:
    view = catalogue()
    assert view.vectors is not None
    index = NumpyIndex(view.ids, view.vectors)
    world = replace(WORLD, indexes=[index])
    through_index = retrieve(user(interests=MIXED), world, exact_up_to=0)
    assert index.queries == 1
    exact = retrieve(user(interests=MIXED), world)
    assert through_index.items.tolist() == exact.items.tolist()


def test_without_vectors_the_other_sources_carry_on() -> None:
    view = CatalogueView.from_items(films())
    found = retrieve(user(interests=MIXED), snapshot(view))
    assert len(found) > 10


def test_the_real_collection_finds_what_the_matrix_finds(tmp_path: Path) -> None:
    view = catalogue()
    assert view.vectors is not None
    vectors = Vectors.open(tmp_path / "vectors")
    try:
        collection = vectors.collection("default", "movies", "test", view.vectors.shape[1])
        collection.upsert(list(view.ids), view.vectors)
        fresh = CatalogueView.from_items(films())
        fresh.load_vectors([collection])
        world = replace(snapshot(fresh), indexes=[collection])
        found = retrieve(user(interests=MIXED), world, exact_up_to=0)
    finally:
        vectors.close()
    expected = retrieve(user(interests=MIXED), WORLD)
    assert set(found.items.tolist()) == set(expected.items.tolist())
