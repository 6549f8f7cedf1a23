"""Experiments are kept by tenant and name; what was shown, by tenant and user."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.agents.experiments.made import START, experiment, shown
from tests.store.conftest import sqlite_only
from whyrec.errors import ConflictError, NotFoundError
from whyrec.store import Store


def test_an_experiment_is_read_as_it_was_started(store: Store) -> None:
    tried = experiment("try", 1.0, 2.0, share=0.3, spans=((0, 100), (400, 600)))
    store.experiments.add("t", tried)
    assert store.experiments.get("t", "try") == tried
    assert store.experiments.all("t") == [tried]


def test_a_name_is_one_tenants_and_given_once(store: Store) -> None:
    store.experiments.add("t", experiment("try"))
    store.experiments.add("other", experiment("try"))
    with pytest.raises(ConflictError, match="another name"):
        store.experiments.add("t", experiment("try", 1.0, 9.0))
    with pytest.raises(NotFoundError, match="whyrec experiments list"):
        store.experiments.get("t", "nothing")


def test_they_come_by_their_start(store: Store) -> None:
    late = experiment("a").model_copy(update={"starts_at": START + timedelta(days=1)})
    for one in (late, experiment("c"), experiment("b")):
        store.experiments.add("t", one)
    assert [one.name for one in store.experiments.all("t")] == ["b", "c", "a"]


def test_starting_and_ending_are_seen_by_a_look(store: Store) -> None:
    before = store.look("t")
    assert before.experiments == 0
    store.experiments.add("t", experiment("try"))
    started = store.look("t").experiments
    store.experiments.end("t", experiment("try").model_copy(update={"stopped": True}))
    assert before.experiments < started < store.look("t").experiments
    assert store.look("other").experiments == 0
    assert store.experiments.get("t", "try").stopped


def test_exposures_come_by_user_and_time(store: Store) -> None:
    shows = [shown("f1", minute=n, user=user) for user in ("ann", "bob") for n in (0, 5)]
    store.exposures.keep("t", shows[::-1])
    assert store.exposures.of_experiment("t", "try") == shows
    assert store.exposures.of_user("t", "ann") == shows[:2]
    assert store.exposures.of_experiment("t", "else") == []
    assert store.exposures.of_user("other", "ann") == []


def test_the_same_response_again_gives_way(store: Store) -> None:
    store.exposures.keep("t", [shown("f1")])
    store.exposures.keep("t", [shown("f2", degraded=True)])
    (only,) = store.exposures.of_user("t", "ann")
    assert (only.items, only.degraded) == (("f2",), True)


def test_erasing_a_user_reaches_exposures(store: Store) -> None:
    store.exposures.keep("t", [shown("f1"), shown("f1", user="bob")])
    assert store.knows("t", "ann")
    assert store.tenants() == ["t"]
    assert store.erase_user("t", "ann").values == 1
    assert not store.knows("t", "ann")
    assert len(store.exposures.of_user("t", "bob")) == 1


def test_what_is_too_old_goes(store: Store) -> None:
    store.exposures.keep("t", [shown("f1", minute=0), shown("f1", minute=10)])
    assert store.exposures.forget_before("t", START + timedelta(minutes=5)) == 1
    assert store.exposures.forget_before("other", START + timedelta(days=5)) == 0
    assert [e.at for e in store.exposures.of_user("t", "ann")] == [START + timedelta(minutes=10)]


@sqlite_only
def test_an_erased_user_leaves_no_trace_in_the_file(store: Store, tmp_path: Path) -> None:
    store.exposures.keep("t", [shown("odd-item-name", user="odd-user-name")])
    store.erase_user("t", "odd-user-name")
    files = [f for f in store.file.parent.iterdir() if f.is_file()] if store.file else []
    assert files
    assert not any(b"odd-user-name" in f.read_bytes() for f in files)
