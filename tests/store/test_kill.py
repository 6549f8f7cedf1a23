"""kill -9 at random moments: nothing acknowledged is lost or doubled, nothing is torn."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from tests.store import kill_child
from whyrec.domain import Patch
from whyrec.store import Store

KILLS = 25


def _acknowledged_until_killed(task: str, url: str, first: int, rng: random.Random) -> list[str]:
    """Start a writer, kill it a moment after a random number of acknowledgements."""
    child = subprocess.Popen(
        [sys.executable, kill_child.__file__, task, url, str(first)], stdout=subprocess.PIPE
    )
    with child:
        assert child.stdout is not None
        seen = [child.stdout.readline() for _ in range(rng.randrange(1, 8))]
        assert all(seen), "the writer ended by itself"
        # A moment later, so that the kill falls anywhere within the next writes.
        timer = threading.Timer(rng.random() * 0.02, child.kill)
        timer.start()
        seen += child.stdout.readlines()
        timer.join()
    return [line.decode().strip() for line in seen if line.endswith(b"\n")]


def _sound(url: str) -> bool:
    if not url.startswith("sqlite"):
        return True  # a killed client leaves PostgreSQL's files alone
    with closing(sqlite3.connect(Path(url.removeprefix("sqlite:///")))) as connection:
        return connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.slow
def test_killed_while_adding_events(url: str) -> None:
    rng = random.Random(20)
    first = 0
    for _ in range(KILLS):
        acknowledged = _acknowledged_until_killed("events", url, first, rng)
        last = int(acknowledged[-1])
        assert acknowledged == [str(n) for n in range(first, last + 1)]
        with Store.open(url) as store:
            for number in range(first, last + 1):
                rows = kill_child.batch(number)
                assert len(store.events.get("t", [row.id for row in rows])) == len(rows)
            # The batch under way is there whole or not at all.
            under_way = kill_child.batch(last + 1)
            there = len(store.events.get("t", [row.id for row in under_way]))
            assert there in (0, len(under_way))
            assert store.events.add("t", under_way).unchanged == there
            first = last + 2
            assert store.events.count("t") == first * kill_child.BATCH
            assert sum(u.events for u in store.events.users("t")) == first * kill_child.BATCH
    assert _sound(url)


@pytest.mark.slow
def test_killed_while_appending_versions(url: str) -> None:
    rng = random.Random(21)
    known = {f"u{n}": 0 for n in range(kill_child.USERS)}
    for kill in range(KILLS):
        for line in _acknowledged_until_killed("profiles", url, kill, rng):
            user, version = line.split()
            assert int(version) == known[user] + 1
            known[user] = int(version)
        with Store.open(url) as store:
            extra = 0
            for user, version in known.items():
                history = store.profiles.revisions("t", user)
                assert [r.version for r in history] == list(range(1, len(history) + 1))
                extra += len(history) - version
                patches: list[Patch] = [r.patch for r in history]
                assert store.profiles.head("t", user) == kill_child.replay(user, patches)
                known[user] = len(history)
            # At most the one under way was stored without being acknowledged any more.
            assert extra in (0, 1)
    assert _sound(url)
