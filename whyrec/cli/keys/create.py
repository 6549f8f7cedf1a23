"""``whyrec keys create``: a new key, shown once."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from whyrec.cli._options import identifier
from whyrec.cli._session import Session
from whyrec.errors import InputError

Scope = Literal["read", "write", "admin"]
"""`whyrec.domain.Scope`, here without loading the domain; a test compares them."""


async def create(
    session: Session,
    name: Annotated[
        str, typer.Argument(help="What people will call it: phone app, Ann.", show_default=False)
    ],
    scope: Annotated[
        Scope,
        typer.Option(
            help="read looks, write also tells of events, admin also changes items, rules and the "
            "tenant."
        ),
    ] = "read",
    user: Annotated[
        str | None,
        typer.Option(help="The only user it may see; by default all.", show_default=False),
    ] = None,
) -> None:
    """Make a key and print it. It is printed this once; what is kept cannot be turned back into it.

    It opens one tenant's data: --tenant says whose. A running server knows it at once.
    """
    identifier(name, "key's name")
    if len(name) > 100:
        raise InputError("A key's name is 100 characters at most.")
    if user is not None:
        identifier(user)
        if scope == "admin":
            raise InputError(
                "A key of one user cannot be an admin, who sees all users.",
                remedy="Give --scope write, or leave --user out.",
            )
    async with session.recommender() as rec:
        made = rec.store.keys.create(rec.settings.tenant, name, scope, user_id=user)
    key = made.key
    whose = f", user {key.user_id}" if key.user_id else ""
    session.screen.note(f"Key {key.id}: scope {key.scope}, tenant {key.tenant}{whose}. Keep this:")
    session.screen.say(made.token)
    session.screen.result({**key.model_dump(mode="json"), "key": made.token})
