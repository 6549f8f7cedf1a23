"""Dialogues quoted in a message, with the speakers' names before their words."""

from __future__ import annotations

import re
from typing import NamedTuple

_SPEAKER = re.compile(
    r"^[^\w\n]{0,4}(?P<user>user|human|用户)?(?(user)|(?:assistant|ai|bot|response|model|助手))"
    r"[^\w\n]{0,3}[:：][ \t]*",
    re.IGNORECASE | re.MULTILINE,
)

_EDGE = 2_000


def speakers(text: str) -> list[re.Match[str]]:
    """Where somebody begins to speak; the group ``user`` is there where it is the user."""
    return list(_SPEAKER.finditer(text))


def said_in(dialogue: str) -> tuple[str, ...]:
    """What the user says in a dialogue, oldest first."""
    spoken = speakers(dialogue)
    ends = [*(s.start() for s in spoken), len(dialogue)][1:]
    words = [
        dialogue[s.end() : end].strip().strip('"')
        for s, end in zip(spoken, ends, strict=True)
        if s.group("user")
    ]
    return tuple(w for w in words if w)


class Quoted(NamedTuple):
    """A conversation quoted between tags, and what stands around it."""

    around: str
    dialogue: str


def quoted(text: str) -> Quoted | None:
    """What stands between ``<chat_history>`` or ``<conversation>`` and its end, if anything."""
    for tag in ("chat_history", "conversation"):
        before, opened, rest = text.partition(f"<{tag}>")
        dialogue, closed, after = rest.rpartition(f"</{tag}>")
        if opened and closed:
            return Quoted(before + after, dialogue)
    return None


def edges(text: str) -> str:
    """The beginning and the end of a long text: where an instruction about it stands."""
    return text if len(text) <= 2 * _EDGE else f"{text[:_EDGE]}\n{text[-_EDGE:]}"
