"""An embedding model that is not asked twice for the same text."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from whyrec.agents.embeddings._protocol import Embedder, Vectors
from whyrec.store import Latest

TEXTS_HELD = 10_000
"""Vectors kept in memory, those used last: about 12 MB with the default model."""


class Remembering:
    """Embeds through another embedder and remembers what it said.

    Args:
        inner: Asked for what is not remembered; whoever opened it closes it.
        most: How many texts are remembered.
    """

    def __init__(self, inner: Embedder, most: int = TEXTS_HELD) -> None:
        self._inner = inner
        self._known: Latest[str, Vectors] = Latest(most)

    @property
    def model_id(self) -> str:
        """The embedder's."""
        return self._inner.model_id

    @property
    def dimensions(self) -> int:
        """The embedder's."""
        return self._inner.dimensions

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """As the embedder's; texts it was never asked for go to it together."""
        rows = {text: self._known.get(text) for text in texts}
        new = [text for text, row in rows.items() if row is None]
        if new:
            for text, row in zip(new, await self._inner.embed(new), strict=True):
                rows[text] = row
                self._known.put(text, row.copy())
        found = [row for text in texts if (row := rows[text]) is not None]
        return np.stack(found) if found else np.zeros((0, self.dimensions), np.float32)

    async def aclose(self) -> None:
        """Forget everything."""
        self._known = Latest(1)
