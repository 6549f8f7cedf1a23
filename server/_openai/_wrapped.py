"""A person's question that a front end put under documents and instructions of its own."""

from __future__ import annotations


def unwrapped(text: str) -> str:
    """The question alone, where Open WebUI wrapped it for retrieval; else ``text`` as it is.

    With documents or a web search in a chat it sends ``### Task:``, instructions, the finds in
    ``<context>``, and then what the person said, bare or in ``<user_query>``.
    """
    head, context, rest = text.partition("<context>")
    _, closed, after = rest.rpartition("</context>")
    if not (context and closed and head.lstrip().startswith("### Task:")):
        return text
    _, marked, query = after.partition("<user_query>")
    return (query.partition("</user_query>")[0] if marked else after).strip() or text
