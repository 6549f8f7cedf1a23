"""A store of one's own, and rows to fill it with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

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


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'home' / 'whyrec.db'}"


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with Store.open(url) as opened:
        yield opened
