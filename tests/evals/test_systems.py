from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from tests.agents.retrieve.world import AS_OF, catalogue, columns, events, films
from whyrec.agents.retrieve import CatalogueView, Interactions
from whyrec.errors import PrerequisiteError
from whyrec.evals import Split, System, split_at
from whyrec.evals._fused import Fused
from whyrec.evals.baselines import Embedding, Popularity, all_baselines
from whyrec.store import EventColumns

MOMENT = AS_OF - timedelta(days=30)
SYSTEMS = (*all_baselines(), Fused())
QUIET = pytest.mark.filterwarnings("ignore:OpenBLAS is configured:RuntimeWarning")


def split(happened: EventColumns | None = None) -> Split:
    return split_at(catalogue(), happened or events(), MOMENT, min_events=5)


@QUIET
@pytest.mark.parametrize("system", SYSTEMS, ids=lambda s: s.name)
def test_lists_hold_unseen_items_once(system: System) -> None:
    task = split().task
    lists = system.recommend(task, 20)
    assert lists.shape == (len(task.users), 20)
    for user, found in zip(task.users.tolist(), lists, strict=True):
        real = found[found >= 0].tolist()
        assert len(real) == len(set(real))
        assert not set(real) & set(task.items_of(user).tolist())


@QUIET
@pytest.mark.parametrize("system", SYSTEMS, ids=lambda s: s.name)
def test_what_happens_after_the_cut_changes_no_list(system: System) -> None:
    past = events()
    canary = columns(
        [
            (f"u{i % 40:02d}", f"f{i % 60:03d}", "rating", 10.0, AS_OF + timedelta(seconds=i))
            for i in range(400)
        ]
    )
    both = EventColumns(*(np.concatenate(part) for part in zip(past, canary, strict=True)))
    told, untold = split(both).task, split(past).task
    shared = [user for user in told.users.tolist() if user in untold.users.tolist()]
    rows = [told.users.tolist().index(user) for user in shared]
    other = [untold.users.tolist().index(user) for user in shared]
    assert shared
    if system.name == "ALS":
        # Its random start follows the users' number, which is the same here; order suffices.
        assert told.interactions.users == untold.interactions.users
    np.testing.assert_array_equal(
        system.recommend(told, 10)[rows], system.recommend(untold, 10)[other]
    )


@QUIET
def test_names_are_distinct() -> None:
    assert len({system.name for system in SYSTEMS}) == len(SYSTEMS)


def test_recent_popularity_counts_the_window_alone() -> None:
    rows = [(f"u{i}", "f001", "view", np.nan, AS_OF - timedelta(days=8)) for i in range(9)]
    rows += [
        (f"u{i}", f"f{i + 2:03d}", "view", np.nan, AS_OF - timedelta(days=9)) for i in range(9)
    ]
    rows += [("u9", "f050", "view", np.nan, AS_OF - timedelta(days=1))]
    view = catalogue()
    happened = columns(sorted(rows, key=lambda row: row[4]))
    task = Split(
        task=split_at(view, happened, AS_OF, min_events=1).task,
        targets=np.array([], dtype=np.int32),
    ).task
    asked = type(task)(
        view, Interactions.from_columns(view, happened, AS_OF), np.array([0], dtype=np.int32)
    )
    assert Popularity(days=7).recommend(asked, 1).tolist() == [[50]]


def test_similarity_without_vectors_names_what_is_missing() -> None:
    bare = split_at(CatalogueView.from_items(films()), events(), MOMENT, min_events=5)
    with pytest.raises(PrerequisiteError, match="vectors"):
        Embedding().recommend(bare.task, 5)
