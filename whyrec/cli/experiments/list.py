"""``whyrec experiments list``: which there are."""

from __future__ import annotations

from whyrec.cli._plain import plain
from whyrec.cli._screen import table
from whyrec.cli._session import Session
from whyrec.cli.experiments._view import share, state


async def list_experiments(session: Session) -> None:
    """List the tenant's experiments, those that are over too, by their start."""
    async with session.anywhere() as rec:
        found = await rec.experiments.all()
    rows = table("name", "state", ("users", {"justify": "right"}), "variants", "start")
    for one in found:
        names = ", ".join(v.name for v in one.definition.variants)
        start = f"{one.starts_at:%Y-%m-%d}"
        rows.add_row(plain(one.name), state(one), f"{share(one):.1%}", plain(names), start)
    if found:
        session.screen.say(rows)
    else:
        session.screen.note("No experiments. Start one with: whyrec experiments start FILE")
    session.screen.result(found)
