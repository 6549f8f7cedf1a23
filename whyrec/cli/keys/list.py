"""``whyrec keys list``: which keys there are."""

from __future__ import annotations

from whyrec.cli._plain import plain
from whyrec.cli._screen import table
from whyrec.cli._session import Session


async def list_keys(session: Session) -> None:
    """List the tenant's keys, the revoked ones too, oldest first."""
    async with session.recommender() as rec:
        found = rec.store.keys.of_tenant(rec.settings.tenant)
    rows = table("id", "name", "scope", "user", "created", "revoked")
    for key in found:
        rows.add_row(
            key.id,
            plain(key.name),
            key.scope,
            plain(key.user_id or ""),
            f"{key.created_at:%Y-%m-%d}",
            "" if key.revoked_at is None else f"{key.revoked_at:%Y-%m-%d}",
        )
    if found:
        session.screen.say(rows)
    else:
        session.screen.note("No keys yet. Make one with: whyrec keys create NAME")
    session.screen.result([key.model_dump(mode="json") for key in found])
