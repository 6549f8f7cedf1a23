"""The OpenAI-compatible API: models, chat completions, embeddings."""

from fastapi import APIRouter

from whyrec.server._openai import _chat, _embeddings, _models

__all__ = ["router"]

router = APIRouter()
router.include_router(_models.router)
router.include_router(_chat.router)
router.include_router(_embeddings.router)
