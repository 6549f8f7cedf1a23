"""The default embedding model: wordllama, 16 MB inside its wheel, in process, English."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from whyrec.agents.embeddings._normalise import encodable, unit_rows
from whyrec.agents.embeddings._protocol import Vectors
from whyrec.errors import PrerequisiteError

_BATCH = 64
_HERE = 4_000
"""Characters, padding counted, that take some milliseconds: no more than a thread might take."""
_TOGETHER = 256_000
"""Characters, padding counted, of one batch: each may take a kilobyte of memory."""


class WordLlamaEmbedder:
    """Averages of static token vectors: about 1,800 titles a second on two cores.

    Raises:
        PrerequisiteError: wordllama is not installed.
    """

    model_id = "wordllama/l2_supercat-256"
    dimensions = 256

    def __init__(self) -> None:
        handlers = list(logging.getLogger().handlers)
        try:
            import wordllama
        except ImportError as error:
            raise PrerequisiteError(
                "The embedding model wordllama is not installed.",
                remedy="Run: pip install 'whyrec[embedded]'",
            ) from error
        # Importing it configures the root logger, which is the application's own affair.
        if not handlers:
            logging.getLogger().handlers.clear()
            logging.getLogger().setLevel(logging.WARNING)
        # Without this folder the tokenizer, which is in the wheel, is looked for on a hub.
        self._folder = Path(wordllama.__file__).parent
        self._model: Any = None
        # Of its own: strangers' long texts are not to take the threads that others wait for.
        self._worker = ThreadPoolExecutor(1, "whyrec-embedding")

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """Embed ``texts``; text in a script it doesn't know becomes nearly arbitrary."""
        if not texts:
            return np.zeros((0, self.dimensions), np.float32)
        if self._model is not None and len(texts) * max(map(len, texts)) <= _HERE:
            return self._vectors(texts)
        loop, parts = asyncio.get_running_loop(), []
        for batch in _batches(texts):  # one at a time, so that others get in between
            parts.append(await loop.run_in_executor(self._worker, self._embed, batch))
        return np.concatenate(parts)

    async def aclose(self) -> None:
        """Drop the model."""
        self._model = None

    def _embed(self, texts: list[str]) -> Vectors:
        if self._model is None:
            from wordllama import WordLlama

            self._model = WordLlama.load(cache_dir=self._folder, disable_download=True)
        return self._vectors(texts)

    def _vectors(self, texts: Sequence[str]) -> Vectors:
        clean = [encodable(text) for text in texts]
        return unit_rows(self._model.embed(clean, norm=False, batch_size=_BATCH))


def _batches(texts: Sequence[str]) -> Iterator[list[str]]:
    """Texts in order, in batches that take tens of milliseconds; one text is never divided."""
    batch: list[str] = []
    longest = 0
    for text in texts:
        longest = max(longest, len(text))
        if batch and (len(batch) == _BATCH or (len(batch) + 1) * longest > _TOGETHER):
            yield batch
            batch, longest = [], len(text)
        batch.append(text)
    yield batch
