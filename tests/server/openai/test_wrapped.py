"""A question under a front end's documents is still the person's question."""

from __future__ import annotations

import pytest

from tests.server.openai.conftest import Ask
from tests.server.openai.fake_chat import FakeChat

DOCUMENTS = """### Task:
Answer the query from the context, with citations.

### Guidelines:
- Say so where the context does not say.

<context>
<source id="1">User: a
Assistant: b {"title": "c"}</source>
</context>
"""


@pytest.mark.parametrize(
    "wrapped",
    [
        f"{DOCUMENTS}\nWhat shall I watch?",
        f"{DOCUMENTS}\n<user_query>\nWhat shall I watch?\n</user_query>",
    ],
    ids=["bare", "marked"],
)
async def test_it_reaches_the_chat_alone(ask: Ask, chat: FakeChat, wrapped: str) -> None:
    await ask(wrapped)
    assert [t.content for t in chat.asked[0][1]] == ["What shall I watch?"]


@pytest.mark.parametrize(
    "text",
    ["### Task: find me a film", "In which <context> is </context> a film?", DOCUMENTS.strip()],
    ids=["a heading", "tags", "nothing asked"],
)
async def test_everything_else_is_left_as_it_is(ask: Ask, chat: FakeChat, text: str) -> None:
    await ask(text)
    assert [t.content for t in chat.asked[0][1]] == [text]
