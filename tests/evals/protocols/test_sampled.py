"""Protocol ``sampled``: each user's last new item among n."""

from __future__ import annotations

import pytest

from tests.evals.crowds import INSTANT, day, drawn_rows, item, made
from whyrec.errors import InputError
from whyrec.evals._home import DataSet
from whyrec.evals.protocols import Plan, sampled


def plan_of(data: DataSet, **options: object) -> Plan:
    return sampled(data.crowd, data.catalogue.ids, **options)  # type: ignore[arg-type]


def test_the_last_new_item_is_the_target_and_the_moment_is_just_before_it() -> None:
    (case,) = plan_of(made([("u", n, n) for n in range(4)]), min_events=1).cases
    assert (case.id, case.targets) == ("u@last", (item(3),))
    assert case.as_of == day(3) - INSTANT
    assert case.history == 3


def test_training_takes_an_earlier_new_item() -> None:
    data = made([("u", n, n) for n in range(4)] + [("v", 0, 0), ("v", 1, 1)])
    (case,) = plan_of(data, min_events=1, back=3).cases
    assert (case.id, case.targets, case.as_of) == ("u@last-2", (item(1),), day(1) - INSTANT)
    one, two = plan_of(data, min_events=1), plan_of(data, min_events=1, back=2)
    assert "leave last out" in one.protocol
    assert "leave last but 1 out" in two.protocol


def test_what_is_taken_again_is_not_new() -> None:
    (case,) = plan_of(made([("u", 0, 0), ("u", 1, 1), ("u", 0, 2)]), min_events=1).cases
    assert case.targets == (item(1),)
    assert case.as_of == day(1) - INSTANT


def test_what_is_of_the_targets_own_moment_is_not_known() -> None:
    rows = [("u", 0, 0), ("u", 1, 5), ("u", 2, 5), ("u", 3, 5)]
    (case,) = plan_of(made(rows), min_events=1).cases
    assert case.targets == (item(3),)
    assert case.history == 1
    assert case.as_of == day(5) - INSTANT


def test_history_counts_only_what_the_moment_knows() -> None:
    all_at_once = made([("u", n, 5) for n in range(9)])
    with pytest.raises(InputError, match="Lower min_events"):
        plan_of(all_at_once, min_events=1)
    rows = [("u", n, n) for n in range(4)] + [("v", n, n) for n in range(3)]
    assert [c.user_id for c in plan_of(made(rows), min_events=3).cases] == ["u"]


@pytest.mark.parametrize("kind", ["uniform", "popular"])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_candidates_are_the_target_and_items_never_taken(kind: str, seed: int) -> None:
    rows = drawn_rows(seed)
    taken: dict[str, set[str]] = {}
    for user, number, _ in rows:
        taken.setdefault(user, set()).add(item(number))
    plan = plan_of(made(rows), n=10, kind=kind, seed=seed)
    assert len(plan.cases) == 12
    for case in plan.cases:
        assert case.candidates is not None
        assert len(case.candidates) == len(set(case.candidates)) == 10
        assert set(case.candidates) & taken[case.user_id] == set(case.targets)


def test_candidates_stand_in_the_order_of_ids() -> None:
    places = []
    for seed in range(20):
        plan = plan_of(made(drawn_rows(seed)), n=10, seed=seed)
        for case in plan.cases:
            assert case.candidates is not None
            assert list(case.candidates) == sorted(case.candidates)
            places.append(case.candidates.index(case.targets[0]))
    assert set(places) == set(range(10))


def test_a_small_catalogue_gives_fewer_candidates() -> None:
    (case,) = plan_of(made([("u", n, n) for n in range(4)], items=6), n=20, min_events=1).cases
    assert case.candidates == (item(3), item(4), item(5))


def test_nothing_that_first_appears_later_is_a_negative() -> None:
    data = made(drawn_rows(7), dated=False)
    plan = plan_of(data, n=20)
    for case in plan.cases:
        assert case.candidates is not None
        before = set(data.crowd.until(case.as_of).item.tolist())
        assert set(data.catalogue.indices(case.candidates).tolist()) - before <= set(
            data.catalogue.indices(case.targets).tolist()
        )
    assert min(len(case.candidates or ()) for case in plan.cases) < 20


def test_a_case_with_nothing_to_rank_is_left_out_and_counted() -> None:
    rows = [("u", n, n) for n in range(4)] + [("v", n, 10 + n) for n in range(2)]
    plan = plan_of(made(rows, dated=False), min_events=1)
    assert [case.user_id for case in plan.cases] == ["v"]
    assert plan.notes[1] == "1 left out: no item they never took was known by then."


def test_negatives_do_not_depend_on_who_else_is_drawn() -> None:
    data = made(drawn_rows(7))
    whole = {case.id: case for case in plan_of(data, n=10, seed=3).cases}
    for case in plan_of(data, n=10, seed=3, users=4).cases:
        assert whole[case.id] == case
    alone = made([row for row in drawn_rows(7) if row[0] == "u05"])
    (case,) = plan_of(alone, n=10, seed=3).cases
    assert whole[case.id] == case


def test_the_seed_decides() -> None:
    data = made(drawn_rows(7))
    assert plan_of(data, n=10, seed=1) == plan_of(data, n=10, seed=1)
    one, two = plan_of(data, n=10, seed=1), plan_of(data, n=10, seed=2)
    assert [c.targets for c in one.cases] == [c.targets for c in two.cases]
    assert all(a.candidates != b.candidates for a, b in zip(one.cases, two.cases, strict=True))
    assert plan_of(data, users=5, seed=1).cases != plan_of(data, users=5, seed=2).cases


def test_popular_negatives_are_popular_before_the_moment() -> None:
    crowd = [(f"v{n}", n % 5, n / 100) for n in range(400)]
    later = [(f"w{n}", 10 + n % 5, 50.0) for n in range(400)]
    own = [("u", 20 + n, 1.0 + n) for n in range(6)]
    found = {5: 0, 10: 0}
    for seed in range(50):
        plan = plan_of(made(crowd + later + own), n=4, kind="popular", seed=seed)
        (case,) = [case for case in plan.cases if case.user_id == "u"]
        assert case.candidates is not None
        for start in found:
            found[start] += sum(item(start - 5) <= c < item(start) for c in case.candidates)
    assert found[5] > 100
    assert found[10] < 30


def test_popular_negatives_know_nothing_later() -> None:
    rows = drawn_rows(7)
    (case,) = [c for c in plan_of(made(rows), n=10, kind="popular").cases if c.user_id == "u03"]
    later = [(f"canary{n}", n % 30, 101 + n) for n in range(300)]
    at_the_moment = [("canary", 5, (case.as_of + INSTANT - day(0)).total_seconds() / 86_400)]
    for more in (later, at_the_moment):
        plan = plan_of(made(rows + more), n=10, kind="popular")
        assert case in plan.cases


def test_cases_are_in_blocks_none_of_which_is_younger_than_its_cases() -> None:
    plan = plan_of(made(drawn_rows(7)), blocks=4)
    assert len(plan.blocks) == 4
    assert all(block.moment <= case.as_of for block in plan.blocks for case in block.cases)


@pytest.mark.parametrize("n", [1, 0, -3])
def test_a_case_has_two_candidates_or_more(n: int) -> None:
    with pytest.raises(InputError, match="Take 2 or more"):
        plan_of(made(drawn_rows(7)), n=n)


def test_its_words_have_every_number_that_repeats_it() -> None:
    words = plan_of(made(drawn_rows(7)), n=10, kind="popular", users=4, seed=5, blocks=3).protocol
    for told in ("10 candidates", "popular", "seed 5", "5 events", "3 times", "4 users"):
        assert told in words
