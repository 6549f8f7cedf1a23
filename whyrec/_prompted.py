"""Working with the prompt versions of a user's variants."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AbstractContextManager, nullcontext
from typing import TypeVar

from whyrec._variants import Chosen
from whyrec.prompts import versions

T = TypeVar("T")


def prompted(chosen: Chosen) -> AbstractContextManager[None]:
    """Inside, prompts are of the versions that experiments choose for a user."""
    return versions(chosen.prompts) if chosen.prompts else nullcontext()


async def prompted_steps(pieces: AsyncIterator[T], chosen: Chosen) -> AsyncGenerator[T, None]:
    """What an iterator yields, each step made with those versions.

    Every step is a task of its own: a generator runs in the context of who asks it, who is to see
    nothing of this.
    """
    if not chosen.prompts:
        async for piece in pieces:
            yield piece
        return

    async def step() -> T:
        with prompted(chosen):
            return await anext(pieces)

    while True:
        try:
            piece = await asyncio.create_task(step())
        except StopAsyncIteration:
            return
        yield piece
