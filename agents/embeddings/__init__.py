"""Embedding models: texts to vectors."""

from whyrec.agents.embeddings._normalise import unit_rows
from whyrec.agents.embeddings._open import open_embedder
from whyrec.agents.embeddings._protocol import Embedder, Vectors
from whyrec.agents.embeddings._remembering import Remembering

__all__ = ["Embedder", "Remembering", "Vectors", "open_embedder", "unit_rows"]
