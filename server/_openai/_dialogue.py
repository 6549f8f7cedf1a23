"""Dialogues quoted in a message, with the speakers' names before their words."""

from __future__ import annotations

import re

_SPEAKER = re.compile(
    r"^[^\w\n]{0,4}(?P<user>user|human|用户)?(?(user)|(?:assistant|ai|bot|response|model|助手))"
    r"[^\w\n]{0,3}[:：][ \t]*",
    re.IGNORECASE | re.MULTILINE,
)


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
