"""``whyrec content describe``: topics, moods, audience and era of every item."""

from __future__ import annotations

from typing import Annotated

import typer

from whyrec._counted import counted
from whyrec.cli._plain import plain
from whyrec.cli._session import Session


async def describe(
    session: Session,
    limit: Annotated[
        int | None,
        typer.Option(min=1, help="At most so many items; by default all.", show_default=False),
    ] = None,
    model: Annotated[
        bool, typer.Option(help="Ask the language model, where it was measured to be able to.")
    ] = True,
    again: Annotated[
        bool, typer.Option("--again", help="Also those that are described already.")
    ] = False,
) -> None:
    """Say of each item what it is about, in words of the vocabulary.

    What is done is kept as it goes: stopped and started again, it goes on. Items whose text has not
    changed are not looked at twice.
    """
    async with session.recommender() as rec:
        report = await rec.content.describe(
            limit=limit, use_model=model, again=again, progress=session.stages
        )
        session.stages.clear()
        used = rec.settings.content.used_in
    say = session.screen.say
    done = report.by_model + report.by_code
    say(f"{counted(done, 'item')} described, {report.by_model:,} by the model's word.")
    if report.unchanged:
        say(f"{counted(report.unchanged, 'item')} left as they were.")
    if report.waiting:
        still = "wait" if report.waiting > 1 else "waits"
        on = "" if again else ": the same command goes on"
        say(f"{counted(report.waiting, 'item')} still {still}{on}.")
    if report.failed:
        say(f"{counted(report.failed, 'item')} the model did not answer for.", style="yellow")
    if report.refused:
        rules = ", ".join(f"{rule} {n:,}" for rule, n in sorted(report.refused.items()))
        say(f"Refused of the model's words: {rules}.", style="dim")
    if report.why_no_model is not None and model:
        say(f"No model was asked: {plain(report.why_no_model)}.", style="dim")
    if report.proposed:
        session.screen.note("Words the vocabulary lacks: whyrec content review")
    if not used:
        session.screen.note("Lists do not use it yet: content.used_in says where it counts.")
    session.screen.result(report)
