"""Whether cited events are real: the user's own, and not of the future."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from whyrec.domain import Event, Explanation


def unreal_ids(
    explanation: Explanation, events_of_user: Iterable[Event], as_of: datetime | None = None
) -> tuple[str, ...]:
    """Ids that an explanation cites and that are no event of its user up to a moment.

    An event also counts as unreal when what is shown of it (item, kind, value, time) is not what
    happened.

    Args:
        explanation: What whyrec said.
        events_of_user: The events of the user it was said to; those of others do not count.
        as_of: Later events do not count; None lets all count.
    """
    real = {
        event.id: event
        for event in events_of_user
        if event.user_id == explanation.user_id and (as_of is None or event.at <= as_of)
    }
    return tuple(
        cited.event_id
        for cited in explanation.evidence
        if (event := real.get(cited.event_id)) is None
        or (event.item_id, event.kind, event.value, event.at)
        != (cited.item_id, cited.kind, cited.value, cited.at)
    )


def ids_exist(
    explanation: Explanation, events_of_user: Iterable[Event], as_of: datetime | None = None
) -> bool:
    """Whether every cited event is the user's own, is shown as it was, and is not too late."""
    return not unreal_ids(explanation, events_of_user, as_of)
