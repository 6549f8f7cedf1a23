"""What goes wrong between a client and a server keeps its kind, and never shows the key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from pydantic import SecretStr

from whyrec.errors import (
    ConflictError,
    ForbiddenError,
    InputError,
    MalformedError,
    NotFoundError,
    OverloadedError,
    PrerequisiteError,
    TooManyError,
    UnauthorizedError,
    UpstreamError,
    WhyrecError,
)
from whyrec.remote import RemoteRecommender, in_the_open, server_address

KEY = "wr-0123-secret"
URL = "http://whyrec.example:8000"
Answer = httpx2.Response | Exception
USERS = httpx2.Response(200, json={"data": [], "next_cursor": None})


def answering(*answers: Answer) -> tuple[RemoteRecommender, list[httpx2.Request]]:
    """A recommender whose server gives these answers, one a request, and what it was asked."""
    asked: list[httpx2.Request] = []
    left = list(answers)

    def handle(request: httpx2.Request) -> httpx2.Response:
        asked.append(request)
        answer = left.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    transport = httpx2.MockTransport(handle)
    return RemoteRecommender(URL, key=SecretStr(KEY), transport=transport), asked


def envelope(status: int, code: str | None, message: str = "No.", **headers: str) -> Answer:
    told = {"message": message, "type": "x", "param": "items.3.title", "code": code}
    return httpx2.Response(status, json={"error": told}, headers=headers)


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, "malformed", MalformedError),
        (401, "unauthorized", UnauthorizedError),
        (403, "forbidden", ForbiddenError),
        (404, "notfound", NotFoundError),
        (409, "conflict", ConflictError),
        (413, "input", InputError),
        (422, "input", InputError),
        (422, None, InputError),
        (429, "toomany", TooManyError),
        (502, "upstream", UpstreamError),
        (503, "overloaded", OverloadedError),
        (503, "prerequisite", PrerequisiteError),
        (500, "bug", UpstreamError),
        (404, None, UpstreamError),
        (418, "a-newer-kind", UpstreamError),
    ],
)
async def test_an_error_of_the_server_keeps_its_kind(
    status: int, code: str | None, kind: type[WhyrecError]
) -> None:
    rec, _ = answering(envelope(status, code))
    with pytest.raises(kind) as caught:
        await rec.users()
    assert caught.value.exit_code == kind.exit_code


async def test_a_refusal_names_the_field_and_says_what_the_server_said() -> None:
    rec, _ = answering(envelope(422, "input", "The title is missing."))
    with pytest.raises(InputError, match="The title is missing") as caught:
        await rec.users()
    assert caught.value.field == "items.3.title"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (httpx2.ConnectError("refused"), "No server can be reached"),
        (httpx2.ConnectTimeout("slow"), "No server could be reached"),
        (httpx2.ReadTimeout("slow"), "No server answered"),
        (httpx2.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] self-signed"), "certificate"),
        (httpx2.Response(200, text="<html>hello</html>"), "no whyrec"),
        (httpx2.Response(200, json={"data": [{"id": 1}]}), "no whyrec"),
        (httpx2.Response(404, text="not here"), "no whyrec server"),
        (httpx2.Response(404, json={"detail": "Not Found"}), "no whyrec server"),
        (httpx2.Response(502, text="<html>Bad Gateway</html>"), "502"),
        (httpx2.Response(302, headers={"Location": "/login"}), "leads elsewhere"),
        (httpx2.Response(500, json={"error": "yes"}), "500"),
        (httpx2.Response(200, content=b"[" * 10_000), "no whyrec"),
    ],
)
async def test_what_is_no_answer_of_whyrecs_is_an_upstream_error(answer: Answer, said: str) -> None:
    rec, _ = answering(answer)
    with pytest.raises(UpstreamError, match=said) as caught:
        await rec.users()
    assert caught.value.exit_code == 6
    assert URL in str(caught.value)


async def test_the_key_is_sent_and_is_in_no_message_and_no_representation() -> None:
    answers = (httpx2.ConnectError("x"), envelope(401, "unauthorized"), httpx2.Response(500))
    rec, asked = answering(*answers)
    for _ in answers:
        with pytest.raises(WhyrecError) as caught:
            await rec.users()
        assert KEY not in f"{caught.value} {caught.value!r} {caught.value.__cause__!r}"
    assert asked[0].headers["Authorization"] == f"Bearer {KEY}"
    assert KEY not in repr(rec) + repr(rec.items)


async def test_a_busy_server_is_asked_once_more_when_it_says_when() -> None:
    busy = envelope(503, "overloaded", **{"Retry-After": "0"})
    rec, asked = answering(busy, USERS)
    assert await rec.users() == []
    assert len(asked) == 2


async def test_a_busy_server_is_asked_no_third_time() -> None:
    busy = envelope(429, "toomany", **{"Retry-After": "0"})
    rec, asked = answering(busy, busy)
    with pytest.raises(TooManyError):
        await rec.users()
    assert len(asked) == 2


@pytest.mark.parametrize("header", [{}, {"Retry-After": "3600"}, {"Retry-After": "soon"}])
async def test_without_a_time_worth_waiting_for_it_is_not_asked_again(
    header: dict[str, str],
) -> None:
    rec, asked = answering(envelope(503, "overloaded", **header))
    with pytest.raises(OverloadedError):
        await rec.users()
    assert len(asked) == 1


async def test_a_broken_connection_is_tried_once_more() -> None:
    rec, asked = answering(httpx2.RemoteProtocolError("gone"), USERS)
    assert await rec.users() == []
    assert len(asked) == 2


async def test_a_change_tried_again_is_known_by_its_key() -> None:
    busy = envelope(503, "overloaded", **{"Retry-After": "0"})
    event = {"id": "e", "user_id": "ann", "item_id": "f", "kind": "like", "at": "2020-01-01T00:00Z"}
    rec, asked = answering(busy, httpx2.Response(200, json=event))
    assert (await rec.feedback("ann", "f", "like")).id == "e"
    first, second = (request.headers["Idempotency-Key"] for request in asked)
    assert first == second


async def test_two_changes_have_two_keys() -> None:
    event = {"id": "e", "user_id": "ann", "item_id": "f", "kind": "like", "at": "2020-01-01T00:00Z"}
    rec, asked = answering(*[httpx2.Response(200, json=event) for _ in range(2)])
    await rec.feedback("ann", "f", "like")
    await rec.feedback("ann", "f", "like")
    assert len({request.headers["Idempotency-Key"] for request in asked}) == 2


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://127.0.0.1:8000/v1/", "http://127.0.0.1:8000"),
        (" https://h/whyrec/v1 ", "https://h/whyrec"),
        ("https://h/whyrec/", "https://h/whyrec"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_an_address_may_end_in_a_slash_or_v1(given: str, meant: str) -> None:
    assert server_address(given) == meant


@pytest.mark.parametrize(
    "url",
    ["h:8000", "ftp://h", "http://", "http://h:x", "http://me:secret@h", "http://h?key=secret", ""],
)
def test_an_address_that_cannot_be_used_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(InputError) as caught:
        RemoteRecommender(url)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("key", ["two words", "line\nX-Other: 1", "schlüssel", " "])
def test_a_key_that_is_no_word_is_refused_and_not_repeated(key: str) -> None:
    with pytest.raises(InputError) as caught:
        RemoteRecommender(URL, key=SecretStr(key))
    assert key.strip() == "" or key not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "open_to_all"),
    [
        ("http://whyrec.example", True),
        ("https://whyrec.example", False),
        ("http://localhost:8000", False),
        ("http://127.0.0.1", False),
        ("http://127.example.org", True),
    ],
)
def test_plain_http_beyond_this_machine_can_be_read_on_its_way(url: str, open_to_all: bool) -> None:
    assert in_the_open(url) is open_to_all


@pytest.mark.parametrize(
    "call",
    [
        lambda rec: rec.profile("caf\udce9"),
        lambda rec: rec.edit("ann", "caf\udce9"),
        lambda rec: rec.why("ann", "\ud800"),
    ],
)
async def test_text_that_is_no_unicode_is_refused_before_anything_is_sent(
    call: Callable[[RemoteRecommender], Any],
) -> None:
    rec, asked = answering()
    with pytest.raises(InputError, match="UTF-8"):
        await call(rec)
    assert asked == []
