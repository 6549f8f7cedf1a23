"""Numbers of things, in words."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """``1 event``, ``2,000 events``.

    Args:
        number: How many.
        noun: One of them; its plural takes an ``s``.
    """
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
