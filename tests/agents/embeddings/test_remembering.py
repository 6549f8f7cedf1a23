"""What was embedded before is not embedded again."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from whyrec.agents.embeddings import Remembering, Vectors


class Counting:
    """Gives a text its length and notes what it is asked."""

    model_id, dimensions = "counting", 2

    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    async def embed(self, texts: Sequence[str]) -> Vectors:
        self.asked.append(list(texts))
        return np.array([[len(text), 1] for text in texts], dtype=np.float32)

    async def aclose(self) -> None:
        self.asked.append(["closed"])


async def test_only_what_is_new_is_asked_for_and_all_comes_back_in_order() -> None:
    inner = Counting()
    embedder = Remembering(inner)
    assert (await embedder.embed(["a", "bb"])).tolist() == [[1, 1], [2, 1]]
    told = await embedder.embed(["ccc", "bb", "ccc", "a"])
    assert told.tolist() == [[3, 1], [2, 1], [3, 1], [1, 1]]
    assert inner.asked == [["a", "bb"], ["ccc"]]


async def test_what_was_used_longest_ago_is_forgotten_first() -> None:
    inner = Counting()
    embedder = Remembering(inner, most=2)
    for text in ("a", "bb", "a", "ccc", "a", "bb"):
        await embedder.embed([text])
    assert inner.asked == [["a"], ["bb"], ["ccc"], ["bb"]]


async def test_nothing_is_nothing() -> None:
    inner = Counting()
    assert (await Remembering(inner).embed([])).shape == (0, 2)
    assert inner.asked == []


async def test_the_embedder_stays_open_for_whoever_opened_it() -> None:
    inner = Counting()
    await Remembering(inner).aclose()
    assert inner.asked == []
