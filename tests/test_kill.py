"""kill -9 at a random moment of a real ingest and a real evolve; the same for the store alone is in
tests/store/test_kill.py."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests import kill_child
from whyrec.agents.profile import replay
from whyrec.store import Store

INGEST_KILLS = 10
EVOLVE_KILLS = 15
USERS, EVENTS = 40, 60
FIRST = 1_700_000_000


@pytest.fixture
def data(tmp_path: Path) -> Path:
    genres = ("Horror", "Comedy", "Drama", "War", "Western")
    items = ["item_id,title,genre"] + [f"f{n},Film number {n},{genres[n % 5]}" for n in range(200)]
    (tmp_path / "items.csv").write_text("\n".join(items) + "\n", encoding="utf-8")
    events = ["user_id,item_id,kind,value,at,event_id"]
    events += [
        f"u{u},f{(u * 7 + n * 3) % 200},rating,{1 + (u + n) % 5},{FIRST + n * 86_400},e{u}-{n}"
        for n in range(EVENTS)
        for u in range(USERS)
    ]
    (tmp_path / "events.csv").write_text("\n".join(events) + "\n", encoding="utf-8")
    return tmp_path


def said_until_killed(task: str, data: Path, delay_s: float) -> list[str]:
    """Start the work, kill it ``delay_s`` after it is ready; what it acknowledged until then."""
    command = [sys.executable, "-m", "tests.kill_child", task, str(data / "home"), str(data)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, cwd=Path(kill_child.__file__).parent.parent
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"ready\n"
        timer = threading.Timer(delay_s, child.kill)
        timer.start()
        lines = child.stdout.readlines()
        timer.cancel()
    return [line.decode().strip() for line in lines if line.endswith(b"\n")]


@pytest.mark.slow
def test_a_killed_ingest_loses_and_doubles_nothing(data: Path) -> None:
    rng = random.Random(3)
    wanted = {f"e{u}-{n}" for u in range(USERS) for n in range(EVENTS)}
    stored = 0
    for _ in range(INGEST_KILLS):
        said = said_until_killed("ingest", data, rng.uniform(0.0, 0.6))
        acknowledged = max((int(s.split()[1]) for s in said if s.startswith("events")), default=0)
        with Store.open(f"sqlite:///{data / 'home' / 'whyrec.db'}") as store:
            ids = [e.id for u in range(USERS) for e in store.events.of_user("default", f"u{u}")]
        assert len(ids) == len(set(ids)) >= max(stored, acknowledged)
        assert set(ids) <= wanted
        stored = len(ids)
    assert said_until_killed("ingest", data, 60)[-1] == "done"
    with Store.open(f"sqlite:///{data / 'home' / 'whyrec.db'}") as store:
        assert store.events.count("default") == len(wanted)


@pytest.mark.slow
def test_a_killed_evolve_leaves_no_torn_profile(data: Path) -> None:
    rng = random.Random(4)
    assert said_until_killed("ingest", data, 60)[-1] == "done"
    acknowledged: dict[str, int] = {}
    for _ in range(EVOLVE_KILLS):
        for line in said_until_killed("evolve", data, rng.uniform(0.3, 1.2)):
            if line != "done":
                user, version = line.split()
                assert int(version) == acknowledged.get(user, 0) + 1
                acknowledged[user] = int(version)
        with Store.open(f"sqlite:///{data / 'home' / 'whyrec.db'}") as store:
            unsaid = 0
            for user in (f"u{n}" for n in range(USERS)):
                head = store.profiles.head("default", user)
                patches = [r.patch for r in store.profiles.revisions("default", user)]
                assert replay(user, patches)[-1] == head
                cited = [e.event_id for i in head.interests for e in i.evidence]
                assert set(cited) <= {f"{user.replace('u', 'e')}-{n}" for n in range(EVENTS)}
                assert head.version >= acknowledged.get(user, 0)
                unsaid += head.version - acknowledged.get(user, 0)
                acknowledged[user] = head.version
            assert unsaid <= 1
    assert sum(acknowledged.values()) > EVOLVE_KILLS
