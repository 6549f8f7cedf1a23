"""A number as a small bar."""

from __future__ import annotations

from rich.text import Text

_EIGHTHS = " ▏▎▍▌▋▊▉"
_TRENDS = {"new": "cyan", "rising": "green", "steady": "", "fading": "yellow"}


def bar(value: float, most: float, *, width: int = 12, unicode: bool = True) -> str:
    """A bar of ``value`` on a scale from 0 to ``most``.

    Args:
        value: At least 0.
        most: What fills the bar.
        width: Length of a full bar in characters.
        unicode: Eighths of a block; otherwise whole ``#``.

    Returns:
        At most ``width`` characters; something for every value above 0.
    """
    if most <= 0 or value <= 0:
        return ""
    eighths = max(1, min(width * 8, round(width * 8 * value / most)))
    if not unicode:
        return "#" * max(1, eighths // 8)
    return "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()


def trend(name: str, *, width: int = 0) -> Text:
    """A trend in its colour, padded to ``width`` characters."""
    return Text(name.ljust(width), style=_TRENDS.get(name, ""))
