"""Foreign text made safe to look at.

Escaping keeps a title from being markup; this keeps it from hiding or reordering what stands
beside it, and from filling the page.
"""

from __future__ import annotations

import re

LINE = 240
"""Characters of a text that stands in a line: a title, a name, a cell."""
SENTENCES = 800
"""Characters of a few sentences: a note, a line of the summary."""
PASSAGE = 3_000
"""Characters of a text that stands for itself: a profile, an explanation."""
WHOLE = 200_000
"""Characters of a text that must be copied as it is: the command, the settings."""

_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)


class Visible(str):
    """Text that `visible` has already treated."""

    __slots__ = ()


def visible(text: str, limit: int = LINE) -> Visible:
    """Replace what cannot be seen by ``�`` and cut what is too long, saying how much.

    Control characters, bidirectional marks and overrides, zero-width and tag characters are
    replaced; letters of any script stay.

    Args:
        text: What to treat.
        limit: Characters that are shown.
    """
    if isinstance(text, Visible):
        return text
    kept = _UNSEEN.sub("\ufffd", text[:limit])
    if len(text) > limit:
        kept = f"{kept.rstrip()}… (+{len(text) - limit:,} characters)"
    return Visible(kept)
