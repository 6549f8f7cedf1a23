"""Edits, versions and rollback through the public API."""

from __future__ import annotations

import pytest

from whyrec import Recommender
from whyrec.errors import (
    InputError,
    NotFoundError,
)


async def test_words_not_understood_have_no_effect_and_say_so(rec: Recommender) -> None:
    await rec.evolve("u0")
    before = await rec.recommend("u0", 10, explain=False, use_model=False)
    outcome = await rec.edit("u0", "I don't dislike westerns exactly")
    assert not outcome.understood
    assert "change nothing" in outcome.message
    after = await rec.recommend("u0", 10, explain=False, use_model=False)
    assert [r.item.id for r in after] == [r.item.id for r in before]


async def test_a_rollback_shows_at_once(rec: Recommender) -> None:
    await rec.evolve("u0")
    await rec.rollback("u0", 0)
    assert (await rec.profile("u0")).living == ()


async def test_a_version_nobody_made_is_not_found(rec: Recommender) -> None:
    with pytest.raises(NotFoundError, match="version 9"):
        await rec.profile("u0", 9)
    with pytest.raises(NotFoundError, match="version 9"):
        await rec.rollback("u0", 9)


@pytest.mark.parametrize("words", ["", "   ", "x" * 4001])
async def test_an_edit_needs_words(rec: Recommender, words: str) -> None:
    with pytest.raises(InputError):
        await rec.edit("u0", words)
