"""How large a profile is."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from whyrec.agents.profile import render
from whyrec.domain import Profile
from whyrec.evals.health._outcomes import Size

CountTokens = Callable[[str], Awaitable[int]]


class Rendered(NamedTuple):
    """A profile as a prompt sees it, and its size."""

    text: str
    size: Size


async def rendered(profile: Profile, updates: int, count_tokens: CountTokens) -> Rendered:
    """Render a profile and count.

    Tokens are those of the whole text, counted at once: rendering adds up its lines.

    Args:
        profile: Measured and expanded.
        updates: Events it has taken in.
        count_tokens: The model's own count, or an upper estimate.
    """
    text = await render(profile, count_tokens)
    whole = await render(profile, count_tokens, budget=sys.maxsize)
    size = Size(
        updates=updates,
        tokens=await count_tokens(text),
        whole=await count_tokens(whole),
        living=len(profile.living),
        retired=len(profile.interests) - len(profile.living),
    )
    return Rendered(text, size)
