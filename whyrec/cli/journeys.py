"""``whyrec journeys``: where people with a user's profile went next."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from whyrec.cli._command import command
from whyrec.cli._options import AsOf, User, moment
from whyrec.cli._plain import plain
from whyrec.cli._reach import Reach
from whyrec.cli._screen import Screen, styled, table
from whyrec.cli._session import Session
from whyrec.cli._topics import in_words
from whyrec.cli._users import require_known

if TYPE_CHECKING:
    from whyrec.domain import JourneyReport

TOPICS = 10
"""Topics shown."""


async def journeys(session: Session, user: User, as_of: AsOf = None) -> None:
    """Say where people went on to whose profile was once like the user's is now.

    Only topics that at least five of them went on to are told.
    """
    async with session.anywhere() as rec:
        await require_known(rec, session.look(rec), user)
        report = await rec.journeys(user, as_of=moment(as_of))
    print_journeys(session.screen, report)
    session.screen.result(report)


def print_journeys(screen: Screen, report: JourneyReport) -> None:
    """Print the topics, with how many people went on to each."""
    if not report.people:
        screen.say(f"Nobody was found with a profile like that of {plain(report.user_id)}.")
        return
    people = "1 person" if report.people == 1 else f"{report.people:,} people"
    who = f"{people} with a profile like that of {plain(report.user_id)}"
    screen.say(styled((f"{who}, their next {report.next_events} events:", "bold")))
    if not report.topics:
        screen.say("Nothing that at least five of them went on to stands out.")
        return
    rows = table("topic", "people", "of them", "usual", "")
    for one in report.topics[:TOPICS]:
        new = "new to the user" if one.new else ""
        rows.add_row(
            in_words(one.topic), str(one.people), f"{one.share:.0%}", f"{one.usual:.0%}", new
        )
    screen.say(rows)


def register(app: typer.Typer, panel: str) -> None:
    """Add the command."""
    command(app, "journeys", reach=Reach.SERVER, rich_help_panel=panel)(journeys)
