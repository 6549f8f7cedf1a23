"""Where a client wants the text to end: stop sequences, and a number of tokens."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from typing import Literal

FinishReason = Literal["stop", "length"]

_IDEOGRAPH = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_TOKEN = re.compile(rf"\s*(?:[{_IDEOGRAPH}]|[^\W_{_IDEOGRAPH}]{{1,6}}|\S)")


def count_tokens(text: str) -> int:
    """About how many tokens ``text`` has, the same whoever wrote it.

    Six letters of a word, one ideograph or one sign are a token.
    """
    return sum(1 for _ in _TOKEN.finditer(text))


class Cut:
    """Ends a text that comes in pieces; how it was cut into pieces makes no difference.

    Args:
        stop: Strings of which the first to appear ends the text before it.
        max_tokens: Tokens, at least 1 and as `count_tokens` counts, after which the text ends.
    """

    def __init__(self, stop: Sequence[str] = (), max_tokens: int | None = None) -> None:
        self._stop = tuple(s for s in stop if s)
        self._most = max_tokens
        self._held = ""
        """May be the beginning of a stop sequence."""
        self._text = ""
        self._shown = 0
        self._stopped = False
        self._full = False

    @property
    def reason(self) -> FinishReason:
        """Why the text ended."""
        return "length" if self._full else "stop"

    def feed(self, piece: str) -> str:
        """Take a piece, return what of all so far may be shown now."""
        if self._stopped or self._full:
            return ""
        text = self._held + piece
        found = [at for s in self._stop if (at := text.find(s)) >= 0]
        if found:
            self._stopped, end = True, min(found)
        else:
            end = len(text) - max((_begun(text, s) for s in self._stop), default=0)
        self._held = text[end:]
        return self._within(text[:end])

    def rest(self) -> str:
        """What was held back, once the text is at its end."""
        return "" if self._stopped or self._full else self._within(self._held)

    def _within(self, more: str) -> str:
        if self._most is None:
            return more
        self._text += more
        ends = [t.end() for t in islice(_TOKEN.finditer(self._text), self._most + 1)]
        self._full = len(ends) > self._most
        # White space belongs to the token after it, which may be one too many.
        end = len(self._text) if len(ends) < self._most else ends[self._most - 1]
        shown, self._shown = self._shown, end
        return self._text[shown:end]


def _begun(text: str, stop: str) -> int:
    """How many of the last characters of ``text`` may be the beginning of ``stop``."""
    longest = min(len(text), len(stop) - 1)
    return next((n for n in range(longest, 0, -1) if text.endswith(stop[:n])), 0)
