from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from tests.agents.retrieve.world import AS_OF, catalogue, columns, events
from whyrec.errors import InputError
from whyrec.evals import cut_moment, ranks_of, split_at
from whyrec.store import EventColumns

HOUR = timedelta(hours=1)


def history(user: str, n: int, start: int = 0) -> list[tuple[str, str, str, float, object]]:
    return [(user, f"f{start + i:03d}", "rating", 5.0, AS_OF - (n - i) * HOUR) for i in range(n)]


def split_of(rows: list[tuple[str, str, str, float, object]], **options: object):
    ordered = sorted(rows, key=lambda row: row[4])  # type: ignore[arg-type, return-value]
    return split_at(catalogue(), columns(ordered), AS_OF, **options)  # type: ignore[arg-type]


def test_the_target_is_the_first_new_item_after_the_cut() -> None:
    rows = history("ann", 10)
    rows += [
        ("ann", item, "rating", 5.0, AS_OF + at * HOUR)
        for at, item in ((1, "f003"), (2, "f040"), (3, "f041"))
    ]
    split = split_of(rows)
    assert split.targets.tolist() == [40]
    assert split.task.items_of(int(split.task.users[0])).tolist() == list(range(10))


def test_users_with_too_little_history_are_not_asked_for() -> None:
    rows = [*history("ann", 9), ("ann", "f040", "rating", 5.0, AS_OF + HOUR)]
    assert len(split_of(rows).targets) == 0


def test_targets_after_the_end_of_a_training_window_are_not_used() -> None:
    rows = [*history("ann", 10), ("ann", "f040", "rating", 5.0, AS_OF + 5 * HOUR)]
    assert len(split_of(rows, until=AS_OF + 4 * HOUR).targets) == 0
    assert len(split_of(rows, until=AS_OF + 5 * HOUR).targets) == 1


def test_the_task_holds_nothing_after_the_cut() -> None:
    rows = [*history("ann", 10), ("bob", "f040", "rating", 5.0, AS_OF + HOUR)]
    task = split_of(rows).task
    assert task.users.size == 0
    assert len(task.interactions.item) == 10
    assert "bob" not in task.interactions.users


def test_the_cut_is_the_moment_by_which_that_share_had_happened() -> None:
    happened = events()
    moment = cut_moment(happened, 0.9)
    before = np.mean(happened.at_us <= moment.timestamp() * 1e6)
    assert before == pytest.approx(0.9, abs=0.01)


@pytest.mark.parametrize("cut", [0.0, 1.0, 90.0, -1.0])
def test_a_cut_outside_the_history_is_refused(cut: float) -> None:
    with pytest.raises(InputError, match="between 0 and 1"):
        cut_moment(events(), cut)


def test_no_events_cannot_be_cut() -> None:
    with pytest.raises(InputError, match="no events"):
        cut_moment(EventColumns(*(np.array([]) for _ in range(5))), 0.9)


def test_ranks_count_from_one_and_absent_is_zero() -> None:
    lists = np.array([[5, 6, 7], [8, 9, -1]], dtype=np.int32)
    assert ranks_of(lists, np.array([7, 3], dtype=np.int32)).tolist() == [3, 0]
