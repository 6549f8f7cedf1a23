"""A person's question that a front end put under documents and instructions of its own."""

from __future__ import annotations

import re

_WRAPPED = re.compile(r"\s*### Task:.*<context>.*</context>(?P<after>.*)", re.DOTALL)
_QUERY = re.compile(r"<user_query>(.*)</user_query>", re.DOTALL)


def unwrapped(text: str) -> str:
    """The question alone, where Open WebUI wrapped it for retrieval; else ``text`` as it is.

    With documents or a web search in a chat it sends ``### Task:``, instructions, the finds in
    ``<context>``, and then what the person said, bare or in ``<user_query>``.
    """
    wrapped = _WRAPPED.fullmatch(text)
    if wrapped is None:
        return text
    after = wrapped.group("after")
    query = _QUERY.search(after)
    return (query.group(1) if query else after).strip() or text
