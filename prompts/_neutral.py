"""User and catalogue text made harmless before it stands in a prompt.

Whatever a title or a user's words contain, inside a prompt they are one line (or lines) of data:
they cannot close the block they stand in, open a chat turn, forge a placeholder or hide characters.
"""

from __future__ import annotations

import re
import unicodedata

_SWAPS = str.maketrans(
    {
        # Every chat template and every block of ours is marked with one of these.
        "<": "‹",
        ">": "›",
        "＜": "‹",
        "＞": "›",
        "[": "(",
        "]": ")",
        "［": "(",
        "］": ")",
        "{": "(",
        "}": ")",
        "|": "/",
        "｜": "/",
        "`": "'",
        "▁": "_",
    }
)
_ROLE = re.compile(
    r"^([\s#*_>›/\"'“(-]*)"
    r"(system|user|assistant|human|ai|developer|tool|function|model|bot|instructions?"
    r"|系统|系統|用户|用戶|使用者|助手|助理|人类|开发者|指令|模型)"
    r"([\s*_\"'”)]*)[:：]",
    re.IGNORECASE | re.MULTILINE,
)
_MARKS = re.compile(r"^[\s#=~*-]*(?:#|={3,}|-{3,}|~{3,}|\*{3,})+[\s#=~*-]*", re.MULTILINE)
_LINE_ENDS = re.compile(r"\r\n?|[\n\v\f\x1c-\x1e\x85\u2028\u2029]")


class Neutral(str):
    """Text that `neutralise` has already treated; the environment prints it as it is."""

    __slots__ = ()


def neutralise(text: object, limit: int = 200, lines: bool = False) -> Neutral:
    """Make foreign text safe to stand in a prompt.

    Delimiters (``< > [ ] { } |`` and backticks, in their full-width forms too) become harmless
    look-alikes, role markers at line starts lose their colon, heading and rule marks go, control,
    bidirectional, zero-width and private-use characters go, and white space collapses.

    Args:
        text: What to treat; anything but a string is printed first.
        limit: Longest result, in characters; a cut is marked with "…".
        lines: Keep line breaks, for text of several lines written by our own code. Otherwise the
            result is a single line.

    Returns:
        The treated text; treating it again changes nothing.
    """
    if isinstance(text, Neutral):
        return text
    # Nothing past this many characters can survive the cut, so a huge cell costs nothing.
    kept = _LINE_ENDS.sub("\n", str(text)[: 20 * limit + 1_000])
    kept = "".join(
        char if char == "\n" else " " if unicodedata.category(char) in ("Zs", "Cc") else char
        for char in kept
        if char in "\n\t" or unicodedata.category(char) not in ("Cf", "Co", "Cs", "Cn")
    ).translate(_SWAPS)
    kept = _ROLE.sub(r"\1\2\3 -", _MARKS.sub("", kept))
    if lines:
        kept = "\n".join(" ".join(line.split()) for line in kept.split("\n")).strip("\n")
    else:
        kept = " ".join(kept.split())
    if len(kept) > limit:
        kept = kept[: max(limit - 1, 0)].rstrip() + "…"
    return Neutral(kept)
