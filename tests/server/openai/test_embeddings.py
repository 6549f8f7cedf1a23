"""Embeddings, as numbers and as the SDK's base64."""

from __future__ import annotations

import base64
import threading
from typing import Any

import httpx2
import numpy as np
import pytest
from openai import AsyncOpenAI, UnprocessableEntityError
from openai.types import CreateEmbeddingResponse

from tests.server.openai.fake_chat import FakeChat
from whyrec.server._caller import Caller
from whyrec.server._openai import _embeddings


async def post(http: httpx2.AsyncClient, **fields: Any) -> httpx2.Response:
    return await http.post("/v1/embeddings", json={"model": "whyrec-embedding", **fields})


async def test_the_sdk_reads_vectors_in_the_order_asked(sdk: AsyncOpenAI) -> None:
    found = await sdk.embeddings.create(model="whyrec-embedding", input=["ab", "abcd"])
    assert [d.embedding for d in found.data] == [[2.0, 0.5, -2.0], [4.0, 0.5, -2.0]]
    assert [d.index for d in found.data] == [0, 1]


async def test_base64_and_numbers_are_the_same_vectors(http: httpx2.AsyncClient) -> None:
    plain = (await post(http, input="abc", encoding_format="float")).json()
    packed = (await post(http, input="abc", encoding_format="base64")).json()
    CreateEmbeddingResponse.model_validate(plain)
    raw = base64.b64decode(packed["data"][0]["embedding"])
    assert np.frombuffer(raw, "<f4").tolist() == plain["data"][0]["embedding"]


async def test_one_text_needs_no_list(http: httpx2.AsyncClient, chat: FakeChat) -> None:
    found = (await post(http, input="a slow western")).json()
    assert chat.embedded == ["a slow western"]
    assert len(found["data"]) == 1
    assert found["usage"]["total_tokens"] == found["usage"]["prompt_tokens"] > 2
    assert found["model"] == "whyrec-embedding"


@pytest.mark.parametrize("dimensions", [None, 3])
async def test_the_models_own_length_may_be_asked_for(
    http: httpx2.AsyncClient, dimensions: int | None
) -> None:
    assert (await post(http, input="a", dimensions=dimensions)).status_code == 200


@pytest.mark.parametrize(
    ("fields", "param"),
    [
        ({"input": "a", "dimensions": 2}, "dimensions"),
        ({"input": []}, "input"),
        ({"input": ""}, "input.0"),
        ({"input": ["a", ""]}, "input.1"),
        ({"input": [1, 2, 3]}, "input"),
        ({"input": [[1, 2], [3]]}, "input"),
        ({"input": "a" * 32_001}, "input.0"),
        ({"input": ["a"] * 2_049}, "input"),
        ({}, "input"),
        ({"input": "a", "encoding_format": "int8"}, "encoding_format"),
    ],
    ids=lambda f: str(f)[:40],
)
async def test_what_cannot_be_embedded_is_refused_by_its_place(
    http: httpx2.AsyncClient, fields: Any, param: str
) -> None:
    found = await post(http, **fields)
    assert (found.status_code, found.json()["error"]["param"]) == (422, param)


async def test_token_ids_are_refused_with_the_way_out(sdk: AsyncOpenAI) -> None:
    with pytest.raises(UnprocessableEntityError, match="check_embedding_ctx_length"):
        await sdk.embeddings.create(model="whyrec-embedding", input=[[1, 2]])


async def test_another_model_is_not_found(http: httpx2.AsyncClient) -> None:
    found = await post(http, input="a", model="text-embedding-3-small")
    assert (found.status_code, found.json()["error"]["param"]) == (404, "model")


@pytest.mark.parametrize("caller", [Caller("acme", "read")])
async def test_a_key_that_may_only_look_may_embed(http: httpx2.AsyncClient) -> None:
    assert (await post(http, input="a")).status_code == 200


async def test_the_answer_is_written_beside_the_event_loop(
    http: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads = set()
    whole = _embeddings._rows

    def rows(*asked: Any) -> Any:
        threads.add(threading.current_thread())
        return whole(*asked)

    monkeypatch.setattr(_embeddings, "_rows", rows)
    assert (await post(http, input=["a", "b"])).status_code == 200
    assert len(threads) == 1
    assert threading.main_thread() not in threads
