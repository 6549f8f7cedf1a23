"""``whyrec forecast``: what a user's next event will be about, and why."""

from __future__ import annotations

from collections.abc import Sequence
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
    from whyrec.domain import ForecastReason, ForecastReport, TopicForecast


async def forecast(
    session: Session,
    user: Annotated[str, typer.Argument(help="The user's id.")],
    k: Annotated[int, typer.Option("-k", min=1, max=200, help="Length of each list.")] = 5,
    model: Annotated[
        bool, typer.Option("--model", help="Ask a language model that can judge, too.")
    ] = False,
    as_of: AsOf = None,
) -> None:
    """Say what a user's next event will be about: interests, topics, and what is new to them."""
    async with session.anywhere() as rec:
        await require_known(rec, session.look(rec), user)
        report = await rec.forecast(
            user, k, use_model=model, as_of=moment(as_of), progress=session.stages
        )
    print_forecast(session.screen, report)
    session.screen.result(report)


def print_forecast(screen: Screen, report: ForecastReport) -> None:
    """Print the lists, each line with its strongest reason."""
    if not report.topics:
        screen.say("There is nothing to forecast: no topic was taken five times by anybody yet.")
        return
    rests = f"from {report.events:,} events" if report.events else "no events, everybody's shares"
    screen.say(styled((f"User {report.user_id}, {report.as_of:%Y-%m-%d}: {rests}", "bold")))
    if report.interests:
        rows = table("interest", "next", "because")
        for one in report.interests:
            rows.add_row(plain(one.label), f"{one.probability:.0%}", _because(one.reasons))
        rows.add_row("(none of them)", f"{report.elsewhere:.0%}", "")
        screen.say(rows)
    _topics(screen, "topic", report.topics)
    if report.events:
        _topics(screen, "not tried yet", report.untried)
    if report.degraded:
        screen.note("The language model did not answer; this is the forecast without it.")


def _topics(screen: Screen, name: str, topics: Sequence[TopicForecast]) -> None:
    if topics:
        rows = table(name, "next", "everybody", "because")
        for one in topics:
            rows.add_row(
                in_words(one.topic),
                f"{one.probability:.1%}",
                f"{one.everybody:.1%}",
                _because(one.reasons),
            )
        screen.say(rows)


def _because(reasons: Sequence[ForecastReason]) -> str:
    return plain(reasons[0].text) if reasons else ""


def register(app: typer.Typer, panel: str) -> None:
    """Add the command."""
    command(app, "forecast", reach=Reach.SERVER, rich_help_panel=panel)(forecast)
