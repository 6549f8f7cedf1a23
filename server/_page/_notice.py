"""What was just done, in a sentence, with the way back.

It is read from the address a change leads to, and only what the store bears out is said.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlencode

from whyrec import Recommender
from whyrec.domain import Add
from whyrec.server._page._render import user_path
from whyrec.server._page._words import Words

REACTIONS = ("like", "dislike", "dismiss", "view")
"""What a card lets a user say of an item."""

_LONGEST = 10
"""Digits of a version's number."""


class Notice(NamedTuple):
    """A sentence, and the form that takes back what it tells."""

    text: str
    undo: str = ""
    """Where the form is sent; empty where nothing can be taken back."""
    fields: Mapping[str, str | int] = {}


def told(user_id: str, done: str, **more: str | int) -> str:
    """The address of a user's page that tells of something done."""
    return f"{user_path(user_id)}?{urlencode({'done': done, **more})}"


def notice(
    rec: Recommender, tenant: str, user_id: str, asked: Mapping[str, str], say: Words
) -> Notice | None:
    """The notice an address asks for, if there is one."""
    done = asked.get("done", "")
    if done in REACTIONS:
        return _reaction(rec, tenant, user_id, asked.get("event", ""), say)
    if done == "undo":
        return Notice(say("done.undo"))
    number = _version(asked.get("version_made", ""))
    if done not in ("edit", "rollback", "evolve") or number is None:
        return None
    if not 1 <= number <= rec.store.profiles.head(tenant, user_id).version:
        return None
    back, fields = user_path(user_id, "rollback"), {"version": number - 1}
    if done == "edit":
        return Notice(_edited(rec, tenant, user_id, number, say), back, fields)
    old = _version(asked.get("old", ""))
    if old is None:
        return None
    if done == "rollback":
        return Notice(say("done.rollback", version=number, old=old), back, fields)
    return Notice(say("done.evolve", version=number), back, {"version": old})


def _version(written: str) -> int | None:
    return int(written) if written.isdecimal() and len(written) <= _LONGEST else None


def _reaction(
    rec: Recommender, tenant: str, user_id: str, event_id: str, say: Words
) -> Notice | None:
    event = rec.store.events.get(tenant, [event_id]).get(event_id)
    if event is None or event.user_id != user_id or event.kind not in REACTIONS:
        return None
    item = rec.store.items.get(tenant, [event.item_id or ""]).get(event.item_id or "")
    title = item.title if item else event.item_id
    text = say(f"done.{event.kind}", title=title)
    return Notice(text, user_path(user_id, "undo"), {"event": event.id})


def _edited(rec: Recommender, tenant: str, user_id: str, version: int, say: Words) -> str:
    made = next(r for r in rec.store.profiles.revisions(tenant, user_id) if r.version == version)
    wishes = []
    for one in made.patch.operations:
        if isinstance(one, Add):
            wish = "less" if one.gradual else one.polarity
            wishes.append(say(f"done.wish_{wish}", label=one.label))
    return say("done.edit", wishes=say.listed(wishes)) if wishes else say("done.not_understood")
