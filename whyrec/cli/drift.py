"""``whyrec drift``: whether taste has moved, and by what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from whyrec.cli._command import command
from whyrec.cli._options import AsOf, moment
from whyrec.cli._plain import plain
from whyrec.cli._reach import Reach
from whyrec.cli._screen import Screen, styled, table
from whyrec.cli._session import Session
from whyrec.cli._topics import in_words
from whyrec.cli._users import require_known

if TYPE_CHECKING:
    from whyrec.domain import DriftReport


TOPICS = 8
"""Topics shown."""
FARTHEST = 1.0
"""Bits between what has nothing in common: of few events chance alone may reach as far."""


async def drift(
    session: Session,
    user: Annotated[
        str | None, typer.Argument(help="The user; by default everybody.", show_default=False)
    ] = None,
    as_of: AsOf = None,
) -> None:
    """Say whether what is taken of late is still what was taken before."""
    async with session.anywhere() as rec:
        if user is not None:
            await require_known(rec, session.look(rec), user)
        report = await rec.drift(user, as_of=moment(as_of))
    print_drift(session.screen, report)
    session.screen.result(report)


def print_drift(screen: Screen, report: DriftReport) -> None:
    """Print what moved, and the events that moved it."""
    who = "Everybody" if report.user_id is None else f"User {report.user_id}"
    screen.say(styled((f"{who}, {report.as_of:%Y-%m-%d}: {_verdict(report)}", "bold")))
    if report.threshold is not None:
        chance = min(report.threshold, FARTHEST)
        screen.say(
            f"{report.divergence:.3f} bits apart; chance alone hardly exceeds {chance:.3f}.",
            style="dim",
        )
    if report.topics:
        rows = table("topic", "before", "of late")
        for one in report.topics[:TOPICS]:
            rows.add_row(in_words(one.topic), f"{one.before:.0%}", f"{one.lately:.0%}")
        screen.say(rows)
    for cited in report.causes:
        screen.say(f"  {cited.at:%Y-%m-%d}  {plain(cited.title)}")


def _verdict(report: DriftReport) -> str:
    if report.threshold is None:
        return "too little is known to tell"
    return "taste has moved" if report.alarm else "taste has not moved"


def register(app: typer.Typer, panel: str) -> None:
    """Add the command."""
    command(app, "drift", reach=Reach.SERVER, rich_help_panel=panel)(drift)
