"""Ids of events from those who speak for one user only."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from whyrec import Recommender
from whyrec.server._caller import Caller


def own_ids(rec: Recommender, caller: Caller, ids: Sequence[str]) -> dict[str, str]:
    """What the events of these ids are kept under, where that is something else.

    Event ids are a whole tenant's. Were the holder of one user's key to choose among them, they
    could find out which ones others have, and take those that others will need. So what they call
    an event is made an id of that user alone, always the same; ids of theirs that exist stay.
    """
    if caller.user_id is None:
        return {}
    stored = rec.store.events.get(caller.tenant, ids)
    theirs = {i for i, event in stored.items() if event.user_id == caller.user_id}
    return {i: _own(caller.user_id, i) for i in ids if i not in theirs}


def _own(user_id: str, event_id: str) -> str:
    spoken = f"{user_id}\0{event_id}".encode()
    return f"own-{hashlib.sha256(spoken).hexdigest()[:40]}"
