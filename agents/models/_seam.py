"""Where a prefix ends and a continuation begins, in tokens.

Tokenizers merge across the seam: "The" after "film: " may become one token " The" that starts
inside the prefix. Both adapters therefore use one definition: a continuation's tokens are those of
``prefix + continuation`` after the longest common beginning with the prefix's own tokens.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

ANCHOR = "Text:\n"
"""Stands for an empty prefix: the first token of a text has no probability of its own.

Its own first token is a word before a colon, which no tokenizer merges with what follows."""


def common_length(first: Sequence[T], second: Sequence[T]) -> int:
    """How many leading elements two sequences share."""
    length = 0
    for a, b in zip(first, second, strict=False):
        if a != b:
            break
        length += 1
    return length
