"""``POST /v1/embeddings``: the configured embedding model, for whoever wants the same vectors."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Iterator
from typing import Annotated, Any, Literal

import numpy as np
from fastapi import Request, Response
from openai.types import CreateEmbeddingResponse, Embedding
from openai.types.create_embedding_response import Usage
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from whyrec.agents.embeddings import Vectors
from whyrec.agents.models.tokenizer import estimate_tokens
from whyrec.errors import InputError, NotFoundError
from whyrec.server._caller import Reader
from whyrec.server._openai import _examples
from whyrec.server._openai._models import EMBEDDING_MODEL
from whyrec.server._rest._replies import example, replies, router

routes = router("OpenAI")

MOST_TEXTS = 2_048
MOST_CHARACTERS = 32_000
"""Of one text."""


class Encoded(Embedding):
    """OpenAI's embedding, as numbers or as its bytes in base64."""

    embedding: list[float] | str  # type: ignore[assignment]


class Embeddings(CreateEmbeddingResponse):
    """OpenAI's answer with embeddings of either encoding."""

    data: list[Encoded]  # type: ignore[assignment]


def _texts(given: Any) -> Any:
    if isinstance(given, str):
        return [given]
    if isinstance(given, list) and given and isinstance(given[0], int | list):
        raise ValueError(
            "token ids of another model's tokenizer cannot be read here, send the text "
            "(LangChain: OpenAIEmbeddings(check_embedding_ctx_length=False))"
        )
    return given


Text = Annotated[str, Field(min_length=1, max_length=MOST_CHARACTERS)]


class AskedEmbeddings(BaseModel):
    """The body of ``POST /v1/embeddings``."""

    model_config = ConfigDict(
        extra="ignore",
        frozen=True,
        use_attribute_docstrings=True,
        json_schema_extra=example(_examples.ASKED_EMBEDDINGS),
    )

    model: str = EMBEDDING_MODEL
    input: Annotated[
        list[Text], BeforeValidator(_texts, json_schema_input_type=Text | list[Text])
    ] = Field(min_length=1, max_length=MOST_TEXTS)
    """One text or several; token ids are refused."""
    encoding_format: Literal["float", "base64"] | None = "float"
    dimensions: int | None = Field(default=None, ge=1)
    """Only the model's own length is to be had."""


_NO_ROWS = '"data":[]'
_REPLIES = replies(_examples.EMBEDDINGS, 400, 404)
_REPLIES[200]["model"] = Embeddings


@routes.post("/v1/embeddings", summary="Embed texts", response_model=None, responses=_REPLIES)
async def create_embedding(request: Request, asked: AskedEmbeddings, _: Reader) -> Response:
    """Vectors of length one, from the model that embeds the catalogue."""
    if asked.model != EMBEDDING_MODEL:
        raise NotFoundError(
            f"There is no model {asked.model!r} that embeds.",
            remedy=f"The model is {EMBEDDING_MODEL}.",
            field="model",
        )
    vectors = await request.app.state.rec.embed(asked.input)
    width = int(vectors.shape[1])
    if asked.dimensions not in (None, width):
        raise InputError(
            f"dimensions: this model's vectors have {width}.",
            remedy=f"Leave dimensions out, or send {width}.",
            field="dimensions",
        )
    text = await asyncio.to_thread(_written, asked, vectors)
    return Response(text, media_type="application/json")


def _written(asked: AskedEmbeddings, vectors: Vectors) -> str:
    """The answer's JSON; beside the event loop, for half a million numbers take a while."""
    # What the embedding model's own tokenizer makes of a text, nobody says.
    tokens = sum(map(estimate_tokens, asked.input))
    usage = Usage(prompt_tokens=tokens, total_tokens=tokens)
    frame = Embeddings(object="list", model=EMBEDDING_MODEL, data=[], usage=usage)
    # Row by row: one call that writes all would hold up the other threads until its end.
    rows = ",".join(_rows(vectors, asked.encoding_format or "float"))
    return frame.model_dump_json().replace(_NO_ROWS, f'"data":[{rows}]', 1)


def _rows(vectors: Vectors, encoding: Literal["float", "base64"]) -> Iterator[str]:
    # The SDK reads little-endian floats of four bytes, whatever machine this is.
    for n, row in enumerate(np.ascontiguousarray(vectors, dtype="<f4")):
        value = row.tolist() if encoding == "float" else base64.b64encode(row.tobytes()).decode()
        yield Encoded(object="embedding", index=n, embedding=value).model_dump_json()
