"""Where stored texts put the titles of events: ``[event:ID]``."""

from __future__ import annotations

import re

PLACEHOLDER = re.compile(r"\[event:([^\[\]]+)\]")


def placeholder(event_id: str) -> str:
    """What stands for an event's title in a stored text: ``[event:ID]``, brackets escaped."""
    escaped = event_id.replace("%", "%25").replace("[", "%5B").replace("]", "%5D")
    return f"[event:{escaped}]"


def event_of(escaped: str) -> str:
    """The event id of a placeholder's inside."""
    return escaped.replace("%5D", "]").replace("%5B", "[").replace("%25", "%")


def cited_in(text: str) -> frozenset[str]:
    """Ids of the events that a stored text names by placeholder."""
    return frozenset(event_of(found) for found in PLACEHOLDER.findall(text))
