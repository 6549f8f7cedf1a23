"""Lists that come in pages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, TypeVar

from whyrec.remote._replies import Page
from whyrec.remote._wire import Wire

T = TypeVar("T")

PAGE = 1_000
"""How many are asked for at a time."""


async def pages(
    wire: Wire, kind: type[T], path: str, most: int | None = None, **params: Any
) -> AsyncIterator[T]:
    """Everything in a list, in its order.

    Args:
        wire: To the server.
        kind: What it lists.
        path: The list's.
        most: At most so many.
        **params: Its query.
    """
    cursor: str | None = None
    left = most
    while left is None or left > 0:
        limit = PAGE if left is None else min(left, PAGE)
        page = await wire.get(Page[kind], path, limit=limit, cursor=cursor, **params)  # type: ignore[valid-type]
        for one in page.data:
            yield one
        if page.next_cursor is None or page.next_cursor == cursor:
            return
        cursor = page.next_cursor
        left = None if left is None else left - len(page.data)
