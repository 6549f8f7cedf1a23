"""What goes into a prompt and what comes out of a model, made harmless."""

from __future__ import annotations

import re
from collections.abc import Sequence

from whyrec.agents.models._protocol import ChatMessage

_CONTROL_TOKEN = re.compile(r"<(?=\|[^|<>\s]{1,40}\|>)|<(?=/?s>)|<(?=/?think>)")
_THOUGHT = re.compile(r"^\s*<think>.*?(?:</think>|$)", re.DOTALL)


def plain(text: str) -> str:
    """``text`` as data: no chat template's control token, nothing UTF-8 cannot carry.

    ``<|im_end|>`` in an item's title would end the user's turn in the middle; a space after the
    angle bracket makes it ordinary text.
    """
    return _CONTROL_TOKEN.sub("< ", text).encode("utf-8", "replace").decode()


def plain_messages(messages: Sequence[ChatMessage]) -> list[dict[str, str]]:
    """Messages in OpenAI's shape, their contents made plain."""
    return [{"role": m.role, "content": plain(m.content)} for m in messages]


def without_thoughts(text: str) -> str:
    """``text`` without a leading ``<think>`` block, finished or cut off."""
    return _THOUGHT.sub("", text).strip()


class ThoughtFilter:
    """Leaves a leading ``<think>`` block out of a streamed answer."""

    def __init__(self) -> None:
        self._held: str | None = ""

    def feed(self, piece: str) -> str:
        """Take a piece, return what of all so far may be shown now."""
        if self._held is None:
            return piece
        self._held += piece
        start = self._held.lstrip()
        if "<think>".startswith(start[:7]) and len(start) < 7:
            return ""
        if start.startswith("<think>"):
            if "</think>" not in start:
                return ""
            start = start.split("</think>", 1)[1].lstrip()
            if not start:
                return ""
        self._held = None
        return start
