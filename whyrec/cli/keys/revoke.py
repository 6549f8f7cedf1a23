"""``whyrec keys revoke``: a key that opens nothing any more."""

from __future__ import annotations

from typing import Annotated

import typer

from whyrec.cli._options import identifier
from whyrec.cli._session import Session


async def revoke(
    session: Session,
    key: Annotated[str, typer.Argument(help="Its id, as listed.", show_default=False)],
) -> None:
    """Revoke a key. A running server refuses it from the next request on."""
    identifier(key, "key")
    async with session.recommender() as rec:
        revoked = rec.store.keys.revoke(rec.settings.tenant, key)
    session.screen.say(f"Key {revoked.id} opens nothing any more.")
    session.screen.result(revoked)
