"""The default embedding model: wordllama, 16 MB inside its wheel, in process, English."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from whyrec.agents.embeddings._normalise import encodable, unit_rows
from whyrec.agents.embeddings._protocol import Vectors
from whyrec.errors import PrerequisiteError

_BATCH = 64
_HERE = 32
"""So few texts take a millisecond or two, less than handing them to another thread."""


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
        self._lock = threading.Lock()

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """Embed ``texts``; text in a script it doesn't know becomes nearly arbitrary."""
        if not texts:
            return np.zeros((0, self.dimensions), np.float32)
        if len(texts) <= _HERE and self._model is not None and self._lock.acquire(blocking=False):
            try:
                return self._vectors(texts)
            finally:
                self._lock.release()
        return await asyncio.to_thread(self._embed, list(texts))

    async def aclose(self) -> None:
        """Drop the model."""
        self._model = None

    def _embed(self, texts: list[str]) -> Vectors:
        with self._lock:
            if self._model is None:
                from wordllama import WordLlama

                self._model = WordLlama.load(cache_dir=self._folder, disable_download=True)
            return self._vectors(texts)

    def _vectors(self, texts: Sequence[str]) -> Vectors:
        clean = [encodable(text) for text in texts]
        return unit_rows(self._model.embed(clean, norm=False, batch_size=_BATCH))
