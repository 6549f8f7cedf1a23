"""Writes to a store and acknowledges every write on its output, until it is killed.

Run as ``python kill_child.py events|profiles URL FIRST``; imports little, so that it starts fast.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from itertools import count

from whyrec.domain import Add, Evidence, Interest, Patch, Profile, Provenance, Revision
from whyrec.store import EventRow, Store

BATCH = 150
USERS = 3
AT = datetime(2020, 1, 1, tzinfo=UTC)


def batch(number: int) -> list[EventRow]:
    """The events of a batch: the same for the same number."""
    return [
        EventRow(
            f"b{number}-{n}", f"u{n % 7}", f"m{n}", "view", None, None, number, None, None, None
        )
        for n in range(BATCH)
    ]


def replay(user: str, patches: list[Patch]) -> Profile:
    """The profile that a history of ``add`` operations gives."""
    interests = tuple(
        Interest(
            id=op.interest,
            label=op.label,
            statement=op.statement,
            polarity=op.polarity,
            evidence=op.evidence,
            born_at=patch.at,
        )
        for patch in patches
        for op in patch.operations
        if isinstance(op, Add)
    )
    version = len(patches)
    return Profile(
        user_id=user,
        version=version,
        parent=version - 1 if version else None,
        as_of=AT if version else None,
        interests=interests,
    )


def next_patch(version: int) -> Patch:
    """The patch that makes ``version``."""
    added = Add(
        interest=f"i{version}",
        label=f"Interest {version}",
        statement="Likes [event:e1].",
        polarity="like",
        evidence=(Evidence(event_id=f"e{version}"),),
    )
    return Patch(operations=(added,), at=AT, provenance=Provenance(mode="composed"))


def acknowledge(text: str) -> None:
    """One line, written before anything else happens."""
    os.write(1, f"{text}\n".encode())


def add_events(store: Store, first: int) -> None:
    """Add one batch after the other."""
    for number in count(first):
        store.events.add("t", batch(number))
        acknowledge(str(number))


def append_profiles(store: Store, first: int) -> None:
    """Append versions to several users in turn."""
    patches = {
        f"u{n}": [r.patch for r in store.profiles.revisions("t", f"u{n}")] for n in range(USERS)
    }
    for number in count(first):
        user = f"u{number % USERS}"
        mine = patches[user]
        mine.append(next_patch(len(mine) + 1))
        store.profiles.append("t", Revision(profile=replay(user, mine), patch=mine[-1]))
        acknowledge(f"{user} {len(mine)}")


if __name__ == "__main__":
    task, url, first = sys.argv[1:]
    with Store.open(url) as opened:
        {"events": add_events, "profiles": append_profiles}[task](opened, int(first))
