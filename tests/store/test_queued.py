"""What writes does so in a thread of its own."""

from __future__ import annotations

import asyncio
import threading

from whyrec.store import Store


def _thread() -> threading.Thread:
    return threading.current_thread()


async def test_all_that_is_queued_is_done_in_one_thread_which_is_not_the_loops(
    store: Store,
) -> None:
    first, second = await store.queued(_thread), await store.queued(_thread)
    assert first is second
    assert first is not _thread()


async def test_within_a_transaction_it_is_a_part_of_it(store: Store) -> None:
    with store.transaction():
        assert await store.queued(_thread) is _thread()


async def test_what_is_queued_may_ask_for_the_queue(store: Store) -> None:
    def outer() -> threading.Thread:
        inner = store.queued(_thread)
        try:
            inner.send(None)
        except StopIteration as done:
            found: threading.Thread = done.value
            return found
        raise AssertionError("it waited for itself")

    assert await store.queued(outer) is not _thread()


async def test_closing_waits_for_what_is_queued(url: str) -> None:
    store = Store.open(url)
    writing = store.queued(lambda: store.meta.set("t", "k", 1))
    waiting = asyncio.ensure_future(writing)
    await asyncio.sleep(0)
    store.close()
    await waiting
    with Store.open(url) as again:
        assert again.meta.get("t", "k") == 1
