"""Protocol ``full``: one cut in time for everybody."""

from __future__ import annotations

import pytest

from tests.evals.crowds import day, drawn_rows, item, made
from whyrec.errors import InputError
from whyrec.evals._home import DataSet
from whyrec.evals.protocols import Case, Plan, cut_moment, full

FILLER = [("filler", 29, n / 10) for n in range(10)]
"""Somebody who only ever takes one item: ten events up to day 0.9."""


def plan_of(data: DataSet, **options: object) -> Plan:
    return full(data.crowd, data.catalogue.ids, **options)  # type: ignore[arg-type]


def case_of(plan: Plan, user: str) -> Case:
    (found,) = [case for case in plan.cases if case.user_id == user]
    return found


def test_the_cut_is_the_time_by_which_that_share_had_happened() -> None:
    data = made([("u", 0, n) for n in range(10)])
    assert cut_moment(data.crowd, 0.5) == day(5)
    assert cut_moment(data.crowd, 0.05) == day(0)
    assert cut_moment(data.crowd, 0.999) == day(9)


@pytest.mark.parametrize("cut", [0, 1, -0.5, 1.5, float("nan")])
def test_a_cut_lies_between_0_and_1(cut: float) -> None:
    with pytest.raises(InputError, match="between 0 and 1"):
        cut_moment(made([("u", 0, 0)]).crowd, cut)


def test_without_interactions_there_is_nothing_to_cut() -> None:
    with pytest.raises(InputError, match="no interactions"):
        cut_moment(made([]).crowd, 0.5)


def test_all_cases_have_the_moment_of_the_cut_and_the_whole_catalogue() -> None:
    data = made(drawn_rows(1))
    plan = plan_of(data, cut=0.7, min_events=3)
    moment = cut_moment(data.crowd, 0.7)
    assert [block.moment for block in plan.blocks] == [moment]
    assert {case.as_of for case in plan.cases} == {moment}
    assert {case.candidates for case in plan.cases} == {None}
    assert len({case.id for case in plan.cases}) == len(plan.cases) > 5


def test_what_happens_at_the_cut_belongs_to_the_past() -> None:
    # Twenty interactions; the eleventh, on day 10, is the cut.
    rows = [("u", n, n) for n in range(9)] + [("u", 20, 10), ("u", 21, 10), ("u", 22, 11)]
    rows += [("v", 29, 20 + n) for n in range(8)]
    data = made(rows)
    assert cut_moment(data.crowd, 0.5) == day(10)
    case = case_of(plan_of(data, cut=0.5, min_events=1), "u")
    assert case.history == 11
    assert case.targets == (item(22),)


def test_what_was_taken_before_is_no_target() -> None:
    data = made([*FILLER, ("u", 1, 0.1), ("u", 1, 5), ("u", 2, 6), ("u", 3, 7)])
    assert case_of(plan_of(data, cut=0.7, min_events=1), "u").targets == (item(2),)


def test_all_targets_are_each_new_item_once_in_order() -> None:
    data = made([*FILLER, ("u", 1, 0.1), ("u", 3, 5), ("u", 1, 6), ("u", 2, 7), ("u", 3, 8)])
    plan = plan_of(data, cut=0.6, min_events=1, targets="all")
    assert case_of(plan, "u").targets == (item(3), item(2))


def test_of_two_new_items_of_one_moment_the_first_in_the_data_is_the_target() -> None:
    data = made([*FILLER, ("u", 1, 0.1), ("u", 7, 5), ("u", 4, 5)])
    assert case_of(plan_of(data, cut=0.7, min_events=1), "u").targets == (item(7),)


def test_users_with_too_little_history_or_nothing_new_are_left_out() -> None:
    data = made(
        [
            *FILLER,
            *[("enough", n, n / 10) for n in range(3)],
            *[("few", n, n / 10) for n in range(2)],
            *[("done", n, n / 10) for n in range(3)],
            ("enough", 9, 5),
            ("few", 9, 5),
            ("done", 1, 5),
        ]
    )
    plan = plan_of(data, cut=0.75, min_events=3)
    assert [case.user_id for case in plan.cases] == ["enough"]


def test_after_a_windows_end_nothing_is_a_target() -> None:
    data = made([*[("v", 29, n) for n in range(10)], ("u", 1, 0), ("u", 2, 6), ("u", 3, 8)])
    assert cut_moment(data.crowd, 0.75) == day(7)
    plan = plan_of(data, cut=0.4, until=0.75, targets="all", min_events=1)
    assert case_of(plan, "u").targets == (item(2),)
    assert case_of(plan_of(data, cut=0.4, targets="all", min_events=1), "u").targets == (
        item(2),
        item(3),
    )


def test_a_window_ends_exactly_where_the_next_begins() -> None:
    data = made(drawn_rows(2))
    first = plan_of(data, cut=0.4, until=0.6, targets="all", min_events=1)
    second = plan_of(data, cut=0.6, targets="all", min_events=1)
    taken: dict[tuple[str, str], list[float]] = {}
    for user, number, at in drawn_rows(2):
        taken.setdefault((user, item(number)), []).append(at)
    begins, ends = first.blocks[0].moment, second.blocks[0].moment
    for case in first.cases:
        for target in case.targets:
            assert begins < day(min(taken[case.user_id, target])) <= ends
    for case in second.cases:
        for target in case.targets:
            assert day(min(taken[case.user_id, target])) > ends


def test_without_any_case_the_remedy_is_told() -> None:
    with pytest.raises(InputError, match="lower min_events"):
        plan_of(made(FILLER), cut=0.5)


def test_users_are_drawn_with_the_seed_and_keep_their_cases() -> None:
    data = made(drawn_rows(3))
    whole = {case.id: case for case in plan_of(data, cut=0.7, min_events=1).cases}
    some = plan_of(data, cut=0.7, min_events=1, users=4, seed=5)
    assert len(some.cases) == 4
    assert all(whole[case.id] == case for case in some.cases)
    assert plan_of(data, cut=0.7, min_events=1, users=4, seed=5) == some
    assert plan_of(data, cut=0.7, min_events=1, users=4, seed=6).cases != some.cases
    assert len(plan_of(data, cut=0.7, min_events=1, users=999).cases) == len(whole)
    with pytest.raises(InputError, match="at least one"):
        plan_of(data, cut=0.7, min_events=1, users=0)


def test_its_words_have_every_number_that_repeats_it() -> None:
    data = made(drawn_rows(3))
    words = plan_of(data, cut=0.7, until=0.9, min_events=2, users=4, seed=5).protocol
    for told in ("0.7", "0.9", "2 events", "4 users", "seed 5", "first event"):
        assert told in words


def test_at_the_same_cut_what_follows_changes_no_history() -> None:
    rows = drawn_rows(4)
    moment = cut_moment(made(rows).crowd, 0.7)
    # As many events after the cut, but others.
    other = [row if day(row[2]) <= moment else ("u00", 28, row[2]) for row in rows]
    one, two = (plan_of(made(r), cut=0.7, min_events=1) for r in (rows, other))
    assert one.blocks[0].moment == two.blocks[0].moment == moment
    history = {case.user_id: case.history for case in one.cases}
    assert two.cases
    assert all(case.history == history[case.user_id] for case in two.cases)
