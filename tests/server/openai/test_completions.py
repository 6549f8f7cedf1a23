"""Chat completions as a whole: shape, usage, the user, what is read and what is not."""

from __future__ import annotations

from typing import Any

import pytest
from openai import AsyncOpenAI, NotFoundError, UnprocessableEntityError
from openai.types.chat import ChatCompletion

from tests.server.openai.conftest import Ask
from tests.server.openai.fake_chat import TEXTS, FakeChat, why
from whyrec.errors import InputError
from whyrec.server._caller import Caller

HELLO: Any = [{"role": "user", "content": "Hello"}]


async def test_the_sdk_reads_an_answer_with_its_usage(sdk: AsyncOpenAI) -> None:
    found = await sdk.chat.completions.create(model="whyrec", messages=HELLO, user="u0")
    assert found.choices[0].message.content == "".join(TEXTS)
    assert found.choices[0].message.role == "assistant"
    assert found.choices[0].finish_reason == "stop"
    assert found.usage is not None
    assert (found.usage.prompt_tokens, found.usage.completion_tokens) == (40, 12)
    assert found.usage.total_tokens == 52


async def test_the_context_of_a_turn_is_in_the_field_whyrec(ask: Ask, chat: FakeChat) -> None:
    assert (await ask()).status_code == 200
    assert (await ask(whyrec={"scene": "work", "at": "2026-11-28T20:00"})).status_code == 200
    first, second = chat.scenes
    assert first is None
    assert second is not None
    assert (second.scene, second.at and second.at.hour) == ("work", 20)


async def test_a_context_that_cannot_be_is_named(ask: Ask, chat: FakeChat) -> None:
    found = await ask(whyrec={"daypart": "noon"})
    assert found.status_code == 422
    assert found.json()["error"]["param"] == "whyrec.daypart"
    assert chat.asked == []


async def test_the_id_of_the_response_is_the_one_the_chat_keeps(ask: Ask, chat: FakeChat) -> None:
    found = (await ask()).json()
    (asked,) = chat.asked
    assert found["id"] == asked[3] == found["whyrec"]["response_id"]


async def test_two_responses_have_two_ids(ask: Ask) -> None:
    assert (await ask()).json()["id"] != (await ask()).json()["id"]


async def test_the_list_as_data_is_the_sdks_extra_field(sdk: AsyncOpenAI) -> None:
    found = await sdk.chat.completions.create(model="whyrec", messages=HELLO, user="u0")
    assert found.model_extra is not None
    beside = found.model_extra["whyrec"]
    assert [i["item_id"] for i in beside["items"]] == ["f1", "f2"]
    assert beside["items"][0] == {
        "item_id": "f1",
        "title": "Film 1",
        "rank": 1,
        "score": 0.25,
        "reason": "Because of horror.",
        "evidence": ["u0-1", "u0-2"],
        "interest_ids": ["i1"],
        "degraded": False,
    }
    assert beside["route"] == "recommend"
    assert beside["profile_version"] == 3
    assert beside["degraded"] is False
    assert beside["explanation"] is None


async def test_a_why_has_its_explanation_with_every_field(ask: Ask, chat: FakeChat) -> None:
    chat.answer = {**why(), "recommendations": (), "degraded": True}
    beside = (await ask()).json()["whyrec"]
    assert beside["route"] == "why"
    assert beside["degraded"] is True
    assert beside["explanation"]["evidence"][0]["event_id"] == "u0-1"
    assert beside["explanation"]["degraded"] is False
    assert "counterfactual" in beside["explanation"]


async def test_the_body_is_openais_type(ask: Ask) -> None:
    found = (await ask()).json()
    ChatCompletion.model_validate(found)
    assert found["choices"][0]["message"]["refusal"] is None
    assert found["object"] == "chat.completion"
    assert found["model"] == "whyrec"


@pytest.mark.parametrize(
    "content",
    ["Hello", [{"type": "text", "text": "Hello"}]],
    ids=["a text", "a list of text parts"],
)
async def test_content_is_text_or_parts_of_text(ask: Ask, chat: FakeChat, content: Any) -> None:
    await ask([{"role": "user", "content": content}])
    assert [t.content for t in chat.asked[0][1]] == ["Hello"]


async def test_a_part_that_is_no_text_is_refused_by_its_place(ask: Ask, chat: FakeChat) -> None:
    image = {"type": "image_url", "image_url": {"url": "http://elsewhere/a.png"}}
    found = await ask([{"role": "user", "content": [{"type": "text", "text": "This?"}, image]}])
    assert found.status_code == 422
    assert found.json()["error"]["param"] == "messages.0.content.1.type"
    assert chat.asked == []


async def test_what_tools_said_and_turns_without_text_are_left_out(
    ask: Ask, chat: FakeChat
) -> None:
    await ask(
        [
            {"role": "developer", "content": "Be brief."},
            {"role": "user", "content": "A film?"},
            {"role": "assistant", "content": None, "tool_calls": [{"id": "1"}]},
            {"role": "tool", "content": "42", "tool_call_id": "1"},
            {"role": "assistant", "content": "“Film 1”."},
            {"role": "user", "content": "Why?"},
        ]
    )
    assert [(t.role, t.content) for t in chat.asked[0][1]] == [
        ("system", "Be brief."),
        ("user", "A film?"),
        ("assistant", "“Film 1”."),
        ("user", "Why?"),
    ]


async def test_an_answer_to_be_continued_is_written_anew(ask: Ask, chat: FakeChat) -> None:
    await ask([*HELLO, {"role": "assistant", "content": "Here are"}])
    assert [t.role for t in chat.asked[0][1]] == ["user"]


async def test_a_conversation_without_a_user_is_refused(ask: Ask) -> None:
    found = await ask([{"role": "system", "content": "Be brief."}])
    assert found.status_code == 422
    assert found.json()["error"]["param"] == "messages"


async def test_no_messages_are_refused(ask: Ask) -> None:
    found = await ask([])
    assert (found.status_code, found.json()["error"]["param"]) == (422, "messages")


@pytest.mark.parametrize(
    "field",
    [
        {"chat_template": "{{ evil }}"},
        {"chat_template_kwargs": {"enable_thinking": True}},
        {"guided_json": {"type": "object"}},
        {"tools": [{"type": "function", "function": {"name": "f", "parameters": {}}}]},
        {"tools": [], "tool_choice": "auto"},
        {"response_format": {"type": "text"}},
        {"n": 1, "temperature": 2, "seed": 7, "logit_bias": {"1": 100}, "logprobs": False},
        {"stop": None, "max_tokens": None, "user": "u0", "stream": None},
    ],
    ids=lambda f: next(iter(f)),
)
async def test_what_is_not_read_changes_nothing(ask: Ask, chat: FakeChat, field: Any) -> None:
    found = await ask(**field)
    assert found.json()["choices"][0]["message"]["content"] == "".join(TEXTS)
    ((user, turns, tenant, _),) = chat.asked
    assert (user, tenant, len(turns)) == ("u0", "acme", 1)


@pytest.mark.parametrize(
    ("field", "param"),
    [
        ({"n": 2}, "n"),
        ({"n": 10**9}, "n"),
        ({"max_tokens": 0}, "max_tokens"),
        ({"response_format": {"type": "json_schema", "json_schema": {}}}, "response_format"),
        ({"response_format": {"type": "json_object"}}, "response_format"),
        ({"tool_choice": "required"}, "tool_choice"),
        ({"tool_choice": {"type": "function", "function": {"name": "f"}}}, "tool_choice"),
        ({"user": "a\u0000b"}, "user"),
        ({"messages": [{"role": "wizard", "content": "Hello"}]}, "messages.0.role"),
    ],
)
async def test_what_would_be_waited_for_in_vain_is_refused_by_name(
    ask: Ask, chat: FakeChat, field: Any, param: str
) -> None:
    found = await ask(**{"messages": HELLO, **field})
    assert found.status_code == 422
    assert found.json()["error"]["param"] == param
    assert chat.asked == []


async def test_an_unknown_model_is_not_found(sdk: AsyncOpenAI) -> None:
    with pytest.raises(NotFoundError) as caught:
        await sdk.chat.completions.create(model="gpt-4o", messages=HELLO, user="u0")
    assert caught.value.param == "model"
    assert "whyrec" in caught.value.message


async def test_an_error_of_the_chat_is_the_sdks_error(sdk: AsyncOpenAI, chat: FakeChat) -> None:
    chat.fails_after, chat.error = 0, InputError("There are no items.", field="k")
    with pytest.raises(UnprocessableEntityError) as caught:
        await sdk.chat.completions.create(model="whyrec", messages=HELLO, user="u0")
    assert "There are no items." in caught.value.message
    assert caught.value.param == "k"


async def test_json_that_is_none_is_400(http: Any) -> None:
    found = await http.post(
        "/v1/chat/completions", content="{", headers={"content-type": "application/json"}
    )
    assert found.status_code == 400
    assert found.json()["error"]["message"]


def _trust(chat: FakeChat, header: str) -> None:
    server = chat.settings.server.model_copy(update={"user_header": header})
    chat.settings = chat.settings.model_copy(update={"server": server})


class TestTheUser:
    async def test_is_the_one_the_body_names(self, ask: Ask, chat: FakeChat) -> None:
        await ask(user="u7")
        assert chat.asked[0][0] == "u7"

    @pytest.mark.parametrize("nobody", [None, ""])
    async def test_is_refused_when_there_is_none(self, ask: Ask, nobody: Any) -> None:
        found = await ask(user=nobody)
        assert (found.status_code, found.json()["error"]["param"]) == (400, "user")

    @pytest.mark.parametrize("named", [{}, {"user": "u5"}, {"user": "u7"}])
    async def test_is_the_trusted_headers_whatever_the_body_says(
        self, http: Any, chat: FakeChat, named: dict[str, str]
    ) -> None:
        _trust(chat, "X-OpenWebUI-User-Id")
        body = {"model": "whyrec", "messages": HELLO, **named}
        await http.post("/v1/chat/completions", json=body, headers={"x-openwebui-user-id": "u5"})
        assert chat.asked[0][0] == "u5"

    @pytest.mark.parametrize("named", [{}, {"user": "u7"}])
    async def test_is_the_bodys_where_the_trusted_header_is_not_sent(
        self, http: Any, chat: FakeChat, named: dict[str, str]
    ) -> None:
        _trust(chat, "X-User")
        body = {"model": "whyrec", "messages": HELLO, **named}
        found = await http.post("/v1/chat/completions", json=body, headers={"x-user": ""})
        assert found.status_code == (200 if named else 400)
        assert [asked[0] for asked in chat.asked] == list(named.values())

    @pytest.mark.parametrize(
        ("sent", "read"), [("张三".encode(), "张三"), ("é".encode("latin-1"), "é")]
    )
    async def test_in_the_trusted_header_is_utf8_where_it_can_be(
        self, http: Any, chat: FakeChat, sent: bytes, read: str
    ) -> None:
        _trust(chat, "X-User")
        body = {"model": "whyrec", "messages": HELLO}
        await http.post("/v1/chat/completions", json=body, headers={b"x-user": sent})
        assert chat.asked[0][0] == read

    async def test_is_refused_where_two_trusted_headers_are_sent(
        self, http: Any, chat: FakeChat
    ) -> None:
        _trust(chat, "X-User")
        body = {"model": "whyrec", "messages": HELLO}
        twice = [("x-user", "eve"), ("x-user", "ann")]
        found = await http.post("/v1/chat/completions", json=body, headers=twice)
        assert (found.status_code, chat.asked) == (400, [])

    @pytest.mark.parametrize("user_id", ["u" * 257, "a\tb"], ids=["too long", "a tab"])
    async def test_in_the_trusted_header_must_be_an_id(
        self, http: Any, chat: FakeChat, user_id: str
    ) -> None:
        _trust(chat, "X-User")
        found = await http.post(
            "/v1/chat/completions", json={"messages": HELLO}, headers={"x-user": user_id}
        )
        assert (found.status_code, found.json()["error"]["param"]) == (400, "user")
        assert chat.asked == []

    async def test_is_not_in_a_header_nobody_trusts(self, http: Any) -> None:
        body = {"model": "whyrec", "messages": HELLO}
        found = await http.post(
            "/v1/chat/completions", json=body, headers={"x-openwebui-user-id": "u5"}
        )
        assert found.status_code == 400

    @pytest.mark.parametrize("caller", [Caller("acme", "write", user_id="u9")])
    async def test_is_the_keys_own_when_nothing_else_says(self, ask: Ask, chat: FakeChat) -> None:
        await ask(user=None)
        assert chat.asked[0][0] == "u9"

    @pytest.mark.parametrize("caller", [Caller("acme", "write", user_id="u9")])
    async def test_of_another_key_is_not_found(self, ask: Ask, chat: FakeChat) -> None:
        assert (await ask(user="u0")).status_code == 404
        assert chat.asked == []

    async def test_is_no_safety_identifier(self, ask: Ask) -> None:
        found = await ask(user=None, safety_identifier="u0", metadata={"user_id": "u0"})
        assert found.status_code == 400


@pytest.mark.parametrize("caller", [Caller("acme", "read")])
async def test_a_key_that_may_only_look_may_not_chat(ask: Ask) -> None:
    assert (await ask()).status_code == 403
