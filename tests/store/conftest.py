"""A store of one's own, and rows to fill it with."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from whyrec.domain import (
    Add,
    Evidence,
    Interest,
    Patch,
    Profile,
    Provenance,
    Rejection,
    Revision,
)
from whyrec.store import EventRow, ItemRow, Store

SECOND = 1_000_000


def event(
    id: str = "e1", user: str = "u1", item: str | None = "m1", at: int = 1, **other
) -> EventRow:
    """A view at ``at`` seconds."""
    row = EventRow(id, user, item, "view", None, None, at * SECOND, None, None, None)
    return row._replace(**other)


def item(id: str = "m1", title: str = "Alien", **other) -> ItemRow:
    return ItemRow(id, title, "", "{}", "movies", None)._replace(**other)


sqlite_only = pytest.mark.skipif(
    "WHYREC_TEST_POSTGRESQL" in os.environ, reason="it is about SQLite's file"
)


def sqlite_url(folder: Path) -> str:
    """For what is about SQLite's file."""
    return f"sqlite:///{folder / 'home' / 'whyrec.db'}"


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    """A new database: an SQLite file, or one of the server at ``WHYREC_TEST_POSTGRESQL``."""
    server = os.environ.get("WHYREC_TEST_POSTGRESQL")
    if server is None:
        yield sqlite_url(tmp_path)
        return
    name = f"test_{uuid.uuid4().hex}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with Store.open(url) as opened:
        yield opened


def revision(version: int, user: str = "u1", *, cites: str = "e1") -> Revision:
    """Version ``version`` of a profile that gains one interest a version."""
    at = datetime(2020, 1, 1, tzinfo=UTC)
    added = [
        Add(
            interest=f"i{n}",
            label=f"Interest {n}",
            statement=f"Likes what [event:{cites}] is.",
            polarity="like",
            evidence=(Evidence(event_id=cites),),
        )
        for n in range(1, version + 1)
    ]
    profile = Profile(
        user_id=user,
        version=version,
        parent=version - 1,
        as_of=at,
        interests=tuple(
            Interest(id=a.interest, **a.model_dump(exclude={"op", "interest"}), born_at=at)
            for a in added
        ),
    )
    refused = Rejection(rule="length", operation="add", reason="too long", event_ids=(cites,))
    patch = Patch(operations=(added[-1],), at=at, provenance=Provenance(mode="composed"))
    return Revision(profile=profile, patch=patch, rejected=(refused,))
