"""Protocol ``full``: one cut in time for everybody, the whole catalogue less what was seen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np

from whyrec.agents.retrieve import CatalogueView, EventColumns, Interactions
from whyrec.errors import InputError
from whyrec.evals._task import Split, Task

MIN_EVENTS = 10
"""Users with fewer events before the cut are not asked for."""


def cut_moment(columns: EventColumns, cut: float) -> datetime:
    """The time by which ``cut`` (0 to 1) of the events had happened.

    Raises:
        InputError: ``cut`` is not between 0 and 1, or there are no events.
    """
    if not 0 < cut < 1:
        raise InputError(f"The cut {cut} is not between 0 and 1.")
    if not len(columns.at_us):
        raise InputError("There are no events to cut.")
    at_us = np.sort(np.asarray(columns.at_us, dtype=np.int64))
    moment = int(at_us[min(int(len(at_us) * cut), len(at_us) - 1)])
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=moment)


def split_at(
    catalogue: CatalogueView,
    columns: EventColumns,
    moment: datetime,
    *,
    until: datetime | None = None,
    min_events: int = MIN_EVENTS,
) -> Split:
    """Cut all events at one moment.

    Args:
        catalogue: The items.
        columns: All events.
        moment: The cut; events at it belong to the past.
        until: Targets after this are not used; a training window ends where the test begins.
        min_events: Events a user needs before the cut.

    Returns:
        The users with enough history who took something they had not taken before; the target is
        the first such item.
    """
    past = Interactions.from_columns(catalogue, columns, moment)
    end = until or datetime.max.replace(tzinfo=UTC)
    everything = Interactions.from_columns(catalogue, columns, end)
    number = {user: index for index, user in enumerate(past.users)}
    seen = set(zip(past.user.tolist(), past.item.tolist(), strict=True))
    enough = np.bincount(past.user, minlength=len(past.users)) >= min_events
    target: dict[int, int] = {}
    for position in range(len(past.item), len(everything.item)):
        user = number.get(everything.users[everything.user[position]])
        item = int(everything.item[position])
        if user is None or not enough[user] or user in target or (user, item) in seen:
            continue
        target[user] = item
    users = np.array(sorted(target), dtype=np.int32)
    return Split(
        task=Task(catalogue, past, users),
        targets=np.array([target[user] for user in users.tolist()], dtype=np.int32),
    )
