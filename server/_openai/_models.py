"""``GET /v1/models``: the model clients talk with, and the one that embeds."""

from __future__ import annotations

import time

from fastapi import APIRouter
from openai.types import Model
from pydantic import BaseModel

from whyrec.errors import NotFoundError
from whyrec.server._caller import Reader
from whyrec.server._openai._asked import CHAT_MODEL

EMBEDDING_MODEL = "whyrec-embedding"

router = APIRouter(tags=["openai"])

_STARTED = int(time.time())


class ModelList(BaseModel):
    """All models to choose from."""

    object: str = "list"
    data: list[Model]


def _model(model_id: str) -> Model:
    return Model(id=model_id, created=_STARTED, object="model", owned_by="whyrec")


@router.get("/v1/models", summary="The models to talk with")
async def models(_: Reader) -> ModelList:
    """What a chat front end offers to choose from: whyrec alone.

    The embedding model is left out, since front ends would offer it to talk with.
    """
    return ModelList(data=[_model(CHAT_MODEL)])


@router.get("/v1/models/{model_id}", summary="One model")
async def model(model_id: str, _: Reader) -> Model:
    """A model by its name."""
    if model_id not in (CHAT_MODEL, EMBEDDING_MODEL):
        raise NotFoundError(
            f"There is no model {model_id!r}.",
            remedy=f"There are {CHAT_MODEL} and {EMBEDDING_MODEL}.",
            field="model",
        )
    return _model(model_id)
