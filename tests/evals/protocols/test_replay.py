"""Protocol ``replay``: the same users while their history unfolds."""

from __future__ import annotations

import pytest

from tests.evals.crowds import INSTANT, day, drawn_rows, item, made
from whyrec.errors import InputError
from whyrec.evals._home import DataSet
from whyrec.evals.protocols import Plan, replay


def plan_of(data: DataSet, **options: object) -> Plan:
    return replay(data.crowd, data.catalogue.ids, **options)  # type: ignore[arg-type]


def test_after_each_number_of_events_the_next_new_item_is_the_target() -> None:
    rows = [("u", n, n) for n in range(6)]
    plan = plan_of(made(rows), at=(2, 4))
    assert [(c.id, c.targets[0], c.history) for c in plan.cases] == [
        ("u@2", item(2), 2),
        ("u@4", item(4), 4),
    ]
    assert [c.as_of for c in plan.cases] == [day(2) - INSTANT, day(4) - INSTANT]


def test_what_is_taken_again_is_passed_over() -> None:
    rows = [("u", 0, 0), ("u", 1, 1), ("u", 0, 2), ("u", 1, 3), ("u", 2, 4)]
    (case,) = plan_of(made(rows), at=(2,)).cases
    assert (case.targets, case.history) == ((item(2),), 4)


def test_everybody_who_is_asked_stands_in_all_points() -> None:
    rows = drawn_rows(1, each=8) + drawn_rows(2, users=4, each=8)
    plan = plan_of(made(rows), at=(3, 6, 9))
    users = {case.user_id for case in plan.cases}
    assert 0 < len(users) < 12
    assert sorted(c.id for c in plan.cases) == sorted(f"{u}@{p}" for u in users for p in (3, 6, 9))


def test_points_mean_events_that_are_known() -> None:
    # What lies at the target's own moment is not known, so it is no event taken in.
    rows = [("u", n, 0) for n in range(3)] + [("u", n, 1) for n in range(3, 6)]
    rows += [("u", n, n) for n in range(6, 9)]
    plan = plan_of(made(rows), at=(2, 4))
    assert [(c.targets[0], c.history) for c in plan.cases] == [(item(3), 3), (item(6), 6)]


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_no_case_knows_less_than_its_point_or_its_own_moment(seed: int) -> None:
    rows = drawn_rows(seed)
    times = {(user, item(number)): at for user, number, at in sorted(rows, key=lambda r: -r[2])}
    plan = plan_of(made(rows), at=(2, 5, 8))
    for case in plan.cases:
        assert case.history >= int(case.id.partition("@")[2])
        target = day(times[case.user_id, case.targets[0]])
        assert case.as_of == target - INSTANT
        known = [r for r in rows if r[0] == case.user_id and day(r[2]) <= case.as_of]
        assert len(known) == case.history
        assert case.targets[0] not in {item(r[1]) for r in known}


def test_candidates_are_the_target_and_items_never_taken_at_any_time() -> None:
    rows = drawn_rows(5)
    taken: dict[str, set[str]] = {}
    for user, number, _ in rows:
        taken.setdefault(user, set()).add(item(number))
    for case in plan_of(made(rows), at=(2, 5), n=8).cases:
        assert case.candidates is not None
        assert len(set(case.candidates)) == 8
        assert set(case.candidates) & taken[case.user_id] == set(case.targets)


def test_who_has_nothing_to_rank_at_some_point_is_left_out_and_counted() -> None:
    rows = [("u", n, n) for n in range(4)] + [("v", n, 10 + n) for n in range(3)]
    plan = plan_of(made(rows, dated=False), at=(1, 2))
    assert [case.id for case in plan.cases] == ["v@1", "v@2"]
    assert plan.notes[1] == "1 left out: no item they never took was known at some point."


def test_without_n_it_is_the_whole_catalogue() -> None:
    assert {c.candidates for c in plan_of(made(drawn_rows(5)), at=(2,), n=None).cases} == {None}


def test_each_point_has_negatives_of_its_own_whoever_else_is_drawn() -> None:
    data = made(drawn_rows(5))
    whole = {case.id: case for case in plan_of(data, at=(2, 5), n=8, seed=3).cases}
    some = plan_of(data, at=(2, 5), n=8, seed=3, users=3)
    assert len(some.cases) == 6
    assert all(whole[case.id] == case for case in some.cases)
    by_user = {c.user_id: c.candidates for c in whole.values() if c.id.endswith("@2")}
    later = {c.user_id: c.candidates for c in whole.values() if c.id.endswith("@5")}
    assert all(by_user[user] != later[user] for user in by_user)
    assert plan_of(data, at=(2, 5), n=8, seed=3) == plan_of(data, at=(5, 2, 5), n=8, seed=3)


def test_no_block_is_younger_than_its_cases() -> None:
    plan = plan_of(made(drawn_rows(5)), at=(2, 5, 8), blocks=5)
    assert len(plan.blocks) == 5
    assert all(block.moment <= case.as_of for block in plan.blocks for case in block.cases)


@pytest.mark.parametrize("at", [(), (0, 5), (-1,)])
def test_points_are_1_or_more(at: tuple[int, ...]) -> None:
    with pytest.raises(InputError, match="1 or more"):
        plan_of(made(drawn_rows(5)), at=at)


def test_a_case_has_two_candidates_or_more() -> None:
    with pytest.raises(InputError, match="Take 2 or more"):
        plan_of(made(drawn_rows(5)), at=(2,), n=1)


def test_without_anybody_the_remedy_is_told() -> None:
    with pytest.raises(InputError, match="Ask at fewer events"):
        plan_of(made(drawn_rows(5)), at=(200,))


def test_its_words_have_every_number_that_repeats_it() -> None:
    words = plan_of(made(drawn_rows(5)), at=(2, 5), n=8, users=3, seed=4, blocks=2).protocol
    for told in ("2, 5 events", "8 candidates", "uniform", "seed 4", "2 times", "3 users"):
        assert told in words
