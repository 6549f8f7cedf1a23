"""Streams: the order of their chunks, their errors, and what keeps a line alive."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openai import APIError, AsyncOpenAI, NotFoundError
from openai.types.chat import ChatCompletionChunk

from tests.server.openai.conftest import Ask, events, said
from tests.server.openai.fake_chat import TEXTS, FakeChat
from whyrec.errors import NotFoundError as NoSuchThing
from whyrec.errors import UpstreamError
from whyrec.server._openai._ahead import Ahead
from whyrec.server._openai._answer import Chunks, Heading, whole
from whyrec.server._openai._beside import Ending, Piece
from whyrec.server._openai._cut import Cut
from whyrec.server._openai._events import events as events_of

HELLO: Any = [{"role": "user", "content": "Hello"}]


async def test_the_chunks_come_in_the_order_clients_rely_on(ask: Ask) -> None:
    response = await ask(stream=True, stream_options={"include_usage": True})
    chunks = events(response)
    assert chunks[0]["choices"][0]["delta"] == {"role": "assistant", "content": ""}
    for chunk, text in zip(chunks[1:-3], TEXTS, strict=True):
        assert chunk["choices"][0]["delta"] == {"content": text}
        assert chunk["choices"][0]["finish_reason"] is None
    assert chunks[-3]["choices"][0]["delta"] == {}
    assert chunks[-3]["choices"][0]["finish_reason"] == "stop"
    assert chunks[-2]["choices"] == []
    assert chunks[-2]["usage"] == {
        "prompt_tokens": 40,
        "completion_tokens": 12,
        "total_tokens": 52,
    }
    assert chunks[-1] == "[DONE]"


async def test_every_chunk_is_openais_type_and_has_one_id(ask: Ask, chat: FakeChat) -> None:
    chunks = events(await ask(stream=True))[:-1]
    for chunk in chunks:
        ChatCompletionChunk.model_validate(chunk)
    assert {c["id"] for c in chunks} == {chat.asked[0][3]}
    assert {c["object"] for c in chunks} == {"chat.completion.chunk"}
    assert len({c["created"] for c in chunks}) == 1


async def test_usage_comes_only_where_it_is_asked_for(ask: Ask) -> None:
    without = events(await ask(stream=True))[:-1]
    assert not any("usage" in c for c in without)
    asked = events(await ask(stream=True, stream_options={"include_usage": True}))[:-1]
    assert [c["usage"] is None for c in asked] == [True] * (len(asked) - 1) + [False]


async def test_the_list_as_data_is_on_the_chunk_that_finishes(ask: Ask) -> None:
    chunks = events(await ask(stream=True))[:-1]
    assert ["whyrec" in c for c in chunks] == [False] * (len(chunks) - 1) + [True]
    assert [i["item_id"] for i in chunks[-1]["whyrec"]["items"]] == ["f1", "f2"]


async def test_no_proxy_is_to_buffer_or_keep_it(ask: Ask) -> None:
    headers = (await ask(stream=True)).headers
    assert headers["content-type"] == "text/event-stream; charset=utf-8"
    assert headers["cache-control"] == "no-cache"
    assert headers["x-accel-buffering"] == "no"
    assert "content-length" not in headers


async def test_the_sdk_reads_a_stream(sdk: AsyncOpenAI) -> None:
    stream = await sdk.chat.completions.create(
        model="whyrec",
        messages=HELLO,
        user="u0",
        stream=True,
        stream_options={"include_usage": True},
    )
    chunks = [chunk async for chunk in stream]
    text = "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
    assert text == "".join(TEXTS)
    assert chunks[-1].usage is not None
    assert chunks[-1].usage.total_tokens == 52
    beside = [c.model_extra["whyrec"] for c in chunks if c.model_extra]
    assert [b["profile_version"] for b in beside] == [3]


async def test_the_sdk_puts_a_stream_together_again(sdk: AsyncOpenAI) -> None:
    async with sdk.chat.completions.stream(model="whyrec", messages=HELLO, user="u0") as stream:
        found = await stream.get_final_completion()
    assert found.choices[0].message.content == "".join(TEXTS)
    assert found.choices[0].finish_reason == "stop"


async def test_what_fails_before_the_first_word_has_its_status(
    sdk: AsyncOpenAI, chat: FakeChat
) -> None:
    chat.fails_after, chat.error = 0, NoSuchThing("There is no user u0.")
    with pytest.raises(NotFoundError):
        await sdk.chat.completions.create(model="whyrec", messages=HELLO, user="u0", stream=True)


async def test_what_fails_later_is_an_event_and_the_end(ask: Ask, chat: FakeChat) -> None:
    chat.fails_after, chat.error = 2, UpstreamError("The engine fell over.")
    found = events(await ask(stream=True))
    assert said(found[:-1]) == "".join(TEXTS[:2])
    assert found[-1]["error"] == {
        "message": "The engine fell over.",
        "type": "server_error",
        "param": None,
        "code": "upstream",
    }


async def test_the_sdk_raises_an_error_that_comes_in_a_stream(
    sdk: AsyncOpenAI, chat: FakeChat
) -> None:
    chat.fails_after, chat.error = 2, UpstreamError("The engine fell over.")
    stream = await sdk.chat.completions.create(
        model="whyrec", messages=HELLO, user="u0", stream=True
    )
    with pytest.raises(APIError, match="The engine fell over"):
        async for _ in stream:
            pass


async def test_a_bug_shows_nothing_of_itself(
    ask: Ask, chat: FakeChat, caplog: pytest.LogCaptureFixture
) -> None:
    chat.fails_after, chat.error = 1, RuntimeError("secret of the house")
    response = await ask(stream=True)
    assert events(response)[-1]["error"]["code"] == "bug"
    assert "secret" not in response.text
    assert "secret of the house" in caplog.text


async def test_a_chat_that_gives_itself_up_ends_its_stream(ask: Ask, chat: FakeChat) -> None:
    import asyncio

    chat.fails_after, chat.error = 1, asyncio.CancelledError()
    assert events(await ask(stream=True))[-1]["error"]["code"] == "upstream"


async def test_a_long_silence_is_bridged_by_comments(chat: FakeChat) -> None:
    chat.waits_after = 2
    pieces = Ahead(_from(chat))
    stream = events_of(
        pieces, Chunks(Heading("c", 1), False), Cut(), with_usage=False, keep_alive_s=0.001
    )
    found = []
    async for event in stream:
        found.append(event)
        if event.startswith(b":"):
            chat.go_on.set()
    await pieces.aclose()
    assert b": keep-alive\n\n" in found
    assert found[-1] == b"data: [DONE]\n\n"


async def _from(chat: FakeChat) -> Any:
    async for chunk in chat.chat("u0", []):
        yield Piece(chunk.text, Ending() if chunk.answer else None)


words = st.text(st.characters(codec="utf-8"), max_size=40)


@given(st.lists(words, max_size=12), st.sampled_from([None, 1, 3, 10]), st.booleans())
async def test_whatever_the_pieces_a_stream_says_what_the_whole_says(
    texts: list[str], most: int | None, with_usage: bool
) -> None:
    async def pieces() -> Any:
        for text in texts:
            yield Piece(text)
        yield Piece("", Ending(1, 2))

    heading = Heading("c", 1)
    complete = await whole(pieces(), heading, Cut((".",), most))
    ahead = Ahead(pieces())
    stream = events_of(ahead, Chunks(heading, with_usage), Cut((".",), most), with_usage=with_usage)
    data = [e.decode().removeprefix("data: ").strip() async for e in stream]
    await ahead.aclose()
    assert data.pop() == "[DONE]"
    chunks = [json.loads(d) for d in data]
    choices = [c["choices"][0] for c in chunks if c["choices"]]
    assert said(chunks) == complete.choices[0].message.content
    assert ["role" in c["delta"] for c in choices].count(True) == 1
    assert "role" in choices[0]["delta"]
    reasons = [c["finish_reason"] for c in choices if c["finish_reason"]]
    assert reasons == [complete.choices[0].finish_reason]
    assert [c for c in chunks if not c["choices"]] == chunks[len(choices) :]
    assert len(chunks) - len(choices) == with_usage
