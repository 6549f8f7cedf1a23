"""Text of users, catalogues and models, made harmless for a terminal and for JSON."""

from __future__ import annotations

import json
import re
from typing import Any

_SEQUENCE = re.compile(
    r"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?"  # operating system commands: titles, links
    r"|[\x1b\x9b]\[?[0-9;:?<=>]*[ -/]*[@-~]"  # colours, cursor moves
)
_SPACE = re.compile(r"[\t\n\r\x0b\x0c\x85\u2028\u2029]+")
_HIDDEN = "\x00-\x08\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
_CONTROL = re.compile(f"[{_HIDDEN}\ud800-\udfff]")
_NOT_IN_JSON = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def plain(value: object) -> str:
    """One line of text that cannot move the cursor, colour, hide or reorder anything.

    Args:
        value: Anything; its ``str`` is shown.

    Returns:
        The text without escape sequences, control characters, direction marks and zero-width
        spaces; line ends and tabs are spaces.
    """
    text = _SEQUENCE.sub("", str(value))
    return _CONTROL.sub("", _SPACE.sub(" ", text))


def to_json(value: Any, *, indent: int | None = None) -> str:
    """JSON in readable UTF-8, with everything a terminal might obey escaped."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent)
    return _NOT_IN_JSON.sub(lambda m: f"\\u{ord(m.group()):04x}", text)
