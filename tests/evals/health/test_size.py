"""How large a profile is."""

from __future__ import annotations

from tests.evals.health.profiles import START, interest, profile
from whyrec.evals.health._size import rendered


async def words(text: str) -> int:
    return len(text.split())


async def test_tokens_are_those_of_the_text_a_prompt_sees() -> None:
    found = await rendered(
        profile(interest(1, "like", "War"), interest(2, "like", "Comedy")), 7, words
    )
    assert found.size.tokens == found.size.whole == len(found.text.split())
    assert (found.size.updates, found.size.living, found.size.retired) == (7, 2, 0)


async def test_what_is_left_out_counts_in_the_whole() -> None:
    long = interest(1, "like", "War", statement=" ".join(["word"] * 500))
    found = await rendered(profile(long, interest(2, "like", "Comedy", retired_at=START)), 7, words)
    assert found.size.tokens < 10 < 500 < found.size.whole
    assert (found.size.living, found.size.retired) == (1, 1)
