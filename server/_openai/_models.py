"""``GET /v1/models``: the model clients talk with, and the one that embeds."""

from __future__ import annotations

import time

from openai.types import Model
from pydantic import BaseModel

from whyrec.errors import NotFoundError
from whyrec.server._caller import Reader
from whyrec.server._openai import _examples
from whyrec.server._openai._asked import CHAT_MODEL
from whyrec.server._rest._replies import replies, router

EMBEDDING_MODEL = "whyrec-embedding"

routes = router("OpenAI")

_STARTED = int(time.time())


class ModelList(BaseModel):
    """All models to choose from."""

    object: str = "list"
    data: list[Model]


def _model(model_id: str) -> Model:
    return Model(id=model_id, created=_STARTED, object="model", owned_by="whyrec")


@routes.get("/v1/models", summary="The models to talk with", responses=replies(_examples.MODELS))
async def list_models(_: Reader) -> ModelList:
    """What a chat front end offers to choose from: whyrec alone.

    The embedding model is left out, since front ends would offer it to talk with.
    """
    return ModelList(data=[_model(CHAT_MODEL)])


@routes.get("/v1/models/{model_id}", summary="One model", responses=replies(_examples.MODEL, 404))
async def get_model(model_id: str, _: Reader) -> Model:
    """A model by its name."""
    if model_id not in (CHAT_MODEL, EMBEDDING_MODEL):
        raise NotFoundError(
            f"There is no model {model_id!r}.",
            remedy=f"There are {CHAT_MODEL} and {EMBEDDING_MODEL}.",
            field="model",
        )
    return _model(model_id)
