"""The OpenAI-compatible API: models, chat completions, embeddings."""

from fastapi import APIRouter

from whyrec.server._openai import _chat, _embeddings, _models

__all__ = ["router"]

router = APIRouter()
for _part in (_models, _chat, _embeddings):
    router.include_router(_part.routes)
