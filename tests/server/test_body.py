"""How large and how deep a body may be."""

from __future__ import annotations

import asyncio
import json
import timeit
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.responses import Response

from tests.server.asgi import ask, error
from whyrec.server import _body
from whyrec.server._body import Body, depth_over
from whyrec.settings import ServerSettings

LIMITS = ServerSettings(max_body_bytes=1_000, max_json_depth=4)
JSON = {"content-type": "application/json"}


async def _echo(scope: Any, receive: Any, send: Any) -> None:
    body = await Request(scope, receive).body()
    await Response(body)(scope, receive, send)


async def test_a_body_within_the_limits_arrives_whole() -> None:
    answer = await ask(Body(_echo, LIMITS), "/", "POST", body=[b"x" * 500, b"", b"y" * 500])
    assert answer.body == b"x" * 500 + b"y" * 500


async def test_a_body_that_says_it_is_too_long_is_not_read() -> None:
    app = Body(_echo, LIMITS)
    answer = await ask(app, "/", "POST", headers={"content-length": "1001"}, body=[])
    assert answer.status == 413
    assert error(answer)["code"] == "toolarge"


async def test_a_body_that_grows_too_long_is_refused_whatever_it_said() -> None:
    app = Body(_echo, LIMITS)
    parts = [b"x" * 600, b"x" * 600, b"never read"]
    assert (await ask(app, "/", "POST", body=parts)).status == 413
    lied = await ask(app, "/", "POST", headers={"content-length": "3"}, body=parts)
    assert lied.status == 413


@pytest.mark.parametrize("length", ["9" * 40, "²", "-5", "1e9", ""])
async def test_a_length_that_is_no_number_decides_nothing_by_itself(length: str) -> None:
    answer = await ask(Body(_echo, LIMITS), "/", "POST", headers=[("content-length", length)])
    assert answer.status == (413 if length.isdecimal() else 200)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"a": [[[1]]]}', 200),
        (b'{"a": [[[[1]]]]}', 422),
        (b"[" * 500, 422),
        (b'{"a": "[[[[[[[[{{{{{{{{"}', 200),
        (rb'{"a": "\"[[[[[[[["}', 200),
        (rb'{"a": "\\", "b": [[[[1]]]]}', 422),
        (b"[[],[],[],[],[],[],[]]", 200),
    ],
)
async def test_json_may_be_nested_so_deep_and_no_deeper(body: bytes, status: int) -> None:
    assert (await ask(Body(_echo, LIMITS), "/", "POST", headers=JSON, body=body)).status == status


async def test_brackets_of_what_is_no_json_are_left_alone() -> None:
    answer = await ask(
        Body(_echo, LIMITS), "/", "POST", headers={"content-type": "text/plain"}, body=b"[" * 9
    )
    assert answer.status == 200


def _depth(value: Any) -> int:
    if isinstance(value, dict):
        value = list(value.values())
    return 1 + max(map(_depth, value), default=0) if isinstance(value, list) else 0


@given(
    st.recursive(
        st.text(alphabet='[]{}"\\ab\n\x00é') | st.integers(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(alphabet='["\\}'), inner),
        max_leaves=30,
    ),
    st.integers(0, 8),
    st.booleans(),
)
def test_the_depth_found_is_the_depth_there_is(value: Any, most: int, ascii: bool) -> None:
    body = json.dumps(value, ensure_ascii=ascii).encode()
    assert depth_over(body, most) == (_depth(value) > most)


@given(st.binary(max_size=200), st.integers(0, 5))
def test_what_is_no_json_breaks_nothing(body: bytes, most: int) -> None:
    depth_over(body, most)


HOSTILE = {
    "quotes escaped in a string that does not end": (b'"', b'\\"'),
    "escapes in a string that does not end": (b'"', b"\\a"),
    "escapes outside of strings": (b"", b'\\"'),
    "empty strings": (b"", b'""'),
    "strings of brackets": (b"", b'"[['),
    "backslashes": (b'"', b"\\"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_twice_as_long_a_body_takes_about_twice_as_long(kind: str) -> None:
    begins, repeated = HOSTILE[kind]

    def seconds(length: int) -> float:
        body = b"[" * 50 + begins + repeated * (length // len(repeated))
        return min(timeit.repeat(lambda: depth_over(body, 40), number=1, repeat=3))

    # A scan begun anew at every quote takes minutes already for the shorter one.
    assert seconds(1_000_000) < 4 * seconds(500_000) + 0.05


def test_brackets_before_a_string_that_does_not_end_count() -> None:
    assert depth_over(b"[" * 50 + b'"' + b'\\"' * 1_000, 40) is True


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded"])
async def test_only_json_is_looked_into(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_body, "depth_over", lambda body, most: pytest.fail("looked into"))
    headers = {"content-type": kind}
    app = Body(_echo, LIMITS)
    assert (await ask(app, "/", "POST", headers=headers, body=b"[" * 9)).status == 200


@pytest.mark.parametrize("kind", ["application/JSON", "", "application/geo+json"])
async def test_json_is_known_however_its_type_is_written(kind: str) -> None:
    headers = {"content-type": kind}
    app = Body(_echo, LIMITS)
    assert (await ask(app, "/", "POST", headers=headers, body=b"[" * 9)).status == 422


async def test_who_shows_no_key_may_send_little() -> None:
    app = Body(_echo, ServerSettings())
    assert (await ask(app, "/login", "POST", body=b"x" * 4_096)).status == 200
    assert (await ask(app, "/login", "POST", body=b"x" * 4_097)).status == 413
    assert (await ask(app, "/v1/items", "POST", body=b"x" * 4_097)).status == 200


@pytest.mark.parametrize("path", ["/v1/items", "/login"])
async def test_a_body_that_does_not_come_is_waited_for_so_long_and_no_longer(path: str) -> None:
    app = Body(_echo, ServerSettings(body_timeout_s=0.01))
    headers = {"content-length": "10"}
    answer = await ask(app, path, "POST", headers=headers, body=[])
    assert (answer.status, answer.headers["connection"]) == (408, "close")
    assert error(answer)["code"] == "tooslow"


async def test_what_takes_its_time_over_a_whole_body_is_left_alone() -> None:
    async def slow(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await asyncio.sleep(0.03)
        await Response()(scope, receive, send)

    app = Body(slow, ServerSettings(body_timeout_s=0.01))
    assert (await ask(app, "/", "POST", body=b"{}")).status == 200
