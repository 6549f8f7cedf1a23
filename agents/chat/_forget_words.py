"""Whether a message wants something forgotten, and what: told from figures of speech.

A wish is an order ("forget …", "could you delete …", 请删除…) at the beginning of a clause. "I will
never forget", "hard to forget" and "helps me forget" are none, and "don't delete" is the opposite.
"""

from __future__ import annotations

import re
from typing import Literal

from whyrec.agents.chat._message import Message
from whyrec.agents.chat._references import References, references
from whyrec.agents.chat._words import says, words

Forgetting = Literal["item", "words", "everything", "what", "keep"]
"""``item``: events about items; ``words``: what was said of a topic; ``what``: it doesn't say;
``keep``: nothing is to be deleted."""


def forgetting(message: Message) -> Forgetting | None:
    """What a message wants forgotten; None where it is about something else."""
    text = message.untitled
    if says("keep_it", text):
        return "keep"
    if says("by_law", text):
        return "everything"
    order = _order(text)
    if order is None or says("of_this_list", text):
        return None
    if message.named or message.shelf.titles.quoted(message.read):
        return "item"
    if message.topics:
        return "words" if says("spoken", order) else "what" if says("records", order) else None
    if pointed(message).anything:
        return "item"
    if says("own_data", order) or says("bare_everything", order):
        return "everything"
    return "what" if says("records", order) else None


def unwanted(message: Message) -> str | None:
    """For "remove horror from my feed": the same as words that the profile's rules understand."""
    text = message.untitled
    if message.named or not message.topics or says("keep_it", text):
        return None
    match = words().signs["out_of_mine"].search(text)
    if match is None:
        return None
    found = message.shelf.topics.find(match[0])
    topics = list(dict.fromkeys(topic.topic for topic in found))[:4]
    if not topics:
        return None
    return ", ".join(f"no more {topic}" for topic in topics)


def pointed(message: Message) -> References:
    """What it points at; "that" in "forget that I …" points at nothing."""
    return references(re.sub(r"\bthat (?=(?:i|ive|id|im|my|we|you)\b)", " ", message.tidy))


def _order(text: str) -> str | None:
    """What stands behind the verb of an order to forget."""
    for name in ("order", "order_zh"):
        match = words().signs[name].search(text)
        if match:
            return text[match.start() :] if name == "order_zh" else text[match.end() :]
    return None
