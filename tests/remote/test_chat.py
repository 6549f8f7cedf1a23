"""A conversation over a real connection, as it comes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.fakes.scripted_model import ScriptedModel
from tests.recommender.world import settings
from tests.server.running import running
from whyrec import Recommender
from whyrec.domain import ChatAnswer, ChatChunk, ChatTurn, Scene
from whyrec.errors import ConflictError, UpstreamError
from whyrec.remote import RemoteRecommender

ASKED = [ChatTurn(role="user", content="recommend me three westerns")]


@pytest.fixture
def url(home: Path) -> Iterator[str]:
    opened = lambda: Recommender.open(settings(home), model=ScriptedModel(mood="dead"))  # noqa: E731
    with running(opened) as (url, _):
        yield url


async def all_of(rec: RemoteRecommender, turns: list[ChatTurn]) -> tuple[str, ChatAnswer | None]:
    chunks = [chunk async for chunk in rec.chat("u0", turns)]
    return "".join(c.text for c in chunks), chunks[-1].answer


async def test_an_answer_comes_in_pieces_and_ends_as_data(url: str) -> None:
    async with RemoteRecommender(url) as rec:
        text, answer = await all_of(rec, ASKED)
    assert answer is not None
    assert text == answer.text
    assert answer.user_id == "u0"
    assert [r.rank for r in answer.recommendations] == [1, 2, 3]
    assert all("Western" in r.item.title and r.item.title in text for r in answer.recommendations)


async def test_the_context_of_a_turn_travels() -> None:
    bodies = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        bodies.append(json.loads(request.content))
        return httpx2.Response(200, text="data: [DONE]\n\n")

    transport = httpx2.MockTransport(answer)
    async with RemoteRecommender("http://localhost", transport=transport) as rec:
        assert [c async for c in rec.chat("u0", ASKED)] == []
        assert [c async for c in rec.chat("u0", ASKED, scene=Scene(scene="work"))] == []
    assert "whyrec" not in bodies[0]
    assert bodies[1]["whyrec"]["scene"] == "work"


async def test_what_was_shown_can_be_asked_about(url: str) -> None:
    async with RemoteRecommender(url) as rec:
        text, answer = await all_of(rec, ASKED)
        assert answer is not None
        second = answer.recommendations[1].item
        turns = [
            *ASKED,
            ChatTurn(role="assistant", content=text),
            ChatTurn(role="user", content="why the second one?"),
        ]
        _, why = await all_of(rec, turns)
    assert why is not None
    assert why.explanation is not None
    assert why.explanation.item_id == second.id


def streaming(*events: Any, done: bool = True) -> RemoteRecommender:
    """A recommender whose server streams these events."""
    told = [e if isinstance(e, str) else "data: " + json.dumps(e) for e in events]
    told += ["data: [DONE]"] if done else []
    body = "\n\n".join(told) + "\n\n"
    answer = httpx2.Response(200, headers={"Content-Type": "text/event-stream"}, text=body)
    return RemoteRecommender("http://h", transport=httpx2.MockTransport(lambda _: answer))


def piece(text: str) -> dict[str, Any]:
    return {"created": 1, "choices": [{"delta": {"content": text}}]}


async def test_comments_that_keep_the_line_open_are_no_text() -> None:
    rec = streaming(piece("a"), ": keep-alive", piece("b"))
    assert [c async for c in rec.chat("u0", ASKED)] == [ChatChunk(text="a"), ChatChunk(text="b")]


@pytest.mark.parametrize("line", ["data: no json", "data: [1]", 'data: {"choices": [7]}'])
async def test_events_that_are_none_of_whyrecs_are_told_so(line: str) -> None:
    with pytest.raises(UpstreamError, match="cannot be read"):
        [c async for c in streaming(line).chat("u0", ASKED)]


async def test_a_stream_that_stops_in_the_middle_is_no_answer() -> None:
    with pytest.raises(UpstreamError, match="broke off"):
        [c async for c in streaming(piece("a"), done=False).chat("u0", ASKED)]


async def test_an_error_in_the_middle_keeps_its_kind() -> None:
    told = {"error": {"message": "Held.", "type": "x", "param": None, "code": "conflict"}}
    with pytest.raises(ConflictError, match="Held"):
        [c async for c in streaming(piece("a"), told).chat("u0", ASKED)]


async def test_who_leaves_in_the_middle_closes_the_connection() -> None:
    pieces = streaming(piece("a"), piece("b")).chat("u0", ASKED)
    assert (await anext(pieces)).text == "a"
    await pieces.aclose()  # type: ignore[attr-defined]
