"""Jobs of chat front ends are told from what people say, and answered in the asked shape."""

from __future__ import annotations

import json
import time
from typing import Any, NamedTuple

import pytest

from tests.server.openai.conftest import Ask, events, said
from tests.server.openai.fake_chat import FakeChat
from whyrec.domain import ChatTurn
from whyrec.server._openai._jobs import JobKind, recognise
from whyrec.server._openai._wrapped import unwrapped

HISTORY = """<chat_history>
USER: something with cowboys for tonight?
ASSISTANT: 1. “Silent Western Tale 3”, because of the westerns you liked.
</chat_history>"""
ZH_HISTORY = """<chat_history>
USER: 今晚想看一部西部片
ASSISTANT: 1.《寂静的西部》
</chat_history>"""
EXCHANGE = "User: something with cowboys for tonight?\nAI: 1. “Silent Western Tale 3”."


class Prompt(NamedTuple):
    """How a front end words a job: its markers as they are, the rest in other words."""

    name: str
    kind: JobKind
    key: str | None
    messages: list[tuple[str, str]]


def webui(task: str, output: str, *, after: str = "", history: str = HISTORY) -> str:
    return (
        f"### Task:\n{task}\n### Guidelines:\n- Keep to the chat's language.\n"
        f"### Output:\nJSON format: {output}\n### Chat History:\n{history}{after}"
    )


PROMPTS = [
    Prompt(
        "open webui title",
        "title",
        "title",
        [("user", webui("Make a title of 3-5 words for the chat.", '{ "title": "short title" }'))],
    ),
    Prompt(
        "open webui tags",
        "tags",
        "tags",
        [("user", webui("Make 1-3 tags for the chat's themes.", '{ "tags": ["one", "two"] }'))],
    ),
    Prompt(
        "open webui follow-ups",
        "follow_ups",
        "follow_ups",
        [("user", webui("Suggest what the user asks next.", '{ "follow_ups": ["One?"] }'))],
    ),
    Prompt(
        "open webui search queries",
        "queries",
        "queries",
        [("user", webui("Decide whether a search helps.", '{\n  "queries": ["query1"]\n}'))],
    ),
    Prompt(
        "open webui autocompletion",
        "completion",
        "text",
        [
            (
                "user",
                webui(
                    "You complete what stands in `<text>`.",
                    '{ "text": "<your_completion>" }',
                    after="\n<type>search query</type>\n<text>films with</text>\n#### Output:",
                ),
            )
        ],
    ),
    Prompt(
        "open webui image prompt",
        "image_prompt",
        "prompt",
        [("user", webui("Describe an image for the chat.", '{\n    "prompt": "words"\n}'))],
    ),
    Prompt(
        "open webui title, template changed to plain text",
        "title",
        None,
        [("user", f"Write a title, nothing else, for this.\n{HISTORY}")],
    ),
    Prompt(
        "open webui tool choice",
        "tool_choice",
        "tool_calls",
        [
            (
                "system",
                'Available Tools: [{"name": "weather"}]\nJSON alone:\n{"tool_calls": []}',
            ),
            ("user", "Query: History:\nUSER: cowboys?\nQuery: cowboys?"),
        ],
    ),
    Prompt(
        "open webui emoji",
        "emoji",
        None,
        [("user", "Show the speaker's facial expression as an emoji.\n\nMessage: ```wow```")],
    ),
    Prompt(
        "librechat completion",
        "title",
        None,
        [
            (
                "user",
                "Provide a concise, 5-word-or-less title for the conversation, using title case. "
                f"Only return the title itself.\n\nConversation:\n{EXCHANGE}",
            )
        ],
    ),
    Prompt(
        "librechat structured",
        "title",
        "title",
        [
            (
                "user",
                "Analyze this conversation and provide:\n1. The detected language\n"
                f"2. A concise title (5 words or less)\n\n{EXCHANGE}",
            )
        ],
    ),
    Prompt(
        "librechat of old",
        "title",
        None,
        [
            (
                "system",
                'Write a title of 5 Words.\n||>User:\n"something with cowboys for tonight?"\n'
                '||>Response:\n"1. One"\n\n||>Title:',
            )
        ],
    ),
    Prompt(
        "nextchat title",
        "title",
        None,
        [
            ("user", "something with cowboys for tonight?"),
            ("assistant", "1. “Silent Western Tale 3”."),
            (
                "user",
                "Please create a four to five word title summarizing our conversation, without "
                "any punctuation, lead-in or quotation marks.",
            ),
        ],
    ),
    Prompt(
        "nextchat title in chinese",
        "title",
        None,
        [
            ("user", "something with cowboys for tonight?"),
            ("assistant", "1. “Silent Western Tale 3”."),
            ("user", "用四到五个字返回这句话的简要主题，不要解释、不要标点"),
        ],
    ),
    Prompt(
        "nextchat memory",
        "summary",
        None,
        [
            ("user", "something with cowboys for tonight?"),
            ("assistant", "1. “Silent Western Tale 3”."),
            ("user", "Summarize the discussion in 200 words or less, for future context."),
        ],
    ),
    Prompt(
        "nextchat memory in chinese",
        "summary",
        None,
        [
            ("user", "something with cowboys for tonight?"),
            ("assistant", "1. “Silent Western Tale 3”."),
            ("system", "简要总结一下对话内容，用作后续的上下文提示 prompt，200 字以内"),
        ],
    ),
    Prompt(
        "lobechat title",
        "title",
        None,
        [
            (
                "system",
                "You name chats. Generate a concise title that says what the conversation is "
                "about.\n- Return only the title text\n- At most 10 words",
            ),
            ("user", "user: something with cowboys for tonight?\nassistant: 1. One"),
        ],
    ),
    Prompt(
        "ai sdk template title",
        "title",
        None,
        [
            (
                "system",
                "You will generate a short title based on the first message of a user.\n"
                "- no more than 80 characters\n- no quotes or colons",
            ),
            ("user", "something with cowboys for tonight?"),
        ],
    ),
    Prompt(
        "anybody's tags",
        "tags",
        None,
        [("user", f"Give tags for the following conversation:\n\n{EXCHANGE}")],
    ),
    Prompt(
        "anybody's summary as json",
        "title",
        "title",
        [("user", f'Return a name for this chat as {{"title": "…"}}.\n\n{EXCHANGE}')],
    ),
]

PEOPLE = [
    "give me a title of a good film",
    "Give me one title only, no horror.",
    "What is the title of the conversation film with Gene Hackman?",
    "Recommend a title like The Conversation, in 5 words or less.",
    "Suggest a title for our date night, no more than 90 minutes",
    "Write me a list of titles for this weekend, only comedies",
    "Name a film about a chat room.",
    "Summarize my taste in 20 words.",
    "Can you make a title suggestion for a session of two hours?",
    "Which tags do I like most?",
    "Task: find me a film.",
    "### Task: find me a film",
    "给我推荐一部对话很多的电影，只要标题",
    "总结一下我的喜好",
    "推荐一个标题里有“会话”的电影，不要恐怖片",
    "Here is our talk, recommend something for both of us.\nUser: horror!\nAI: or comedies?",
    "User: hi\nI mean, what shall I watch?",
    'more like {"title": "Silent Western Tale 3"}',
]


def turns(messages: list[tuple[str, str]]) -> list[ChatTurn]:
    return [ChatTurn.model_validate({"role": r, "content": c}) for r, c in messages]


@pytest.mark.parametrize("prompt", PROMPTS, ids=lambda p: p.name)
def test_a_front_ends_job_is_recognised(prompt: Prompt) -> None:
    job = recognise(turns(prompt.messages))
    assert job is not None
    assert (job.kind, job.key) == (prompt.kind, prompt.key)


@pytest.mark.parametrize(
    "prompt", [p for p in PROMPTS if p.kind in ("title", "summary")], ids=lambda p: p.name
)
def test_it_is_about_what_the_user_said(prompt: Prompt) -> None:
    job = recognise(turns(prompt.messages))
    assert job is not None
    assert job.said == ("something with cowboys for tonight?",)


@pytest.mark.parametrize("words", PEOPLE)
def test_what_a_person_says_is_no_job(words: str) -> None:
    assert (
        recognise(turns([("system", "You help in a chat about films."), ("user", words)])) is None
    )


def test_a_job_is_what_is_asked_last_not_what_was_asked_before() -> None:
    job, *_ = PROMPTS
    spoken = [*job.messages, ("assistant", '{"title": "Cowboys"}'), ("user", "And a comedy?")]
    assert recognise(turns(spoken)) is None


HOSTILE = {
    "titles": "make a title for " * 6_000,
    "histories": "<conversation>" * 7_000,
    "tasks": "### Task:" + "<context>" * 11_000,
    "braces": "{ " * 50_000,
    "speakers": "user:\nai:\n" * 9_000,
    "sentences": "总结对话" * 25_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_no_text_takes_long_to_look_at(text: str) -> None:
    begun = time.process_time()
    recognise(turns([("system", text), ("user", unwrapped(text))]))
    assert time.process_time() - begun < 2


def body(prompt: Prompt, **fields: Any) -> dict[str, Any]:
    return {"messages": [{"role": r, "content": c} for r, c in prompt.messages], **fields}


@pytest.mark.parametrize("prompt", PROMPTS, ids=lambda p: p.name)
async def test_a_job_is_answered_in_its_shape_and_never_reaches_the_chat(
    ask: Ask, chat: FakeChat, prompt: Prompt
) -> None:
    found = (await ask(**body(prompt))).json()
    text = found["choices"][0]["message"]["content"]
    assert chat.asked == []
    assert "whyrec" not in found
    assert found["usage"]["total_tokens"] == 0
    if prompt.key is None:
        assert text
        assert "{" not in text
    else:
        assert list(json.loads(text)) == [prompt.key]


async def test_a_job_needs_no_user(ask: Ask) -> None:
    assert (await ask(**body(PROMPTS[0]), user=None)).status_code == 200


async def test_a_job_is_streamed_like_everything_else(ask: Ask) -> None:
    chunks = events(await ask(**body(PROMPTS[0]), stream=True))
    assert json.loads(said(chunks)) == {"title": "Something with cowboys for tonight"}
    assert chunks[-1] == "[DONE]"


async def test_a_job_with_a_schema_is_answered_too(ask: Ask) -> None:
    schema = {"type": "json_schema", "json_schema": {"name": "title", "schema": {}}}
    found = await ask(**body(PROMPTS[0]), response_format=schema)
    assert found.status_code == 200


async def test_follow_ups_are_what_whyrec_can_answer(ask: Ask) -> None:
    found = (await ask(**body(PROMPTS[2]))).json()
    questions = json.loads(found["choices"][0]["message"]["content"])["follow_ups"]
    assert len(questions) == 3
    assert all(isinstance(q, str) for q in questions)


async def test_a_title_is_in_the_users_language(ask: Ask) -> None:
    prompt = webui("Make a title.", '{ "title": "short" }', history=ZH_HISTORY)
    found = (await ask(prompt)).json()
    title = json.loads(found["choices"][0]["message"]["content"])["title"]
    assert title == "今晚想看一部西部片"


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("", "New chat"),
        ("???", "New chat"),
        ("why “Film 1”?\nand more, please, of the like", "Why Film 1 ? and more"),
        ("w" * 500, "W" + "w" * 79),
    ],
)
async def test_a_title_is_short_and_on_one_line(ask: Ask, words: str, title: str) -> None:
    history = f"<chat_history>\nUSER: {words}\n</chat_history>"
    found = (await ask(webui("Make a title.", '{ "title": "short" }', history=history))).json()
    assert json.loads(found["choices"][0]["message"]["content"]) == {"title": title}
