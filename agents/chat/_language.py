"""Which of whyrec's languages an answer is written in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from whyrec.domain import Language

_QUOTED = re.compile(r"《[^》]*》|“[^”]*”|\"[^\"]*\"|「[^」]*」")
_KANA = re.compile(r"[\u3040-\u30ff]")
_IDEOGRAPH = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_LATIN_WORD = re.compile(r"[A-Za-z]+")
_GRAMMAR: Final = frozenset(
    "的了吗呢吧我你他她它什么为啥怎有没不是想看要给推荐这那部个第几再多少来点请谢好"
)
"""Characters that sentences are built with, and titles within an English sentence seldom."""


def language_of(text: str, before: Sequence[str] = ()) -> Language:
    """The language of a message; of the ones before it where it has no words; English otherwise.

    Args:
        text: The user's last message. Titles in quotation marks do not count.
        before: Earlier messages of the user, oldest first.
    """
    for said in (text, *reversed(before)):
        found = _of(_QUOTED.sub(" ", said)) or _of(said)
        if found is not None:
            return found
    return "en"


def _of(text: str) -> Language | None:
    ideographs = _IDEOGRAPH.findall(text)
    latin = len(_LATIN_WORD.findall(text))
    if not ideographs:
        return "en" if latin or any(char.isalpha() for char in text) else None
    if _KANA.search(text):
        return "en"
    return "zh" if len(ideographs) > latin or not _GRAMMAR.isdisjoint(ideographs) else "en"
