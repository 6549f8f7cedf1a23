"""What takes long is embedded beside the event loop, and lets others in between."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence

import numpy as np
import pytest

from whyrec.agents.embeddings import Vectors
from whyrec.agents.embeddings._wordllama import WordLlamaEmbedder


class Watched(WordLlamaEmbedder):
    def __init__(self) -> None:
        super().__init__()
        self.batches: list[tuple[bool, int, str]] = []
        """Whether in the loop's own thread, how many texts, how the first one begins."""

    def _vectors(self, texts: Sequence[str]) -> Vectors:
        here = threading.current_thread() is threading.main_thread()
        self.batches.append((here, len(texts), texts[0][:3]))
        return super()._vectors(texts)


@pytest.fixture
async def embedder() -> Watched:
    watched = Watched()
    await watched.embed(["the model is loaded now"])
    watched.batches.clear()
    return watched


async def test_a_few_short_texts_are_not_worth_a_thread(embedder: Watched) -> None:
    await embedder.embed(["a title"] * 20)
    assert embedder.batches == [(True, 20, "a t")]


@pytest.mark.parametrize(
    "texts", [["a word " * 1_000], ["a" for _ in range(31)] + ["a word " * 400], ["a word"] * 1_000]
)
async def test_long_texts_and_texts_padded_to_them_go_to_a_thread(
    embedder: Watched, texts: list[str]
) -> None:
    await embedder.embed(texts)
    assert not any(here for here, _, _ in embedder.batches)


async def test_others_get_in_between_two_batches(embedder: Watched) -> None:
    await asyncio.gather(embedder.embed(["aaa " * 100] * 200), embedder.embed(["bbb " * 100] * 20))
    assert [first for _, _, first in embedder.batches] == ["aaa", "bbb", "aaa", "aaa", "aaa"]


async def test_very_long_texts_are_not_padded_together(embedder: Watched) -> None:
    await embedder.embed(["a word " * 4_000] * 32)
    assert [count for _, count, _ in embedder.batches] == [9, 9, 9, 5]


async def test_batches_change_no_vector_and_no_order(embedder: Watched) -> None:
    texts = [f"number {n} " * (1 + 97 * n % 400) for n in range(150)]
    together = await embedder.embed(texts)
    for n in (0, 63, 64, 149):
        assert np.abs(together[n] - (await embedder.embed([texts[n]]))[0]).max() < 1e-6
