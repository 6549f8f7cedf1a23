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


async def test_a_timeline_has_each_version_at_its_own_moment(rec: Recommender) -> None:
    await rec.evolve("u0")
    versions = await rec.timeline("u0")
    assert [p.version for p in versions] == [1, 2]
    then = await rec.profile("u0", 1, as_of=versions[0].as_of)
    now = await rec.profile("u0", 1)
    strengths = [
        sum(i.measured.strength_long for i in p.living if i.measured)
        for p in (versions[0], then, now)
    ]
    # Events count as they are seen now, so it is not the same to the last digit.
    assert strengths[0] == pytest.approx(strengths[1], rel=0.05)
    assert strengths[0] > 1.05 * strengths[2], "they have faded since"


async def test_a_timeline_ends_at_the_moment_asked_for_and_is_as_long_as_asked(
    rec: Recommender,
) -> None:
    await rec.evolve("u0")
    first = (await rec.timeline("u0"))[0]
    assert [p.version for p in await rec.timeline("u0", as_of=first.as_of)] == [1]
    assert [p.version for p in await rec.timeline("u0", last=1)] == [2]
    assert await rec.timeline("nobody") == []


async def test_changes_are_what_the_difference_says(rec: Recommender) -> None:
    await rec.evolve("u0")
    await rec.edit("u0", "no more western")
    told = (await rec.changes("u0", 2, 3))[0]
    assert (told.kind, told.label, told.stance) == ("turned", "Western movies", "dislike")
    assert "Now a dislike: Western movies (was liked)." in await rec.diff("u0", 2, 3)
    with pytest.raises(NotFoundError, match="no version 9"):
        await rec.changes("u0", 1, 9)
