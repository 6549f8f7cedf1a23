"""What a user's next event will be about."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.agents.retrieve import world
from whyrec.agents.dynamics import (
    COMPONENTS,
    Everybody,
    Taken,
    components,
    everybody_of,
    forecast,
    forecast_of,
    load_forecast_weights,
    of_interests,
    taken_by,
)
from whyrec.agents.retrieve import Interactions, InterestView, Snapshot, UserView
from whyrec.domain import Facet, Item

HORROR, COMEDY = Facet("genre", "Horror"), Facet("genre", "Comedy")
SNAPSHOT = world.snapshot()


def learned(snapshot: Snapshot = SNAPSHOT) -> Everybody:
    found = snapshot.once(everybody_of)
    assert found is not None
    return found


def place_of(topic: Facet) -> int:
    return learned().space.topics.index(topic)


def test_a_lover_of_horror_is_forecast_horror() -> None:
    told = forecast_of(world.user((0, 2, 4, 6)), SNAPSHOT)
    assert told is not None
    assert told.shares[place_of(HORROR)] > told.usual[place_of(HORROR)]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 59), max_size=30))
def test_every_part_and_their_mixture_sum_to_one(items: list[int]) -> None:
    taken = taken_by(world.user(items), learned())
    parts = components(taken)
    assert parts.shape == (len(COMPONENTS), 2)
    assert parts.sum(axis=1) == pytest.approx(1.0)
    assert (parts > 0).all()
    assert forecast(taken).shares.sum() == pytest.approx(1.0)


def test_of_nobody_everybodys_shares_are_told() -> None:
    nobody = taken_by(UserView.empty("nobody", world.AS_OF), learned())
    for name, said in zip(COMPONENTS, components(nobody), strict=True):
        usual = learned().lately if name == "everybody_lately" else learned().shares
        assert said == pytest.approx(usual), name


@settings(max_examples=30, deadline=None)
@given(st.permutations(list(range(8))))
def test_the_order_of_events_of_one_moment_is_irrelevant(order: list[int]) -> None:
    items = np.array([0, 3, 5, 8, 11, 13, 20, 31], dtype=np.int32)
    ages = np.full(8, 2.0)
    told = components(Taken.of(learned(), items, ages))
    assert components(Taken.of(learned(), items[order], ages)) == pytest.approx(told)


def test_the_order_of_everybodys_events_of_one_moment_is_irrelevant() -> None:
    crowd = SNAPSHOT.crowd
    assert crowd is not None
    together = replace(crowd, at_us=crowd.at_us // 86_400_000_000 * 86_400_000_000)
    turned = np.lexsort((np.random.default_rng(0).random(len(crowd.item)), together.at_us))
    other = replace(together, user=crowd.user[turned], item=crowd.item[turned])
    one, two = (Everybody.learn(SNAPSHOT.catalogue, c) for c in (together, other))
    assert one.transitions.by_topic == pytest.approx(two.transitions.by_topic)
    assert one.transitions.by_item.toarray() == pytest.approx(two.transitions.by_item.toarray())


def test_nothing_after_the_moment_is_learned() -> None:
    early = world.AS_OF - timedelta(days=60)
    whole = world.snapshot().crowd
    assert whole is not None
    past = Interactions.from_columns(SNAPSHOT.catalogue, world.events(), early)
    one = Everybody.learn(SNAPSHOT.catalogue, whole.until(early))
    two = Everybody.learn(SNAPSHOT.catalogue, past)
    assert one.space.topics == two.space.topics
    assert one.shares == pytest.approx(two.shares, abs=0)
    assert one.lately == pytest.approx(two.lately, abs=0)
    assert one.transitions.by_topic == pytest.approx(two.transitions.by_topic, abs=0)
    assert (one.transitions.by_item != two.transitions.by_item).nnz == 0


def test_what_was_clearly_disliked_was_not_taken() -> None:
    user = world.user((0, 2, 1))
    hated = replace(user, weights=np.array([1.0, 1.0, -1.0], dtype=np.float32))
    taken = taken_by(hated, learned())
    assert taken.items.tolist() == [0, 2]
    assert taken.places.tolist() == [0, 1]


def test_items_without_topics_are_about_nothing() -> None:
    items = [*world.films(), Item(id="zz", title="Untold", domain="movies")]
    view = world.catalogue(items)
    snapshot = world.snapshot(view)
    told = forecast_of(world.user((0, 60)), snapshot)
    assert told is not None
    assert told.taken.items.tolist() == [0]
    assert np.isnan(told.lift(np.array([60], dtype=np.int32)))[0]


def test_where_nothing_was_ever_taken_there_is_no_forecast() -> None:
    nothing = world.snapshot(happened=world.columns([]))
    assert forecast_of(world.user(()), nothing) is None
    assert forecast_of(world.user(()), replace(SNAPSHOT, crowd=None, _worked_out={})) is None


def test_the_lift_is_that_of_the_items_topics() -> None:
    told = forecast_of(world.user((0, 2, 4, 6)), SNAPSHOT)
    assert told is not None
    horror, comedy = told.lift(np.array([8, 9], dtype=np.int32))
    ratio = np.log(told.shares / learned().space.shelf)
    assert horror == pytest.approx(ratio[place_of(HORROR)])
    assert comedy == pytest.approx(ratio[place_of(COMEDY)])
    assert horror > comedy


def interest(name: str, share: float, **more: object) -> InterestView:
    told: dict[str, object] = {"id": name, "polarity": "like", "strength_long": 1.0}
    return InterestView(**told, share=share, share_short=share, **more)  # type: ignore[arg-type]


def test_a_topic_falls_to_the_interests_about_it_by_their_strength() -> None:
    told = forecast_of(world.user((0, 2, 1)), SNAPSHOT)
    assert told is not None
    strong = interest("a", 0.6, facets=("genre=Horror",))
    weak = interest("b", 0.2, facets=("genre=Horror",))
    found = of_interests(told, [strong, weak], SNAPSHOT.catalogue)
    horror = told.shares[place_of(HORROR)]
    assert found.shares == pytest.approx([0.75 * horror, 0.25 * horror])


def test_an_interest_without_facets_is_about_what_shows_it_or_what_is_near() -> None:
    told = forecast_of(world.user((0, 2, 1)), SNAPSHOT)
    vectors = SNAPSHOT.catalogue.vectors
    assert told is not None
    assert vectors is not None
    shown = interest("a", 0.5, examples=(1, 3))
    near = interest("b", 0.5, vector=vectors[::2].mean(axis=0))
    found = of_interests(told, [shown, near], SNAPSHOT.catalogue)
    comedy, horror = place_of(COMEDY), place_of(HORROR)
    assert found.joint[0, comedy] > 0.9 * told.shares[comedy]
    assert found.joint[1, horror] == pytest.approx(told.shares[horror])


def test_what_ships_is_weights_of_parts_that_are_computed() -> None:
    weights = load_forecast_weights()
    assert weights.shares(False).sum() == pytest.approx(1.0)
    assert len(weights.shares(True)) == len(COMPONENTS) + 1
