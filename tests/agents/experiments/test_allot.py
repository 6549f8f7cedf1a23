"""Experiments in conflict never have a user in common."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.agents.experiments.made import definition, experiment
from whyrec.agents.experiments import BUCKETS, allot, conflict, free, variant_of
from whyrec.domain import Spans

settings = st.sets(
    st.sampled_from(["rank.diversity", "rank.weights", "engine", "prompts.judge"]), min_size=1
)
wanted = st.lists(st.tuples(settings, st.floats(0.01, 0.6)), min_size=1, max_size=6)


def started(asked: list[tuple[set[str], float]]) -> list[tuple[frozenset[str], Spans]]:
    """Experiments started one after the other; those without room are not."""
    running: list[tuple[frozenset[str], Spans]] = []
    for touches, share in asked:
        rivals = [spans for other, spans in running if conflict(frozenset(touches), other)]
        spans = allot(share, rivals)
        if spans is not None:
            running.append((frozenset(touches), spans))
    return running


def buckets(spans: Spans) -> set[int]:
    return {b for low, high in spans for b in range(low, high)}


@given(wanted)
def test_no_user_is_ever_in_two_that_change_the_same(asked: list[tuple[set[str], float]]) -> None:
    running = started(asked)
    for n, (touches, spans) in enumerate(running):
        for other, others in running[n + 1 :]:
            if conflict(touches, other):
                assert buckets(spans).isdisjoint(buckets(others))


@given(wanted, settings, st.floats(0.01, 1))
def test_starting_another_moves_nobody(
    asked: list[tuple[set[str], float]], touches: set[str], share: float
) -> None:
    before = started(asked)
    assert started([*asked, (touches, share)])[: len(before)] == before


@given(st.floats(0.001, 1))
def test_a_share_is_held_to_a_bucket(share: float) -> None:
    spans = allot(share, [])
    assert spans is not None
    assert abs(len(buckets(spans)) - share * BUCKETS) <= 0.5 + 1e-9


def test_what_is_free_is_taken_in_pieces() -> None:
    assert allot(0.5, [((100, 300), (400, 500))]) == ((0, 100), (300, 400), (500, 800))


def test_without_room_there_are_no_users() -> None:
    assert allot(0.5, [((0, 501),)]) is None
    assert len(free([((0, 501),)])) == BUCKETS - 501


def test_users_of_two_in_conflict_are_not_the_same() -> None:
    first, second = allot(0.5, []), allot(0.5, [((0, 500),)])
    assert first
    assert second
    a, b = experiment("one", spans=first), experiment("two", spans=second)
    for n in range(2_000):
        in_both = [variant_of(one, "t", f"u{n}") is not None for one in (a, b)]
        assert sum(in_both) == 1


def test_conflict_is_what_variants_change_and_the_layer() -> None:
    weights = definition(
        "w", variants=[{"name": "a"}, {"name": "b", "rank": {"weights": "x.json"}}]
    )
    prompts = definition("p", variants=[{"name": "a"}, {"name": "b", "prompts": {"judge": 1}}])
    assert definition("d").touches == {"rank.diversity"}
    assert not conflict(weights.touches, prompts.touches)
    layered = [one.model_copy(update={"layer": "page"}) for one in (weights, prompts)]
    assert conflict(layered[0].touches, layered[1].touches) == {"layer page"}


def test_two_that_try_engines_are_in_conflict_whatever_they_change_of_them() -> None:
    a = definition("a", variants=[{"name": "a"}, {"name": "b", "engine": {"timeout_s": 5}}])
    b = definition("b", variants=[{"name": "a"}, {"name": "b", "engine": {"enabled": False}}])
    assert conflict(a.touches, b.touches) == {"engine"}
