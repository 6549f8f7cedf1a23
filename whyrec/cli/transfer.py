"""``whyrec transfer``: interests to expect in another domain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from whyrec._counted import counted
from whyrec.cli._command import command
from whyrec.cli._options import User
from whyrec.cli._plain import plain
from whyrec.cli._reach import Reach
from whyrec.cli._screen import Screen, styled, table
from whyrec.cli._session import Session
from whyrec.cli._topics import in_words
from whyrec.cli._users import require_known

if TYPE_CHECKING:
    from whyrec.domain import TransferReport


async def transfer(
    session: Session,
    user: User,
    to: Annotated[str, typer.Option(help="The domain they are expected in.", show_default=False)],
    source: Annotated[
        str | None,
        typer.Option(
            "--from",
            help="The domain they are expected from; by default the other one with most events.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Carry a user's interests over to another domain, marked as such.

    They weigh little, and fade unless something in their own domain shows them.
    """
    async with session.anywhere() as rec:
        await require_known(rec, session.look(rec), user)
        report = await rec.transfer(user, to, source=source)
    print_transfer(session.screen, report)
    session.screen.result(report)


def print_transfer(screen: Screen, report: TransferReport) -> None:
    """Print what is expected, by what, and what became of it."""
    if report.source is None:
        screen.say(f"Nothing is known of {plain(report.user_id)} outside {plain(report.target)}.")
        return
    how = (
        f"learned from {counted(report.users, 'user')} of both"
        if report.basis == "users"
        else "by the likeness of topics: too few users are active in both"
    )
    where = f"{plain(report.source)} to {plain(report.target)}"
    screen.say(styled((f"User {plain(report.user_id)}, {where}: {how}", "bold")))
    if not report.topics:
        screen.say("Nothing stands out from what is usual there.")
        return
    rows = table("topic", "expected", "usual", "because of", "interest")
    for one in report.topics:
        rows.add_row(
            in_words(one.topic),
            "" if one.share is None else f"{one.share:.0%}",
            "" if one.usual is None else f"{one.usual:.0%}",
            ", ".join(in_words(topic) for topic in one.led_by),
            one.interest_id or "",
        )
    screen.say(rows)
    made = f"Version {report.version} expects them." if report.version else "Nothing was added."
    screen.say(made)


def register(app: typer.Typer, panel: str) -> None:
    """Add the command."""
    command(app, "transfer", reach=Reach.SERVER, rich_help_panel=panel)(transfer)
