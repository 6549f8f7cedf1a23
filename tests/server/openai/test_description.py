"""The routes' own description."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import FastAPI
from pydantic import BaseModel

from whyrec.server import _openai
from whyrec.server._openai import _examples
from whyrec.server._openai._answer import Completion
from whyrec.server._openai._asked import AskedCompletion
from whyrec.server._openai._embeddings import AskedEmbeddings, Embeddings
from whyrec.server._openai._models import ModelList


@pytest.mark.parametrize(
    ("kind", "example"),
    [
        (AskedCompletion, _examples.ASKED_COMPLETION),
        (Completion, _examples.COMPLETION),
        (AskedEmbeddings, _examples.ASKED_EMBEDDINGS),
        (Embeddings, _examples.EMBEDDINGS),
        (ModelList, _examples.MODELS),
    ],
)
def test_its_examples_are_valid(kind: type[BaseModel], example: Any) -> None:
    kind.model_validate(example)


def test_every_route_shows_an_example_and_its_errors() -> None:
    app = FastAPI()
    app.include_router(_openai.router)
    operations = [o for path in app.openapi()["paths"].values() for o in path.values()]
    assert len(operations) == 4
    for operation in operations:
        assert operation["responses"]["200"]["content"]["application/json"]["example"]
        assert {"401", "403", "422", "429", "503"} <= set(operation["responses"])
