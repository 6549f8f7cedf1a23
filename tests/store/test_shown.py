"""What was shown is found by hash, kept apart by tenant and user, and forgotten for good."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.store.conftest import sqlite_only
from whyrec.store import ShownAnswer, Store, backup, restore

START = datetime(2026, 1, 1, tzinfo=UTC)


def row(name: str, text_hash: str = "h", day: int = 0, **answer: Any) -> ShownAnswer:
    return ShownAnswer(name, text_hash, answer, START + timedelta(days=day))


def test_an_answer_is_found_by_the_hash_of_its_text(store: Store) -> None:
    store.shown.keep("t", "ann", row("r1", "h1", items=["f1", "f2"]))
    store.shown.keep("t", "ann", row("r2", "h2"))
    found = store.shown.by_hash("t", "ann", ["h1", "nothing"])
    assert {h: [a.response_id for a in some] for h, some in found.items()} == {"h1": ["r1"]}
    assert found["h1"][0].answer == {"items": ["f1", "f2"]}
    assert found["h1"][0].at == START


def test_the_newest_of_the_same_text_comes_first(store: Store) -> None:
    for day in (1, 3, 2):
        store.shown.keep("t", "ann", row(f"r{day}", day=day))
    assert [a.response_id for a in store.shown.by_hash("t", "ann", ["h"])["h"]] == [
        "r3",
        "r2",
        "r1",
    ]


def test_nobody_finds_what_another_was_shown(store: Store) -> None:
    store.shown.keep("t", "ann", row("r1"))
    assert store.shown.by_hash("t", "bob", ["h"]) == {}
    assert store.shown.by_hash("other", "ann", ["h"]) == {}
    assert store.shown.of_user("other", "ann") == []


def test_the_same_response_kept_again_gives_way(store: Store) -> None:
    store.shown.keep("t", "ann", row("r1", "old", items=["f1"]))
    store.shown.keep("t", "ann", row("r1", "new", items=["f2"]))
    (only,) = store.shown.of_user("t", "ann")
    assert (only.text_hash, only.answer) == ("new", {"items": ["f2"]})


def test_forgetting_an_event_deletes_what_cites_it(store: Store) -> None:
    store.shown.keep("t", "ann", row("r1", events=["e1", "e2"]))
    store.shown.keep("t", "ann", row("r2", events=["e3"]))
    store.shown.keep("t", "bob", row("r3", events=["e1"]))
    assert store.shown.forget("t", "ann", ["e1"]) == 1
    assert [a.response_id for a in store.shown.of_user("t", "ann")] == ["r2"]
    assert len(store.shown.of_user("t", "bob")) == 1


@sqlite_only
def test_erasing_a_user_deletes_all_of_theirs_even_from_the_file(store: Store) -> None:
    for n in range(50):
        store.shown.keep("t", "secret-user", row(f"secret-{n}", items=["f1"]))
        store.shown.keep("t", f"u{n}", row(f"r{n}"))
    assert store.erase_user("t", "secret-user").shown == 50
    assert store.shown.of_user("t", "secret-user") == []
    assert len(store.shown.of_user("t", "u7")) == 1
    assert store.file is not None
    kept = b"".join(f.read_bytes() for f in store.file.parent.iterdir())
    assert b"secret-user" not in kept
    assert b"secret-17" not in kept


def test_what_is_older_than_a_moment_can_go(store: Store) -> None:
    for day in (1, 2, 3):
        store.shown.keep("t", "ann", row(f"r{day}", day=day))
    store.shown.keep("other", "ann", row("r1", day=1))
    assert store.shown.forget_before("t", START + timedelta(days=3)) == 2
    assert [a.response_id for a in store.shown.of_user("t", "ann")] == ["r3"]
    assert len(store.shown.of_user("other", "ann")) == 1


@sqlite_only
def test_a_backup_takes_it_along(store: Store, tmp_path: Path) -> None:
    store.shown.keep("t", "ann", row("r1", items=["f1"]))
    assert store.file is not None
    backup(store, store.file.parent, tmp_path / "b.tar.gz")
    restore(tmp_path / "b.tar.gz", tmp_path / "again")
    with Store.open(f"sqlite:///{tmp_path / 'again' / 'whyrec.db'}") as again:
        assert [a.response_id for a in again.shown.of_user("t", "ann")] == ["r1"]
